"""The tables in words, made from their declarations: ``docs/files.md`` is this text."""

from icp_core.dataset.tables import TABLES, Column, Kind, Table

_TYPES = {
    Kind.KEY: "code",
    Kind.TEXT: "text",
    Kind.CATEGORY: "category",
    Kind.MULTI: "several values",
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.DATE: "date",
    Kind.MONTH: "month",
    Kind.FLAG: "yes or no",
    Kind.OUTCOME: "won, lost or open",
}
_HEAD = """# Files and columns

Made from the declarations in `icp_core/dataset/tables.py` by
`python -m icp_core.dataset.documentation > docs/files.md`; a test holds the two together. Headers are matched to these
names by themselves and can be corrected on the Data page or with `--map TABLE.COLUMN=HEADER`. A row without a needed
cell is rejected and listed; any other cell that cannot be read is unknown and listed.
"""


def tables_in_words() -> str:
    """Return the documentation of every canonical table as Markdown."""
    return "\n".join([_HEAD, *(_table(table) for table in TABLES.values())])


def _table(table: Table) -> str:
    others = "Other columns are kept under their own header and can be used as traits.\n" if table.keeps_others else ""
    rows = "\n".join(_row(column) for column in table.columns)
    return (
        f"## {table.name}\n\nOne row is {table.meaning}. It gives {table.answers}.\n{others}\n"
        f"| column | type | needed | holds |\n| --- | --- | --- | --- |\n{rows}\n"
    )


def _row(column: Column) -> str:
    return f"| `{column.name}` | {_TYPES[column.kind]} | {'yes' if column.needed else ''} | {column.meaning} |"


if __name__ == "__main__":
    print(tables_in_words(), end="")  # noqa: T201
