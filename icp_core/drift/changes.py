"""How each component moved from the baseline to the recent window, and how sure that is.

Both windows are measured alike: as of their own last day, over the same horizon, so that deals still open and
customers still young count the same way then and now.
"""

import math
from dataclasses import dataclass

import numpy as np

from icp_core.drift.rows import WON, DealRows, LogoRows
from icp_core.drift.trend import Floats
from icp_core.drift.windows import Window
from icp_core.metrics.incidence import Incidence, cumulative_incidence
from icp_core.metrics.proportion import share
from icp_core.metrics.revenue import RevenueRetention
from icp_core.results import Estimate, Unit, Z, plural, unknown

HORIZON_DAYS = 180.0  # days a deal is given to be won
CYCLE_DAYS = 270.0  # days after creation over which the median cycle is taken; half again the horizon
MIN_DEALS, MIN_LOGOS, MIN_WINS, MIN_CHURNED, MIN_YEARS, MIN_ACCOUNTS = 20, 10, 8, 3, 15.0, 15  # in each window
WIN_NOISE, CYCLE_NOISE = 0.07, 0.05  # sd of the logarithm from quarter to quarter that is not drift (docs/method.md)
FULL_SHARE, FULL_NRR = 0.20, 0.15  # changes that count as full scale: 20 and 15 points
FULL_WIN = FULL_CYCLE = math.log(1.5)  # a third off the win rate; 60 days become 90
FULL_CHURN = math.log(2)  # churn doubles


@dataclass(frozen=True, slots=True)
class Change:
    """One component then and now.

    Args:
        baseline: The value then.
        recent: The value now.
        adverse: Change for the worse in full scales; None when it could not be measured.
        se: Standard error of ``adverse``.
        why: The reason when it could not be measured.
    """

    baseline: Estimate
    recent: Estimate
    adverse: float | None
    se: float
    why: str = ""


def share_change(days: Floats, inside: Floats, windows: tuple[Window, Window], *, least: int, noun: str) -> Change:
    """Compare the share inside the ICP of what happened in each window.

    Args:
        days: Day of each case, shape (n,).
        inside: 1.0 inside, 0.0 outside, NaN unknown, shape (n,); unknown ones are left out.
        windows: Baseline and recent.
        least: Cases with a known fit needed in each window.
        noun: What the cases are, in the singular.
    """
    estimates, variances, smoothed, counts = [], [], [], []
    for window in windows:
        known, edges = np.isfinite(inside), window.edges
        n = np.histogram(days[known], edges)[0].astype(float)
        hits = np.histogram(days[known & (inside == 1)], edges)[0].astype(float)
        total = int(((days >= edges[0]) & (days < edges[-1])).sum())
        estimates.append(_share(hits, n, total, window.words, noun))
        p = float((hits.sum() + 0.5) / (n.sum() + 1))
        smoothed.append(p)
        counts.append(n.sum())
        variances.append((p * (1 - p) / max(float(n.sum()), 1.0), _dispersion(hits, n)))
    if min(counts) < least:
        why = f"{plural(int(min(counts)), noun)} with a known fit in one of the two years, {least} are needed"
        return Change(estimates[0], estimates[1], None, 0.0, why)
    scatter = (variances[0][1] + variances[1][1]) / 2
    se = math.sqrt(scatter * (variances[0][0] + variances[1][0]))
    return Change(estimates[0], estimates[1], (smoothed[0] - smoothed[1]) / FULL_SHARE, se / FULL_SHARE)


def win_change(deals: DealRows, windows: tuple[Window, Window]) -> Change:
    """Compare the share of the deals created in each window that was won within the horizon."""
    curves, horizon = _curves(deals, windows, HORIZON_DAYS)
    estimates = [
        curve.at(horizon).within(f"{window.words}, won within {horizon:.0f} days")
        for curve, window in zip(curves, windows, strict=True)
    ]
    errors = [standard_error(curve, horizon) for curve in curves]
    why = _wins_missing(curves) or next((estimate.why for estimate in estimates if not estimate.known), "")
    then, now = (estimate.value or 0.0 for estimate in estimates)
    if why or then <= 0 or now <= 0:
        why = why or f"no deal was won within {horizon:.0f} days in one of the two years"
        return Change(estimates[0], estimates[1], None, 0.0, why)
    noise = 2 * WIN_NOISE**2 / len(windows[0].quarters)
    se = math.sqrt((errors[0] / then) ** 2 + (errors[1] / now) ** 2 + noise)
    return Change(estimates[0], estimates[1], math.log(then / now) / FULL_WIN, se / FULL_WIN)


def cycle_change(deals: DealRows, windows: tuple[Window, Window]) -> Change:
    """Compare the median days from creation to the win, deals still open counted as such."""
    curves, horizon = _curves(deals, windows, CYCLE_DAYS)
    estimates = [
        curve.median(horizon).within(f"{window.words}, won within {horizon:.0f} days")
        for curve, window in zip(curves, windows, strict=True)
    ]
    why = _wins_missing(curves) or next((estimate.why for estimate in estimates if not estimate.known), "")
    then, now = (max(estimate.value or 0.0, 0.5) for estimate in estimates)
    if why:
        return Change(estimates[0], estimates[1], None, 0.0, why)
    variance = 2 * CYCLE_NOISE**2 / len(windows[0].quarters)
    for window in windows:
        days, state = deals.created_between(window.first, window.last).seen_on(window.last)
        won = np.log(np.maximum(days[state == WON], 0.5))
        variance += float(won.var()) / won.size
    se = 1.2533 * math.sqrt(variance)  # of a median over that of a mean, for normal logarithms
    return Change(estimates[0], estimates[1], math.log(now / then) / FULL_CYCLE, se / FULL_CYCLE)


def churn_change(logos: LogoRows, windows: tuple[Window, Window]) -> Change:
    """Compare how many of the customers won in each window left in their first year."""
    estimates, left, years = [], [], []
    for window in windows:
        events, exposure = logos.started_between(window.first, window.last).first_year(window.last)
        left.append(int(events.sum()))
        years.append(float(exposure.sum()))
        estimates.append(first_year_churn(left[-1], years[-1], int((exposure > 0).sum()), window.words))
    if min(left) < MIN_CHURNED and min(years) <= MIN_YEARS:
        why = (
            f"{plural(min(left), 'new customer')} left and {min(years):.0f} customer-years were observed in one of the "
            f"two years; {MIN_CHURNED} or {MIN_YEARS:.0f} are needed"
        )
        return Change(estimates[0], estimates[1], None, 0.0, why)
    rates = [(d + 0.5) / (e + 0.5) for d, e in zip(left, years, strict=True)]
    se = math.sqrt(sum(1 / (d + 0.5) for d in left))
    return Change(estimates[0], estimates[1], math.log(rates[1] / rates[0]) / FULL_CHURN, se / FULL_CHURN)


def nrr_change(then: RevenueRetention, now: RevenueRetention) -> Change:
    """Compare net revenue retention over the twelve months before each window's end."""
    old, new = then.net, now.net
    if not old.known or not new.known:
        return Change(old, new, None, 0.0, old.why if not old.known else new.why)
    if min(then.n, now.n) < MIN_ACCOUNTS:
        why = f"{plural(min(then.n, now.n), 'account')} with twelve months of revenue, {MIN_ACCOUNTS} are needed"
        return Change(old, new, None, 0.0, why)
    se = math.hypot(_spread(old), _spread(new))
    return Change(old, new, ((old.value or 0.0) - (new.value or 0.0)) / FULL_NRR, se / FULL_NRR)


def missing(unit: Unit, why: str) -> Change:
    """Return the change of something that cannot be measured at all."""
    return Change(unknown(unit, why), unknown(unit, why), None, 0.0, why)


def first_year_churn(left: int, years: float, customers: int, window: str = "") -> Estimate:
    """Return the share of customers lost in a first year, from departures and observed customer-years.

    Source:
        Constant rate: 1 - exp(-left / years); limits of the count after Byar (Breslow & Day 1987, vol. II, p. 69).

    Example:
        >>> print(first_year_churn(10, 50.0, 60))
        18.1 % (10.3 % to 28.8 %, n = 60)
    """
    if years <= 0:
        return unknown(Unit.RATIO, "no new customer was observed", window=window)
    low = left * (1 - 1 / (9 * left) - Z / (3 * math.sqrt(left))) ** 3 if left else 0.0
    high = (left + 1) * (1 - 1 / (9 * (left + 1)) + Z / (3 * math.sqrt(left + 1))) ** 3
    value, low, high = (1 - math.exp(-count / years) for count in (left, max(low, 0.0), high))
    return Estimate(value, Unit.RATIO, customers, low, high, window=window)


def standard_error(curve: Incidence, day: float) -> float:
    """Return the standard error of the share won by ``day``."""
    row = int(np.searchsorted(curve.times, day, side="right")) - 1
    return float(curve.se[row]) if row >= 0 else 0.0


def _curves(deals: DealRows, windows: tuple[Window, Window], horizon: float) -> tuple[list[Incidence], float]:
    curves = []
    for window in windows:
        days, state = deals.created_between(window.first, window.last).seen_on(window.last)
        curves.append(cumulative_incidence(days, state))
        horizon = min(horizon, curves[-1].longest or horizon)
    return curves, horizon


def _wins_missing(curves: list[Incidence]) -> str:
    fewest = min(curve.wins for curve in curves)
    return f"{plural(fewest, 'deal')} won in one of the two years, {MIN_WINS} are needed" if fewest < MIN_WINS else ""


def _share(hits: Floats, n: Floats, total: int, window: str, noun: str) -> Estimate:
    estimate = share(int(hits.sum()), int(n.sum()), why_none=f"there is no {noun} with a known fit", window=window)
    if not estimate.known or n.sum() == total:
        return estimate
    caution = f"the fit is known for {int(n.sum()):,} of {plural(total, noun)}"
    return Estimate(estimate.value, Unit.RATIO, estimate.n, estimate.low, estimate.high, caution, window)


def _dispersion(hits: Floats, n: Floats) -> float:
    """Scatter of the quarters of one window over the binomial one, at least 1."""
    p = hits.sum() / max(n.sum(), 1.0)
    if not 0 < p < 1:
        return 1.0
    scatter = ((hits - n * p) ** 2 / np.maximum(n * p * (1 - p), 1e-9)).sum() / (len(n) - 1)
    return max(1.0, float(scatter))


def _spread(estimate: Estimate) -> float:
    """Standard error behind an interval; the width stands in for it where there is no interval."""
    if estimate.low is None or estimate.high is None:
        return FULL_NRR
    return (estimate.high - estimate.low) / (2 * Z)
