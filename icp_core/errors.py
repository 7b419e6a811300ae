"""What the person at the screen can act upon; a programmer's mistake raises ``ValueError`` instead."""

from collections.abc import Sequence


class UserError(Exception):
    """Something that could not be done, said so that the person who gave the input can mend it.

    Args:
        what: What could not be done and why, one sentence without the file's name.
        remedy: What to do about it, one sentence.
        file: Name of the file as the person knows it.
        row: Line number as the person's editor shows it.
        column: Header of the column.
        found: What stood there instead.

    Example:
        >>> print(UserError("The file has no rows.", "Export it again.", file="deals.csv", row=1))
        deals.csv, row 1: The file has no rows. Export it again.
    """

    def __init__(
        self, what: str, remedy: str = "", *, file: str = "", row: int | None = None, column: str = "", found: str = ""
    ) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy
        self.file, self.row, self.column, self.found = file, row, column, found

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row is not None else ""
        column = f"column '{self.column}'" if self.column else ""
        place = ", ".join(part for part in (self.file, row, column) if part)
        found = f"Found: {self.found}." if self.found else ""
        sentence = " ".join(part for part in (self.what, found, self.remedy) if part)
        return f"{place}: {sentence}" if place else sentence


class DefectsError(UserError):
    """Several things that could not be done, said at once.

    Args:
        errors: Each of them.
    """

    def __init__(self, errors: Sequence[UserError]) -> None:
        super().__init__(" ".join(str(error) for error in errors))
        self.errors = tuple(errors)


class ConflictError(UserError):
    """Somebody else saved a newer version meanwhile; nothing was overwritten."""
