"""What is wrong with an ICP that somebody wrote by hand, in words that name the place."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

# What each field must be; the words follow its name.
_MUST_BE: Mapping[str, str] = {
    "column": "must name a column",
    "op": "must be in, not in, between, >= or <=",
    "value": "must be a list of words, two numbers or one number",
    "mode": "must be require, score or exclude",
    "weight": "must be a number above 0, at most 1,000",
    "soft_edge": "must be a number from 0 to 1",
    "name": "must be a text of 1 to 120 characters",
    "reviewed": "must be a date such as 2026-03-01",
    "owner": "must be a text",
    "rationale": "must be a text",
    "notes": "must be a text",
    "kind": "must be positive (whom to win) or negative (whom to avoid)",
    "function": "must be a text of at most 120 characters",
    "review_months": "must be a whole number of months from 1 to 60",
    "behaviour": "must hold the texts adoption, vendors and buying",
    "adoption": "must be a text of at most 2,000 characters",
    "vendors": "must be a text of at most 2,000 characters",
    "buying": "must be a text of at most 2,000 characters",
    "people": "must be a list of at most 20 people",
    "role": "must be a text of 1 to 120 characters",
    "owns_problem": "must be true or false",
    "decides": "must be true or false",
    "measured_by": "must be a text of at most 2,000 characters",
    "learns_from": "must be a text of at most 2,000 characters",
    "personas": "must be a text",
    "criteria": "must be a list of at most 500 criteria",
    "rings": "must hold the limits bullseye, inner and outer",
    "bullseye": "must be a number from 0 to 100",
    "inner": "must be a number from 0 to 100",
    "outer": "must be a number from 0 to 100",
    "min_known": "must be a number from 0 to 1",
}
_HOLDERS = ("rings", "behaviour")  # fields that hold fields of their own
_LONGEST_SHOWN = 40  # characters of what was found


def describe(error: ValidationError, document: object = None) -> str:
    """Say every defect of an ICP in plain sentences, each naming the criterion and its column.

    Args:
        error: What the model refused.
        document: The ICP as it was written, to name the columns.

    Example:
        >>> from icp_core.profile.criteria import IcpProfile
        >>> document = {"criteria": [{"column": "industry", "op": "is", "value": "Software"}]}
        >>> try:
        ...     IcpProfile.model_validate(document)
        ... except ValidationError as error:
        ...     print(describe(error, document))
        Criterion 1 on 'industry': 'op' must be in, not in, between, >= or <=, not 'is'.
    """
    return " ".join(dict.fromkeys(_sentence(defect, document) for defect in error.errors()))


def _sentence(defect: Any, document: object) -> str:
    if defect["type"] == "value_error":
        return str(defect["msg"]).removeprefix("Value error, ")
    place = tuple(defect["loc"])
    where, inner = _place(place, document)
    field = str(inner[0]) if inner else ""
    start = f"{where}: " if where else ""
    if not field:
        example = "role: Head of Finance" if place[:1] == ("people",) else "column: industry"
        return f"{start}must be written as names and values, such as {example}."
    name = str(inner[-1]) if field in _HOLDERS and len(inner) > 1 else field
    if defect["type"] == "missing":
        return f"{start}'{name}' is missing; it {_MUST_BE[name]}."
    if defect["type"] == "extra_forbidden":
        return f"{start}'{name}' is not known here."
    return f"{start}'{name}' {_MUST_BE.get(name, 'cannot be read')}{_found(defect['input'])}."


def _place(place: Sequence[int | str], document: object) -> tuple[str, Sequence[int | str]]:
    """Return the criterion in words, and what follows it in the path."""
    if len(place) >= 2 and place[0] == "criteria" and isinstance(place[1], int):
        return f"Criterion {place[1] + 1}{_column(document, place[1])}", place[2:]
    if len(place) >= 2 and place[0] == "people" and isinstance(place[1], int):
        return f"Person {place[1] + 1}", place[2:]
    if place and place[0] in ("column", "op", "value", "mode", "weight", "soft_edge") and isinstance(document, dict):
        column = document.get("column")
        return (f"The criterion on '{column}'" if column else ""), place
    return "", place


def _column(document: object, index: int) -> str:
    criteria = document.get("criteria") if isinstance(document, dict) else None
    if not isinstance(criteria, list | tuple) or index >= len(criteria) or not isinstance(criteria[index], dict):
        return ""
    column = criteria[index].get("column")
    return f" on '{str(column)[:_LONGEST_SHOWN]}'" if column else ""


def _found(value: object) -> str:
    if isinstance(value, str | int | float):
        return f", not '{str(value)[:_LONGEST_SHOWN]}'" if str(value) else ""
    return f"; it has {len(value):,} entries" if isinstance(value, list | tuple) else ""
