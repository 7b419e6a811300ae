"""The parts of the drift summary that say how the files were read and what happened."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from icp_core.results import Estimate


class Part(BaseModel):
    """A frozen piece of the document; a name that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Window(Part):
    """First and last day that the figures cover; None when no file holds a date."""

    start: date | None
    end: date | None


class TableSummary(Part):
    """One imported table: how it was read and what became of its rows."""

    file: str
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_left_out: int
    encoding: str
    delimiter: str
    mapping: dict[str, str]
    unmapped: tuple[str, ...]
    shape: str
    currency: str
    notes: tuple[str, ...]


class IssueSummary(Part):
    """One finding of the import."""

    table: str
    file: str
    severity: str
    reason: str
    remedy: str
    row: int | None
    column: str
    value: str


class MetricSummary(Part):
    """An estimate with its name in words and its break-downs."""

    value: float | None
    unit: str
    n: int
    low: float | None
    high: float | None
    why: str
    window: str
    title: str
    by: dict[str, dict[str, Estimate]] = Field(default_factory=dict)


class PeriodSummary(BaseModel):
    """One quarter; every further key is an estimate under the metric's name."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Estimate] = Field(init=False)

    period: str
    complete: bool
    why: str


class SegmentSummary(Part):
    """One group of customers by retention and value: what happened, never a forecast."""

    name: str
    n: int
    share: Estimate
    arr_share: Estimate
    retention_12m: Estimate
    arr_median: Estimate
    nrr: Estimate
    traits: tuple[str, ...]
    sentence: str


class SegmentsSummary(Part):
    """The groups, and whether they are really there."""

    found: bool
    why: str
    method: str
    stability: Estimate
    items: tuple[SegmentSummary, ...]


class ConditionSummary(Part):
    """One condition of a rule."""

    column: str
    op: Literal["in", "not in", "between", ">=", "<="]
    value: tuple[str, ...] | tuple[float, float] | float


class TraitSummary(Part):
    """A trait of the most successful customers; the rates are held out."""

    rule: tuple[ConditionSummary, ...]
    n: int
    rate_inside: Estimate
    rate_outside: Estimate
    lift: Estimate
    q_value: float
    sentence: str


class TraitsSummary(Part):
    """The traits, what "successful" means, and the columns set aside."""

    found: bool
    why: str
    success: str
    items: tuple[TraitSummary, ...]
    set_aside: dict[str, str]
