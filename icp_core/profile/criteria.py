"""What a company declares: which accounts to win, criterion by criterion."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from icp_core.results import join_words

Operator = Literal["in", "not in", "between", ">=", "<="]
Mode = Literal["require", "score", "exclude"]


class Criterion(BaseModel):
    """One condition on one column of the accounts.

    ``require`` must hold, ``score`` adds its weight when it holds, ``exclude`` keeps accounts out.
    An exclusion names what is to be kept out: ``region in [LATAM]`` and ``region not in [LATAM]`` both keep LATAM out
    in that mode, because nobody writes an exclusion to keep everybody else out.

    Example:
        >>> print(Criterion(column="employees", op="between", value=[101, 500], mode="score", weight=2))
        employees between 101 and 500
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str = Field(min_length=1)
    op: Operator
    value: tuple[str, ...] | tuple[float, float] | float
    mode: Mode = "score"
    weight: float = Field(default=1.0, gt=0, le=1000)
    soft_edge: float = Field(default=0.10, ge=0, le=1)  # share of the range's width over which a number fades to 0

    @model_validator(mode="before")
    @classmethod
    def _shape(cls, data: object) -> object:
        if not isinstance(data, dict) or "value" not in data or "op" not in data:
            return data
        op, value = data["op"], data["value"]
        if op in ("in", "not in"):
            values = [value] if isinstance(value, str | int | float) else list(value)
            data = {**data, "value": tuple(dict.fromkeys(str(item) for item in values))}
        elif op == "between" and isinstance(value, list | tuple):
            data = {**data, "value": tuple(value)}
        return data

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        name = f"The criterion on '{self.column}'"
        if self.op in ("in", "not in"):
            if not isinstance(self.value, tuple) or not self.value:
                raise ValueError(f"{name} lists no value. Add at least one.")
        elif self.op == "between":
            if not isinstance(self.value, tuple) or len(self.value) != 2 or isinstance(self.value[0], str):
                raise ValueError(f"{name} needs two numbers, the lower and the upper end.")
            if self.value[0] > self.value[1]:  # type: ignore[operator]
                raise ValueError(f"{name} runs from {self.value[0]:g} down to {self.value[1]:g}. Swap the two ends.")
        elif isinstance(self.value, tuple):
            raise ValueError(f"{name} needs one number.")
        return self

    @property
    def numeric(self) -> bool:
        """Whether the criterion compares numbers."""
        return self.op in ("between", ">=", "<=")

    def __str__(self) -> str:
        match self.op:
            case "in" | "not in":
                listed = join_words([str(item) for item in self.value], "or")  # type: ignore[union-attr]
                return f"{self.column} {'not ' if self.op == 'not in' else ''}{listed}"
            case "between":
                low, high = self.value  # type: ignore[misc]
                return f"{self.column} between {low:,g} and {high:,g}"
            case ">=":
                return f"{self.column} at least {self.value:,g}"
            case "<=":
                return f"{self.column} at most {self.value:,g}"


class RingLimits(BaseModel):
    """Where the rings end: fit scores from 0 to 100, and how much must be known to place an account at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bullseye: float = Field(default=80, ge=0, le=100)
    inner: float = Field(default=60, ge=0, le=100)
    outer: float = Field(default=40, ge=0, le=100)
    min_known: float = Field(default=0.60, ge=0, le=1)  # share of the criteria's weight that must be known

    @model_validator(mode="after")
    def _fall(self) -> Self:
        if not self.bullseye >= self.inner >= self.outer:
            raise ValueError("The limits of the rings must fall: bullseye, then inner, then outer.")
        return self


class IcpProfile(BaseModel):
    """One declared Ideal Customer Profile.

    Raises:
        pydantic.ValidationError: A criterion is impossible (empty set, reversed range, text for a number).

    Example:
        >>> icp = IcpProfile(name="Mid", criteria=[{"column": "region", "op": "not in", "value": ["LATAM"], "mode": "exclude"}])
        >>> icp.columns, str(icp.criteria[0])
        (('region',), 'region not LATAM')
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(default="Our ICP", min_length=1, max_length=120)
    reviewed: date | None = None
    owner: str = ""
    rationale: str = ""
    personas: str = ""
    criteria: tuple[Criterion, ...] = Field(default=(), max_length=500)
    rings: RingLimits = RingLimits()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that the criteria look at, each once."""
        return tuple(dict.fromkeys(criterion.column for criterion in self.criteria))
