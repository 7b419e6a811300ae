"""How many customers there are, by each file that can tell: CRM, billing, product, won deals."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.accounts.report import CustomerCount
from icp_core.ingest.values.distinct import distinct
from icp_core.results import plural

AGREE = 0.03  # share by which two counts may differ before it is said
_Mask = npt.NDArray[np.bool_]
_LIST = "the list of accounts for segments, traits and the comparison with your ICP"
_MONEY = "recurring revenue over time, and net and gross retention of revenue"


def customer_counts(tables: Mapping[str, pd.DataFrame], day: date | None) -> tuple[tuple[CustomerCount, ...], str]:
    """Count the customers by each file, and say what to make of it where the counts differ.

    Args:
        tables: Canonical tables, joined.
        day: Day up to which the data are complete; None where no file holds a date.

    Returns:
        The counts, that of the customers file first; and a sentence, empty where they agree within ``AGREE``.

    Example:
        >>> crm = pd.DataFrame({"account_id": ["a", "b"], "churned": pd.array([False, True], dtype="boolean")})
        >>> counts, difference = customer_counts({"customers": crm}, None)
        >>> counts[0].count, counts[0].meaning, difference
        (1, 'accounts of the customers file that are not marked as gone', '')
    """
    live = _live(tables["customers"], day) if "customers" in tables else None
    crm = None if live is None else _named(tables["customers"]["account_id"], live[0])
    found = [("crm", "Customers file", crm, "" if live is None else live[1])] if crm is not None else []
    found += [(name, title, accounts, meaning) for name, title, accounts, meaning in (
        ("billing", "Revenue file", *_billing(tables, day)),
        ("product", "Usage file", *_product(tables)),
        ("won", "Won deals", *_won(tables)),
    ) if accounts is not None]  # fmt: skip
    if not found:
        return (), ""
    everybody = set(tables["customers"]["account_id"].tolist()) if "customers" in tables else found[0][2]
    counts = tuple(
        CustomerCount(name, title, len(accounts), meaning, _used_for(name, tables), len(accounts & everybody))
        for name, title, accounts, meaning in found
    )
    return counts, _difference(counts, tables)


def _live(customers: pd.DataFrame, day: date | None) -> tuple[_Mask, str]:
    """Return which customers the file itself calls live, and in words how it does."""
    gone = np.zeros(len(customers), dtype=bool)
    told = False
    if "churn_date" in customers and customers["churn_date"].notna().any():
        told = True
        left = customers["churn_date"]
        gone |= (left.notna() if day is None else left <= pd.Timestamp(day)).to_numpy()
    if "churned" in customers and customers["churned"].notna().any():
        told = True
        flag = customers["churned"].astype("boolean")
        gone = np.where(flag.notna().to_numpy(), flag.fillna(value=False).to_numpy(dtype=bool), gone)
    if "start_date" in customers and day is not None:
        gone |= (customers["start_date"] > pd.Timestamp(day)).to_numpy()
    if told:
        return ~gone, "accounts of the customers file that are not marked as gone"
    return ~gone, "all accounts of the customers file; it does not say who has left"


def _billing(tables: Mapping[str, pd.DataFrame], day: date | None) -> tuple[set[str] | None, str]:
    """Count who pays: the periods that run on the last day, or the accounts with revenue in the last month."""
    periods = tables.get("subscriptions")
    if periods is not None:
        if day is None:
            return None, ""
        today = pd.Timestamp(day)
        runs = (periods["start_date"] <= today) & (periods["mrr"] > 0)
        if "end_date" in periods:
            runs &= ~(periods["end_date"] <= today)
        return _named(periods["account_id"], runs.to_numpy()), f"accounts with a paid period that runs on {day}"
    return _in_last_month(tables.get("revenue"), "mrr", "accounts with revenue in")


def _product(tables: Mapping[str, pd.DataFrame]) -> tuple[set[str] | None, str]:
    usage = tables.get("usage")
    what = "active" if usage is not None and "active" in usage and usage["active"].notna().any() else "sessions"
    return _in_last_month(usage, what, "accounts that used the product in")


def _in_last_month(frame: pd.DataFrame | None, column: str, words: str) -> tuple[set[str] | None, str]:
    """Return the accounts that have more than nothing in the last month of a table."""
    if frame is None or not len(frame) or column not in frame:
        return None, ""
    last = frame["month"].max()
    if pd.isna(last):
        return None, ""
    at = np.flatnonzero((frame["month"] == last).to_numpy())
    some = frame[column].iloc[at].to_numpy(dtype=np.float64, na_value=0.0) > 0
    return _named(frame["account_id"].iloc[at], some), f"{words} {last:%B %Y}, the last month of the file"


def _won(tables: Mapping[str, pd.DataFrame]) -> tuple[set[str] | None, str]:
    deals = tables.get("deals")
    if deals is None or "account_id" not in deals:
        return None, ""
    won = (deals["outcome"] == "won").to_numpy(dtype=bool)
    return _named(deals["account_id"], won), "accounts with a won deal, those that have left since included"


def _named(keys: pd.Series, at: _Mask) -> set[str]:
    """Return the different keys of the rows that are marked."""
    return set(distinct(keys[at].drop_duplicates().dropna().astype("str"))[1])


def _teller(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return which file tells who is a customer today, in the order in which lifetimes are looked for."""
    customers = tables.get("customers", pd.DataFrame())
    if "churn_date" in customers and customers["churn_date"].notna().any():
        return "crm"
    if "subscriptions" in tables:
        return "billing"
    if "churned" in customers and customers["churned"].notna().any():
        return "crm"
    return "billing" if "revenue" in tables else "crm" if "customers" in tables else "won"


def _used_for(name: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """Say what a count, or the file behind it, is used for."""
    today = ["the number of customers today"] if name == _teller(tables) else []
    lists = [_LIST] if name == ("crm" if "customers" in tables else _teller(tables)) else []
    own = {"billing": [_MONEY], "product": ["activity of each account"]}.get(name, [])
    return "; ".join([*today, *lists, *own])


def _difference(counts: tuple[CustomerCount, ...], tables: Mapping[str, pd.DataFrame]) -> str:
    """Say that counts of customers differ; those who ever bought are no count of today."""
    today = [count for count in counts if count.name != "won"]
    sizes = [count.count for count in today]
    if len(today) < 2 or max(sizes) - min(sizes) <= AGREE * max(sizes):
        return ""
    listed = ", ".join(f"{count.title.lower()} {count.count:,}" for count in today)
    used = next(count for count in today if count.name == _teller(tables))
    why = "" if used.name == "crm" else ", for it alone says who has left"
    if used.name == "billing" and "subscriptions" not in tables:
        why += " (as far as its revenue comes every month)"
    strangers = "".join(
        f" {plural(count.count - count.known, 'account')} of the {count.title.lower()} "
        f"{'is' if count.count - count.known == 1 else 'are'} not in the customers file: in the totals of that file, "
        "but in no count of customers."
        for count in today
        if count.count > count.known and "customers" in tables
    )
    return (
        f"The files count different numbers of customers: {listed}. The {used.title.lower()} tells who is one "
        f"today{why}.{strangers}"
    )
