"""A file that cannot be used before a person answers something."""

from collections.abc import Sequence

from icp_core.errors import DefectsError, UserError
from icp_core.ingest.forms import Question


class UndecidedError(UserError):
    """What a file leaves open is too much to be assumed; its questions say what a person has to decide.

    Args:
        what: What could not be done and why, one sentence without the file's name.
        remedy: What to do about it, one sentence.
        questions: What is asked; one answered question is enough.
        file: Name of the file as the person knows it.
        column: Header of the column.
        found: What stood there.
    """

    def __init__(
        self,
        what: str,
        remedy: str,
        questions: Sequence[Question],
        *,
        file: str = "",
        column: str = "",
        found: str = "",
    ) -> None:
        super().__init__(what, remedy, file=file, column=column, found=found)
        self.questions = tuple(questions)


def questions_in(error: UserError) -> tuple[Question, ...]:
    """Return what a person can decide so that a refused file can be used; empty where nothing is asked.

    Example:
        >>> questions_in(UserError("The file has no rows."))
        ()
    """
    defects = error.errors if isinstance(error, DefectsError) else (error,)
    return tuple(question for defect in defects if isinstance(defect, UndecidedError) for question in defect.questions)
