"""The day up to which the data are taken to be complete, when nobody sets it."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

UNDATED = date(1900, 1, 1)  # place holder for data that hold no date; nothing may be computed from it


def latest_day(tables: Mapping[str, pd.DataFrame], last_days: Iterable[date | None]) -> date | None:
    """Return the latest day on which something is recorded to have happened.

    Counted are the first day of customers, the creation of deals, the close of won and lost deals, survey answers, and
    what the files of revenue, spend and usage speak of (``last_days``; a month counts to its end). Not counted are the
    close dates of open deals and the ends of subscriptions, which are plans. Days on which customers left count when no
    table holds any other day, for a contract may end in the future.

    Args:
        tables: Canonical tables.
        last_days: The last day of each file of months or periods, None where it has none.

    Returns:
        The day, or None when no table holds a date.
    """
    days = [day for day in last_days if day is not None]
    for table, column in (("customers", "start_date"), ("deals", "created_date"), ("feedback", "date")):
        if table in tables and column in tables[table]:
            days += _latest(tables[table][column])
    deals = tables.get("deals")
    if deals is not None and "close_date" in deals:
        days += _latest(deals.loc[deals["outcome"] != "open", "close_date"])
    if not days and "customers" in tables and "churn_date" in tables["customers"]:
        days += _latest(tables["customers"]["churn_date"])
    return max(days) if days else None


def _latest(days: pd.Series) -> list[date]:
    last = days.max()
    return [] if pd.isna(last) else [last.date()]
