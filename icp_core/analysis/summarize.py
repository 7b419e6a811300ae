"""From results to the one document that every renderer reads."""

from dataclasses import asdict
from typing import get_args

import pandas as pd

from icp_core.analysis.assess import Assessment
from icp_core.analysis.compare import Comparison
from icp_core.analysis.findings import actions_for, findings_of
from icp_core.analysis.imported import ImportRead, TableRead
from icp_core.analysis.observe import Observed
from icp_core.analysis.summary import DriftSummary
from icp_core.analysis.summary_compared import (
    AnswersSummary,
    ChecklistSummary,
    ComponentSummary,
    DriftPart,
    EvidenceSummary,
    FitSummary,
    FunctionSummary,
    IcpSummary,
    NarrowSummary,
    OnsetSummary,
    SplitSummary,
    SymptomSummary,
)
from icp_core.analysis.summary_observed import (
    ConditionSummary,
    IssueSummary,
    MetricSummary,
    PeriodSummary,
    SegmentsSummary,
    SegmentSummary,
    TableSummary,
    TraitsSummary,
    TraitSummary,
    Window,
)
from icp_core.checklist import SymptomResult
from icp_core.dataset import Dataset
from icp_core.metrics import DEFINITIONS, Measure, PeriodRow
from icp_core.results import Estimate, Unit, unknown
from icp_core.workspace import Event, Force, Workspace

NO_ICP = "no ICP is declared"
FORCES: tuple[Force, ...] = get_args(Force)


def summarize(
    workspace: Workspace, observed: Observed, comparison: Comparison, assessment: Assessment, imported: ImportRead
) -> DriftSummary:
    """Put everything that is known into one document.

    Args:
        workspace: What people declared.
        observed: What happened.
        comparison: The declared ICP against it.
        assessment: People beside data.
        imported: How the files were read.
    """
    currency = imported.data.currency
    return DriftSummary(
        as_of=imported.data.as_of if imported.dated else None,
        window=_window(observed, dated=imported.dated),
        tables={name: _table(report, currency) for name, report in imported.reports.items()},
        issues=tuple(IssueSummary(**{**asdict(issue), "severity": str(issue.severity)}) for issue in imported.issues),
        metrics={name: _metric(measure) for name, measure in observed.metrics.items()},
        periods=tuple(_period(row, comparison) for row in observed.periods),
        segments=_segments(observed),
        traits=_traits(observed),
        icp=IcpSummary(
            declared=workspace.profiles,
            suggested=comparison.suggestion.profile,
            why=comparison.suggestion.why,
            evidence=comparison.suggestion.evidence,
        ),
        fit=_fit(comparison),
        drift=_drift(comparison),
        narrow=_narrow(comparison),
        checklist=ChecklistSummary(
            symptoms={key: _symptom(result) for key, result in assessment.symptoms.items()},
            functions={
                item.function: FunctionSummary(score=item.score, confidence=item.confidence, word=item.word)
                for item in assessment.functions
            },
            overall=assessment.overall,
        ),
        interviews=workspace.interviews,
        events=(*workspace.events, *_events(imported.data)),
        findings=findings_of(observed, comparison, assessment),
        actions=actions_for(observed, comparison, assessment),
    )


def _window(observed: Observed, *, dated: bool) -> Window:
    if not dated:
        return Window(start=None, end=None)
    starts = [observed.accounts.frame["start"].min()]
    if observed.deals is not None:
        starts.append(observed.deals.frame["created"].min())
    known = [start.date() for start in starts if not pd.isna(start)]
    return Window(start=min(known, default=None), end=observed.data.as_of)


def _table(report: TableRead, currency: str) -> TableSummary:
    return TableSummary(
        file=report.file,
        rows_read=report.rows_read,
        rows_kept=report.rows_kept,
        rows_rejected=report.rows_rejected,
        rows_left_out=report.rows_left_out,
        encoding=report.encoding,
        delimiter=report.delimiter,
        mapping=dict(report.mapping),
        unmapped=report.unmapped,
        shape=report.shape,
        currency=currency,
        notes=report.notes,
    )


def _metric(measure: Measure) -> MetricSummary:
    definition = DEFINITIONS.get(measure.name)
    return MetricSummary(
        **asdict(measure.estimate), title=definition.title if definition else measure.name, by=dict(measure.by)
    )


def _period(row: PeriodRow, comparison: Comparison) -> PeriodSummary:
    quarter = row.quarter
    inside = {}
    for other, new_logos, pipeline in comparison.alignment.by_quarter if comparison.alignment else ():
        if other.label == quarter.label:
            inside = {"icp_coverage_new_logos": new_logos, "icp_coverage_pipeline": pipeline}
    return PeriodSummary(period=quarter.label, complete=quarter.complete, why=quarter.why, **{**row.metrics, **inside})


def _segments(observed: Observed) -> SegmentsSummary:
    found = observed.segments
    items = tuple(
        SegmentSummary(
            name=item.name,
            n=item.n,
            share=item.share,
            arr_share=Estimate(item.arr_share, Unit.RATIO, item.n)
            if item.arr_share is not None
            else unknown(Unit.RATIO, "the recurring revenue is not known", n=item.n),
            retention_12m=item.retention_12m,
            arr_median=item.arr_median,
            nrr=item.nrr,
            traits=item.traits,
            sentence=item.sentence,
        )
        for item in found.items
    )
    return SegmentsSummary(
        found=found.found, why=found.why, method=found.method, stability=found.stability, items=items
    )


def _traits(observed: Observed) -> TraitsSummary:
    items = tuple(
        TraitSummary(
            rule=tuple(ConditionSummary(column=part.column, op=part.op, value=part.value) for part in trait.rule),
            n=trait.n,
            rate_inside=trait.rate_inside,
            rate_outside=trait.rate_outside,
            lift=trait.lift,
            q_value=trait.q_value,
            sentence=trait.sentence,
        )
        for trait in observed.traits.items
    )
    return TraitsSummary(
        found=observed.traits.found,
        why=observed.traits.why,
        success=observed.traits.success,
        items=items,
        set_aside={item.column: item.reason for item in observed.traits.set_aside},
    )


def _fit(comparison: Comparison) -> FitSummary:
    found = comparison.alignment
    if found is None:
        nothing = unknown(Unit.RATIO, NO_ICP)
        return FitSummary(
            rings=(),
            coverage_customers=nothing,
            coverage_arr=nothing,
            coverage_new_logos=nothing,
            coverage_pipeline=nothing,
            precision=nothing,
            recall=nothing,
            lifts={},
            worth_over_time=(),
            gaps=(),
            verdict="",
            why=NO_ICP,
            a_year_later="",
        )
    later = comparison.back_test
    shown = {name: getattr(found, name) for name in FitSummary.model_fields if name != "a_year_later"}
    shown["a_year_later"] = "" if later is None else later.sentence
    return FitSummary.model_validate(shown, from_attributes=True)


def _drift(comparison: Comparison) -> DriftPart:
    found = comparison.drift
    components = tuple(
        ComponentSummary(
            name=item.name,
            title=item.title,
            estimate=item.adverse,
            index=item.index,
            baseline=item.baseline,
            recent=item.recent,
            verdict=item.verdict,
            sentence=item.sentence,
            leading=item.leading,
        )
        for item in found.components
    )
    return DriftPart(
        index=found.index,
        verdict=found.verdict,
        dials=found.dials,
        onset=None if found.onset is None else OnsetSummary.model_validate(found.onset, from_attributes=True),
        onset_why=found.onset_why,
        components=components,
        decomposition={split.metric: SplitSummary(mix=split.mix, rate=split.rate) for split in found.decomposition},
        baseline_window=found.baseline_window,
        recent_window=found.recent_window,
        sentence=found.sentence,
        why=found.why,
    )


def _narrow(comparison: Comparison) -> NarrowSummary:
    found = comparison.narrow
    return NarrowSummary.model_validate(found, from_attributes=True)


def _symptom(result: SymptomResult) -> SymptomSummary:
    return SymptomSummary(
        function=result.symptom.function,
        statement=result.symptom.statement,
        answers=AnswersSummary(
            n=len(result.answers),
            median=result.median,
            spread=result.spread,
            disagreement=result.disagreement,
            items=result.answers,
        ),
        evidence=EvidenceSummary(
            verdict=result.evidence.verdict, estimate=result.evidence.estimate, why=result.evidence.why
        ),
        agreement=result.agreement,
        sentence=result.sentence,
    )


def _events(data: Dataset) -> tuple[Event, ...]:
    if not data.has("events"):
        return ()
    found = []
    for row in data.frame("events").to_dict("records"):
        force = next((name for name in FORCES if name == str(row.get("force")).lower()), "company")
        kind = row.get("event_type")
        day = pd.Timestamp(row["date"]).date()
        found.append(
            Event(date=day, title=str(row["title"])[:200], force=force, kind="" if pd.isna(kind) else str(kind))
        )
    return tuple(found)
