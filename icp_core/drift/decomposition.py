"""Did we go to others, or do the same customers do worse? A change taken apart into mix and rate."""

from dataclasses import dataclass

import numpy as np

from icp_core.drift.changes import HORIZON_DAYS, standard_error
from icp_core.drift.result import Split
from icp_core.drift.rows import DealRows, LogoRows
from icp_core.drift.trend import Floats
from icp_core.drift.windows import Window
from icp_core.metrics.incidence import cumulative_incidence
from icp_core.metrics.mix_shift import kitagawa
from icp_core.results import LEVEL, Estimate, Unit, unknown

MIN_CASES = 50  # in each window; below it the parts are wider than any change (docs/method.md)
DRAWS = 400  # posterior draws behind the intervals
GROUPS = (1.0, 0.0)  # inside, outside


@dataclass(frozen=True, slots=True)
class Groups:
    """One window by group: how many cases, and the rate of each group as if ``hits`` of ``trials`` had it.

    Args:
        cases: Cases of each group, shape (k,).
        rate: Rate of each group, shape (k,).
        draws: Draws of the rates from their posterior, shape (DRAWS, k).
    """

    cases: Floats
    rate: Floats
    draws: Floats

    @property
    def share(self) -> Floats:
        """Share of each group, shape (k,)."""
        return np.asarray(self.cases / self.cases.sum())


def split_win_rate(deals: DealRows, windows: tuple[Window, Window], *, seed: int = 0) -> Split:
    """Take the change of the win rate apart by inside and outside the ICP.

    Args:
        deals: New-business deals; those of unknown fit are left out.
        windows: Baseline and recent.
        seed: Makes the intervals repeatable.
    """
    generator = np.random.default_rng(seed)
    parts = [_win_groups(deals, window, generator) for window in windows]
    return split("win_rate", parts[0], parts[1], noun="deals", generator=generator)


def split_churn(logos: LogoRows, windows: tuple[Window, Window], *, seed: int = 0) -> Split:
    """Take the change of first-year churn apart by inside and outside the ICP; arguments as ``split_win_rate``."""
    generator = np.random.default_rng(seed)
    parts = [_churn_groups(logos, window, generator) for window in windows]
    return split("early_churn", parts[0], parts[1], noun="new customers", generator=generator)


def split(metric: str, then: Groups, now: Groups, *, noun: str, generator: np.random.Generator) -> Split:
    """Split the change between two windows, with intervals from posterior draws of shares and rates."""
    fewest = int(min(then.cases.sum(), now.cases.sum()))
    if fewest == 0:
        return without_split(metric, f"the fit of none of the {noun} of one of the two years is known")
    mix, rate = (float(part) for part in kitagawa(then.share, then.rate, now.share, now.rate))
    drawn = kitagawa(
        generator.dirichlet(then.cases + 0.5, DRAWS),
        then.draws,
        generator.dirichlet(now.cases + 0.5, DRAWS),
        now.draws,
    )
    change = _estimate(mix + rate, drawn[0] + drawn[1], fewest)
    if fewest < MIN_CASES:
        why = f"{fewest} {noun} with a known fit in one of the two years, {MIN_CASES} are needed"
        return Split(metric, unknown(Unit.POINTS, why, n=fewest), unknown(Unit.POINTS, why, n=fewest), why, change)
    return Split(metric, _estimate(mix, drawn[0], fewest), _estimate(rate, drawn[1], fewest), "", change)


def without_split(metric: str, why: str) -> Split:
    """Return the split of a change that cannot be taken apart."""
    nothing = unknown(Unit.POINTS, why)
    return Split(metric, nothing, nothing, why, nothing)


def _win_groups(deals: DealRows, window: Window, generator: np.random.Generator) -> Groups:
    created = deals.created_between(window.first, window.last)
    cases, rates, draws = [], [], []
    for group in GROUPS:
        rows = created.where(created.inside == group)
        days, state = rows.seen_on(window.last)
        curve = cumulative_incidence(days, state)
        row = int(np.searchsorted(curve.times, HORIZON_DAYS, side="right")) - 1
        rate, se = (float(curve.incidence[row]) if row >= 0 else 0.0), standard_error(curve, HORIZON_DAYS)
        spread = rate * (1 - rate)
        worth = spread / se**2 if se > 0 and spread > 0 else float(len(rows))  # decided deals that would say as much
        cases.append(float(len(rows)))
        rates.append(rate)
        draws.append((rate * worth, worth))
    pooled = float(np.average(rates, weights=cases)) if sum(cases) else 0.5
    beta = [
        generator.beta(hits + pooled + 0.01, max(worth - hits, 0.0) + 1 - pooled + 0.01, DRAWS) for hits, worth in draws
    ]
    return Groups(np.array(cases), _filled(rates, cases, pooled), np.column_stack(beta))


def _churn_groups(logos: LogoRows, window: Window, generator: np.random.Generator) -> Groups:
    started = logos.started_between(window.first, window.last)
    left, years = started.first_year(window.last)
    cases, rates, draws = [], [], []
    for group in GROUPS:
        rows = (started.inside == group) & ~np.isnan(started.end)
        events, exposure = float(left[rows].sum()), float(years[rows].sum())
        cases.append(float(rows.sum()))
        rates.append(1 - np.exp(-events / exposure) if exposure > 0 else 0.0)
        draws.append(1 - np.exp(-generator.gamma(events + 0.5, 1 / (exposure + 0.5), DRAWS)))
    pooled = float(np.average(rates, weights=cases)) if sum(cases) else 0.5
    return Groups(np.array(cases), _filled(rates, cases, pooled), np.column_stack(draws))


def _filled(rates: list[float], cases: list[float], pooled: float) -> Floats:
    """Give a group without cases the pooled rate, so that its share alone decides about the mix."""
    return np.array([rate if n > 0 else pooled for rate, n in zip(rates, cases, strict=True)])


def _estimate(value: float, drawn: Floats, n: int) -> Estimate:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, Unit.POINTS, n, float(low), float(high))
