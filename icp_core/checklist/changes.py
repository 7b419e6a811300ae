"""Changes as estimates: a trend for a year, a ratio of two counts, a difference of two shares."""

import math

import numpy as np
import numpy.typing as npt

from icp_core.drift.trend import Trend
from icp_core.results import Estimate, Unit, Z, unknown

_LARGEST_LOG = 20.0  # beyond e^20 an interval end says nothing more than "no upper end"
_QUARTERS = 4  # in a year


def yearly_change(trend: Trend, information: npt.ArrayLike, *, n: int, window: str) -> Estimate:
    """Return the relative change in a year (-0.2: a fifth less) of a trend of logarithms by quarter.

    Args:
        trend: Its slope and z; a slope of exactly 0 has no z to take its error from.
        information: What each quarter says of the logarithm (a count; one over the squared error), 0 in gaps, shape
            (q,): the error of a slope of exactly 0.
        n: Cases behind it.
        window: The quarters, in words.

    Example:
        >>> from icp_core.drift.trend import count_trend
        >>> falling = [40, 38, 33, 30, 24, 22, 19, 15]
        >>> print(yearly_change(count_trend(falling), falling, n=221, window=""))
        -41.9 % (-52.4 % to -29.1 %, n = 221)
    """
    error = _error(trend, information)
    if trend.slope_per_period is None or error is None:
        return unknown(Unit.RATIO, trend.why or "nothing happened in these quarters", n=n, window=window)
    middle, low, high = (_growth(trend.slope_per_period + side * Z * error) for side in (0, -1, 1))
    return Estimate(middle, Unit.RATIO, n, low, high, window=window)


def yearly_shift(trend: Trend, information: npt.ArrayLike, *, unit: Unit, n: int, window: str) -> Estimate:
    """Return the change in a year, in the values' own scale, of a trend of levels by quarter.

    The arguments are those of :func:`yearly_change`, and the unit of the values.
    """
    error = _error(trend, information)
    if trend.slope_per_period is None or error is None:
        return unknown(unit, trend.why or "nothing is known of these quarters", n=n, window=window)
    slope, margin = _QUARTERS * trend.slope_per_period, _QUARTERS * Z * error
    return Estimate(slope, unit, n, slope - margin, slope + margin, window=window)


def count_ratio(now: int, then: int, *, dispersion: float = 1.0, window: str = "") -> Estimate:
    """Return how many times as many there are now, with the interval of a log ratio of two counts.

    Example:
        >>> print(count_ratio(110, 100))
        1.10x (0.88x to 1.38x, n = 210)
    """
    if now == 0 or then == 0:
        return unknown(Unit.FACTOR, "one side of the comparison is empty", n=now + then, window=window)
    middle, margin = math.log(now / then), Z * math.sqrt(dispersion * (1 / now + 1 / then))
    low, high = math.exp(middle - margin), math.exp(middle + margin)
    return Estimate(now / then, Unit.FACTOR, now + then, low, high, window=window)


def share_change(now: tuple[int, int], then: tuple[int, int], *, window: str = "") -> Estimate:
    """Return the change of a share in points, from (hits, n) then to (hits, n) now.

    Source:
        Agresti & Caffo (2000), The American Statistician 54, 280-288: one success and one failure added to each side
        keeps the interval honest where a share is near 0 or 1.

    Example:
        >>> print(share_change((30, 100), (50, 100)))
        -20.0 points (-30.7 points to -8.5 points, n = 200)
    """
    (hits_now, n_now), (hits_then, n_then) = now, then
    if n_now == 0 or n_then == 0:
        return unknown(Unit.POINTS, "one side of the comparison is empty", n=n_now + n_then, window=window)
    p, q = (hits_now + 1) / (n_now + 2), (hits_then + 1) / (n_then + 2)
    margin = Z * math.sqrt(p * (1 - p) / (n_now + 2) + q * (1 - q) / (n_then + 2))
    value = hits_now / n_now - hits_then / n_then
    return Estimate(value, Unit.POINTS, n_now + n_then, p - q - margin, p - q + margin, window=window)


def scaled(adverse: Estimate, full_scale: float, *, sign: int = 1) -> Estimate:
    """Turn an adverse change, counted in full-scale logarithms, back into a relative change.

    Args:
        adverse: Change for the worse, 1.0 = ``full_scale``.
        full_scale: What one is on the logarithmic scale.
        sign: 1 where worse is more (days, churn), -1 where worse is less (win rate).
    """
    if adverse.value is None or adverse.low is None or adverse.high is None:
        return unknown(Unit.RATIO, adverse.why or "the interval is not known", n=adverse.n, window=adverse.window)
    ends = [math.expm1(_clipped(sign * full_scale * end)) for end in (adverse.low, adverse.high)]
    value = math.expm1(_clipped(sign * full_scale * adverse.value))
    return Estimate(value, Unit.RATIO, adverse.n, min(ends), max(ends), window=adverse.window)


def _growth(slope: float) -> float:
    return math.expm1(_clipped(_QUARTERS * slope))


def _clipped(log: float) -> float:
    return max(-_LARGEST_LOG, min(_LARGEST_LOG, log))


def _error(trend: Trend, information: npt.ArrayLike) -> float | None:
    """Standard error of the slope; None when nothing is known of it."""
    if trend.slope_per_period is None:
        return None
    if trend.z:
        return abs(trend.slope_per_period / trend.z)
    weight = np.nan_to_num(np.asarray(information, dtype=float))
    if weight.sum() <= 0:
        return None
    time = np.arange(len(weight))
    centre = (weight * time).sum() / weight.sum()
    return float(1 / math.sqrt((weight * (time - centre) ** 2).sum()))
