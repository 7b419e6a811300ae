"""One number of the product, and everything a reader needs to judge it."""

import math
from dataclasses import dataclass, replace

from icp_core.results.formats import format_value
from icp_core.results.unit import Unit

LEVEL = 0.90  # level of every interval; the verdict rules were calibrated on it
Z = 1.6448536269514722  # two-sided normal quantile of LEVEL


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, what it is measured in, and how much stands behind it.

    Args:
        value: The number; None means that the data cannot answer, and then ``why`` says so.
        unit: What the number is measured in.
        n: Customers, deals or answers behind it.
        low: Lower end of the interval at ``LEVEL``, None where none can be given.
        high: Upper end of it.
        why: The reason when the value is unknown; a caution when it is known.
        window: The time it covers, in words (``2024-01-01 to 2024-12-31``).

    Raises:
        ValueError: The value is None without a reason, or a number is not finite.

    Example:
        >>> print(Estimate(0.625, Unit.RATIO, n=8, low=0.35, high=0.84))
        62.5 % (35.0 % to 84.0 %, n = 8)
        >>> print(unknown(Unit.RATIO, "no deal was lost"))
        unknown: no deal was lost
    """

    value: float | None
    unit: Unit
    n: int
    low: float | None = None
    high: float | None = None
    why: str = ""
    window: str = ""

    def __post_init__(self) -> None:
        if self.value is None and not self.why:
            raise ValueError("an unknown estimate needs a reason")
        for number in (self.value, self.low, self.high):
            if number is not None and not math.isfinite(number):
                raise ValueError(f"an estimate must be finite or unknown, not {number}")

    @property
    def known(self) -> bool:
        """Whether the data could answer."""
        return self.value is not None

    def within(self, window: str) -> "Estimate":
        """Return the same estimate with its window set."""
        return replace(self, window=window)

    def __str__(self) -> str:
        return format_estimate(self)


def unknown(unit: Unit, why: str, *, n: int = 0, window: str = "") -> Estimate:
    """Return the estimate of something the data cannot answer, with the reason."""
    return Estimate(None, unit, n, why=why, window=window)


def format_interval(estimate: Estimate, *, currency: str = "", bare: bool = False) -> str:
    """Write the interval of an estimate, or nothing where it has none.

    Args:
        estimate: The estimate.
        currency: ISO code for money.
        bare: Whether the unit is left out, for an interval that stands behind its value.

    Example:
        >>> half = Estimate(0.5, Unit.RATIO, 10, low=0.27, high=0.73)
        >>> format_interval(half), format_interval(half, bare=True)
        ('27.0 % to 73.0 %', '27.0 to 73.0')
    """
    if estimate.low is None or estimate.high is None:
        return ""
    ends = (format_value(end, estimate.unit, currency=currency, bare=bare) for end in (estimate.low, estimate.high))
    return " to ".join(ends)


def format_estimate(estimate: Estimate, *, currency: str = "") -> str:
    """Write an estimate with its interval and its n, or the reason why it is unknown."""
    if estimate.value is None:
        return f"unknown: {estimate.why}"
    interval = format_interval(estimate, currency=currency)
    evidence = ", ".join(part for part in (interval, f"n = {estimate.n:,}") if part)
    return f"{format_value(estimate.value, estimate.unit, currency=currency)} ({evidence})"
