"""How much do two numbers differ, and is that more than chance?"""

from __future__ import annotations

from math import erfc, log, sqrt

import numpy as np
import numpy.typing as npt

from icp_core.results import Estimate, Unit, Z, unknown


def difference(one: Estimate, other: Estimate, *, unit: Unit | None = None) -> Estimate:
    """Return one less the other, of two independent numbers with intervals of whatever shape.

    Each end of the interval joins the two ends that lead to it, so that a share of 2 % or a survival of 98 % keeps its
    lopsided interval; for two shares with Wilson intervals this is Newcombe's method.

    Args:
        one: A number with its interval.
        other: Another one in the same unit, of other customers or deals.
        unit: Unit of the result; default points for two ratios, else the unit of the two.

    Source:
        Zou & Donner (2008), Statistics in Medicine 27, 1693-1702; Newcombe (1998), Statistics in Medicine 17, 873-890,
        method 10, checked against statsmodels in tests/reference/test_pipeline_reference.py.

    Example:
        >>> from icp_core.metrics.proportion import share
        >>> print(difference(share(56, 70), share(48, 80)))
        +20.0 points (+7.7 points to +31.4 points, n = 150)
    """
    unit = unit or (Unit.POINTS if one.unit is Unit.RATIO else one.unit)
    n = one.n + other.n
    if one.value is None or other.value is None:
        return unknown(unit, one.why if one.value is None else other.why, n=n)
    reach = _reach(one, other)
    if reach is None:
        return Estimate(one.value - other.value, unit, n)
    value = one.value - other.value
    return Estimate(value, unit, n, value - reach[0], value + reach[1], window=one.window)


def p_of_difference(one: Estimate, other: Estimate) -> float | None:
    """Return the two-sided p-value of "the two are equal", from their intervals; None where one of them has none.

    It is below 0.10 exactly where the 90 % interval of :func:`difference` leaves out 0.

    Example:
        >>> from icp_core.metrics.proportion import share
        >>> round(p_of_difference(share(56, 70), share(48, 80)), 4)
        0.0077
    """
    reach = _reach(one, other)
    if one.value is None or other.value is None or reach is None:
        return None
    value = one.value - other.value
    facing = (reach[0] if value > 0 else reach[1]) / Z
    if facing <= 0:
        return None
    return erfc(abs(value) / facing / sqrt(2))


def _reach(one: Estimate, other: Estimate) -> tuple[float, float] | None:
    """Return how far the interval of the difference goes below and above it."""
    if None in (one.value, one.low, one.high, other.value, other.low, other.high):
        return None
    below, above = (
        ((part.value or 0.0) - (part.low or 0.0) for part in (one, other)),
        ((part.high or 0.0) - (part.value or 0.0) for part in (one, other)),
    )
    one_below, other_below = below
    one_above, other_above = above
    return sqrt(one_below**2 + other_above**2), sqrt(one_above**2 + other_below**2)


def spread_of(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Return the squared relative spread within two groups of amounts above 0, as the two share it.

    The spread within a small group is itself a matter of luck, and where amounts are skewed it is small just when the
    mean is: from its own spread alone such a group would be called different far too often.
    """
    parts = [np.asarray(part, float) for part in (one, other)]
    squares = sum(float(((part / part.mean() - 1) ** 2).sum()) for part in parts)
    return squares / (len(parts[0]) + len(parts[1]) - 2)


def p_of_amounts(one: npt.ArrayLike, other: npt.ArrayLike) -> float | None:
    """Return the two-sided p-value of "amounts above 0 are alike in both groups"; None with fewer than two each.

    Student's t on the logarithms, with the spread that both share. Amounts of deals are skewed: on the means
    themselves a p-value of 0.0025, as many comparisons ask for, came in 0.5 to 0.8 % of worlds without any difference
    (log-normal, spread 1, groups of 8 to 60); on the logarithms it comes in 0.2 to 0.3 %.

    Source:
        Student (1908), Biometrika 6, 1-25; checked against scipy in tests/reference/test_pipeline_reference.py.

    Example:
        >>> round(p_of_amounts([10.0, 20.0, 30.0] * 5, [15.0, 30.0, 45.0] * 5), 4)
        0.0252
    """
    from scipy.special import stdtr

    amounts = [np.asarray(part, float) for part in (one, other)]
    if any(len(part) < 2 or part.min() <= 0 for part in amounts):
        return None
    first, second = (np.log(part) for part in amounts)
    free = len(first) + len(second) - 2
    spread = float(((first - first.mean()) ** 2).sum() + ((second - second.mean()) ** 2).sum()) / free
    if spread <= 0:
        return None
    error = sqrt(spread * (1 / len(first) + 1 / len(second)))
    return float(2 * stdtr(free, -abs(float(first.mean() - second.mean())) / error))


def p_of_ratio(ratio: float, variance: float) -> float | None:
    """Return the two-sided p-value of "the ratio is 1", from the variance of its logarithm; None without one."""
    if ratio <= 0 or variance <= 0:
        return None
    return erfc(abs(log(ratio)) / sqrt(2 * variance))
