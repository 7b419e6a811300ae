"""The figures, what the files cannot answer, the files themselves, and how it was computed."""

from collections.abc import Iterable

from icp_core.metrics.definitions import DEFINITIONS
from icp_core.report.document import Cell, Document, Numbers, Table, count
from icp_core.report.section import Section, title_of
from icp_core.results import join_words, plural

BROKEN_DOWN = ("retention_12m", "nrr", "win_rate", "cac")  # in the report; summary.json holds all
MOST_ISSUES = 50  # in the report; the rejects files hold every row

METHOD = (
    "Intervals are 90 % intervals unless a table says otherwise. A figure that the data cannot give is called unknown, "
    "with the reason; it is never shown as zero. Quarters that the files do not cover in full take no part in trends.",
    "Retention is the Kaplan-Meier estimate: customers who are still here count as here at least so long. Win rate is "
    "won over won and lost, by the day of closing, of new business where the deal type tells it; then against now "
    "counts the same deals by the day of creation, at the same age and with open deals, so it shows other figures. "
    "Trends allow for more scatter between quarters than chance alone would give.",
    "A symptom is present when its whole interval lies beyond the tolerance on the bad side, absent when it lies "
    "inside the tolerance, and unclear otherwise. The drift index counts of each change for the worse only what the "
    "data support at one standard error.",
    "The checklist follows the idea and the order of AlignICP's public article on the signs of ICP drift.",
)


def metrics_section(document: Document, numbers: Numbers) -> Section:
    """Return every figure with its interval, n and window."""
    metrics = document["metrics"]
    known = {name: part for name, part in metrics.items() if part["value"] is not None}
    rows = tuple(
        (Cell(title_of(name, part.get("title", "")), _meaning(name)), *numbers.cells(part))
        for name, part in known.items()
    )
    columns = ("Figure", "Value", "90 % interval", "n", "Window")
    blocks = [Table("", columns, rows)] if rows else []
    lead = () if rows else ("No figure could be measured from these files.",)
    return Section("figures", "All figures", lead, tuple(blocks))


def breakdown_section(document: Document, numbers: Numbers) -> Section | None:
    """Return the figures that tell customers apart, level by level; None when there is no break-down."""
    known = {name: document["metrics"][name] for name in BROKEN_DOWN if name in document["metrics"]}
    blocks = []
    for name, part in known.items():
        for column, levels in (part.get("by") or {}).items():
            by = tuple((Cell(level), *numbers.plain(estimate)) for level, estimate in levels.items())
            title = f"{title_of(name, part.get('title', ''))} by {column.replace('_', ' ')}"
            blocks.append(Table(title, (column.replace("_", " ").capitalize(), "Value", "90 % interval", "n"), by))
    lead = ("Each group beside the others; summary.json holds the break-downs of all figures.",)
    return Section("breakdowns", "Group by group", lead, tuple(blocks), small=True) if blocks else None


def unanswered_section(document: Document) -> Section:
    """Return what these files cannot answer, why, and which column would."""
    rows = [
        (Cell(title_of(name, part.get("title", ""))), Cell(part["why"]), Cell(_needs(name)))
        for name, part in document["metrics"].items()
        if part["value"] is None
    ]
    rows += [
        (Cell(f"Drift: {part['title']}"), Cell(part["estimate"]["why"] or part.get("sentence", "")), Cell(""))
        for part in document["drift"]["components"]
        if part["estimate"]["value"] is None
    ]
    rows += [
        (Cell(symptom.get("statement") or name), Cell(symptom["evidence"]["why"]), Cell(""))
        for name, symptom in document["checklist"]["symptoms"].items()
        if symptom["evidence"]["verdict"] == "no data"
    ]
    listed = {f"{row[0].text} cannot be answered" for row in rows}
    rows += [
        (Cell(finding["title"]), Cell(finding["sentence"]), Cell(""))
        for finding in document["findings"]
        if finding["kind"] == "unknown" and finding["title"] not in listed
    ]
    title = "What these files cannot answer, and which column would"
    if not rows:
        return Section("unanswered", title, ("Every question of this report could be answered.",))
    return Section("unanswered", title, (), (Table("", ("Question", "Why not", "Made from"), tuple(rows)),))


def files_section(document: Document) -> Section:
    """Return the files, how they were read, and what was found wrong with them."""
    tables = tuple(
        (
            Cell(name, part.get("file", "")),
            count(part["rows_read"]),
            count(part["rows_kept"]),
            count(part["rows_rejected"]),
            count(part.get("rows_left_out")),
            Cell(f"{part['encoding']}, {_delimiter(part['delimiter'])}"),
            Cell(join_words(f"{canonical} from {header}" for canonical, header in part["mapping"].items())),
            Cell(", ".join(part["unmapped"])),
        )
        for name, part in document["tables"].items()
    )
    columns = (
        "Table",
        "Rows read",
        "Kept",
        "Rejected",
        "Left out",
        "Read as",
        "Columns used",
        "Columns kept as they are",
    )
    blocks = [Table("Files", columns, tables)] if tables else []
    issues = document["issues"]
    lead = [
        f"{plural(len(issues), 'remark')} about the files." if issues else "Nothing was found wrong with the files."
    ]
    if len(issues) > MOST_ISSUES:
        lead.append(f"The first {MOST_ISSUES} follow; the rejected rows stand in their own files.")
    if issues:
        rows = tuple(
            (
                Cell(issue.get("file") or issue["table"], _place(issue.get("row"), issue.get("column"))),
                Cell(issue["severity"]),
                Cell(issue["reason"], f"Found: {issue['value']}" if issue.get("value") else ""),
                Cell(issue.get("remedy") or ""),
            )
            for issue in issues[:MOST_ISSUES]
        )
        blocks.append(Table("Remarks", ("Where", "What became of it", "What is wrong", "What to do"), rows))
    return Section("files", "The files", tuple(lead), tuple(blocks))


def voices_section(document: Document) -> Section | None:
    """Return the event log and the interviews; None when there are none."""
    blocks = []
    if document["events"]:
        rows = tuple(
            (Cell(event["date"]), Cell(event["title"]), Cell(event.get("force") or ""), Cell(event.get("kind") or ""))
            for event in document["events"]
        )
        blocks.append(Table("Events", ("Date", "What happened", "Force", "Kind"), rows))
    if document["interviews"]:
        talks = tuple(
            (
                Cell(talk["date"], f"{talk.get('source', '')} {talk.get('role', '')}".strip()),
                *(Cell(talk.get(name) or "") for name in ("needs", "priorities", "constraints", "words", "reaction")),
            )
            for talk in document["interviews"]
        )
        columns = ("Interview", "Needs", "Priorities", "Constraints", "Own words", "Reaction")
        blocks.append(Table("Interviews", columns, talks))
    return Section("voices", "Events and interviews", (), tuple(blocks)) if blocks else None


def method_section() -> Section:
    """Return how it was computed, in words."""
    return Section("method", "How this was computed", METHOD)


def _meaning(name: str) -> str:
    return DEFINITIONS[name].sentence if name in DEFINITIONS else ""


def _needs(name: str) -> str:
    """Write the columns that a metric is made of.

    Example:
        >>> _needs("no such metric")
        ''
    """
    needs: Iterable[str] = DEFINITIONS[name].needs if name in DEFINITIONS else ()
    return "; ".join(need.replace("+", " and ").replace("|", ", or ") for need in needs)


def _delimiter(mark: str) -> str:
    words = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", "": "no delimiter"}
    return words.get(mark, mark)


def _place(row: int | None, column: str | None) -> str:
    return ", ".join(filter(None, [f"row {row}" if row is not None else "", f"column {column}" if column else ""]))


def findings_section(document: Document) -> Section | None:
    """Return everything that was found, the first page's choice and the rest; None when nothing was."""
    rows = tuple((Cell(found["title"]), Cell(found["sentence"])) for found in document["findings"])
    return Section("findings", "All findings", (), (Table("", ("Finding", "In a sentence"), rows),)) if rows else None
