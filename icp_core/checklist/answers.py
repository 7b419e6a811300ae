"""What people answer, and the CSV file in which answers come and go."""

import csv
import datetime
import io
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, field_validator

from icp_core.checklist.symptoms import BY_ID, FUNCTIONS, LEVELS, Function
from icp_core.errors import UserError
from icp_core.results.spreadsheets import MARK, looks_like_formula

Level = Literal[0, 1, 2, 3, 4]
NoLevel = Literal["don't know", "not applicable"]
DONT_KNOW: NoLevel = "don't know"
NOT_APPLICABLE: NoLevel = "not applicable"
COLUMNS = ("symptom", "function", "person", "answer", "note", "owner", "date", "link")

_CODED = ("symptom", "function", "answer", "date")  # read without regard to surrounding blanks; the rest is free text

_MOST_DEFECTS = 20  # named in one message; more would not be read
_WORDS: dict[str, Level | NoLevel] = {
    **{str(level): level for level in get_args(Level)},
    **{word: level for level, word in zip(get_args(Level), LEVELS, strict=True)},
    **dict.fromkeys(("don't know", "dont know", "do not know", "don’t know", "?"), DONT_KNOW),
    **dict.fromkeys(("not applicable", "does not apply", "n/a"), NOT_APPLICABLE),
}


class Answer(BaseModel):
    """One person's answer to one symptom.

    Args:
        symptom: Id of the symptom.
        function: Function of the person who answers, not of the symptom.
        person: Name or role; may stay empty.
        answer: 0 never, 1 rarely, 2 in places, 3 often, 4 as a rule; or "don't know", or "not applicable".
        note: Why, in the person's words.
        owner: Who takes care of it.
        link: Evidence elsewhere.
        date: Day of the answer.

    Example:
        >>> Answer(symptom="blame", function="Sales", answer=3).answer
        3
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    symptom: str
    function: Function
    person: str = ""
    answer: Level | NoLevel
    note: str = ""
    owner: str = ""
    link: str = ""
    date: datetime.date | None = None

    @field_validator("symptom")
    @classmethod
    def _is_known(cls, symptom: str) -> str:
        if symptom not in BY_ID:
            raise ValueError(f"There is no symptom '{symptom}'.")
        return symptom


def latest(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Keep each person's newest answer to each symptom: the later date counts, then the later in the list."""
    newest: dict[tuple[str, str, str], Answer] = {}
    for answer in sorted(answers, key=lambda item: item.date or datetime.date.min):
        newest[answer.symptom, answer.function, answer.person] = answer
    return tuple(newest.values())


def answers_to_csv(answers: Iterable[Answer]) -> str:
    """Write answers as CSV; a cell that a spreadsheet would take for a formula is marked with ``'``.

    Example:
        >>> print(answers_to_csv([Answer(symptom="blame", function="Sales", answer=3, note="=1+1")]).splitlines()[1])
        blame,Sales,,3,'=1+1,,,
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")  # so that a note with either line end is quoted
    writer.writerow(COLUMNS)
    for answer in answers:
        row = answer.model_dump(mode="json")
        writer.writerow([_marked("" if row[column] is None else str(row[column])) for column in COLUMNS])
    return out.getvalue()


def answers_from_csv(text: str, file: str) -> tuple[Answer, ...]:
    r"""Read answers from CSV with the columns of ``COLUMNS``; only ``symptom`` and ``answer`` are needed.

    A row whose answer is empty is a question not answered yet. A row without a function counts for the symptom's own.
    Semicolons between the columns are read too, as some spreadsheets write them.

    Args:
        text: Content of the file.
        file: Its name, for the message.

    Raises:
        UserError: A column is missing or a cell cannot be read; every defect is named, with row and column.

    Example:
        >>> answers_from_csv("symptom,answer\nblame,often\n", "answers.csv")[0].answer
        3
    """
    (_, first), *rows = _rows(text, file) or [(1, [])]
    header = [name.strip().lower() for name in first]
    _check_header(header, file)
    answers: list[Answer] = []
    defects: list[UserError] = []
    for row, cells in rows:
        if len(cells) != len(header):
            found = f"{len(cells)} cells"
            what = f"The header names {len(header)} columns."
            defects.append(UserError(what, "Put text that holds a comma in quotes.", file=file, row=row, found=found))
            continue
        named = {name: _unmarked(cell) for name, cell in zip(header, cells, strict=True)}
        named.update({name: named[name].strip() for name in _CODED if name in named})
        if named["answer"]:
            answers.extend(_read(named, file, row, defects))
    if defects:
        raise _together(defects)
    return tuple(answers)


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Split the text into rows with the line each one begins on; blank rows carry nothing."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                rows.append((start, cells))
            start = lines.line_num + 1
    except csv.Error as error:
        remedy = "Save the file as CSV with commas and try again."
        what = f"This is not readable as CSV ({error})."
        raise UserError(what, remedy, file=file, row=start) from error
    return rows


def _check_header(header: list[str], file: str) -> None:
    needed = f"An answers file has the columns {', '.join(COLUMNS)}; symptom and answer must be there."
    for column in ("symptom", "answer"):
        if column not in header:
            found = ", ".join(header) or "an empty file"
            raise UserError(f"The column '{column}' is missing.", needed, file=file, row=1, column=column, found=found)
    for column in header:
        if column not in COLUMNS or header.count(column) > 1:
            what = "This column is there twice." if column in COLUMNS else "This column is not known here."
            raise UserError(what, f"Remove or rename it. {needed}", file=file, row=1, column=column, found=column)


def _read(cells: dict[str, str], file: str, row: int, defects: list[UserError]) -> list[Answer]:
    """Read one row; what is wrong with it goes to ``defects``."""
    before = len(defects)

    def defect(column: str, what: str, remedy: str) -> None:
        defects.append(
            UserError(what, remedy, file=file, row=row, column=column, found=cells[column][:80] or "nothing")
        )

    symptom = cells["symptom"]
    if symptom not in BY_ID:
        near = get_close_matches(symptom, BY_ID, n=1)
        remedy = (
            f"Did you mean '{near[0]}'?" if near else f"The first is '{next(iter(BY_ID))}'; the template lists all."
        )
        defect("symptom", "There is no such symptom.", remedy)
    answer = _WORDS.get(cells["answer"].casefold())
    if answer is None:
        defect("answer", "This is no answer.", 'Write 0 to 4, "don\'t know" or "not applicable".')
    function = {name.casefold(): name for name in FUNCTIONS}.get(cells.get("function", "").casefold())
    if cells.get("function") and function is None:
        defect("function", "There is no such function.", f"Write one of {', '.join(FUNCTIONS)}.")
    day = _day(cells.get("date", ""))
    if cells.get("date") and day is None:
        defect("date", "This is no date.", "Write it as 2025-12-31.")
    if len(defects) > before or answer is None:
        return []
    texts = {name: cells.get(name, "") for name in ("person", "note", "owner", "link")}
    return [Answer(symptom=symptom, function=function or BY_ID[symptom].function, answer=answer, date=day, **texts)]


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _together(defects: list[UserError]) -> UserError:
    """Make one error of all defects of a file: the first in its place, the others named behind it."""
    first, others = defects[0], defects[1:]
    also = [
        f"Row {error.row}{f', column {error.column!r}' if error.column else ''}: {error.what} Found: {error.found}."
        for error in others[:_MOST_DEFECTS]
    ]
    if len(others) > _MOST_DEFECTS:
        also.append(f"And {len(others) - _MOST_DEFECTS} more.")
    remedy = " ".join([first.remedy, *also])
    return UserError(first.what, remedy, file=first.file, row=first.row, column=first.column, found=first.found)


def _marked(cell: str) -> str:
    return f"{MARK}{cell}" if looks_like_formula(cell) or cell.startswith(MARK) else cell


def _unmarked(cell: str) -> str:
    bare = cell.removeprefix(MARK)
    return bare if bare != cell and (looks_like_formula(bare) or bare.startswith(MARK)) else cell
