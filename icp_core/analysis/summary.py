"""The drift summary: one document, the only input of every renderer and, as JSON, the machine contract."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from icp_core.checklist import Answer
from icp_core.profile import IcpProfile
from icp_core.results import Estimate
from icp_core.workspace import Event, Interview

VERSION = "1.0"  # of the document's shape; rises when a name in it changes


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Window(_Part):
    """First and last day that the figures cover; None when no file holds a date."""

    start: date | None
    end: date | None


class TableSummary(_Part):
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


class IssueSummary(_Part):
    """One finding of the import."""

    table: str
    file: str
    severity: str
    reason: str
    remedy: str
    row: int | None
    column: str
    value: str


class MetricSummary(_Part):
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


class SegmentSummary(_Part):
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


class SegmentsSummary(_Part):
    """The groups, and whether they are really there."""

    found: bool
    why: str
    method: str
    stability: Estimate
    items: tuple[SegmentSummary, ...]


class ConditionSummary(_Part):
    """One condition of a rule."""

    column: str
    op: Literal["in", "not in", "between", ">=", "<="]
    value: tuple[str, ...] | tuple[float, float] | float


class TraitSummary(_Part):
    """A trait of the most successful customers; the rates are held out."""

    rule: tuple[ConditionSummary, ...]
    n: int
    rate_inside: Estimate
    rate_outside: Estimate
    lift: Estimate
    q_value: float
    sentence: str


class TraitsSummary(_Part):
    """The traits, what "successful" means, and the columns set aside."""

    found: bool
    why: str
    success: str
    items: tuple[TraitSummary, ...]
    set_aside: dict[str, str]


class IcpSummary(_Part):
    """The declared ICPs and the one the data suggest."""

    declared: tuple[IcpProfile, ...]
    suggested: IcpProfile | None
    why: str
    evidence: tuple[str, ...]


class RingSummary(_Part):
    """What the accounts of one ring have done."""

    ring: str
    n: int
    share: Estimate
    arr: Estimate
    retention_12m: Estimate
    nrr: Estimate
    win_rate: Estimate


class GapSummary(_Part):
    """What one criterion does: who passes it, and what the ICP would be without it."""

    column: str
    criterion: str
    pass_share: Estimate
    known_share: Estimate
    precision_without: Estimate
    recall_without: Estimate
    sentence: str


class FitSummary(_Part):
    """The declared ICP against the customers, both ways."""

    rings: tuple[RingSummary, ...]
    coverage_customers: Estimate
    coverage_arr: Estimate
    coverage_new_logos: Estimate
    coverage_pipeline: Estimate
    precision: Estimate
    recall: Estimate
    lifts: dict[str, Estimate]
    gaps: tuple[GapSummary, ...]
    verdict: str
    why: str


class OnsetSummary(_Part):
    """When the change began, and between which months that is certain."""

    period: str
    low: str
    high: str
    gradual: bool


class ComponentSummary(_Part):
    """One measured part of the drift index."""

    name: str
    title: str
    estimate: Estimate
    index: float | None
    baseline: Estimate
    recent: Estimate
    verdict: str
    sentence: str
    leading: bool


class SplitSummary(_Part):
    """How much of a change is another mix of customers, and how much the same customers behaving differently."""

    mix: Estimate
    rate: Estimate


class DriftPart(_Part):
    """The drift index, its dials, its parts and its onset."""

    index: Estimate
    verdict: Literal["drifting", "early signs", "stable", "cannot tell yet", "not enough data"]
    dials: dict[str, Estimate]
    onset: OnsetSummary | None
    onset_why: str
    components: tuple[ComponentSummary, ...]
    decomposition: dict[str, SplitSummary]
    baseline_window: str
    recent_window: str
    sentence: str
    why: str


class NarrowRow(_Part):
    """The pipeline of one ring."""

    ring: str
    deals: Estimate
    share: Estimate
    win_rate: Estimate
    won_value: Estimate
    cycle: Estimate
    needed: Estimate


class NarrowSummary(_Part):
    """What focusing on the bullseye would need and free; past rates may not hold."""

    rows: tuple[NarrowRow, ...]
    focus: tuple[str, ...]
    target: Estimate
    belief: float
    deals_needed_now: Estimate
    deals_needed_focus: Estimate
    ratio: Estimate
    capacity_freed: Estimate
    supply_gap: Estimate
    coverage_needed: Estimate
    break_even: Estimate
    enough_supply: Estimate
    why: str


class EvidenceSummary(_Part):
    """The data's own answer to a symptom."""

    verdict: Literal["present", "absent", "unclear", "no data", "people only"]
    estimate: Estimate | None
    why: str


class AnswersSummary(_Part):
    """What people answered to a symptom."""

    n: int
    median: float | None
    spread: tuple[int, int] | None
    disagreement: bool
    items: tuple[Answer, ...]


class SymptomSummary(_Part):
    """People beside data on one symptom."""

    function: str
    statement: str
    answers: AnswersSummary
    evidence: EvidenceSummary
    agreement: str
    sentence: str


class FunctionSummary(_Part):
    """The score of one function, with how much of it was answered."""

    score: Estimate
    confidence: float
    word: str


class ChecklistSummary(_Part):
    """The symptom checklist."""

    symptoms: dict[str, SymptomSummary]
    functions: dict[str, FunctionSummary]
    overall: Estimate


class Finding(_Part):
    """One thing the reader should know, in one sentence."""

    kind: Literal["drift", "segments", "traits", "fit", "checklist", "data", "unknown"]
    title: str
    sentence: str


class Action(_Part):
    """One thing to do next, and the figure it follows from."""

    sentence: str
    why: str


class DriftSummary(_Part):
    """Everything the product has to say about one company on one day.

    Its JSON is ``summary.json``; the names are stable.
    """

    version: str = VERSION
    as_of: date | None
    window: Window
    tables: dict[str, TableSummary]
    issues: tuple[IssueSummary, ...]
    metrics: dict[str, MetricSummary]
    periods: tuple[PeriodSummary, ...]
    segments: SegmentsSummary
    traits: TraitsSummary
    icp: IcpSummary
    fit: FitSummary
    drift: DriftPart
    narrow: NarrowSummary
    checklist: ChecklistSummary
    interviews: tuple[Interview, ...]
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
