"""Who has left? Three answers side by side, and the accounts on which they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts, day_in_words
from icp_core.metrics.monthly import Monthly, first_day, in_words, months_of_revenue, why_no_revenue, why_not_recurring
from icp_core.metrics.proportion import share
from icp_core.metrics.ratio import MIN_VALUES, median
from icp_core.results import Estimate, Unit, plural, unknown

Said: TypeAlias = Literal["flag", "date", "silence"]

WORDS: dict[Said, str] = {
    "flag": "the churn flag says so",
    "date": "the churn date has passed",
    "silence": "the last paid month is over",
}
FOLLOWED: dict[str, tuple[Said, str]] = {
    "churn dates": ("date", "a date says both who left and when; where a flag contradicts it, the flag was followed"),
    "last paid period": ("silence", "no churn date is known, and paid periods say both who left and when"),
    "churn flag and tenure": ("flag", "no date is known, and the months as a customer say how long each one stayed"),
    "churn flag and last paid month": ("flag", "no churn date is known; the last paid month says when"),
    "churn flag": ("flag", "no date says who left"),
    "silence in the revenue table": ("silence", "neither a date nor a flag says who left"),
}


@dataclass(frozen=True, slots=True)
class ChurnDefinition:
    """One way of telling who has left.

    Args:
        name: ``flag``, ``date`` or ``silence``.
        sentence: When an account counts as left.
        left: Share of the accounts of which it can tell; n is how many these are.
        gone: How many of them have left; None: it cannot tell.
        used: Whether all other numbers rest on it.
    """

    name: Said
    sentence: str
    left: Estimate
    gone: int | None
    used: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How often two definitions differ, of the accounts of which both can tell.

    Args:
        one: Name of the first.
        other: Name of the second.
        differ: Share of accounts on which they differ.
        only_one: Accounts that left by the first alone.
        only_other: Accounts that left by the second alone.
    """

    one: Said
    other: Said
    differ: Estimate
    only_one: int
    only_other: int


@dataclass(frozen=True)
class ChurnDefinitions:
    """The three definitions side by side.

    Args:
        definitions: Flag, date and silence.
        disagreements: Each two of those that can tell.
        accounts: The accounts on which any two differ: account_id, name, flag, date, silence, used ("boolean"; NA:
            cannot tell), churn_date, unpaid_from (first day that is not paid for).
        days_apart: Median days from the first unpaid day to the churn date, where both say left; negative: the date
            comes first.
        why_used: Which one the other numbers rest on, and why.
    """

    definitions: tuple[ChurnDefinition, ...]
    disagreements: tuple[Disagreement, ...]
    accounts: pd.DataFrame
    days_apart: Estimate
    why_used: str

    @property
    def agree(self) -> bool:
        """Whether no account tells the definitions apart."""
        return self.accounts.empty


def churn_definitions(data: Dataset, accounts: Accounts) -> ChurnDefinitions:
    """Hold the churn flag, the churn date and the silence in the revenue against each other, account by account.

    An account is silent when its last paid month lies before the last complete month of the revenue table (or of the
    paid periods). An empty churn date means "live" only where some account has one. Silence tells nothing of an
    account without revenue, and nothing at all where the revenue is made of single orders.

    Example:
        >>> from icp_core.metrics.accounts import account_table
        >>> given = pd.DataFrame({"account_id": ["a", "b"], "churned": pd.array([True, False], dtype="boolean")})
        >>> given = given.assign(start_date=pd.Timestamp("2024-01-01"))
        >>> given["churn_date"] = pd.to_datetime(["2025-03-01", "2025-04-01"])
        >>> data = Dataset.of(customers=given)
        >>> found = churn_definitions(data, account_table(data))
        >>> [(one.name, one.gone, one.used) for one in found.definitions]
        [('flag', 1, False), ('date', 2, True), ('silence', None, False)]
        >>> found.accounts["account_id"].tolist()
        ['b']
    """
    ids = pd.Index(accounts.frame["account_id"])
    given = _given(data, ids)
    silence, unpaid, why_silent = _silence(data, ids)
    said: dict[Said, pd.Series] = {
        "flag": given["churned"],
        "date": _by_date(given["churn_date"], pd.Timestamp(accounts.as_of)),
        "silence": silence,
    }
    why_not: dict[Said, str] = {
        "flag": "no account has a churn flag",
        "date": "no account has a churn date",
        "silence": why_silent,
    }
    used, why = FOLLOWED.get(accounts.lifetimes_from, (None, accounts.why_no_lifetimes))
    window = day_in_words(accounts.as_of)
    definitions = tuple(
        ChurnDefinition(
            name, WORDS[name], _left(said[name], why_not[name], window),
            int(said[name].fillna(value=False).sum()) if said[name].notna().any() else None, name == used,
        )
        for name in WORDS
    )  # fmt: skip
    table = pd.DataFrame(said).assign(
        used=accounts.frame["left"].to_numpy(), churn_date=given["churn_date"], unpaid_from=unpaid
    )
    return ChurnDefinitions(
        definitions=definitions,
        disagreements=_compared(said, window),
        accounts=_apart(table, accounts),
        days_apart=_days_apart(table),
        why_used=f"{WORDS[used].capitalize()}: {why}." if used else f"None can be used: {why}.",
    )


def _given(data: Dataset, ids: pd.Index) -> pd.DataFrame:
    """Return what the customers file says, index account_id; a column that was not given is all unknown."""
    table = data.frame("customers") if "customers" in data.tables else pd.DataFrame({"account_id": []})
    rows = table.dropna(subset=["account_id"]).drop_duplicates("account_id").set_index("account_id").reindex(ids)
    flag = rows["churned"] if "churned" in rows else pd.Series(pd.NA, ids)
    day = rows["churn_date"] if "churn_date" in rows else pd.Series(pd.NaT, ids)
    return pd.DataFrame({"churned": flag.astype("boolean"), "churn_date": day.astype("datetime64[us]")}, index=ids)


def _by_date(days: pd.Series, today: pd.Timestamp) -> pd.Series:
    gone = (days <= today).astype("boolean")
    return gone if days.notna().any() else gone.mask(days.isna())


def _silence(data: Dataset, ids: pd.Index) -> tuple[pd.Series, pd.Series, str]:
    """Return who is silent, the first day that is not paid for, and why silence cannot tell."""
    nothing = pd.Series(pd.NA, ids, dtype="boolean"), pd.Series(pd.NaT, ids, dtype="datetime64[us]")
    monthly = months_of_revenue(data)
    if monthly is None:
        return *nothing, why_no_revenue(data)
    if monthly.first == monthly.last:
        return *nothing, f"one month of revenue ({in_words(monthly.first)}) cannot show who fell silent"
    if orders := why_not_recurring(monthly):
        return *nothing, orders
    return *_silent(monthly, ids), "no account of the customers file has revenue"


def _silent(monthly: Monthly, ids: pd.Index) -> tuple[pd.Series, pd.Series]:
    paid = monthly.query("revenue_by_account", last_month=monthly.last).set_index("account_id").reindex(ids)
    last = paid["last_month"]
    silent = (last < monthly.last).astype("boolean").where(last.notna())
    days = {number: pd.Timestamp(first_day(int(number) + 1)) for number in last.dropna().unique()}
    return silent, last.map(days).astype("datetime64[us]").where(silent.fillna(value=False))


def _left(said: pd.Series, why_not: str, window: str) -> Estimate:
    return share(int(said.fillna(value=False).sum()), int(said.notna().sum()), why_none=why_not, window=window)


def _compared(said: Mapping[Said, pd.Series], window: str) -> tuple[Disagreement, ...]:
    found = []
    for one, other in combinations([name for name in WORDS if said[name].notna().any()], 2):
        both = said[one].notna() & said[other].notna()
        first, second = (said[name][both].to_numpy(dtype=bool) for name in (one, other))
        differ = share(int((first != second).sum()), int(both.sum()), why_none="they share no account", window=window)
        found.append(Disagreement(one, other, differ, int((first & ~second).sum()), int((~first & second).sum())))
    return tuple(found)


def _apart(table: pd.DataFrame, accounts: Accounts) -> pd.DataFrame:
    said = table[list(WORDS)]
    some_left, some_live = (
        said.fillna(value=False).any(axis=1),
        (~said.fillna(value=True).astype("boolean")).any(axis=1),
    )
    differ = (some_left & some_live).to_numpy(dtype=bool)
    names = accounts.frame["name"].to_numpy()[differ]
    shown = table[differ].rename_axis("account_id").reset_index()
    shown.insert(1, "name", names)
    return shown


def _days_apart(table: pd.DataFrame) -> Estimate:
    days = (table["churn_date"] - table["unpaid_from"]).where(table["date"].fillna(value=False)).dt.days.dropna()
    if len(days) < MIN_VALUES:
        return unknown(Unit.DAYS, f"{plural(len(days), 'account')} left by date and by silence: too few", n=len(days))
    return median(np.asarray(days, float), Unit.DAYS)
