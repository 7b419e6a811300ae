"""The recurring revenue of each month, from the revenue table or from paid periods, as the SQL files read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.engine.duck import Parameter

MAX_EMPTY = 0.20  # of the months between an account's first and last payment; subscriptions leave under 5 % empty,
# the orders of two public sets 38 % and 46 %
MIN_RETURNING = 10  # accounts that paid in more than one month; below it the pattern is not judged
GRACE_DAYS = 3  # the last event of a complete month may be as old: a month can end on a weekend


@dataclass(frozen=True)
class Monthly:
    """Recurring revenue per account and month, ready for the reduction queries.

    Months are whole numbers, year * 12 + month, so that every engine subtracts them alike.

    Args:
        data: The data set.
        first: First month of the source.
        last: Last complete month: later rows are left out.
        source: Where it comes from, in words.
        tables: What the queries read besides the data set's own tables.
    """

    data: Dataset
    first: int
    last: int
    source: str
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def query(self, name: str, **parameters: Parameter) -> pd.DataFrame:
        """Run the SQL file ``name`` over the months."""
        return self.data.query(name, self.tables, **parameters)


def monthly_revenue(data: Dataset) -> Monthly | None:
    """Return the recurring revenue by month; None when no table has a complete month, or when it holds single orders.

    An account that orders now and then has not left in a month without an order, and twelve times its last month is no
    recurring revenue: such a table cannot answer what this one is asked.
    """
    monthly = months_of_revenue(data)
    return None if monthly is None or why_not_recurring(monthly) else monthly


def why_not_recurring(monthly: Monthly) -> str:
    """Return why these months are single orders and no recurring revenue; "" where they are recurring."""
    if monthly.tables:  # paid periods say themselves when they are paused
        return ""
    found = monthly.query("revenue_gaps", last_month=monthly.last).iloc[0]
    empty = 1 - found["months_paid"] / max(found["months_between"], 1)
    if found["accounts"] < MIN_RETURNING or empty <= MAX_EMPTY:
        return ""
    share = f"{100 * empty:.0f} %"
    return (
        f"the revenue looks like single orders, not recurring revenue: {share} of the months between an account's "
        "first and last payment hold none; give recurring revenue by month, each invoice spread over the months it pays"
    )


def months_of_revenue(data: Dataset) -> Monthly | None:
    """Return the revenue by month as it stands, recurring or not; None when no table has any complete month.

    A month is complete when ``as_of`` is its last day, later, or at most ``GRACE_DAYS`` before it. Where ``as_of`` is
    the first day of a month that the revenue table has, the table was taken by month, and that month counts.
    Paid periods count in the months whose last day they cover.
    """
    if data.has("revenue", "month", "mrr"):
        months = data.query("revenue_months")["month_number"].astype(int)
        months = months[months <= last_complete_month(data.as_of, by_month=True)]
        if months.empty:
            return None
        return Monthly(data, int(months.min()), int(months.max()), "revenue table")
    if data.has("subscriptions", "start_date", "mrr"):
        first = month_number(data.frame("subscriptions")["start_date"].min().date())
        last = last_complete_month(data.as_of)
        if last < first:
            return None
        months_frame = pd.DataFrame({"month": [pd.Timestamp(first_day(number)) for number in range(first, last + 1)]})
        months_frame["month_end"] = [pd.Timestamp(last_day(number)) for number in range(first, last + 1)]
        rows = data.query("revenue_from_subscriptions", {"months": months_frame})
        return Monthly(data, first, last, "paid periods", {"revenue": rows})
    return None


def why_no_revenue(data: Dataset) -> str:
    """Return the reason why there is no recurring revenue by month."""
    monthly = months_of_revenue(data)
    if monthly is not None and (orders := why_not_recurring(monthly)):
        return orders
    if "revenue" in data.tables or "subscriptions" in data.tables:
        return f"no complete month of revenue up to {data.as_of.isoformat()}"
    return "no revenue by month: add a revenue or a subscriptions file"


def month_number(day: date) -> int:
    """Count months: year * 12 + month.

    Example:
        >>> month_number(date(2025, 1, 31)) - month_number(date(2024, 12, 1))
        1
    """
    return day.year * 12 + day.month


def first_day(number: int) -> date:
    """Return the first day of a month.

    Example:
        >>> first_day(month_number(date(2024, 12, 24)))
        datetime.date(2024, 12, 1)
    """
    return date((number - 1) // 12, (number - 1) % 12 + 1, 1)


def last_day(number: int) -> date:
    """Return the last day of a month."""
    return first_day(number + 1) - timedelta(days=1)


def in_words(number: int) -> str:
    """Write a month as ``2024-12``."""
    return f"{first_day(number):%Y-%m}"


def last_complete_month(as_of: date, *, by_month: bool = False) -> int:
    """Return the number of the last month that ``as_of`` completes.

    Args:
        as_of: Day up to which the data are taken to be complete.
        by_month: Whether the first day of a month stands for the whole month (a table with one row a month).

    Example:
        >>> [in_words(last_complete_month(day)) for day in (date(2024, 12, 30), date(2024, 12, 15))]
        ['2024-12', '2024-11']
    """
    number = month_number(as_of)
    complete = (last_day(number) - as_of).days <= GRACE_DAYS or (by_month and as_of.day == 1)
    return number if complete else number - 1
