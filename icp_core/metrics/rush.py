"""Are deals pushed over the line in the last days of a quarter?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from icp_core.metrics.deals import Deals
from icp_core.metrics.differences import p_of_difference
from icp_core.metrics.quarter import MONTHLY_DAYS, Quarter, Span, quarters
from icp_core.metrics.winning import new_business, one_sided, win_rate
from icp_core.results import LEVEL, Estimate, Unit, plural, unknown

LAST_DAYS = 14  # of a quarter; a seventh of it: 15.4 % of the wins were they spread evenly
MIN_WINS = 20  # wins in complete quarters; below it a rush of a quarter of all wins is seen one time in five
CLEAR = 0.05


@dataclass(frozen=True)
class QuarterEnd:
    """The wins of the last days of each quarter.

    Args:
        share: Share of the wins of complete quarters that fall in the last ``days`` days.
        expected: That share if every day brought as many wins.
        p: p-value of "every day brings as many", exact and two-sided; None where it is unknown.
        quarters: Quarter to its own share, complete ones alone.
        rate_inside: Win rate of the deals closed in the last days.
        rate_outside: Win rate of those closed before.
        rate_by_month: Win rate by month of the quarter (1, 2, 3).
        uneven: Whether the third month's win rate differs clearly from that of the first two.
        days: The last days that are looked at.
        sentence: What it comes to, in words.
    """

    share: Estimate
    expected: float
    p: float | None
    quarters: dict[str, Estimate]
    rate_inside: Estimate
    rate_outside: Estimate
    rate_by_month: dict[int, Estimate]
    uneven: bool
    days: int
    sentence: str

    @property
    def rush(self) -> bool:
        """Whether clearly more wins fall in the last days than an even spread would bring."""
        return self.p is not None and self.p < CLEAR and (self.share.value or 0.0) > self.expected

    def table(self) -> pd.DataFrame:
        """Return one row a quarter, and all of them together last: wins, share in the last days with its ends."""
        rows = [*self.quarters.items(), ("all", self.share)]
        cells = [(name, one.n, one.value, one.low, one.high, self.expected, one.why) for name, one in rows]
        return pd.DataFrame(cells, columns=["quarter", "wins", "share", "low", "high", "expected", "why"])


def quarter_end(deals: Deals | None, *, days: int = LAST_DAYS) -> QuarterEnd:
    """Return how many wins fall in the last days of a quarter, against an even spread.

    Only quarters that the file covers from the first day to the last take part: a partial one holds one end alone.

    Args:
        deals: All deals.
        days: The last days of a quarter, 1 to 45.

    Raises:
        ValueError: ``days`` lies outside 1 to 45.

    Source:
        Exact binomial test and interval, Clopper & Pearson (1934), Biometrika 26, 404-413; power in docs/method.md.
    """
    if not 1 <= days <= 45:
        raise ValueError(f"the last days of a quarter are 1 to 45, not {days}")
    if deals is None:
        return _unknown("no deals file", days)
    closed = deals.closed[deals.closed["closed"].notna()]
    span = Span.of("closings", closed["closed"])
    if span is None:
        return _unknown("no closed deal has a close date", days)
    covered = quarters(span.first, span.last, as_of=deals.as_of, name=span.name, silence=span.silence)
    whole = [quarter for quarter in covered if quarter.complete]
    label = closed["closed"].dt.to_period("Q")
    rows = closed.assign(
        quarter=label.astype(str),
        late=(label.dt.end_time.dt.normalize() - closed["closed"].dt.normalize()).dt.days < days,
        month=(closed["closed"].dt.month - 1) % 3 + 1,
    )
    rows = rows[rows["quarter"].isin([quarter.label for quarter in whole])]
    won = rows[rows["outcome"] == "won"]
    if len(won) < MIN_WINS:
        return _unknown(f"{plural(len(won), 'win')} in complete quarters: {MIN_WINS} are needed", days)
    if won["closed"].dt.day.nunique() <= MONTHLY_DAYS:
        return _unknown("close dates stand on a few days of the month only: export the exact day of closing", days)
    return _measured(rows, won, whole, days, one_sided(deals))


def _measured(rows: pd.DataFrame, won: pd.DataFrame, whole: Sequence[Quarter], days: int, why: str) -> QuarterEnd:
    expected = days * len(whole) / sum((quarter.end - quarter.start).days + 1 for quarter in whole)
    window = f"{whole[0].label} to {whole[-1].label}"
    late = int(won["late"].sum())
    p = binomial_p(late, len(won), expected)
    fresh = new_business(rows)

    def rate(part: pd.DataFrame) -> Estimate:
        return unknown(Unit.RATIO, why, n=len(part)) if why else win_rate(part, window=window)

    by_month = {month: rate(fresh[fresh["month"] == month]) for month in (1, 2, 3)}
    p_month = p_of_difference(by_month[3], rate(fresh[fresh["month"] != 3]))
    return QuarterEnd(
        share=exact_share(late, len(won), window=window),
        expected=expected,
        p=p,
        quarters={
            quarter.label: exact_share(int(part["late"].sum()), len(part), window=quarter.window)
            for quarter in whole
            for part in (won[won["quarter"] == quarter.label],)
            if len(part)
        },
        rate_inside=rate(fresh[fresh["late"]]),
        rate_outside=rate(fresh[~fresh["late"]]),
        rate_by_month=by_month,
        uneven=p_month is not None and p_month < CLEAR,
        days=days,
        sentence=_sentence(late, len(won), expected, p, days),
    )


def exact_share(hits: int, n: int, *, window: str = "") -> Estimate:
    """Return a share with its exact interval: the one that agrees with the exact test.

    Source:
        Clopper & Pearson (1934), Biometrika 26, 404-413.

    Example:
        >>> print(exact_share(5, 10))
        50.0 % (22.2 % to 77.8 %, n = 10)
    """
    from scipy.special import betaincinv

    tail = (1 - LEVEL) / 2
    low = float(betaincinv(hits, n - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, n - hits, 1 - tail)) if hits < n else 1.0
    return Estimate(hits / n, Unit.RATIO, n, low, high, window=window)


def binomial_p(hits: int, n: int, expected: float) -> float:
    """Return the exact two-sided p-value of a share: twice the smaller tail, at most 1.

    Source:
        The test that the interval of Clopper & Pearson (1934) inverts.

    Example:
        >>> round(binomial_p(30, 100, 0.154), 5)
        0.00034
    """
    from scipy.special import bdtr, bdtrc

    below = float(bdtr(float(hits), n, expected))
    above = float(bdtrc(float(hits - 1), n, expected)) if hits else 1.0
    return min(1.0, 2 * min(below, above))


def _sentence(late: int, n: int, expected: float, p: float, days: int) -> str:
    words = (
        f"Of 100 wins {100 * late / n:.0f} fall in the last {days} days of a quarter, where an even spread would bring "
        f"{100 * expected:.0f}"
    )
    if p >= CLEAR:
        return f"{words}: no clear rush."
    return f"{words}: a rush." if late / n > expected else f"{words}: fewer than by chance."


def _unknown(why: str, days: int) -> QuarterEnd:
    none = unknown(Unit.RATIO, why)
    sentence = f"Whether deals are rushed at the end of a quarter is unknown: {why}."
    return QuarterEnd(none, days / 91.25, None, {}, none, none, {}, uneven=False, days=days, sentence=sentence)
