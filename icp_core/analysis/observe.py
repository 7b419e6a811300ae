"""What happened: metrics, segments and traits, found blind to the declared ICP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.drift import RevenueYears, revenue_years
from icp_core.fit.outcomes import Outcomes
from icp_core.metrics import (
    Accounts,
    Artefact,
    Capability,
    Deals,
    Measure,
    PeriodRow,
    SurvivalCurve,
    account_table,
    artefacts,
    capabilities,
    deal_table,
    headline,
    period_rows,
    survival_curve,
)
from icp_core.results import Estimate
from icp_core.segments import Segments, find_segments, rename
from icp_core.traits import Progress, Success, Traits, find_traits, success_target
from icp_core.workspace import Settings

_MEASURED, _SEARCHED = 0.1, 0.8  # shares of the time after which the search for traits begins and ends


@dataclass(frozen=True)
class Observed:
    """Everything the data say by themselves.

    Args:
        survival: Retention of all accounts; None when no column says who left.
        survival_by_segment: The same for each segment, by name: what happened, never a forecast.
        periods: One row a quarter, incomplete ones marked.
        artefacts: What looks like a trend and is none (partial periods, spikes, sources that stop).
        capabilities: What the files can and cannot answer.
        outcomes: What became of every account and deal, to be read for the rings of any ICP.
    """

    data: Dataset
    accounts: Accounts
    deals: Deals | None
    metrics: dict[str, Measure]
    survival: SurvivalCurve | None
    survival_by_segment: dict[str, SurvivalCurve]
    periods: tuple[PeriodRow, ...]
    segments: Segments
    success: Success
    traits: Traits
    artefacts: tuple[Artefact, ...]
    capabilities: tuple[Capability, ...]
    outcomes: Outcomes

    @cached_property
    def revenue_years(self) -> RevenueYears:
        """Revenue retention of every month, read once for the drift of any ICP."""
        return revenue_years(self.data)


def observe(
    data: Dataset, settings: Settings, *, seed: int = 0, progress: Progress = lambda _doing, _share: None
) -> Observed:
    """Measure everything that does not depend on the declared ICP.

    Args:
        data: The imported tables.
        settings: Gross margin, and how groups are made and called; ``as_of`` and currency went into the import already.
        seed: Seed of every resampling.
        progress: Told what is being done and the share that is done; whatever it raises ends the work.
    """
    progress("Measuring your customers", 0.0)
    accounts = account_table(data)
    deals = deal_table(data, accounts)
    success = success_target(accounts, weights=settings.success_weights)
    traits = find_traits(
        accounts,
        success=success,
        seed=seed,
        progress=lambda doing, share: progress(doing, _MEASURED + (_SEARCHED - _MEASURED) * share),
    )
    progress("Looking for groups of customers", _SEARCHED)
    outcomes = Outcomes.of(data, accounts, deals)

    def retention_of(account_ids: Sequence[str]) -> Estimate:
        return outcomes.net_retention(accounts.frame["account_id"].isin(account_ids).to_numpy())

    segments = find_segments(
        accounts,
        method=settings.segments_method,
        k=settings.segments_k,
        retention_of=retention_of,
        trait_p=traits.p_value,
        seed=seed,
    )
    metrics = headline(data, accounts, deals, gross_margin=settings.gross_margin)
    observed = Observed(
        data=data,
        accounts=accounts,
        deals=deals,
        metrics=metrics,
        survival=_survival(accounts.observed),
        survival_by_segment=_survival_by(accounts.observed, segments.labels),
        periods=period_rows(data, accounts, deals),
        segments=segments,
        success=success,
        traits=traits,
        artefacts=artefacts(data, accounts, deals),
        capabilities=tuple(_as_measured(item, metrics) for item in capabilities(data)),
        outcomes=outcomes,
    )
    return named(observed, settings.segment_names)


def named(observed: Observed, names: Mapping[str, str]) -> Observed:
    """Call the groups by the names that people gave, by ``Segment.key``; nothing is measured again."""
    before = observed.segments
    after = rename(before, names)
    if after is before:
        return observed
    called = {old.name: new.name for old, new in zip(before.items, after.items, strict=True)}
    curves = {called.get(name, name): curve for name, curve in observed.survival_by_segment.items()}
    return replace(observed, segments=after, survival_by_segment=curves)


def _as_measured(item: Capability, metrics: dict[str, Measure]) -> Capability:
    """Columns promise an answer, values keep the promise: what was measured outranks what the columns say."""
    measure = metrics.get(item.metric)
    if measure is None or (measure.estimate.known and item.can):
        return item
    return replace(item, can=measure.estimate.known, why=measure.estimate.why, needs="")


def _survival(observed: pd.DataFrame) -> SurvivalCurve | None:
    if observed.empty:
        return None
    return survival_curve(
        observed["tenure"].to_numpy(float), observed["left"].to_numpy(bool), entry=observed["entry"].to_numpy(float)
    )


def _survival_by(observed: pd.DataFrame, labels: pd.Series) -> dict[str, SurvivalCurve]:
    names = observed["account_id"].map(labels)
    curves = {str(name): _survival(observed[names == name]) for name in names.dropna().unique()}
    return {name: curve for name, curve in curves.items() if curve is not None}
