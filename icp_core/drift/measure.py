"""Is the company drifting away from its ICP? Then against now, in one answer."""

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.drift.changes import (
    MIN_DEALS,
    MIN_LOGOS,
    Change,
    churn_change,
    cycle_change,
    missing,
    nrr_change,
    share_change,
    win_change,
)
from icp_core.drift.components import KINDS, component, moved, worst
from icp_core.drift.decomposition import split_churn, split_win_rate, without_split
from icp_core.drift.evidence import Evidence, RevenueYears, gather, revenue_years
from icp_core.drift.index import (
    HOW,
    MIN_DIAL_WEIGHT,
    MIN_WEIGHT,
    WEIGHTS,
    WHO,
    Verdict,
    component_word,
    judge,
    more_needed,
    weighted_index,
)
from icp_core.drift.onset import Dating, date_change
from icp_core.drift.result import Drift, Split
from icp_core.drift.rows import day_number
from icp_core.drift.series import component_series
from icp_core.drift.trend import Floats
from icp_core.drift.windows import Window, Windows, choose_windows
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.results import Estimate, Unit, format_month, join_words, plural, unknown

MIN_LOGOS_A_YEAR = 40  # new customers in each window, 10 a quarter; below it one index in ten is a false alarm


def measure_drift(
    data: Dataset,
    accounts: Accounts | None,
    deals: Deals | None,
    *,
    inside_accounts: pd.Series | None,
    inside_deals: pd.Series | None,
    revenue: RevenueYears | None = None,
    uneven_deals: str = "",
    seed: int = 0,
) -> Drift:
    """Compare the last four complete quarters with four earlier ones: whom we sell to, and how they do.

    Args:
        data: The data set; revenue by month is read from it.
        accounts: The accounts; None when there is no customers table.
        deals: The deals; None when there is no deals table.
        inside_accounts: "boolean" by account_id: inside the declared ICP, NA unknown. None: no ICP is declared.
        inside_deals: The same by deal_id.
        revenue: What :func:`revenue_years` read from ``data``, where it was read before; None reads it.
        uneven_deals: Why shares and rates of deals inside would be wrong: where they stand is known by how they ended.
        seed: Makes the simulations repeatable.

    Returns:
        The index with its range, verdict, dials, onset, the six components (measured or with the reason why not),
        win rate and first-year churn taken apart, and the series by quarter. "not enough data" when there are fewer
        than eight complete quarters, under ten new customers a quarter, or too few components.

    Source:
        Definition, calibration and false alarms: docs/method.md.
    """
    inside = inside_accounts, inside_deals
    evidence = gather(revenue or revenue_years(data), data.as_of, accounts, deals, inside, uneven_deals=uneven_deals)
    windows = choose_windows(evidence.deals, evidence.logos, data.as_of)
    series = component_series(evidence.sources, windows.quarters)
    if windows.baseline is None or windows.recent is None:
        return _too_short(windows, series)
    pair = (windows.baseline, windows.recent)
    changes = _changes(evidence, pair)
    index, dials, verdict = _judged(evidence, pair, changes)
    dating = _dating(evidence, pair, changes, seed)
    return Drift(
        index=index,
        verdict=verdict.word,
        dials=dials,
        onset=dating.onset,
        onset_why=dating.why,
        components=tuple(component(name, change) for name, change in changes.items()),
        decomposition=_splits(evidence, pair, seed),
        baseline_window=pair[0].words,
        recent_window=pair[1].words,
        why=verdict.why,
        sentence=_sentence(verdict, changes, pair, dating),
        series=series,
    )


def _judged(
    evidence: Evidence, pair: tuple[Window, Window], changes: dict[str, Change]
) -> tuple[Estimate, dict[str, Estimate], Verdict]:
    then, now = (len(evidence.logos.started_between(window.first, window.last)) for window in pair)
    fewest, both = min(then, now), then + now
    if fewest < MIN_LOGOS_A_YEAR:
        few = f"{plural(fewest, 'new customer')} in one of the two years, {MIN_LOGOS_A_YEAR} are needed (10 a quarter)"
        why = evidence.why_no_logos or few
        nothing = unknown(Unit.INDEX, why, n=both)
        return nothing, {"who": nothing, "how": nothing}, Verdict("not enough data", why)
    index = weighted_index(changes, WEIGHTS, MIN_WEIGHT, n=both)
    who, how = (weighted_index(changes, dial, MIN_DIAL_WEIGHT, n=both) for dial in (WHO, HOW))
    verdict = judge(index, who, how, new_logos=fewest, more=more_needed(changes, fewest))
    return index, {"who": who, "how": how}, verdict


def _changes(evidence: Evidence, pair: tuple[Window, Window]) -> dict[str, Change]:
    """Return all six changes, those that cannot be measured with the reason."""
    deals, logos = evidence.deals, evidence.logos
    changes: dict[str, Change | str] = {
        "pipeline_fit": evidence.why_no_pipeline
        or share_change(deals.created, deals.inside, pair, least=MIN_DEALS, noun="new deal"),
        "new_logo_fit": evidence.why_no_logo_fit
        or share_change(logos.start, logos.inside, pair, least=MIN_LOGOS, noun="new customer"),
        "win_rate": evidence.why_no_deals or win_change(deals, pair),
        "cycle": evidence.why_no_deals or cycle_change(deals, pair),
        "early_churn": evidence.why_no_churn or churn_change(logos, pair),
        "nrr": nrr_change(evidence.retention(pair[0]), evidence.retention(pair[1])),
    }
    return {
        name: missing(KINDS[name].unit, change) if isinstance(change, str) else change
        for name, change in changes.items()
    }


def _dating(evidence: Evidence, pair: tuple[Window, Window], changes: dict[str, Change], seed: int) -> Dating:
    """Date the fall of the share inside the ICP: of new pipeline where there are deals, else of new customers.

    Only a share that is lower now than then is dated: quarters that scatter by more than chance make every tenth
    series without a change look like one with a step.
    """
    if not evidence.why_no_pipeline:
        name, days, inside = "pipeline_fit", evidence.deals.created, evidence.deals.inside
    elif not evidence.why_no_logo_fit:
        name, days, inside = "new_logo_fit", evidence.logos.start, evidence.logos.inside
    else:
        return Dating(None, evidence.why_no_logo_fit)
    if component_word(changes[name]) in ("stable", "cannot tell yet"):
        return Dating(None, f"{KINDS[name].subject} is not clearly lower now than then")
    months, edges = _months(pair)
    known = np.isfinite(inside)
    n = np.histogram(days[known], edges)[0]
    hits = np.histogram(days[known & (inside == 1)], edges)[0]
    return date_change(months, hits, n, seed=seed)


def _months(pair: tuple[Window, Window]) -> tuple[tuple[str, ...], Floats]:
    """Return the months from the start of the baseline to the end of the recent window, and the midnights between."""
    first, last = pair[0].quarters[0].start, pair[1].quarters[-1].end
    months = pd.period_range(pd.Timestamp(first), pd.Timestamp(last), freq="M")
    edges = [day_number(month.start_time.date()) for month in months] + [pair[1].last + 1]
    return tuple(str(month) for month in months), np.array(edges) - 0.5


def _splits(evidence: Evidence, pair: tuple[Window, Window], seed: int) -> tuple[Split, ...]:
    no_win, no_churn = evidence.why_no_pipeline, evidence.why_no_churn or evidence.why_no_logo_fit
    return (
        without_split("win_rate", no_win) if no_win else split_win_rate(evidence.deals, pair, seed=seed),
        without_split("early_churn", no_churn) if no_churn else split_churn(evidence.logos, pair, seed=seed),
    )


def _too_short(windows: Windows, series: pd.DataFrame) -> Drift:
    nothing: Estimate = unknown(Unit.INDEX, windows.why)
    return Drift(
        index=nothing,
        verdict="not enough data",
        dials={"who": nothing, "how": nothing},
        onset=None,
        onset_why=windows.why,
        components=tuple(component(name, missing(kind.unit, windows.why)) for name, kind in KINDS.items()),
        decomposition=(without_split("win_rate", windows.why), without_split("early_churn", windows.why)),
        baseline_window="",
        recent_window="",
        why=windows.why,
        sentence=f"Not enough data: {windows.why}.",
        series=series,
    )


def _sentence(verdict: Verdict, changes: dict[str, Change], pair: tuple[Window, Window], dating: Dating) -> str:
    compared = f"comparing {pair[0].words} with {pair[1].words}"
    if verdict.word in ("not enough data", "cannot tell yet"):
        return f"{verdict.word.capitalize()}: {verdict.why}."
    if verdict.word == "stable":
        return f"Stable: nothing that was measured got worse by enough to matter, {compared}."
    what = join_words(moved(name, changes[name]) for name in worst(changes, 2))
    return f"{verdict.word.capitalize()}: {what}, {compared}.{_since(dating)}"


def _since(dating: Dating) -> str:
    if dating.onset is None:
        return ""
    onset = dating.onset
    began = "has been falling gradually since about" if onset.gradual else "fell most likely around"
    between = f" (between {format_month(onset.low)} and {format_month(onset.high)})" if onset.low != onset.high else ""
    return f" The share inside the ICP {began} {format_month(onset.period)}{between}."
