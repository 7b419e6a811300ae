"""Means and ratios of sums, with their intervals."""

from math import sqrt

import numpy as np
import numpy.typing as npt

from icp_core.results import LEVEL, Estimate, Unit, Z

MIN_VALUES = 8  # values; below it the interval of a mean or a median is wider than the number itself as a rule


def ratio_of_sums(part: npt.ArrayLike, whole: npt.ArrayLike, *, window: str = "", why: str = "") -> Estimate:
    """Return sum(part) / sum(whole) with its delta-method interval.

    Args:
        part: Shape (n,).
        whole: Shape (n,), with a sum above 0.
        window: The time it covers, in words.
        why: A caution to travel with it.

    Raises:
        ValueError: The shapes differ, or the whole is not above 0.

    Source:
        Cochran (1977), Sampling Techniques, section 2.11.

    Example:
        >>> print(ratio_of_sums([1, 2, 3], [10, 10, 10]))
        20.0 % (12.2 % to 27.8 %, n = 3)
    """
    parts, wholes = np.asarray(part, float), np.asarray(whole, float)
    if parts.shape != wholes.shape or not wholes.sum() > 0:
        raise ValueError("a ratio needs one part per whole, and a whole above 0")
    total = float(wholes.sum())
    ratio = float(parts.sum()) / total
    error = Z * sqrt(float(((parts - ratio * wholes) ** 2).sum())) / total
    return Estimate(ratio, Unit.RATIO, len(parts), ratio - error, ratio + error, why=why, window=window)


def mean(values: npt.ArrayLike, unit: Unit, *, window: str = "", why: str = "") -> Estimate:
    """Return the mean of two values or more with its normal interval.

    Raises:
        ValueError: There are fewer than two values.
    """
    numbers = np.asarray(values, float)
    if len(numbers) < 2:
        raise ValueError("a mean with an interval needs two values or more")
    middle = float(numbers.mean())
    error = Z * float(numbers.std(ddof=1)) / sqrt(len(numbers))
    return Estimate(middle, unit, len(numbers), middle - error, middle + error, why=why, window=window)


def median(values: npt.ArrayLike, unit: Unit, *, window: str = "") -> Estimate:
    """Return the median with its distribution-free interval from the order statistics.

    Source:
        Thompson (1936); Conover (1999), Practical Nonparametric Statistics, section 3.2.

    Example:
        >>> print(median(range(1, 22), Unit.DAYS))
        11 days (7 days to 15 days, n = 21)
    """
    return quantile(values, 0.5, unit, window=window)


def quantile(values: npt.ArrayLike, part: float, unit: Unit, *, window: str = "") -> Estimate:
    """Return the value that a share ``part`` of the values does not exceed, with its distribution-free interval.

    An end that no order statistic reaches with enough confidence is missing.

    Args:
        values: At least one.
        part: In (0, 1).
        unit: What the values are measured in.
        window: The time it covers, in words.

    Raises:
        ValueError: There are no values, or the share does not lie between 0 and 1.

    Source:
        Conover (1999), Practical Nonparametric Statistics, section 3.2.

    Example:
        >>> print(quantile(range(1, 101), 0.9, Unit.DAYS))
        90 days (85 days to 96 days, n = 100)
    """
    from scipy.special import bdtr

    numbers = np.sort(np.asarray(values, float))
    n = len(numbers)
    if n == 0 or not 0 < part < 1:
        raise ValueError("a quantile needs a value, and a share between 0 and 1")
    below = bdtr(np.arange(n, dtype=float), n, part)  # P(at most k of n lie below the quantile)
    tail = (1 - LEVEL) / 2
    rank = int(np.searchsorted(below, tail, side="right"))  # 1-based rank of the lower end; 0: none
    top = int(np.searchsorted(below, 1 - tail, side="left")) + 1  # 1-based rank of the upper end; above n: none
    low = float(numbers[rank - 1]) if rank else None
    high = float(numbers[top - 1]) if top <= n else None
    if part == 0.5 and (low is None or high is None):
        low, high = None, None
    return Estimate(float(np.quantile(numbers, part)), unit, n, low, high, window=window)


def product(first: Estimate, second: Estimate, unit: Unit, *, divide: bool = False) -> Estimate:
    """Return first x second (or first / second) of two independent positive numbers, their relative errors joined.

    Raises:
        ValueError: One of them is unknown or not above 0.
    """
    if not first.value or not second.value or first.value <= 0 or second.value <= 0:
        raise ValueError("a product needs two known numbers above 0")
    value = first.value / second.value if divide else first.value * second.value
    n = min(first.n, second.n)
    errors = [_half_width(part) for part in (first, second)]
    if None in errors:
        return Estimate(value, unit, n)
    error = sqrt(sum((part or 0.0) ** 2 for part in errors))
    return Estimate(value, unit, n, value * max(1 - error, 0.0), value * (1 + error))


def poisson_interval(count: int) -> tuple[float, float]:
    """Return the exact interval of a count of independent events.

    Source:
        Garwood (1936), Biometrika 28, 437-442.

    Example:
        >>> low, high = poisson_interval(10)
        >>> round(low, 3), round(high, 3)
        (5.425, 16.962)
    """
    from scipy.special import gammaincinv

    tail = (1 - LEVEL) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))


def _half_width(estimate: Estimate) -> float | None:
    if estimate.low is None or estimate.high is None or not estimate.value:
        return None
    return (estimate.high - estimate.low) / 2 / estimate.value
