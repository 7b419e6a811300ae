"""Which share of the deals is won within so many days, open deals counted rightly?"""

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from icp_core.results import LEVEL, Estimate, Unit, Z, unknown

Floats: TypeAlias = npt.NDArray[np.float64]

MIN_OBSERVED = 10  # deals; below it the curve is stopped
ROUNDING = 1e-12  # a sum of shares so near to 1 is 1
MIN_WINS = 8  # of a median: the interval covers 86 to 91 % with 8 or 9 wins as with 20 (docs/metrics.md)
DECIDED = 0.90  # once so large a share of the deals is decided, the few still open cannot move the answer much
OPEN, WON, LOST = 0, 1, 2


@dataclass(frozen=True)
class Incidence:
    """The share of deals won by each day after creation; a loss ends a deal, an open deal is still undecided.

    Args:
        times: Days on which a deal was decided, shape (k,), rising.
        incidence: Share of all deals won by that day, shape (k,).
        se: Standard error of it, shape (k,).
        undecided: Share of all deals neither won nor lost by that day, shape (k,).
        n: Deals behind the curve.
        wins: Deals won.
        follow_up: Days up to which at least ``MIN_OBSERVED`` deals were under observation.
        longest: Longest observation in days.
    """

    times: Floats
    incidence: Floats
    se: Floats
    undecided: Floats
    n: int
    wins: int
    follow_up: float
    longest: float

    def at(self, days: float) -> Estimate:
        """Return the share of deals won within so many days; unknown beyond what was observed."""
        why = self._why_not(days)
        if why:
            return unknown(Unit.RATIO, why, n=self.n)
        row = int(np.searchsorted(self.times, days, side="right")) - 1
        value, error = (float(self.incidence[row]), float(self.se[row])) if row >= 0 else (0.0, 0.0)
        low, high = _bounds(value, error, self.n)
        return Estimate(value, Unit.RATIO, self.n, low, high, window=f"won within {days:.0f} days of creation")

    def median(self, horizon: float) -> Estimate:
        """Return the days by which half of the deals won within ``horizon`` days have been won.

        The interval takes the order statistics half +- Z / (2 sqrt(wins)) of the wins.
        """
        why = self._why_not(horizon)
        inside = self.times <= horizon
        total = float(self.incidence[inside][-1]) if inside.any() else 0.0
        wins = round(total * self.n)
        if why or wins < MIN_WINS:
            why = why or f"fewer than {MIN_WINS} deals were won within {horizon:.0f} days"
            return unknown(Unit.DAYS, why, n=wins)
        reach = Z / (2 * sqrt(wins))
        low, middle, high = (
            self._reached(total * part) for part in (max(0.5 - reach, 0.0), 0.5, min(0.5 + reach, 1.0))
        )
        return Estimate(middle, Unit.DAYS, wins, low, high, window=f"deals won within {horizon:.0f} days of creation")

    def _reached(self, level: float) -> float:
        return float(self.times[int(np.argmax(self.incidence >= level - 1e-12))])

    def _why_not(self, days: float) -> str:
        if self.n < MIN_OBSERVED:
            return f"fewer than {MIN_OBSERVED} deals with a known creation date"
        row = int(np.searchsorted(self.times, min(days, self.longest), side="right")) - 1
        undecided = float(self.undecided[row]) if row >= 0 else 1.0
        if days > self.longest and undecided > 1e-12:
            return f"no deal has been observed for more than {self.longest:.0f} days"
        if days > self.follow_up and undecided > 1 - DECIDED:
            return f"fewer than {MIN_OBSERVED} deals observed that long"
        return ""


def cumulative_incidence(days: npt.ArrayLike, state: npt.ArrayLike, *, horizon: float | None = None) -> Incidence:
    """Estimate which share of the deals is won within each number of days after creation.

    Args:
        days: Days from creation to the decision, or to the last day of observation for open deals, shape (n,).
        state: 0 open, 1 won, 2 lost, shape (n,).
        horizon: Days after which decisions no longer count (the deal is taken as open then); default none.

    Raises:
        ValueError: The shapes differ, or a number of days is negative or missing.

    Source:
        Aalen & Johansen (1978), Scand. J. Stat. 5, 141-150; variance by the delta method, Marubini & Valsecchi (1995),
        section 10.3; interval on the logit scale; why it is needed: docs/method.md.

    Example:
        >>> curve = cumulative_incidence([10, 20, 30, 40] * 5, [1, 2, 1, 0] * 5)
        >>> print(curve.at(30))
        50.0 % (32.4 % to 67.6 %, n = 20)
    """
    ends, states = np.asarray(days, float), np.asarray(state, int)
    if ends.ndim != 1 or ends.shape != states.shape:
        raise ValueError("days and state need one value per deal each")
    if not np.isfinite(ends).all() or (ends < 0).any():
        raise ValueError("days must be numbers, 0 or more")
    if horizon is not None:
        states, ends = np.where(ends > horizon, OPEN, states), np.minimum(ends, horizon)
    in_order = np.sort(ends)
    times = np.unique(ends[states != OPEN])
    at_risk = len(ends) - np.searchsorted(in_order, times, side="left").astype(float)
    won = _counts(ends[states == WON], times)
    decided = won + _counts(ends[states == LOST], times)
    undecided = np.cumprod(1 - decided / at_risk)
    before = np.append(1.0, undecided[:-1]) if len(times) else undecided
    return Incidence(
        times=times,
        incidence=_whole(np.cumsum(before * won / at_risk)),
        se=_standard_error(at_risk, won, decided, before),
        undecided=undecided,
        n=len(ends),
        wins=int(won.sum()),
        follow_up=float(in_order[-MIN_OBSERVED]) if len(ends) >= MIN_OBSERVED else 0.0,
        longest=float(in_order[-1]) if len(ends) else 0.0,
    )


def _counts(days: Floats, times: Floats) -> Floats:
    at, counts = np.unique(days, return_counts=True)
    result = np.zeros(len(times))
    result[np.searchsorted(times, at)] = counts
    return result


def _whole(shares: Floats) -> Floats:
    """Return sums of shares that may miss 1 in their last bits: what is all but rounding is all."""
    return np.where(shares > 1 - ROUNDING, 1.0, shares)


def _standard_error(at_risk: Floats, won: Floats, decided: Floats, before: Floats) -> Floats:
    """Delta method: sum of (F(t) - F(u))^2 a(u) + b(u) - 2 (F(t) - F(u)) c(u) over u <= t, by running sums."""
    reached = np.cumsum(before * won / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        a = np.where(at_risk > decided, decided / (at_risk * (at_risk - decided)), 0.0)
    b = before**2 * won * (at_risk - won) / at_risk**3
    c = before * won / at_risk**2
    squares = reached**2 * np.cumsum(a) - 2 * reached * np.cumsum(a * reached) + np.cumsum(a * reached**2)
    crossed = reached * np.cumsum(c) - np.cumsum(c * reached)
    variance: Floats = np.maximum(squares + np.cumsum(b) - 2 * crossed, 0.0)
    return np.sqrt(variance)


def _bounds(value: float, error: float, n: int) -> tuple[float, float]:
    """Return the interval on the logit scale; the exact bound of "none of n" at both ends."""
    none = ((1 - LEVEL) / 2) ** (1 / n)
    if value <= 0:
        return 0.0, 1 - none
    if value >= 1:
        return none, 1.0
    reach, middle = Z * error / (value * (1 - value)), log(value / (1 - value))
    return 1 / (1 + exp(reach - middle)), 1 / (1 + exp(-reach - middle))
