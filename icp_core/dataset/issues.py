"""One thing that import noticed, where it stands and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What became of the row or the cell."""

    REJECTED = "rejected"  # the row is not in the data set; it stands in the rejects
    LEFT_OUT = "left out"  # the row repeats another one, or is blank, a total or a footer
    WARNING = "warning"  # the row is in, the cell is unknown
    NOTE = "note"  # nothing was lost; something worth knowing about the file


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding of the import.

    Args:
        table: Canonical table (``customers``).
        file: Name of the file as the person knows it.
        severity: What became of the row or the cell.
        reason: What is wrong, one sentence.
        remedy: What to do about it, one sentence; may be empty for a note.
        row: Line number as an editor shows it; None for the file as a whole.
        column: Header of the column in the file; empty for the whole row.
        value: The original cell, cut to 80 characters.
    """

    table: str
    file: str
    severity: Severity
    reason: str
    remedy: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
