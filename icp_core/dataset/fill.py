"""How much of each column is known: what every answer rests upon."""

from dataclasses import dataclass

from icp_core.dataset.handle import Dataset
from icp_core.dataset.tables import TABLES


@dataclass(frozen=True, slots=True)
class Fill:
    """One column of one table.

    Args:
        column: Canonical name, or the header of the file for what is kept as it is.
        meaning: What it holds; empty for a column that is kept as it is.
        known: Rows in which it is known.
        rows: Rows of the table.
    """

    column: str
    meaning: str
    known: int
    rows: int

    @property
    def share(self) -> float:
        """Known rows of all rows, from 0 to 1; 0 for a table without rows."""
        return self.known / self.rows if self.rows else 0.0


def fill(data: Dataset, table: str) -> tuple[Fill, ...]:
    """Return how much is known of each column of ``table``: the canonical ones first, absent ones with 0.

    Args:
        data: The imported tables.
        table: Name of a table that was given; KeyError when it was not.

    Example:
        >>> import pandas as pd
        >>> data = Dataset.of(revenue=pd.DataFrame({"account_id": ["a", "b"], "mrr": [9.0, None]}))
        >>> [(item.column, item.known, item.rows) for item in fill(data, "revenue")]
        [('account_id', 2, 2), ('month', 0, 2), ('mrr', 1, 2)]
    """
    frame = data.frame(table)
    known = {str(name): int(count) for name, count in frame.notna().sum().items()}
    meanings = {column.name: column.meaning for column in TABLES[table].columns} if table in TABLES else {}
    names = [*meanings, *(name for name in known if name not in meanings)]
    return tuple(Fill(name, meanings.get(name, ""), known.get(name, 0), len(frame)) for name in names)
