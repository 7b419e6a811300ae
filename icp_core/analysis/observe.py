"""What happened: metrics, segments and traits, found blind to the declared ICP."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from icp_core.dataset import Dataset
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
from icp_core.segments import Segments, find_segments
from icp_core.traits import Success, Traits, find_traits, success_target
from icp_core.workspace import Settings


@dataclass(frozen=True)
class Observed:
    """Everything the data say by themselves.

    Args:
        survival: Retention of all accounts; None when no column says who left.
        survival_by_segment: The same for each segment, by name: what happened, never a forecast.
        periods: One row a quarter, incomplete ones marked.
        artefacts: What looks like a trend and is none (partial periods, spikes, sources that stop).
        capabilities: What the files can and cannot answer.
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


def observe(data: Dataset, settings: Settings, *, seed: int = 0) -> Observed:
    """Measure everything that does not depend on the declared ICP.

    Args:
        data: The imported tables.
        settings: Gross margin and number of groups; ``as_of`` and currency went into the import already.
        seed: Seed of every resampling.
    """
    accounts = account_table(data)
    deals = deal_table(data, accounts)
    success = success_target(accounts)
    traits = find_traits(accounts, success=success, seed=seed)
    outcomes = Outcomes.of(data, accounts, deals)

    def retention_of(account_ids: Sequence[str]) -> Estimate:
        return outcomes.net_retention(accounts.frame["account_id"].isin(account_ids).to_numpy())

    segments = find_segments(
        accounts, k=settings.segments_k, retention_of=retention_of, trait_p=traits.p_value, seed=seed
    )
    metrics = headline(data, accounts, deals, gross_margin=settings.gross_margin)
    return Observed(
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
    )


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
