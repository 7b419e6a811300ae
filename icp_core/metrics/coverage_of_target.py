"""Is there enough pipeline to reach a target?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from icp_core.metrics.deals import Deals
from icp_core.metrics.winning import open_pipeline, overall_win_rate, win_rate_by_value
from icp_core.results import Estimate, Unit, format_value, plural, unknown

NO_TARGET = "no target is set"
NO_DUE = "no open deal names the day it is expected to close"


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be won in a period.

    Args:
        amount: Value of the deals to be won, above 0.
        first: First day of the period.
        last: Last day of it.

    Raises:
        ValueError: The amount is not above 0, or the period ends before it begins.
    """

    amount: float
    first: date
    last: date

    def __post_init__(self) -> None:
        if not self.amount > 0 or self.last < self.first:
            raise ValueError("a target is an amount above 0, in a period that ends after it begins")

    @classmethod
    def of_the_quarter(cls, amount: float, as_of: date) -> Target:
        """Return the target of the quarter in which the day after ``as_of`` lies.

        Example:
            >>> Target.of_the_quarter(1e6, date(2025, 12, 31)).last
            datetime.date(2026, 3, 31)
        """
        quarter = (pd.Timestamp(as_of) + pd.Timedelta(days=1)).to_period("Q")
        return cls(amount, quarter.start_time.date(), quarter.end_time.date())


@dataclass(frozen=True)
class TargetCoverage:
    """The open pipeline held against what is still to be won.

    Args:
        target: The target.
        won: Value of the deals won in the period so far.
        due: Value of the open deals expected to close in what is left of the period.
        coverage: ``due`` over the target less ``won``.
        of_all_open: The same with every open deal, whenever it is expected to close.
        needed: Coverage that the win rate asks for: one over it, by value where the file can tell.
        likely: Value won in the end if the deals due are won at that rate, over the target.
        overdue: Open deals that should have closed by the last day of the data; they are not in ``due``.
        sentence: What it comes to, in words.
    """

    target: Target
    won: Estimate
    due: Estimate
    coverage: Estimate
    of_all_open: Estimate
    needed: Estimate
    likely: Estimate
    overdue: int
    sentence: str

    def table(self) -> pd.DataFrame:
        """Return one row a number: name, value, low, high, n, why."""
        named = {
            "won": self.won, "due": self.due, "coverage": self.coverage, "coverage by all open deals": self.of_all_open,
            "coverage needed": self.needed, "likely share of the target": self.likely,
        }  # fmt: skip
        cells = [(name, one.value, one.low, one.high, one.n, one.why) for name, one in named.items()]
        return pd.DataFrame(cells, columns=["number", "value", "low", "high", "n", "why"])


def pipeline_coverage(deals: Deals, target: Target) -> TargetCoverage:
    """Return how often the open pipeline covers what is still to be won.

    Every deal with a value counts, expansions too: they count towards the target. A deal that should have closed
    already is in no period any more; hope without a new date is no pipeline.

    Source:
        Needed coverage as one over the win rate by value: the "three times" rule is a win rate of a third
        (docs/method.md).
    """
    frame = deals.frame[deals.frame["amount"] > 0]
    first, last, today = (pd.Timestamp(day) for day in (target.first, target.last, deals.as_of))
    won = frame[(frame["outcome"] == "won") & frame["closed"].between(first, last)]
    open_ = frame[frame["outcome"] == "open"]
    coming = open_[(open_["due"] > today) & open_["due"].between(first, last)]
    overdue = int((open_["due"] <= today).sum())
    window = f"{target.first.isoformat()} to {target.last.isoformat()}"
    gained = Estimate(float(won["amount"].sum()), Unit.MONEY, len(won), window=window)
    due = Estimate(float(coming["amount"].sum()), Unit.MONEY, len(coming), why=_lacking(open_), window=window)
    if not open_["due"].notna().any():
        due = unknown(Unit.MONEY, NO_DUE if len(open_) else "no open deal carries a value", n=len(open_), window=window)
    rest = target.amount - float(won["amount"].sum())
    coverage = _over(due, rest, window)
    total = open_pipeline(deals)
    rate = win_rate_by_value(deals)
    rate = rate if rate.known else overall_win_rate(deals)
    needed = _inverse(rate)
    return TargetCoverage(
        target, gained, due, coverage, _over(total, rest, window), needed, _likely(gained, due, rate, target), overdue,
        _sentence(coverage, needed, rest),
    )  # fmt: skip


def _lacking(open_: pd.DataFrame) -> str:
    bare = int(open_["due"].isna().sum())
    return f"{plural(bare, 'open deal')} without an expected day of closing not in it" if bare else ""


def _over(pipeline: Estimate, rest: float, window: str) -> Estimate:
    if pipeline.value is None:
        return unknown(Unit.FACTOR, pipeline.why, n=pipeline.n, window=window)
    if rest <= 0:
        return unknown(Unit.FACTOR, "the target is reached", n=pipeline.n, window=window)
    return Estimate(pipeline.value / rest, Unit.FACTOR, pipeline.n, why=pipeline.why, window=window)


def _inverse(rate: Estimate) -> Estimate:
    if not rate.value or not rate.low or not rate.high:
        return unknown(Unit.FACTOR, rate.why or "no deal was won", n=rate.n)
    return Estimate(1 / rate.value, Unit.FACTOR, rate.n, 1 / rate.high, 1 / rate.low, window=rate.window)


def _likely(won: Estimate, due: Estimate, rate: Estimate, target: Target) -> Estimate:
    if due.value is None or rate.value is None or rate.low is None or rate.high is None:
        return unknown(Unit.RATIO, due.why if due.value is None else rate.why, n=due.n)
    value, low, high = (
        ((won.value or 0.0) + due.value * part) / target.amount for part in (rate.value, rate.low, rate.high)
    )
    why = "the interval knows how sure the win rate is, not which of these few deals will be won"
    return Estimate(value, Unit.RATIO, due.n, low, high, why=why, window=won.window)


def _sentence(coverage: Estimate, needed: Estimate, rest: float) -> str:
    if rest <= 0:
        return "The target is reached."
    if coverage.value is None:
        return f"Whether the pipeline covers the target is unknown: {coverage.why}."
    words = f"The deals due cover what is still to be won {format_value(coverage.value, Unit.FACTOR)}"
    if needed.value is None or needed.low is None or needed.high is None:
        return f"{words}; how much is needed is unknown: {needed.why}."
    verdict = (
        "enough" if coverage.value >= needed.high else "too little" if coverage.value < needed.low else "on the edge"
    )
    return f"{words}; at the win rate so far {format_value(needed.value, Unit.FACTOR)} are needed: {verdict}."
