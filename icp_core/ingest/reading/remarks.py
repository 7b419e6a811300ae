"""What is noticed about one file while it is read, before its table is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from icp_core.dataset import Issue, Severity
from icp_core.ingest.forms import Question


@dataclass(frozen=True)
class Remarks:
    """Notes, warnings and questions of one file.

    Args:
        file: Name of the file as the person knows it.
        issues: What was noticed, in the order of noticing.
        questions: What the person may decide.
    """

    file: str
    issues: list[Issue] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def note(self, sentence: str, *, row: int | None = None, column: str = "") -> None:
        """Say something about the file; nothing was lost."""
        self.issues.append(Issue("", self.file, Severity.NOTE, sentence, "", row, column))

    def warn(self, sentence: str, remedy: str, *, row: int | None = None, column: str = "") -> None:
        """Say something that somebody should look at."""
        self.issues.append(Issue("", self.file, Severity.WARNING, sentence, remedy, row, column))

    def ask(
        self,
        question: str,
        sentence: str,
        options: Mapping[str, str],
        *,
        chosen: str,
        decided: bool,
        examples: tuple[str, ...] = (),
        urgent: bool = False,
    ) -> None:
        """Put one choice about the bytes to the person; ``chosen`` is used until they answer."""
        self.questions.append(
            Question(
                question,
                "",
                self.file,
                sentence,
                dict(options),
                chosen=chosen,
                decided=decided,
                examples=examples,
                urgent=urgent and not decided,
            )
        )
