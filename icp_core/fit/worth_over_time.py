"""Is it worth as much to be inside as it used to be?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import erfc, sqrt

import numpy as np
import pandas as pd

from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import Outcomes, difference, new_deals_of
from icp_core.fit.score import Fit
from icp_core.fit.years import HORIZON_DAYS
from icp_core.metrics.incidence import cumulative_incidence
from icp_core.metrics.measure import MIN_LEVEL, too_few
from icp_core.metrics.multiple import holm
from icp_core.results import Estimate, Unit, Z, format_interval, unknown

SURE = 0.05  # chance, over both trends, that one is called although nothing moved
MOST_YEARS = 8  # that are shown; a product of nine years ago was another one
TRENDS = {"retention_12m": "Kept for 12 months, by year of the start", "win_rate": "Won, by year of creation"}


@dataclass(frozen=True)
class WorthYear:
    """The accounts that started, or the deals that were created, in one year.

    Args:
        year: Calendar year.
        inside: The rate of those inside.
        outside: The rate of those outside.
        lift: Inside less outside.
    """

    year: int
    inside: Estimate
    outside: Estimate
    lift: Estimate


@dataclass(frozen=True)
class Worth:
    """What it was worth to be inside, year by year.

    Args:
        name: Key of `TRENDS`.
        years: Oldest first; a year with too few on a side has no lift.
        trend: Points by which the lift changes in a year; unknown where fewer than three years have one.
        p_value: Of "the lift is the same in every year", corrected for the trends looked at; None without a trend.
    """

    name: str
    years: tuple[WorthYear, ...]
    trend: Estimate
    p_value: float | None = None

    @property
    def moved(self) -> bool:
        """Whether the lift rose or fell beyond chance."""
        return self.p_value is not None and self.p_value <= SURE

    @property
    def sentence(self) -> str:
        """What the years say.

        Example:
            >>> print(Worth("win_rate", (), unknown(Unit.POINTS, "no year has enough")).sentence)
            Whether it is worth less than it used to be cannot be told: no year has enough.
        """
        if self.trend.value is None:
            return f"Whether it is worth less than it used to be cannot be told: {self.trend.why}."
        known = [year for year in self.years if year.lift.known]
        went = (
            f"from {_points(known[0].lift)} points ({known[0].year}) to {_points(known[-1].lift)} ({known[-1].year}): "
            f"{100 * self.trend.value:+.1f} points a year ({format_interval(self.trend, bare=True)})"
        )
        if not self.moved:
            return f"The lead of those inside went {went}, which chance alone may have done."
        if self.trend.value < 0:
            moved = "being inside says less than it did, so the market or the product moved, whoever you sell to now"
            return f"The lead of those inside shrank {went}; {moved}."
        return f"The lead of those inside grew {went}: the ICP says more than it did."


def worth_over_time(outcomes: Outcomes, fit: Fit, fit_deals: Fit | None, *, uneven: str) -> tuple[Worth, ...]:
    """Read the lead of those inside for the accounts of each start year, and for the deals of each year of creation.

    A lead that falls while as many as before are inside means that not whom you win has changed, but how those you
    win do. Deals of a year count as won when they were won within 180 days, open ones followed as far as they go.

    Args:
        outcomes: What became of the accounts and deals.
        fit: The fit of the accounts.
        fit_deals: The fit of the deals; None when there are none.
        uneven: Why wins by side cannot be told (:func:`icp_core.fit.uneven.uneven_fit`, open deals too); "" where they
            can.

    Returns:
        Retention after a year, then wins; what the files cannot tell is unknown with its reason.

    Source:
        Weighted least squares on the years with weights of one over the variance; the spread between years widens the
        error where it is larger than the years' own (a quasi-likelihood dispersion of at least 1, McCullagh & Nelder
        1989, section 4.5). Holm (1979) over both. False alarms: benchmarks/worth_over_time.py.
    """
    found = [_retention(outcomes, fit), _wins(outcomes, fit_deals, uneven)]
    tried = [worth for worth in found if worth.p_value is not None]
    corrected = holm([worth.p_value for worth in tried if worth.p_value is not None])
    read = {worth.name: replace(worth, p_value=p) for worth, p in zip(tried, corrected, strict=True)}
    return tuple(read.get(worth.name, worth) for worth in found)


def _retention(outcomes: Outcomes, fit: Fit) -> Worth:
    days = outcomes.accounts.frame["start"]
    return _worth("retention_12m", days, fit.sides, outcomes.retention, "account")


def _wins(outcomes: Outcomes, fit_deals: Fit | None, uneven: str) -> Worth:
    if outcomes.deals is None or fit_deals is None or outcomes.why_no_rate or uneven:
        return Worth("win_rate", (), unknown(Unit.POINTS, outcomes.why_no_rate or uneven or "there are no deals"))
    dated, age, state = outcomes.aged

    def won(group: Bools) -> Estimate:
        rows = group & dated
        return cumulative_incidence(age[rows], state[rows]).at(HORIZON_DAYS)

    created = outcomes.deals.frame["created"].where(dated & new_deals_of(outcomes.deals))
    return _worth("win_rate", created, fit_deals.sides, won, "deal")


def _worth(
    name: str, days: pd.Series, sides: tuple[Bools, Bools], rate: Callable[[Bools], Estimate], noun: str
) -> Worth:
    years = tuple(_years(days, sides, rate, noun))
    known = [year for year in years if year.lift.known and year.lift.low is not None and year.lift.high is not None]
    if len(known) < 3:
        enough = f"{len(known)} of {len(years)} years hold {MIN_LEVEL} {noun}s on either side, followed for long enough"
        why = enough if years else f"no {noun} has a day to go by"
        return Worth(name, years, unknown(Unit.POINTS, why))
    trend, p_value = _slope(known)
    return Worth(name, years, trend, p_value)


def _years(
    days: pd.Series, sides: tuple[Bools, Bools], rate: Callable[[Bools], Estimate], noun: str
) -> Iterator[WorthYear]:
    of_row = days.dt.year.fillna(0).to_numpy(dtype=np.int64)
    placed = of_row[(sides[0] | sides[1]) & (of_row > 0)]
    for year in np.unique(placed)[-MOST_YEARS:]:
        groups = [side & (of_row == year) for side in sides]
        rates = [
            rate(group) if group.sum() >= MIN_LEVEL else unknown(Unit.RATIO, too_few(int(group.sum()), noun))
            for group in groups
        ]
        yield WorthYear(int(year), rates[0], rates[1], difference(rates[0], rates[1]))


def _slope(known: list[WorthYear]) -> tuple[Estimate, float]:
    """Fit a line through the lifts; return points a year, and the p-value of a level line."""
    at = np.array([float(year.year) for year in known])
    lift = np.array([year.lift.value or 0.0 for year in known])
    error = np.array([((year.lift.high or 0.0) - (year.lift.low or 0.0)) / (2 * Z) for year in known])
    weight = 1 / np.maximum(error, 1e-6) ** 2
    centred = at - np.average(at, weights=weight)
    through = float((weight * centred**2).sum())
    slope = float((weight * centred * lift).sum()) / through
    left = lift - np.average(lift, weights=weight) - slope * centred
    dispersion = max(1.0, float((weight * left**2).sum()) / (len(known) - 2))
    reach = sqrt(dispersion / through)
    n = sum(year.lift.n for year in known)
    window = f"{known[0].year} to {known[-1].year}"
    trend = Estimate(slope, Unit.POINTS, n, slope - Z * reach, slope + Z * reach, window=window)
    return trend, erfc(abs(slope) / reach / sqrt(2))


def _points(lift: Estimate) -> str:
    return f"{100 * (lift.value or 0.0):+.0f}"
