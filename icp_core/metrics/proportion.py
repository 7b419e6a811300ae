"""Which share, and between what bounds does it lie?"""

from math import sqrt
from statistics import NormalDist

from icp_core.results import LEVEL, Estimate, Unit, unknown


def normal_quantile(level: float) -> float:
    """Return the two-sided normal quantile of a confidence level (1.645 at 0.90).

    Raises:
        ValueError: The level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level must lie between 0 and 1, not {level}")
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(hits: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the Wilson score interval of a share.

    Args:
        hits: How many of the n have it, 0 <= hits <= n.
        n: How many there are, above 0.
        level: Confidence level of the interval, in (0, 1).

    Raises:
        ValueError: n is not above 0, or hits lies outside 0 and n.

    Source:
        Wilson (1927), JASA 22, 209-212.

    Example:
        >>> low, high = wilson(5, 10, level=0.95)
        >>> round(low, 4), round(high, 4)
        (0.2366, 0.7634)
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"a share needs 0 <= hits <= n and n > 0, not {hits} of {n}")
    z = normal_quantile(level)
    rate, spread = hits / n, z * z / n
    middle = (rate + spread / 2) / (1 + spread)
    half = z * sqrt(rate * (1 - rate) / n + spread / (4 * n)) / (1 + spread)
    return (0.0 if hits == 0 else max(0.0, middle - half)), (1.0 if hits == n else min(1.0, middle + half))


def share(hits: int, n: int, *, why_none: str = "", window: str = "") -> Estimate:
    """Return a share with its Wilson interval; unknown when there is nothing to count.

    Args:
        hits: How many of the n have it.
        n: How many there are.
        why_none: The reason to give when n is 0.
        window: The time it covers, in words.

    Example:
        >>> print(share(84, 100))
        84.0 % (77.1 % to 89.1 %, n = 100)
        >>> print(share(0, 0, why_none="no deal was closed"))
        unknown: no deal was closed
    """
    if n == 0:
        return unknown(Unit.RATIO, why_none or "there is nothing to count", window=window)
    low, high = wilson(hits, n)
    return Estimate(hits / n, Unit.RATIO, int(n), low, high, window=window)
