"""Which quarters does a source cover from the first day to the last?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from icp_core.metrics.monthly import GRACE_DAYS

EDGE_DAYS = 31  # days that a source dated by month may stay silent at the edge of a quarter that it covers
HOLIDAYS = 14  # the same for a source dated by day: two quiet weeks are a holiday, three are a gap
MONTHLY_DAYS = 4  # different days of the month: firsts, or lasts (28 to 31); a source with no others is dated by month
SILENCES = 5  # times the mean gap between two events: a silence that long happens by chance in less than 1 % of cases


@dataclass(frozen=True, slots=True)
class Quarter:
    """One calendar quarter: its label (``2025Q1``), first and last day, and why it is incomplete, where it is."""

    label: str
    start: date
    end: date
    complete: bool
    why: str = ""

    @property
    def window(self) -> str:
        """The quarter in words."""
        return f"{self.start.isoformat()} to {self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of a source, and how long it may be silent at an edge without meaning anything."""

    name: str  # plural: "closings"
    first: date
    last: date
    silence: int = EDGE_DAYS

    @classmethod
    def of(cls, name: str, days: pd.Series) -> "Span | None":
        """Return the span of the known dates of a column; None when there are none."""
        known = days.dropna()
        if known.empty:
            return None
        first, last = known.min().date(), known.max().date()
        if (known.dt.day == 1).all():  # dated by month: the last one is covered to its end
            last = (known.max() + pd.offsets.MonthEnd()).date()
        mean_gap = (last - first).days / max(len(known) - 1, 1)
        least = EDGE_DAYS if known.dt.day.nunique() <= MONTHLY_DAYS else HOLIDAYS
        return cls(name, first, last, max(least, round(SILENCES * mean_gap)))


def quarters(
    first: date, last: date, *, as_of: date, name: str = "data", silence: int = EDGE_DAYS
) -> tuple[Quarter, ...]:
    """Return the quarters from ``first`` to ``last``, those that the source covers only in part marked so.

    Args:
        first: First day of the source.
        last: Last day of the source.
        as_of: Day up to which the data are taken to be complete; a quarter that ends up to ``GRACE_DAYS`` later counts,
            because the latest date in a file seldom is the very last day of the quarter.
        name: What the source holds, plural, for the reason.
        silence: Days at an edge of a quarter without any event that still count as covered.

    Raises:
        ValueError: The source ends before it begins.

    Example:
        >>> for quarter in quarters(date(2017, 3, 1), date(2017, 6, 30), as_of=date(2017, 6, 30), name="closings"):
        ...     print(quarter.label, quarter.complete, quarter.why)
        2017Q1 False closings begin on 2017-03-01
        2017Q2 True
    """
    if last < first:
        raise ValueError(f"a source cannot end on {last} before it begins on {first}")
    result = []
    for period in pd.period_range(pd.Timestamp(first), pd.Timestamp(last), freq="Q"):
        start, end = period.start_time.date(), period.end_time.date()
        why = ""
        if (end - as_of).days > GRACE_DAYS:
            why = f"the data end on {as_of.isoformat()}, before the quarter does"
        elif start <= first and (first - start) > timedelta(days=silence):
            why = f"{name} begin on {first.isoformat()}"
        elif last <= end and (end - last) > timedelta(days=silence):
            why = f"{name} stop on {last.isoformat()}"
        result.append(Quarter(str(period), start, end, not why, why))
    return tuple(result)


def merged(spans: Sequence[Span], *, as_of: date) -> tuple[tuple[Quarter, ...], dict[str, dict[str, str]]]:
    """Return the quarters that any of several sources touches, and per source and quarter why it is incomplete.

    A quarter is complete when every source that touches it covers it.
    """
    found: dict[str, Quarter] = {}
    reasons: dict[str, dict[str, str]] = {}
    for span in spans:
        covered = quarters(span.first, max(span.last, span.first), as_of=as_of, name=span.name, silence=span.silence)
        reasons[span.name] = {quarter.label: quarter.why for quarter in covered}
        for quarter in covered:
            known = found.get(quarter.label)
            why = "; ".join(dict.fromkeys(part for part in (known.why if known else "", quarter.why) if part))
            found[quarter.label] = Quarter(quarter.label, quarter.start, quarter.end, not why, why)
    return tuple(found[label] for label in sorted(found)), reasons
