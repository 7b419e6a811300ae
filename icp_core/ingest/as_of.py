"""The day up to which the data are taken to be complete, when nobody sets it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from icp_core.dataset import Issue, Severity
from icp_core.results import join_words

FEW_DAYS = 20  # recorded days below which one of them is not called stray
STRAY_SHARE = 0.01  # share of the recorded days, the latest ones, that may be typing errors
STRAY_AFTER = timedelta(days=366)  # by which they come later than all others
QUIET_DAYS, QUIET_GAPS = 28, 6.0  # days, and usual pauses, without an event after which a source has ended
LATEST = 60  # days with an event from which the usual pause is taken
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
    days += [recorded.max().date() for recorded in _recorded(tables)]
    if not days and "customers" in tables and "churn_date" in tables["customers"]:
        left = tables["customers"]["churn_date"].max()
        days += [] if pd.isna(left) else [left.date()]
    return max(days) if days else None


def stray_end(tables: Mapping[str, pd.DataFrame], day: date | None) -> tuple[Issue, ...]:
    """Warn when the data end long after nearly everything in them, for a year was perhaps mistyped.

    Args:
        tables: Canonical tables.
        day: Day up to which the data are taken to be complete.

    Example:
        >>> starts = pd.to_datetime(pd.Series(["2024-03-01"] * 30 + ["2042-03-01"]))
        >>> stray_end({"customers": pd.DataFrame({"start_date": starts})}, date(2042, 3, 1))[0].reason
        'The latest day in the files is 1 March 2042, but nearly all others are not later than 1 March 2024.'
    """
    recorded = _recorded(tables)
    days = pd.concat(recorded).to_numpy() if recorded else np.array([], dtype="datetime64[us]")
    if day is None or len(days) < FEW_DAYS or pd.Timestamp(days.max()).date() != day:
        return ()
    few = max(1, int(STRAY_SHARE * len(days)))
    if np.count_nonzero(days >= np.datetime64(day - STRAY_AFTER)) > few:
        return ()
    place = len(days) - 1 - few
    usual = pd.Timestamp(np.partition(days, place)[place]).date()
    if day - usual <= STRAY_AFTER:
        return ()
    last, before = _said(day), _said(usual)
    sentence = f"The latest day in the files is {last}, but nearly all others are not later than {before}."
    remedy = "Correct the mistyped dates, or set the as-of date: every figure over time is computed up to it."
    return (Issue("", "", Severity.WARNING, sentence, remedy),)


def early_end(
    tables: Mapping[str, pd.DataFrame], revenue: Iterable[date | None], day: date | None
) -> tuple[Issue, ...]:
    """Warn when what tells who left ends well before the latest day: losses after that are not seen.

    A newer export of deals beside an older one of customers and billing moves that day for everything.

    Args:
        tables: Canonical tables.
        revenue: The last day of each revenue file, None where it has none.
        day: Day up to which the data are taken to be complete.

    Example:
        >>> deals = pd.DataFrame({"created_date": pd.to_datetime(["2026-07-29"]), "outcome": ["open"]})
        >>> early_end({"deals": deals}, [date(2026, 6, 30)], date(2026, 7, 29))[0].reason
        'The files go on to 29 July 2026, but revenue ends on 30 June 2026: losses after that are not seen.'
    """
    if day is None:
        return ()
    ends = {
        "revenue": max((last for last in revenue if last is not None), default=None),
        "the file of customers": _quiet_since(tables.get("customers"), day),
    }
    early = {name: last for name, last in ends.items() if last is not None and (day - last).days > QUIET_DAYS}
    if not early:
        return ()
    told = join_words(f"{name} ends on {_said(last)}" for name, last in early.items())
    sentence = f"The files go on to {_said(day)}, but {told}: losses after that are not seen."
    remedy = f"Add newer files, or set the as-of date to {_said(min(early.values()))}."
    return (Issue("", "", Severity.WARNING, sentence, remedy),)


def _quiet_since(customers: pd.DataFrame | None, day: date) -> date | None:
    """Return the last day on which a customer came or left, where the silence since is unusual; else None."""
    if customers is None or not {"start_date", "churn_date"} <= set(customers):
        return None
    days = pd.concat([customers["start_date"], customers["churn_date"]]).dropna()
    known = np.unique(days[days <= pd.Timestamp(day)].to_numpy().astype("datetime64[D]"))
    if len(known) < FEW_DAYS:
        return None
    usual = float(np.median(np.diff(known[-LATEST:]).astype(np.int64)))
    last: date = known[-1].item()
    return last if (day - last).days > QUIET_GAPS * usual else None


def _said(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _recorded(tables: Mapping[str, pd.DataFrame]) -> list[pd.Series]:
    """Return the columns of days on which something happened, without those that hold none."""
    found = [
        tables[table][column].dropna()
        for table, column in (("customers", "start_date"), ("deals", "created_date"), ("feedback", "date"))
        if table in tables and column in tables[table]
    ]
    deals = tables.get("deals")
    if deals is not None and "close_date" in deals:
        found.append(deals.loc[deals["outcome"] != "open", "close_date"].dropna())
    return [days for days in found if len(days)]
