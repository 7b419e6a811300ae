"""When did each account start, has it left, and for how long was it observed?

The first source that can say so is taken: churn dates; paid periods; a churn flag with the months as a customer; a
churn flag with start dates; silence in the revenue table.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.monthly import first_day, in_words, months_of_revenue, why_not_recurring
from icp_core.results import plural

DAYS_PER_MONTH = 30.4375  # 365.25 / 12
MAX_UNDATED = 0.20  # share of leavers without a date: above it, leaving them out would flatter retention too much
CROWD = 3.0  # times the usual month: so many accounts in a table's first month were customers before it began
MIN_CROWD = 5  # accounts; below it the first month is not judged

NOBODY_SAYS = (
    "no column says who left: add a churn date, a churned flag with the months as a customer, "
    "or a revenue or subscriptions file"
)


@dataclass(frozen=True)
class Lifetimes:
    """Start, end, left, tenure and entry per account (index: account_id), where they come from and the cautions."""

    frame: pd.DataFrame
    source: str
    why_not: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Given:
    """What the customers table says of lifetimes, index account_id; a column that was not given is all unknown."""

    start: pd.Series
    churn: pd.Series
    flag: pd.Series
    tenure: pd.Series
    today: pd.Timestamp


def lifetimes(data: Dataset, customers: pd.DataFrame) -> Lifetimes:
    """Return the lifetimes of the accounts of ``customers`` (index: account_id, unique), from the best source there is.

    Args:
        data: The data set, for its revenue, its paid periods and its ``as_of``.
        customers: The customers table with account_id as index; any of its columns may be absent.
    """
    given = _given(data, customers)
    if given.churn.notna().any():
        return _from_dates(data, given)
    if data.has("subscriptions", "start_date"):
        return _from_periods(data, given)
    if given.flag.notna().any():
        return _from_tenure(given) if given.tenure.notna().any() else _from_flag(data, given)
    if data.has("revenue", "month", "mrr"):
        return _from_silence(data, given)
    unknown_end = pd.Series(pd.NA, given.start.index, dtype="boolean")
    empty = "churn_date" in customers or "churned" in customers
    why = "the churn column is empty for every account: fill it where an account has left" if empty else NOBODY_SAYS
    return _result(given, {"start": given.start, "left": unknown_end}, "", why=why)


def _given(data: Dataset, customers: pd.DataFrame) -> _Given:
    index = customers.index

    def column(name: str, dtype: str) -> pd.Series:
        if name in customers:
            return customers[name].astype(dtype)  # type: ignore[call-overload, no-any-return]
        return pd.Series(pd.NA if dtype == "boolean" else np.nan, index).astype(dtype)  # type: ignore[call-overload, no-any-return]

    tenure = column("tenure_months", "float64")
    return _Given(
        start=column("start_date", "datetime64[us]"),
        churn=column("churn_date", "datetime64[us]"),
        flag=column("churned", "boolean"),
        tenure=tenure.where(tenure >= 0),
        today=pd.Timestamp(data.as_of),
    )


def _from_dates(data: Dataset, given: _Given) -> Lifetimes:
    ended = given.churn.notna() & (given.churn <= given.today)
    left = ended.astype("boolean").mask(given.flag.notna() & ~(given.churn > given.today), given.flag)
    disagree = int((given.flag.notna() & ~given.flag.fillna(value=True) & ended).sum())
    notes = _say(disagree, "account has", "accounts have", "a churn date but the flag says live; the flag was followed")
    start = given.start.fillna(_first_seen(data, given.start.index))
    parts = {"start": start, "left": left, "end": given.churn.where(left.fillna(value=False)), "tenure": given.tenure}
    return _result(given, parts, "churn dates", notes=notes)


def _from_periods(data: Dataset, given: _Given) -> Lifetimes:
    found = data.query("subscriptions_by_account", as_of=data.as_of.isoformat()).set_index("account_id")
    strangers = int((~found.index.isin(given.start.index)).sum())
    found = found.reindex(given.start.index)
    first, last = found["first_start"].astype("datetime64[us]"), found["last_end"].astype("datetime64[us]")
    seen = first.notna()
    left = (found["running"] == 0).astype("boolean").where(seen)
    start, entry = _late_entry(given.start, first, first.min())
    notes = (
        *_say(strangers, "account", "accounts", "of the subscriptions file not in the customers file, left out"),
        *_say(int((~seen).sum()), "account has", "accounts have", "no paid period and no known lifetime"),
        *_say(
            int((found["longest_gap_days"] > DAYS_PER_MONTH).sum()),
            "account",
            "accounts",
            "paused for more than a month and came back; each counts as one life",
        ),
        *_disagreement(given.flag, left, "the paid periods"),
    )
    parts = {"start": start, "left": left, "end": last.where(left.fillna(value=False)), "entry": entry}
    return _result(given, parts, "last paid period", notes=notes)


def _from_tenure(given: _Given) -> Lifetimes:
    span = pd.to_timedelta(given.tenure * DAYS_PER_MONTH, unit="D")
    parts = {"start": given.start, "left": given.flag, "tenure": given.tenure}
    parts["end"] = (given.start + span).dt.normalize().where(given.flag.fillna(value=False))
    return _result(given, parts, "churn flag and tenure")


def _from_flag(data: Dataset, given: _Given) -> Lifetimes:
    left = given.flag
    end = pd.Series(pd.NaT, left.index, dtype="datetime64[us]")
    monthly = months_of_revenue(data)
    if monthly:
        paid = _paid_months(data, left.index)
        after = _day_after(paid["last_month"])
        end = after.where(~(after > given.today), given.today).where(left.fillna(value=False))
    start = given.start.fillna(_first_seen(data, left.index))
    source = "churn flag and last paid month" if monthly else "churn flag"
    return _result(given, {"start": start, "left": left, "end": end}, source)


def _from_silence(data: Dataset, given: _Given) -> Lifetimes:
    monthly = months_of_revenue(data)
    index = given.start.index
    if monthly is None:
        return _result(given, {"start": given.start}, "", why="no month of the revenue table is complete")
    if monthly.last == monthly.first:
        return _result(given, {"start": given.start}, "", why="one month of revenue cannot show who left")
    paid = _paid_months(data, index)
    seen = paid["last_month"].notna()
    left = (paid["last_month"] < monthly.last).astype("boolean").where(seen)
    first = _month_starts(paid["first_month"])
    start, entry = _late_entry(given.start, first, pd.Timestamp(first_day(monthly.first)))
    unknown_start = _already_there(paid["first_month"], monthly.first) & given.start.isna()
    start = start.mask(unknown_start)
    if orders := why_not_recurring(monthly):
        return _result(given, {"start": start}, "", why=f"nobody says who left, and {orders}")
    notes = (
        *_say(
            int(unknown_start.sum()),
            "account was",
            "accounts were",
            f"paying already when the revenue table begins ({in_words(monthly.first)}) and no start date is known; "
            "left out of retention over time",
        ),
        *_say(int((~seen).sum()), "account has", "accounts have", "no revenue and no known lifetime"),
    )
    end = _day_after(paid["last_month"]).where(left.fillna(value=False))
    parts = {"start": start, "left": left, "end": end, "entry": entry}
    return _result(given, parts, "silence in the revenue table", notes=notes)


def _result(
    given: _Given, parts: dict[str, pd.Series], source: str, *, why: str = "", notes: tuple[str, ...] = ()
) -> Lifetimes:
    """Put the columns together, work out the tenure, and refuse where too many leavers have no date."""
    index = given.start.index
    start = parts["start"].astype("datetime64[us]")
    left = parts.get("left", pd.Series(pd.NA, index, dtype="boolean"))
    end = parts.get("end", pd.Series(pd.NaT, index)).astype("datetime64[us]")
    future = start > given.today
    reversed_ = end < start
    left = left.mask(future | reversed_)
    gone = left.fillna(value=False)
    until = end.where(gone, given.today)
    observed = _months(until - start)
    tenure = parts.get("tenure", pd.Series(np.nan, index)).fillna(observed).where(left.notna())
    undated, leavers = int((gone & tenure.isna()).sum()), int(gone.sum())
    if not why and leavers and undated > MAX_UNDATED * leavers:
        tenure = tenure.mask(left.notna())
        why = (
            f"{undated:,} of {leavers:,} accounts that left have no date: add a churn date or the months as a customer"
        )
    elif not why and not tenure.notna().any():
        why = "no column says when the accounts started: add a start date or the months as a customer"
    notes = (
        *notes,
        *_say(int(future.sum()), "account starts", "accounts start", "after the last day of the data, left out"),
        *_say(int(reversed_.sum()), "account", "accounts", "left before it started, lifetime unknown"),
        *_say(
            0 if why else undated,
            "account",
            "accounts",
            "said to have left without a date, left out of retention over time",
        ),
    )
    entry = parts.get("entry", pd.Series(0.0, index)).fillna(0.0)
    frame = pd.DataFrame(
        {
            "start": start,
            "end": end.mask(reversed_),
            "left": left,
            "tenure": tenure,
            "entry": np.minimum(entry, tenure.fillna(np.inf)).astype(float),
        }
    )
    return Lifetimes(frame, "" if why else source, why, notes)


def _late_entry(given: pd.Series, first: pd.Series, table_first: pd.Timestamp) -> tuple[pd.Series, pd.Series]:
    """Return the start, and the age at which observation began where the account is older than the table."""
    month_start = table_first.to_period("M").start_time
    older = given.notna() & first.notna() & (given < month_start)
    start = first.where(~older, given)
    inside = given.notna() & (given >= month_start) & (given < first)
    entry = _months(first - given).where(older, 0.0)
    return start.where(~inside, given).fillna(given), entry


def _first_seen(data: Dataset, index: pd.Index) -> pd.Series:
    """Return the first day that the paid periods or the revenue table know of an account."""
    if data.has("subscriptions", "start_date"):
        first = data.query("subscriptions_by_account", as_of=data.as_of.isoformat()).set_index("account_id")[
            "first_start"
        ]
        return first.reindex(index).astype("datetime64[us]")
    if months_of_revenue(data):
        return _month_starts(_paid_months(data, index)["first_month"])
    return pd.Series(pd.NaT, index, dtype="datetime64[us]")


def _paid_months(data: Dataset, index: pd.Index) -> pd.DataFrame:
    monthly = months_of_revenue(data)
    assert monthly is not None
    return monthly.query("revenue_by_account", last_month=monthly.last).set_index("account_id").reindex(index)


def crowded_opening(counts: pd.Series, table_first: int) -> bool:
    """Whether far more accounts begin in a table's first month than in a usual one: they were customers before it.

    Args:
        counts: Accounts that first paid in each month, index the month's number.
        table_first: The first month of the table.

    Example:
        >>> crowded_opening(pd.Series({24300: 40, 24301: 3, 24302: 5}), 24300)
        True
    """
    opening, later = int(counts.get(table_first, 0)), counts[counts.index > table_first]
    usual = float(later.median()) if len(later) else 0.0
    return opening >= MIN_CROWD and opening > CROWD * usual


def _already_there(first_month: pd.Series, table_first: int) -> pd.Series:
    """Mark the accounts of the table's first month where that month is crowded."""
    crowded = crowded_opening(first_month.value_counts(), table_first)
    return (first_month == table_first) & crowded


def _months(spans: pd.Series) -> pd.Series:
    months: pd.Series = spans.dt.total_seconds() / (86_400 * DAYS_PER_MONTH)
    return months


def _month_starts(months: pd.Series) -> pd.Series:
    return _by_month(months, {number: pd.Timestamp(first_day(int(number))) for number in months.dropna().unique()})


def _day_after(months: pd.Series) -> pd.Series:
    """Return the first day that is not paid for: at the end of its last paid month an account is live, as in NRR."""
    return _month_starts(months + 1)


def _by_month(months: pd.Series, days: dict[float, pd.Timestamp]) -> pd.Series:
    return months.map(days).astype("datetime64[us]")


def _disagreement(flag: pd.Series, left: pd.Series, followed: str) -> tuple[str, ...]:
    differ = int((flag.notna() & left.notna() & (flag != left).fillna(value=False)).sum())
    return _say(differ, "account", "accounts", f"whose churn flag says otherwise; {followed} were followed")


def _say(count: int, one: str, many: str, rest: str) -> tuple[str, ...]:
    return (f"{plural(count, one, many)} {rest}",) if count else ()
