"""Collects what import notices about one file, so that a thousand like findings stay readable."""

from collections.abc import Iterable, Sequence

from icp_core.dataset import Issue, Severity
from icp_core.ingest.forms import Question

MOST_PER_REASON = 1_000  # issues with a row number per reason and column; the rejects hold every row anyway
LONGEST_VALUE = 80  # characters of a cell that are shown


class Findings:
    """Issues and notes of one file.

    Args:
        table: Canonical table.
        file: Name of the file as the person knows it.
    """

    def __init__(self, table: str, file: str) -> None:
        self.table, self.file = table, file
        self.issues: list[Issue] = []
        self.notes: list[str] = []
        self.questions: list[Question] = []

    def ask(self, question: Question) -> None:
        """Put something to the person; the import goes on with what the question says is used."""
        self.questions.append(question)

    def note(self, sentence: str, *, remedy: str = "", column: str = "", row: int | None = None) -> None:
        """Say something about the file; nothing was lost."""
        self.notes.append(sentence)
        self.issues.append(Issue(self.table, self.file, Severity.NOTE, sentence, remedy, row, column))

    def warn(self, sentence: str, *, remedy: str = "", column: str = "", row: int | None = None) -> None:
        """Say something about the file that somebody should look at."""
        self.notes.append(sentence)
        self.issues.append(Issue(self.table, self.file, Severity.WARNING, sentence, remedy, row, column))

    def rows(
        self,
        severity: Severity,
        reason: str,
        lines: Sequence[int],
        *,
        values: Iterable[str] = (),
        column: str = "",
        remedy: str = "",
    ) -> None:
        """Say the same thing of several rows: one issue each, and one sentence for what is beyond the limit."""
        cells = iter(values)
        for line in lines[:MOST_PER_REASON]:
            value = next(cells, "")[:LONGEST_VALUE]
            self.issues.append(Issue(self.table, self.file, severity, reason, remedy, int(line), column, value))
        if len(lines) > MOST_PER_REASON:
            sentence = f"{reason} This is so in {len(lines):,} rows in all; the first {MOST_PER_REASON:,} are listed."
            self.issues.append(Issue(self.table, self.file, Severity.NOTE, sentence, remedy, None, column))


def row_list(lines: Sequence[int], most: int = 5) -> str:
    """Name rows in words.

    Example:
        >>> row_list([4]), row_list([4, 5, 9]), row_list(list(range(2, 20)))
        ('row 4', 'rows 4, 5, 9', 'rows 2, 3, 4, 5, 6 and 13 more')
    """
    shown = ", ".join(str(line) for line in lines[:most])
    more = f" and {len(lines) - most} more" if len(lines) > most else ""
    return f"{'row' if len(lines) == 1 else 'rows'} {shown}{more}"
