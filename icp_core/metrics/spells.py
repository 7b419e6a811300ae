"""Do accounts that leave come back?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.lifetimes import DAYS_PER_MONTH, crowded_opening
from icp_core.metrics.monthly import Monthly, first_day, in_words, last_day, monthly_revenue, why_no_revenue
from icp_core.metrics.proportion import share
from icp_core.metrics.survival import SurvivalCurve, survival_curve
from icp_core.results import Estimate, Unit, plural, unknown

BACK_WITHIN = 12.0  # months after leaving; whoever stays away longer is won anew rather than back


@dataclass(frozen=True)
class Spells:
    """Lives counted by spells: months of a row in which an account paid without a break.

    Everywhere else an account that pauses has one life, from its first to its last paid month. Here it has left when
    it first stops paying.

    Args:
        frame: One row an account and spell: account_id, spell (1, 2 ...), start, end (first unpaid day; NaT: it still
            pays), months (paid without a break), back (day it paid again; NaT: it did not).
        first: Survival of the first spells; None when no account's beginning is known.
        came_back: Share of the accounts that left a first time which have come back so far.
        back_within: Share that comes back within 12 months of leaving; whoever left lately counts as not yet decided.
        why: Why there are none; "" otherwise.
        notes: Cautions in words.
    """

    frame: pd.DataFrame
    first: SurvivalCurve | None
    came_back: Estimate
    back_within: Estimate
    why: str = ""
    notes: tuple[str, ...] = ()

    @property
    def returned(self) -> tuple[str, ...]:
        """Ids of the accounts that came back at least once."""
        return tuple(self.frame.loc[self.frame["spell"] > 1, "account_id"].unique())


def spells(data: Dataset, accounts: Accounts) -> Spells:
    """Return the spells of every account, how long the first ones last, and how many accounts come back.

    An account has left in the first month without payment, and is back in the next month with one, as in
    ``movements``: each further spell is one reactivation there, each ended spell one churn. A gap inside a month does
    not show. An account that pays already when the source begins, and is known to be older, enters at its age then;
    where its age is unknown it is left out of the curve of first spells.

    Args:
        data: The data set.
        accounts: Its account table, for the start dates.

    Source:
        Kaplan & Meier (1958), for the first spells and, with the return as the event, for the time until it.
    """
    monthly = monthly_revenue(data)
    if monthly is None:
        why = why_no_revenue(data)
        empty = pd.DataFrame(columns=["account_id", "spell", "start", "end", "months", "back"])
        return Spells(empty, None, unknown(Unit.RATIO, why), unknown(Unit.RATIO, why), why)
    found = monthly.query("revenue_spells", last_month=monthly.last)
    firsts = found[found["spell"] == 1]
    left = firsts[firsts["last_month"] < monthly.last]
    back = left["back_month"].notna()
    window = f"{in_words(monthly.first)} to {in_words(monthly.last)}"
    curve, notes = _first_spells(monthly, firsts, accounts)
    return Spells(
        frame=_table(found, monthly),
        first=curve,
        came_back=share(int(back.sum()), len(left), why_none="no account has left", window=window),
        back_within=_back_within(left, monthly).within(window),
        notes=notes,
    )


def _back_within(left: pd.DataFrame, monthly: Monthly) -> Estimate:
    """Return the share back within a year: one less the survival of being away."""
    until = left["back_month"].fillna(monthly.last + 1)
    away = survival_curve(until - left["last_month"] - 1, left["back_month"].notna())
    still = away.at(BACK_WITHIN)
    if still.value is None or still.low is None or still.high is None:
        return unknown(Unit.RATIO, still.why if len(left) else "no account has left", n=len(left))
    return Estimate(1 - still.value, Unit.RATIO, still.n, 1 - still.high, 1 - still.low)


def _first_spells(
    monthly: Monthly, firsts: pd.DataFrame, accounts: Accounts
) -> tuple[SurvivalCurve | None, tuple[str, ...]]:
    known = accounts.frame.set_index("account_id")["start"].reindex(firsts["account_id"]).to_numpy()
    paid_from = _days(firsts["first_month"]).to_numpy()
    begins = np.datetime64(first_day(monthly.first))
    older = known < begins
    unknown_age = (firsts["first_month"] == monthly.first).to_numpy() & np.isnat(known)
    if not crowded_opening(firsts["first_month"].value_counts(), monthly.first):
        unknown_age[:] = False
    inside = (known >= begins) & (known < paid_from)
    start = np.where(older | inside, known, paid_from)
    gone = (firsts["last_month"] < monthly.last).to_numpy()
    until = np.where(gone, _days(firsts["last_month"] + 1).to_numpy(), np.datetime64(last_day(monthly.last)))
    entry = np.where(older, _months(paid_from - start), 0.0)
    kept = ~unknown_age
    notes = (
        (f"{plural(int(unknown_age.sum()), 'account')} of unknown age left out of the first spells",)
        if unknown_age.any()
        else ()
    )
    if not kept.any():
        return None, notes
    return survival_curve(_months(until - start)[kept], gone[kept], entry=entry[kept]), notes


def _table(found: pd.DataFrame, monthly: Monthly) -> pd.DataFrame:
    ended = found["last_month"] < monthly.last
    return pd.DataFrame(
        {
            "account_id": found["account_id"],
            "spell": found["spell"],
            "start": _days(found["first_month"]),
            "end": _days(found["last_month"] + 1).where(ended),
            "months": found["last_month"] - found["first_month"] + 1,
            "back": _days(found["back_month"]),
        }
    )


def _days(months: pd.Series) -> pd.Series:
    days = {number: pd.Timestamp(first_day(int(number))) for number in months.dropna().unique()}
    return months.map(days).astype("datetime64[us]")


def _months(spans: np.ndarray) -> np.ndarray:
    months: np.ndarray = spans / np.timedelta64(1, "D") / DAYS_PER_MONTH
    return months
