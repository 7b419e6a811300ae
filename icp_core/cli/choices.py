"""``--choose`` and ``--strict``: answers to what files leave open, and the rows that a strict file was refused for."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import typer

from icp_core.cli.given import file_table
from icp_core.dataset import TABLES
from icp_core.errors import DefectsError, UserError
from icp_core.ingest import ABOUT_BYTES, NotCleanError, Option, Question
from icp_core.report import to_csv
from icp_core.results import join_words


def read_choices(pairs: Iterable[str]) -> dict[str, dict[str, Option]]:
    """Read answers as they were typed: by table and question.

    ``deals.stages:Signed=won`` answers the question ``stages`` for the value ``Signed``;
    ``deals.dates:Close Date=day first`` answers the question ``dates:Close Date``. Which of the two is meant only the
    files tell, so both readings are passed on; a question that is not asked is no question.

    Raises:
        UserError: One of them cannot be read.

    Example:
        >>> read_choices(["deals.stages:Signed=won", "deals.stages:Gone=lost"])["deals"]["stages"]
        {'Signed': 'won', 'Gone': 'lost'}
        >>> read_choices(["deals.dates:Close Date=day first"])["deals"]["dates:Close Date"]
        'day first'
    """
    found: dict[str, dict[str, Option]] = {}
    for pair in pairs:
        table, question, answer = _parts(pair)
        options = found.setdefault(table, {})
        options[question] = answer
        for question_id, item in _as_items(question):
            given = options.get(question_id, {})
            if not isinstance(given, str):
                options[question_id] = {**given, item: answer}
    return found


def say_unused(pairs: Iterable[str], questions: Sequence[Question]) -> None:
    """Name the answers that changed nothing, as no file asked for them or they are no possible answer.

    Args:
        pairs: Answers as they were typed.
        questions: What the files asked.
    """
    for pair in pairs:
        table, question, answer = _parts(pair)
        asked = [one for one in questions if one.table in ("", table)]
        meant = [one for one in asked if one.id == question or _names_value(one, question)]
        if meant and not any(_takes(one, question, answer) for one in meant):
            typer.echo(f"--choose {pair}: {_why_not(meant[0], question, answer)}; it changed nothing.", err=True)
        elif not meant and question not in ABOUT_BYTES:
            open_ones = f" It asks: {join_words([one.id for one in asked])}." if asked else ""
            typer.echo(f"--choose {pair}: no file of {table} asks this; it changed nothing.{open_ones}", err=True)


def write_rejects(error: UserError, out: Path) -> None:
    """Write the rows for which strict files were refused, so that they can be mended."""
    defects = error.errors if isinstance(error, DefectsError) else (error,)
    refused = [defect for defect in defects if isinstance(defect, NotCleanError)]
    for defect, name in zip(refused, _names(refused), strict=True):
        out.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(to_csv(defect.rejects), "utf-8")


def _parts(pair: str) -> tuple[str, str, str]:
    target, equals, answer = pair.rpartition("=")
    table, dot, question = target.partition(".")
    if not equals or not dot or not question.strip():
        raise UserError("--choose cannot be read.", "Write it as 'deals.dates:Close Date=day first'.", found=pair)
    if table not in TABLES:
        raise UserError(f"--choose names no table '{table}'.", f"Choose from {', '.join(TABLES)}.", found=pair)
    return file_table(table), question.strip(), answer.strip()


def _names_value(question: Question, typed: str) -> bool:
    """Whether the end of what was typed is one of the values that the question asks about."""
    return any((question.id, item.key) in _as_items(typed) for item in question.items)


def _takes(question: Question, typed: str, answer: str) -> bool:
    """Whether an answer is among the options; a number or a text may be anything."""
    if question.items and typed == question.id:
        return False
    decided = question.decided and question.chosen == answer
    return not question.options or answer in question.options or decided


def _why_not(question: Question, typed: str, answer: str) -> str:
    if question.items and typed == question.id:
        return f"it asks about several values, so write one of them behind it ('{typed}:{question.items[0].key}=...')"
    return f"'{answer}' is no answer to it (choose from {', '.join(question.options)})"


def _as_items(question: str) -> list[tuple[str, str]]:
    """Return the ways to take the end of a question for one of the values that it asks about."""
    places = [place for place, sign in enumerate(question) if sign == ":"]
    return [(question[:place], question[place + 1 :]) for place in places]


def _names(refused: Sequence[NotCleanError]) -> list[str]:
    tables = [defect.table for defect in refused]
    numbers = [tables[: position + 1].count(table) for position, table in enumerate(tables)]
    return [
        f"rejected_{table}.csv" if number == 1 else f"rejected_{table}_{number}.csv"
        for table, number in zip(tables, numbers, strict=True)
    ]
