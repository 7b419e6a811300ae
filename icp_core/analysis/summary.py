"""The drift summary: one document, the only input of every renderer and, as JSON, the machine contract."""

from datetime import date
from typing import Literal

from icp_core.analysis.summary_compared import ChecklistSummary, DriftPart, FitSummary, IcpSummary, NarrowSummary
from icp_core.analysis.summary_observed import (
    IssueSummary,
    MetricSummary,
    Part,
    PeriodSummary,
    SegmentsSummary,
    TableSummary,
    TraitsSummary,
    Window,
)
from icp_core.workspace import Event, Interview

VERSION = "1.0"  # of the document's shape; rises when a name in it changes


class Finding(Part):
    """One thing the reader should know, in one sentence."""

    kind: Literal["drift", "segments", "traits", "fit", "checklist", "data", "unknown"]
    title: str
    sentence: str


class Action(Part):
    """One thing to do next, and the figure it follows from."""

    sentence: str
    why: str


class DriftSummary(Part):
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
