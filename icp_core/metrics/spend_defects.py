"""Is the spend file whole: every month once, none missing, none cut short?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.monthly import GRACE_DAYS, in_words, last_day
from icp_core.results import format_value, join_words, plural
from icp_core.results.unit import Unit

SHORT = (
    0.5  # of the median month: a last month below it was exported before it was over, or its bills are still to come
)
MIN_MONTHS = 4  # months, to know what is usual


@dataclass(frozen=True, slots=True)
class SpendDefect:
    """One thing that makes the cost of a customer wrong.

    Args:
        kind: "counted twice", "missing months" or "partial month".
        months: The months, as numbers (year x 12 + month).
        sentence: What it is and what it does, in words.
    """

    kind: str
    months: tuple[int, ...]
    sentence: str


def spend_defects(data: Dataset) -> tuple[SpendDefect, ...]:
    """Return what is wrong with the months of the spend file.

    Example:
        >>> month = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-02-01", "2025-05-01"])
        >>> spend = pd.DataFrame({"month": month, "channel": "Ads", "amount": [10.0, 20.0, 20.0, 30.0]})
        >>> [found.kind for found in spend_defects(Dataset.of(spend=spend))]
        ['counted twice', 'missing months']
    """
    if not data.has("spend", "month", "amount"):
        return ()
    spend = data.frame("spend").dropna(subset=["month", "amount"])
    numbers = spend["month"].dt.year * 12 + spend["month"].dt.month
    by_month = spend.groupby(numbers)["amount"].sum().sort_index()
    return (*_twice(spend, numbers), *_missing(by_month), *_partial(by_month, data))


def _twice(spend: pd.DataFrame, numbers: pd.Series) -> tuple[SpendDefect, ...]:
    """Find months whose rows all stand twice or more, cell by cell: two files overlap."""
    columns = [column for column in ("month", "channel", "amount", "leads") if column in spend]
    again = spend.duplicated(columns, keep=False)
    all_again = again.groupby(numbers).all()
    months = tuple(int(month) for month in all_again.index[all_again])
    if not months:
        return ()
    extra = spend[numbers.isin(months) & spend.duplicated(columns)]["amount"].sum()
    sentence = (
        f"Every row of the spend of {_listed(months)} stands there more than once: two files seem to overlap. "
        f"{format_value(float(extra), Unit.MONEY)} of it may be counted twice, and the cost of a customer be too high."
    )
    return (SpendDefect("counted twice", months, sentence),)


def _missing(by_month: pd.Series) -> tuple[SpendDefect, ...]:
    known = {int(month) for month in by_month.index}
    months = tuple(month for month in range(min(known, default=0), max(known, default=0)) if month not in known)
    if not months:
        return ()
    sentence = (
        f"Spend has no row for {_listed(months)}, in the middle of the file. If money was spent then, the cost of a "
        "customer is too low."
    )
    return (SpendDefect("missing months", months, sentence),)


def _partial(by_month: pd.Series, data: Dataset) -> tuple[SpendDefect, ...]:
    if len(by_month) < MIN_MONTHS:
        return ()
    last, usual = int(by_month.index[-1]), float(by_month.iloc[:-1].median())
    if by_month.iloc[-1] >= SHORT * usual:
        return ()
    cut = (last_day(last) - data.as_of).days > GRACE_DAYS
    why = f"the data end on {data.as_of.isoformat()}" if cut else "bills may still be to come"
    sentence = (
        f"The spend of {in_words(last)} is {format_value(float(by_month.iloc[-1]), Unit.MONEY)}, where a usual month "
        f"has {format_value(usual, Unit.MONEY)}: {why}. The cost of a customer won with it looks too low."
    )
    return (SpendDefect("partial month", (last,), sentence),)


def _listed(months: tuple[int, ...]) -> str:
    shown = join_words(in_words(month) for month in months[:6])
    return shown if len(months) <= 6 else f"{shown} and {plural(len(months) - 6, 'month')} more"
