"""What does each account pay a year, now or last before leaving, and how has it grown?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.lifetimes import Lifetimes
from icp_core.metrics.monthly import Monthly, monthly_revenue, why_no_revenue
from icp_core.results import plural

NO_VALUE = "no column holds recurring revenue: add current_arr or a revenue file"


@dataclass(frozen=True)
class AccountValues:
    """``arr``, ``initial_arr`` and ``growth`` per account (index: account_id), where they come from, the cautions."""

    frame: pd.DataFrame
    source: str
    why_not: str = ""
    notes: tuple[str, ...] = ()


def account_values(data: Dataset, customers: pd.DataFrame, lives: Lifetimes) -> AccountValues:
    """Return the value of the accounts of ``customers`` (index: account_id, unique).

    The customers file comes first; revenue by month or paid periods fill what it leaves empty, and give the last value
    before leaving where the file shows 0 for an account that has left.
    """
    index = customers.index
    arr, initial = _column(customers, "current_arr"), _column(customers, "initial_arr")
    source = "current_arr" if arr.notna().any() else ""
    if not source:
        arr = 12 * _column(customers, "current_mrr")
        source = "current_mrr" if arr.notna().any() else ""
    gone = lives.frame["left"].fillna(value=False).astype(bool)
    arr = arr.mask(gone & ~(arr > 0))
    later, first, later_source = _from_tables(data, index, lives)
    notes: tuple[str, ...] = ()
    if source and _made_later(data):
        notes = (f"the {source} of the customers file is that of a day after {data.as_of.isoformat()}",)
        if later.notna().any():
            notes = (f"{notes[0]}; the {later_source} was followed where it knows the account",)
            source, arr = later_source, later.fillna(arr)
    elif source and later_source:
        filled = int((arr.isna() & later.notna()).sum())
        notes = (
            (f"{plural(filled, 'account')} without a value in the file took it from the {later_source}",)
            if filled
            else ()
        )
    source = source or (later_source if later.notna().any() else "")
    arr = arr.fillna(later).fillna(initial.where(gone))
    initial = initial.fillna(first.where(lives.frame["entry"] <= 0))
    if not source and initial.notna().any():
        source, arr = "initial_arr", initial
    return AccountValues(
        pd.DataFrame({"arr": arr, "initial_arr": initial, "growth": _growth(arr, initial, lives.frame["tenure"])}),
        source,
        "" if source else why_no_revenue(data) if data.has("revenue", "month", "mrr") else NO_VALUE,
        notes,
    )


def _made_later(data: Dataset) -> bool:
    """Whether the files know of days after ``as_of``: what the customers file calls current is of such a day."""
    dated = (("revenue", "month"), ("deals", "created_date"), ("customers", "start_date"))
    newest = [data.frame(table)[column].max() for table, column in dated if data.has(table, column)]
    return any(day > pd.Timestamp(data.as_of) for day in newest)


def _growth(arr: pd.Series, initial: pd.Series, tenure: pd.Series) -> pd.Series:
    positive = (arr > 0) & (initial > 0)
    logs = pd.Series(np.log(arr.where(positive) / initial.where(positive)), arr.index)
    return logs / (tenure / 12).clip(lower=1.0)


def _from_tables(data: Dataset, index: pd.Index, lives: Lifetimes) -> tuple[pd.Series, pd.Series, str]:
    """Return the value now or last, the first value, and the table they come from."""
    if data.has("revenue", "month", "mrr"):
        monthly = monthly_revenue(data)
        if monthly is not None:
            return *_by_month(monthly, index, lives), "revenue table"
    elif data.has("subscriptions", "start_date", "mrr"):
        found = (
            data.query("subscriptions_by_account", as_of=data.as_of.isoformat()).set_index("account_id").reindex(index)
        )
        running = found["running"] == 1
        return 12 * found["running_mrr"].where(running, found["last_mrr"]), 12 * found["first_mrr"], "paid periods"
    nothing = pd.Series(np.nan, index)
    return nothing, nothing, ""


def _by_month(monthly: Monthly, index: pd.Index, lives: Lifetimes) -> tuple[pd.Series, pd.Series]:
    paid = monthly.query("revenue_by_account", last_month=monthly.last).set_index("account_id").reindex(index)
    current = paid["last_month"] == monthly.last
    silent = paid["last_mrr"].where(lives.frame["left"].fillna(value=True).astype(bool), 0.0)
    return 12 * paid["last_mrr"].where(current, silent).where(paid["last_mrr"].notna()), 12 * paid["first_mrr"]


def _column(customers: pd.DataFrame, name: str) -> pd.Series:
    if name in customers:
        return customers[name].astype(float)
    return pd.Series(np.nan, customers.index)
