"""The parts of the drift summary that hold what was declared against what happened."""

from typing import Literal

from icp_core.analysis.summary_observed import Part
from icp_core.checklist import Answer
from icp_core.profile import IcpProfile
from icp_core.results import Estimate


class IcpSummary(Part):
    """The declared ICPs and the one the data suggest."""

    declared: tuple[IcpProfile, ...]
    suggested: IcpProfile | None
    why: str
    evidence: tuple[str, ...]


class RingSummary(Part):
    """What the accounts of one ring have done."""

    ring: str
    n: int
    share: Estimate
    arr: Estimate
    retention_12m: Estimate
    nrr: Estimate
    win_rate: Estimate


class GapSummary(Part):
    """What one criterion does: who passes it, and what the ICP would be without it."""

    column: str
    criterion: str
    pass_share: Estimate
    known_share: Estimate
    precision_without: Estimate
    recall_without: Estimate
    sentence: str


class WorthYearSummary(Part):
    """The lead of those inside among the accounts, or deals, of one year."""

    year: int
    inside: Estimate
    outside: Estimate
    lift: Estimate


class WorthSummary(Part):
    """What it was worth to be inside, year by year."""

    name: str
    years: tuple[WorthYearSummary, ...]
    trend: Estimate
    moved: bool
    sentence: str


class FitSummary(Part):
    """The declared ICP against the customers, both ways, and what came in the year after the rings were drawn."""

    rings: tuple[RingSummary, ...]
    coverage_customers: Estimate
    coverage_arr: Estimate
    coverage_new_logos: Estimate
    coverage_pipeline: Estimate
    precision: Estimate
    recall: Estimate
    lifts: dict[str, Estimate]
    worth_over_time: tuple[WorthSummary, ...]
    gaps: tuple[GapSummary, ...]
    verdict: str
    why: str
    a_year_later: str


class OnsetSummary(Part):
    """When the change began, and between which months that is certain."""

    period: str
    low: str
    high: str
    gradual: bool


class ComponentSummary(Part):
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


class SplitSummary(Part):
    """How much of a change is another mix of customers, and how much the same customers behaving differently."""

    mix: Estimate
    rate: Estimate


class DriftPart(Part):
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


class NarrowRow(Part):
    """The pipeline of one ring."""

    ring: str
    deals: Estimate
    share: Estimate
    win_rate: Estimate
    won_value: Estimate
    cycle: Estimate
    needed: Estimate


class NarrowSummary(Part):
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


class EvidenceSummary(Part):
    """The data's own answer to a symptom."""

    verdict: Literal["present", "absent", "unclear", "no data", "people only"]
    estimate: Estimate | None
    why: str


class AnswersSummary(Part):
    """What people answered to a symptom."""

    n: int
    median: float | None
    spread: tuple[int, int] | None
    disagreement: bool
    items: tuple[Answer, ...]


class SymptomSummary(Part):
    """People beside data on one symptom."""

    function: str
    statement: str
    answers: AnswersSummary
    evidence: EvidenceSummary
    agreement: str
    sentence: str


class FunctionSummary(Part):
    """The score of one function, with how much of it was answered."""

    score: Estimate
    confidence: float
    word: str


class ChecklistSummary(Part):
    """The symptom checklist."""

    symptoms: dict[str, SymptomSummary]
    functions: dict[str, FunctionSummary]
    overall: Estimate
