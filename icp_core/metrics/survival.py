"""How long do accounts stay?"""

from dataclasses import dataclass, field
from math import floor
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.metrics.discounting import present_months
from icp_core.metrics.proportion import normal_quantile
from icp_core.results import LEVEL, Estimate, Unit, unknown

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

MIN_AT_RISK = 10  # accounts; below it the curve is stopped (docs/method.md)


@dataclass(frozen=True)
class SurvivalCurve:
    """The share of accounts still here after each month.

    Args:
        times: Months, shape (k + 1,): 0 first, then the k later months in which somebody left.
        survival: Share still here after each of them; never rises.
        low: Lower end of the interval, shape (k + 1,).
        high: Upper end.
        at_risk: Accounts observed just before each of them.
        events: Accounts that left in each of them.
        n: Accounts in the curve.
        longest: Longest observation in months.
        follow_up: Months up to which at least ``MIN_AT_RISK`` accounts were observed all the way.
        level: Confidence level of the intervals.
    """

    times: Floats
    survival: Floats
    low: Floats
    high: Floats
    at_risk: Ints
    events: Ints
    n: int
    longest: float
    follow_up: float
    level: float = LEVEL
    _entries: Floats = field(default_factory=lambda: np.zeros(0), repr=False)
    _exits: Floats = field(default_factory=lambda: np.zeros(0), repr=False)

    def at(self, months: float) -> Estimate:
        """Return the share still here after so many months; unknown beyond what was observed.

        Where nobody has left yet Greenwood's variance is zero; the interval then is the exact one of "none of m left",
        its lower end (alpha / 2) ** (1 / m) with m the accounts observed that long.
        """
        why = self._why_not(months)
        if why:
            return unknown(Unit.RATIO, why, n=self.n)
        row = int(np.searchsorted(self.times, months, side="right")) - 1
        value, low, high = float(self.survival[row]), float(self.low[row]), float(self.high[row])
        if value == 1.0 and months > 0:
            low = _none_left(self._observed(months), self.level)
        return Estimate(value, Unit.RATIO, self.n, low, high)

    def restricted_mean(self, horizon: float, *, discount: float = 0.0) -> Estimate:
        """Return the mean months kept out of the first ``horizon`` months: the area under the curve up to there.

        With a ``discount`` rate a year, later months count less (:func:`present_months`).

        Source:
            Klein & Moeschberger (2003), Survival Analysis, section 4.5; Royston & Parmar (2013), BMC MRM 13:152.
        """
        why = self._why_not(horizon) or ("" if horizon > 0 else "the horizon must be later than month 0")
        if why:
            return unknown(Unit.MONTHS, why, n=self.n)
        inside, most = self.times < horizon, float(present_months(horizon, discount))
        areas = self.survival[inside] * np.diff(present_months(np.append(self.times[inside], horizon), discount))
        mean = float(areas.sum())
        after = np.cumsum(areas[::-1])[::-1]  # area from each step to the horizon
        at_risk, events = self.at_risk[inside], self.events[inside]
        stayed = at_risk > events
        terms = events[stayed] / (at_risk[stayed] * (at_risk[stayed] - events[stayed]).astype(float))
        error = normal_quantile(self.level) * float(np.sqrt(np.sum(after[stayed] ** 2 * terms)))
        if not events.any():
            return Estimate(mean, Unit.MONTHS, self.n, most * _none_left(self._observed(horizon), self.level), mean)
        return Estimate(mean, Unit.MONTHS, self.n, max(0.0, mean - error), min(most, mean + error))

    def median(self) -> Estimate:
        """Return the month by which half have left; its interval by inverting the interval of the curve."""
        reached = _first_at_or_below(self.times, self.survival, 0.5)
        if self.n < MIN_AT_RISK:
            return unknown(Unit.MONTHS, f"fewer than {MIN_AT_RISK} accounts", n=self.n)
        if reached is None or reached > self.follow_up:
            why = f"more than half are still here after {self.follow_up:.0f} months, and no longer has been observed"
            return unknown(Unit.MONTHS, why, n=self.n)
        low = _first_at_or_below(self.times, self.low, 0.5)
        return Estimate(reached, Unit.MONTHS, self.n, low, _first_at_or_below(self.times, self.high, 0.5))

    def rows(self) -> pd.DataFrame:
        """Return the curve as a table: months, survival, low, high, at_risk, left."""
        return pd.DataFrame(
            {
                "months": self.times,
                "survival": self.survival,
                "low": self.low,
                "high": self.high,
                "at_risk": self.at_risk,
                "left": self.events,
            }
        )

    def _why_not(self, months: float) -> str:
        if self.n == 0:
            return "no account has a known lifetime"
        if self.n >= MIN_AT_RISK and int(self.events.sum()) == self.n:
            return ""  # everybody has left: nothing later is left to observe
        if months > self.longest:
            return f"nobody has been observed for more than {floor(10 * self.longest) / 10:g} months"
        if self.n < MIN_AT_RISK or months > self.follow_up:
            return f"fewer than {MIN_AT_RISK} accounts observed that long"
        return ""

    def _observed(self, months: float) -> int:
        entered = np.searchsorted(self._entries, months, side="left")
        return int(entered - np.searchsorted(self._exits, months, side="left"))


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether groups leave at the same pace: ``chi2`` on ``dof`` degrees of freedom, and its p-value."""

    chi2: float
    dof: int
    p: float


def survival_curve(
    tenure: npt.ArrayLike, left: npt.ArrayLike, *, entry: npt.ArrayLike | None = None, level: float = LEVEL
) -> SurvivalCurve:
    """Estimate the share of accounts still here after each month.

    An account that has not left yet counts as "here at least so long" (right-censored). Where an account left in the
    very month in which another is last seen, the leaving comes first.

    Args:
        tenure: Months observed per account, shape (n,), each >= 0.
        left: True where the account has left, shape (n,).
        entry: Age in months at which observation began (late entry), shape (n,); default 0.
        level: Confidence level of the interval, in (0, 1).

    Returns:
        The curve at month 0 and at the k months in which somebody left: arrays of shape (k + 1,).

    Raises:
        ValueError: The shapes differ, a tenure is negative or missing, or an entry lies after its tenure.

    Source:
        Kaplan & Meier (1958), JASA 53, 457-481; variance Greenwood (1926); interval on the log(-log) scale,
        Kalbfleisch & Prentice (2002), section 1.4.

    Example:
        >>> curve = survival_curve([1.0, 2, 2, 3] * 5, [True, True, False, False] * 5)
        >>> print(curve.at(2))
        50.0 % (30.8 % to 66.5 %, n = 20)
        >>> print(curve.at(12))
        unknown: nobody has been observed for more than 3 months
    """
    exits, gone, entries = _checked(tenure, left, entry)
    late = np.sort(entries[entries > 0])
    from_entries = np.append(np.full(len(exits) - len(late), -1.0), late)  # age 0 is observed: even those gone at once
    all_exits = np.sort(exits)
    times, events = np.unique(exits[gone], return_counts=True)
    if not times.size or times[0] > 0:
        times, events = np.append(0.0, times), np.append(0, events)
    entered = np.searchsorted(from_entries, times, side="left")
    at_risk = (entered - np.searchsorted(all_exits, times, side="left")).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival: Floats = np.cumprod(np.where(events > 0, 1 - events / at_risk, 1.0), dtype=np.float64)
        greenwood = np.cumsum(np.where(events > 0, events / (at_risk * (at_risk - events)), 0.0))
    low, high = _log_log(survival, greenwood, at_risk, level)
    return SurvivalCurve(
        times=times,
        survival=survival,
        low=low,
        high=high,
        at_risk=at_risk.astype(np.int64),
        events=events.astype(np.int64),
        n=len(exits),
        longest=float(all_exits[-1]) if len(all_exits) else 0.0,
        follow_up=_follow_up(from_entries, all_exits),
        level=level,
        _entries=from_entries,
        _exits=all_exits,
    )


def log_rank(
    tenure: npt.ArrayLike, left: npt.ArrayLike, groups: npt.ArrayLike, *, entry: npt.ArrayLike | None = None
) -> LogRank:
    """Test whether two or more groups of accounts leave at the same pace.

    Args:
        tenure: Months observed per account, shape (n,).
        left: True where the account has left, shape (n,).
        groups: Name of the group per account, shape (n,); accounts without one are left out.
        entry: Age in months at which observation began, shape (n,); default 0.

    Raises:
        ValueError: The shapes differ, or there are fewer than two groups.

    Source:
        Mantel (1966); k samples as in Klein & Moeschberger (2003), section 7.3.

    Example:
        >>> result = log_rank([1, 2, 3, 4, 5, 6], [True] * 6, ["a", "a", "a", "b", "b", "b"])
        >>> round(result.chi2, 4), result.dof, round(result.p, 4)
        (5.0517, 1, 0.0246)
    """
    exits, gone, entries = _checked(tenure, left, entry)
    codes, names = pd.factorize(pd.Series(np.asarray(groups), dtype=object))
    if len(codes) != len(exits) or len(names) < 2:
        raise ValueError("a comparison needs one group per account, and two groups or more")
    from_entries = np.where(entries > 0, entries, -1.0)
    times = np.unique(exits[gone & (codes >= 0)])
    at_risk = np.zeros((len(times), len(names)))
    events = np.zeros_like(at_risk)
    for group in range(len(names)):
        members = codes == group
        entered = np.searchsorted(np.sort(from_entries[members]), times, side="left")
        at_risk[:, group] = entered - np.searchsorted(np.sort(exits[members]), times, side="left")
        gone_at, counts = np.unique(exits[members & gone], return_counts=True)
        events[np.searchsorted(times, gone_at), group] = counts
    return _chi_square(at_risk, events)


def _chi_square(at_risk: Floats, events: Floats) -> LogRank:
    from scipy.special import chdtrc

    total, gone = at_risk.sum(axis=1), events.sum(axis=1)
    surplus = (events - at_risk * (gone / total)[:, None]).sum(axis=0)
    weight = np.where(total > 1, gone * (total - gone) / np.maximum(total - 1, 1) / total**2, 0.0)
    variance = np.diag((weight * total) @ at_risk) - (at_risk.T * weight) @ at_risk
    dof = at_risk.shape[1] - 1
    chi2 = float(surplus[:-1] @ np.linalg.pinv(variance[:-1, :-1]) @ surplus[:-1])
    return LogRank(chi2, dof, float(chdtrc(dof, max(chi2, 0.0))))


def _checked(
    tenure: npt.ArrayLike, left: npt.ArrayLike, entry: npt.ArrayLike | None
) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    exits, gone = np.asarray(tenure, float), np.asarray(left, bool)
    entries = np.zeros_like(exits) if entry is None else np.asarray(entry, float)
    if exits.ndim != 1 or not exits.shape == gone.shape == entries.shape:
        raise ValueError("tenure, left and entry need one value per account each")
    if not np.isfinite(exits).all() or (exits < 0).any():
        raise ValueError("a tenure must be a number of months, 0 or more")
    if not np.isfinite(entries).all() or (entries > exits).any():
        raise ValueError("observation must begin before it ends: an entry lies after its tenure")
    seen = (entries < exits) | (entries <= 0)
    return exits[seen], gone[seen], entries[seen]


def _log_log(survival: Floats, greenwood: Floats, at_risk: Floats, level: float) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.exp(normal_quantile(level) * np.sqrt(greenwood) / np.log(survival))
        low, high = survival ** (1 / spread), survival**spread
    low, high = np.where(survival >= 1, 1.0, low), np.where(survival >= 1, 1.0, high)
    empty = survival <= 0
    if empty.any():  # everybody observed left: the exact bound of "all of m left", below what held before
        first = int(np.argmax(empty))
        before = high[first - 1] if first else 1.0
        low[empty], high[empty] = 0.0, before * (1 - _none_left(int(at_risk[first]), level))
    return low, high


def _none_left(observed: int, level: float) -> float:
    return float(((1 - level) / 2) ** (1 / max(observed, 1)))


def _follow_up(entries: Floats, exits: Floats) -> float:
    """Return the first age after which fewer than MIN_AT_RISK accounts are observed."""
    if not len(exits):
        return 0.0
    counts = np.append(np.flatnonzero(exits[1:] > exits[:-1]) + 1, len(exits))
    ages = exits[counts - 1]  # each age at which somebody goes, and how many have gone by then
    if ages[0] > 0:
        ages, counts = np.append(0.0, ages), np.append(0, counts)
    beyond = np.searchsorted(entries, ages, side="right") - counts  # only somebody who goes makes it fall
    return float(ages[int(np.argmax(beyond < MIN_AT_RISK))])


def _first_at_or_below(times: Floats, values: Floats, limit: float) -> float | None:
    below = values <= limit
    return float(times[int(np.argmax(below))]) if below.any() else None
