"""What a newer export changes: which accounts, deals and rows are new, changed or gone, and what the totals become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from icp_core.dataset import PAYERS, Dataset
from icp_core.ingest.as_of import UNDATED
from icp_core.ingest.equal_rows import row_numbers
from icp_core.ingest.paired_rows import PairedRows, Places, without_equal
from icp_core.metrics import account_table
from icp_core.metrics.base import live_customers, recurring_revenue
from icp_core.results import Estimate, unknown

NEW, CHANGED, GONE = "new", "changed", "gone"
EXAMPLES = 5  # of each kind and table
UNKNOWN = "unknown"
_Months = tuple[pd.Period, pd.Period]
_NAMES = {  # what one row is, and the columns that name it; the rows of other tables are compared as a whole
    "customers": ("account", ("account_id",)),
    PAYERS: ("account", ("account_id",)),
    "deals": ("deal", ("deal_id",)),
    "revenue": ("month of an account", ("account_id", "month")),
    "usage": ("month of an account", ("account_id", "month")),
}
_BY_ACCOUNT = ("revenue", "usage")  # tables whose accounts are counted too
_SHOWN_AS = {"subscriptions": "revenue", PAYERS: "accounts of the revenue"}  # how tables are called that are no files


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that differs.

    Args:
        kind: ``new``, ``changed`` or ``gone``.
        key: What names the row.
        column: The column that changed; empty for new and gone rows.
        before: Its value before, in words.
        after: Its value after, in words.
    """

    kind: str
    key: str
    column: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class TableChange:
    """How the rows of one table differ.

    Args:
        table: Canonical table.
        what: What is counted, in the singular: ``account``, ``deal``, ``month of an account``, ``row``.
        new: Only in the data after.
        changed: In both, with another value.
        gone: Only in the data before.
        same: In both, without any change.
        examples: Up to `EXAMPLES` of each kind.
    """

    table: str
    what: str
    new: int
    changed: int
    gone: int
    same: int
    examples: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class TotalChange:
    """A total before and after.

    Example:
        >>> from icp_core.results import Unit
        >>> TotalChange("Customers", Estimate(7.0, Unit.COUNT, 7), Estimate(5.0, Unit.COUNT, 5)).more.value
        -2.0
    """

    title: str
    before: Estimate
    after: Estimate

    @property
    def more(self) -> Estimate:
        """How much more it is after than before; unknown where one of the two is."""
        if self.before.value is None or self.after.value is None:
            return unknown(self.after.unit, self.before.why if self.before.value is None else self.after.why)
        return Estimate(self.after.value - self.before.value, self.after.unit, self.after.n)


@dataclass(frozen=True)
class Changes:
    """All that differs between two data sets.

    Args:
        tables: Each table that is in one of them.
        totals: Customers and yearly recurring revenue.
        months: First and last month of revenue in words, before and after; empty without revenue by month.
        lost_months: The months of revenue before the first one after, in words; empty where none is lost so.
        as_of: Day up to which the data are complete, before and after; None where no table holds a date.
    """

    tables: tuple[TableChange, ...]
    totals: tuple[TotalChange, ...]
    months: tuple[str, str]
    lost_months: str
    as_of: tuple[date | None, date | None]

    @property
    def nothing(self) -> bool:
        """Whether no row of any table differs."""
        return not any(table.new or table.changed or table.gone for table in self.tables)


def changes(before: Dataset, after: Dataset) -> Changes:
    """Compare two data sets row by row.

    Example:
        >>> old = Dataset.of(customers=pd.DataFrame({"account_id": ["a", "b"], "industry": ["Oil", "Gas"]}))
        >>> new = Dataset.of(customers=pd.DataFrame({"account_id": ["b", "c"], "industry": ["Steel", "Oil"]}))
        >>> found = changes(old, new).tables[0]
        >>> found.new, found.changed, found.gone, [str(item.after) for item in found.examples]
        (1, 1, 1, ['', 'Steel', ''])
    """
    tables: list[TableChange] = []
    for name in dict.fromkeys((*before.tables, *after.tables)):
        if name == "revenue" and ("subscriptions" in before.tables or "subscriptions" in after.tables):
            continue
        old, new = _frame(before, name, after), _frame(after, name, before)
        shown, (what, key) = _SHOWN_AS.get(name, name), _NAMES.get(name, ("row", ()))
        paired = PairedRows.of(old, new, key) if key else None
        if shown in _BY_ACCOUNT:
            tables.append(_accounts(shown, old, new, paired))
        tables.append(_by_row(shown, old, new) if paired is None else _by_key(shown, what, paired))
    accounts = [account_table(data) for data in (before, after)]
    totals = (
        TotalChange("Customers", live_customers(accounts[0]), live_customers(accounts[1])),
        TotalChange("Yearly recurring revenue", recurring_revenue(accounts[0]), recurring_revenue(accounts[1])),
    )
    months = _months(before), _months(after)
    lost = _lost_months(months[0], months[1]) if months[0] is not None and months[1] is not None else ""
    covered = _span(months[0]), _span(months[1])
    return Changes(tuple(tables), totals, covered, lost, (_day(before), _day(after)))


def _frame(data: Dataset, table: str, other: Dataset) -> pd.DataFrame:
    """Return a table, without rows where the data set does not have it."""
    return data.frame(table) if table in data.tables else other.frame(table).iloc[:0]


def _by_key(table: str, what: str, found: PairedRows) -> TableChange:
    """Compare rows that have a name."""
    changed = found.changed
    examples = (
        *(Difference(NEW, name) for name in _names(found.new[found.fresh].head(EXAMPLES), found.key)),
        *_changed(found, np.flatnonzero(changed)[:EXAMPLES]),
        *(Difference(GONE, name) for name in _names(found.old[found.gone].head(EXAMPLES), found.key)),
    )
    counts = int(found.fresh.sum()), int(changed.sum()), int(found.gone.sum()), int((~changed).sum())
    return TableChange(table, what, *counts, examples)


def _by_row(table: str, old: pd.DataFrame, new: pd.DataFrame) -> TableChange:
    """Compare rows that have no name of their own: a changed one is one gone and one new."""
    columns = [str(name) for name in dict.fromkeys((*old, *new))]
    numbers, others = row_numbers(old, new, columns)
    length = max(numbers.max(initial=-1), others.max(initial=-1)) + 1
    surplus = np.bincount(others, minlength=length) - np.bincount(numbers, minlength=length)
    fresh, gone = new[np.isin(others, np.flatnonzero(surplus > 0))], old[np.isin(numbers, np.flatnonzero(surplus < 0))]
    examples = (
        *(Difference(NEW, name) for name in _names(fresh.head(EXAMPLES), columns)),
        *(Difference(GONE, name) for name in _names(gone.head(EXAMPLES), columns)),
    )
    more, fewer = int(surplus[surplus > 0].sum()), int(-surplus[surplus < 0].sum())
    return TableChange(table, "row", more, 0, fewer, len(old) - fewer, examples)


def _accounts(table: str, old: pd.DataFrame, new: pd.DataFrame, paired: PairedRows | None) -> TableChange:
    """Compare the accounts of a table of months: an account is changed when any of its months is."""
    only_old, only_new = without_equal(old, new, paired)
    known, there = set(old["account_id"].dropna().unique()), set(new["account_id"].dropna().unique())
    touched = {
        *old["account_id"].take(only_old).dropna().unique(),
        *new["account_id"].take(only_new).dropna().unique(),
    }
    fresh, gone, changed = sorted(there - known), sorted(known - there), touched & known & there
    examples = (
        *(Difference(NEW, str(name)) for name in fresh[:EXAMPLES]),
        *(Difference(GONE, str(name)) for name in gone[:EXAMPLES]),
    )
    same = len((known & there) - changed)
    return TableChange(table, "account", len(fresh), len(changed), len(gone), same, examples)


def _changed(found: PairedRows, places: Places) -> list[Difference]:
    """Show the first column that changed in each of a few pairs."""
    old, new = found.old.iloc[found.before[places]], found.new.iloc[found.after[places]]
    shown = []
    for row, (place, name) in enumerate(zip(places, _names(old, found.key), strict=True)):
        column = next(column for column, at in found.differs.items() if at[place])
        values = [UNKNOWN if column not in frame else _words(frame[column].iloc[row]) for frame in (old, new)]
        shown.append(Difference(CHANGED, name, column, *values))
    return shown


def _names(rows: pd.DataFrame, key: Sequence[str]) -> list[str]:
    """Name rows by some of their columns."""
    columns = [column for column in key if column in rows]
    return [
        ", ".join(_words(cell, month=name == "month") for name, cell in zip(columns, row, strict=True))
        for row in rows[columns].itertuples(index=False)
    ]


def _words(value: object, *, month: bool = False) -> str:
    """Write a value for people."""
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return UNKNOWN
    if isinstance(value, pd.Timestamp):
        return f"{value:%b %Y}" if month else f"{value:%Y-%m-%d}"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


def _months(data: Dataset) -> _Months | None:
    """Return the first and the last month of revenue."""
    if not data.has("revenue", "month"):
        return None
    months = data.frame("revenue")["month"].dt.to_period("M")
    return months.min(), months.max()


def _span(months: _Months | None) -> str:
    if months is None:
        return ""
    first, last = (f"{month:%b %Y}" for month in months)
    return first if first == last else f"{first} to {last}"


def _lost_months(before: _Months, after: _Months) -> str:
    """Name the months at the beginning that are no longer there."""
    return _span((before[0], min(before[1], after[0] - 1))) if before[0] < after[0] else ""


def _day(data: Dataset) -> date | None:
    return None if data.as_of == UNDATED else data.as_of
