"""One table of a web page or of an XML workbook while it is gathered."""

from dataclasses import dataclass, field
from typing import Any

from icp_core.ingest.reading.sheet_parts import LAST_COLUMN, SheetParts, Span
from icp_core.ingest.reading.sheet_process import HEAD

LAST_ROW = 1_048_576  # of a sheet in Excel


@dataclass
class WrittenTable:
    """The rows of one table.

    Args:
        name: Its name, or what it is called here.
        hidden: Whether its sheet is hidden.
        rows: Cells by the number of their row, from 1.
        merged: Cells that were merged.
        parts: What the values alone do not show.
    """

    name: str
    hidden: bool = False
    rows: dict[int, list[str]] = field(default_factory=dict)
    merged: list[Span] = field(default_factory=list)
    parts: SheetParts = field(default_factory=SheetParts)

    def put(self, row: int, column: int, text: str) -> None:
        """Write one cell, its row counted from 1 and its column from 0; what no sheet can hold is left out."""
        if column < LAST_COLUMN and row <= LAST_ROW:
            cells = self.rows.setdefault(row, [])
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text

    def about(self) -> dict[str, Any]:
        """Return what is told of a sheet before it is chosen."""
        width = max(map(len, self.rows.values()), default=0)
        for cells in self.rows.values():
            cells += [""] * (width - len(cells))
        last = max(self.rows, default=0)
        head = [self.rows.get(row, [""] * width) for row in range(1, min(last, HEAD) + 1)]
        return {
            "name": self.name, "hidden": self.hidden, "rows": last, "columns": width, "left": 0,
            "merged": self.merged, "head": head,
        }  # fmt: skip
