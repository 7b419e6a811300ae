"""What a company declares: which accounts to win, criterion by criterion."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from icp_core.profile.people import Behaviour, Persona
from icp_core.results import column_words, join_words

Operator = Literal["in", "not in", "between", ">=", "<="]
Mode = Literal["require", "score", "exclude"]
Kind = Literal["positive", "negative"]

_WORD: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "number"}]}
_NUMBER: dict[str, Any] = {"type": "number"}
# What a file may hold for each way to compare; the model brings all of it to one form.
_VALUES: dict[str, Any] = {
    "description": "A list of words for 'in' and 'not in', two numbers for 'between', one number for '>=' and '<='.",
    "anyOf": [{"type": "array", "items": _WORD, "minItems": 1}, *_WORD["anyOf"]],
}
_VALUE_BY_OPERATOR: dict[str, Any] = {
    "allOf": [
        {
            "if": {"properties": {"op": {"const": "between"}}},
            "then": {"properties": {"value": {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}}},
        },
        {
            "if": {"properties": {"op": {"enum": [">=", "<="]}}},
            "then": {"properties": {"value": _NUMBER}},
        },
    ]
}


class Criterion(BaseModel):
    """One condition on one column of the accounts.

    ``require`` must hold, ``score`` adds its weight when it holds, ``exclude`` keeps accounts out.
    An exclusion names what is to be kept out: ``region in [LATAM]`` and ``region not in [LATAM]`` both keep LATAM out
    in that mode, because nobody writes an exclusion to keep everybody else out.

    Example:
        >>> print(Criterion(column="employees", op="between", value=[101, 500], mode="score", weight=2))
        employees between 101 and 500
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_VALUE_BY_OPERATOR)

    column: str = Field(
        min_length=1, description="A column of the accounts: a canonical name, or a header of the file."
    )
    op: Operator = Field(description="How the column is compared with the value.")
    value: Annotated[tuple[str, ...] | tuple[float, float] | float, WithJsonSchema(_VALUES)]
    mode: Mode = Field(
        default="score", description="'require' must hold, 'score' counts in favour, 'exclude' keeps accounts out."
    )
    weight: float = Field(default=1.0, gt=0, le=1000, description="Counts relative to the weights of the others.")
    soft_edge: float = Field(
        default=0.10, ge=0, le=1, description="Share of a range's width over which a number outside it fades to 0."
    )

    @model_validator(mode="before")
    @classmethod
    def _shape(cls, data: object) -> object:
        """Bring the value into the one form that the comparison takes, or say in words why that cannot be done."""
        if not isinstance(data, dict) or "value" not in data:
            return data
        op, value, name = data.get("op"), data["value"], f"The criterion on '{data.get('column', '')}'"
        if op in ("in", "not in"):
            return {**data, "value": _listed(value, name)}
        if op == "between":
            ends = list(value) if isinstance(value, list | tuple) else []
            if len(ends) != 2:
                raise ValueError(f"{name} needs two numbers, the lower and the upper end.")
            low, high = (_number(end, name) for end in ends)
            if low > high:
                raise ValueError(f"{name} runs from {low:,.12g} down to {high:,.12g}. Swap the two ends.")
            return {**data, "value": (low, high)}
        if op in (">=", "<="):
            only = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
            if isinstance(only, list | tuple):
                raise ValueError(f"{name} needs one number.")
            return {**data, "value": _number(only, name)}
        return {**data, "value": ("",)}  # the comparison is not known, so the value cannot be judged

    @property
    def numeric(self) -> bool:
        """Whether the criterion compares numbers."""
        return self.op in ("between", ">=", "<=")

    @property
    def ends(self) -> tuple[float, float]:
        """Lower and upper end of a numeric criterion, infinite where it is open; ValueError for a list."""
        if self.op == "between":
            low, high = self.value  # type: ignore[misc]
            return float(low), float(high)
        if not self.numeric:
            raise ValueError(f"'{self}' is no range")
        end = float(self.value)  # type: ignore[arg-type]
        return (end, math.inf) if self.op == ">=" else (-math.inf, end)

    @property
    def values(self) -> tuple[str, ...]:
        """What a criterion on words lists; nothing for a range."""
        return () if self.numeric else tuple(str(value) for value in self.value)  # type: ignore[union-attr]

    @property
    def condition(self) -> str:
        """What is asked of the column, in words; of an exclusion, what is not to hold."""
        no = "not " if self.op == "not in" or self.mode == "exclude" else ""
        match self.op:
            case "in" | "not in":
                return f"{no}{join_words([str(item) for item in self.value], 'or')}"  # type: ignore[union-attr]
            case "between":
                low, high = self.value  # type: ignore[misc]
                return f"{no}between {low:,.12g} and {high:,.12g}"
            case ">=":
                return f"{no}at least {self.value:,.12g}"
            case "<=":
                return f"{no}at most {self.value:,.12g}"

    def __str__(self) -> str:
        return f"{column_words(self.column)} {self.condition}"


def _listed(value: object, name: str) -> tuple[str, ...]:
    items = value if isinstance(value, Iterable) and not isinstance(value, str | bytes | dict) else [value]
    texts = []
    for item in items:
        if not isinstance(item, str | int | float | date):
            raise ValueError(f"{name} must list single words and numbers.")
        texts.append(f"{item:.0f}" if isinstance(item, float) and item.is_integer() else str(item).strip())
    values = tuple(dict.fromkeys(text for text in texts if text))
    if not values:
        raise ValueError(f"{name} lists no value. Add at least one.")
    return values


def _number(value: object, name: str) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        shown = str(value)[:40] if isinstance(value, str | int | float) else "something else"
        raise ValueError(f"{name} needs a number, not '{shown}'.")
    return number


class RingLimits(BaseModel):
    """Where the rings end: fit scores from 0 to 100, and how much must be known to place an account at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bullseye: float = Field(default=80, ge=0, le=100, description="Fit from which an account is in the bullseye.")
    inner: float = Field(default=60, ge=0, le=100, description="Fit from which an account is in the inner ring.")
    outer: float = Field(default=40, ge=0, le=100, description="Fit from which an account is in the outer ring.")
    min_known: float = Field(
        default=0.60, ge=0, le=1, description="Share of the criteria's weight that must be known to place an account."
    )

    @model_validator(mode="after")
    def _fall(self) -> Self:
        if not self.bullseye >= self.inner >= self.outer:
            raise ValueError("The limits of the rings must fall: bullseye, then inner, then outer.")
        return self


class IcpProfile(BaseModel):
    """One declared Ideal Customer Profile, or with ``kind="negative"`` one of the accounts to avoid.

    Criteria alone place accounts. Behaviour, people and notes are recorded and shown; what of them stands in a column
    is scored by a criterion on that column.

    Raises:
        pydantic.ValidationError: A criterion is impossible (empty set, reversed range, text for a number).

    Example:
        >>> exclusion = {"column": "region", "op": "not in", "value": ["LATAM"], "mode": "exclude"}
        >>> icp = IcpProfile(name="Mid", criteria=[exclusion])
        >>> icp.columns, str(icp.criteria[0])
        (('region',), 'region not LATAM')
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(default="Our ICP", min_length=1, max_length=120, description="What people call it.")
    kind: Kind = Field(default="positive", description="'positive': whom to win. 'negative': whom to avoid.")
    function: str = Field(
        default="", max_length=120, description="Whose view it is, such as Sales; empty: everybody's."
    )
    reviewed: date | None = Field(default=None, description="Day of the last review.")
    review_months: int = Field(default=12, ge=1, le=60, description="Months after which the next review is due.")
    owner: str = Field(default="", description="Who answers for it.")
    rationale: str = Field(default="", description="Why it is as it is.")
    notes: str = Field(default="", description="Anything else worth keeping.")
    behaviour: Behaviour = Field(default=Behaviour(), description="How such companies buy.")
    people: tuple[Persona, ...] = Field(default=(), max_length=20, description="The people in such companies.")
    personas: str = Field(default="", description="Notes on the people, as free text.")
    criteria: tuple[Criterion, ...] = Field(default=(), max_length=500, description="What accounts are held against.")
    rings: RingLimits = Field(default=RingLimits(), description="Where the rings end.")

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that the criteria look at, each once."""
        return tuple(dict.fromkeys(criterion.column for criterion in self.criteria))

    @property
    def negative(self) -> bool:
        """Whether it describes accounts to avoid."""
        return self.kind == "negative"

    @property
    def shares(self) -> tuple[float | None, ...]:
        """Share of the fit that each criterion can earn, adding up to 1; None for exclusions, which earn nothing.

        Example:
            >>> rows = [{"column": "a", "op": ">=", "value": 1, "weight": 3}, {"column": "b", "op": ">=", "value": 1}]
            >>> IcpProfile(criteria=rows).shares
            (0.75, 0.25)
        """
        earning = [0.0 if one.mode == "exclude" else one.weight for one in self.criteria]
        total = sum(earning)
        return tuple(weight / total if weight else None for weight in earning)
