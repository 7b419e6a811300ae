"""Deals and new logos as arrays, and how they looked on a given day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.drift.trend import Floats
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

DAYS_PER_MONTH = 30.4375
OPEN, WON, LOST = 0, 1, 2
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class DealRows:
    """New-business deals with a known day of creation, shape (n,); days count from 1970-01-01.

    Args:
        created: Day of creation.
        closed: Day of the win or the loss; inf while open.
        won: Whether a closed deal was won.
        inside: 1.0 inside the ICP, 0.0 outside, NaN unknown.
    """

    created: Floats
    closed: Floats
    won: Bools
    inside: Floats

    def created_between(self, first: float, last: float) -> "DealRows":
        """Return the deals created from ``first`` to ``last``, both days included."""
        return self.where((self.created >= first) & (self.created <= last))

    def where(self, keep: Bools) -> "DealRows":
        """Return the deals marked True."""
        return DealRows(self.created[keep], self.closed[keep], self.won[keep], self.inside[keep])

    def seen_on(self, day: float) -> tuple[Floats, Ints]:
        """Return age in days and state (0 open, 1 won, 2 lost) of each deal as they stood at the end of ``day``."""
        state = np.where(self.closed <= day, np.where(self.won, WON, LOST), OPEN)
        return np.maximum(np.minimum(self.closed, day) - self.created, 0.0), state.astype(np.int64)

    def __len__(self) -> int:
        return len(self.created)


@dataclass(frozen=True)
class LogoRows:
    """New customers with a known first day, shape (n,); days count from 1970-01-01.

    Args:
        start: First day as a customer.
        end: Last day; inf while live, NaN when it is not known whether or when the customer left.
        entry: Day from which the customer has been observed; before it, it could not be seen leaving.
        inside: 1.0 inside the ICP, 0.0 outside, NaN unknown.
    """

    start: Floats
    end: Floats
    entry: Floats
    inside: Floats

    def started_between(self, first: float, last: float) -> "LogoRows":
        """Return the customers who started from ``first`` to ``last``, both days included."""
        return self.where((self.start >= first) & (self.start <= last))

    def where(self, keep: Bools) -> "LogoRows":
        """Return the customers marked True."""
        return LogoRows(self.start[keep], self.end[keep], self.entry[keep], self.inside[keep])

    def first_year(self, day: float) -> tuple[Bools, Floats]:
        """Return who left within a year, and the years of that first year in which each was observed, up to ``day``.

        Customers of whom it is not known whether they left count with no time and no departure.
        """
        limit = np.minimum(self.start + 365.0, day)
        with np.errstate(invalid="ignore"):
            left = (self.end <= limit) & (self.end >= self.entry)
            years = np.maximum(np.minimum(self.end, limit) - np.maximum(self.start, self.entry), 0.0) / 365.0
        return left, np.where(np.isnan(self.end), 0.0, years)

    def __len__(self) -> int:
        return len(self.start)


def deal_rows(deals: Deals | None, inside: pd.Series | None) -> DealRows:
    """Take the new-business deals that have a day of creation and, where closed, a day of closing.

    Args:
        deals: The deals; None gives no rows. Deals known to be expansions are left out.
        inside: "boolean" by deal_id; None (no ICP is declared) makes every deal unknown.
    """
    if deals is None:
        return DealRows(np.empty(0), np.empty(0), np.empty(0, bool), np.empty(0))
    frame = deals.frame
    created, closed = day_numbers(frame["created"]), day_numbers(frame["closed"])
    outcome = frame["outcome"].to_numpy(dtype=object)
    is_open = outcome == "open"
    new = frame["is_new"].astype("boolean").to_numpy(dtype=bool, na_value=True)
    keep = np.isfinite(created) & (created <= day_number(deals.as_of)) & (is_open | np.isfinite(closed)) & new
    rows = DealRows(created, np.where(is_open, np.inf, closed), outcome == "won", _inside(frame["deal_id"], inside))
    return rows.where(keep)


def logo_rows(accounts: Accounts | None, inside: pd.Series | None) -> LogoRows:
    """Take the customers that have a first day.

    Args:
        accounts: The accounts; None gives no rows.
        inside: "boolean" by account_id; None (no ICP is declared) makes every account unknown.
    """
    if accounts is None:
        return LogoRows(np.empty(0), np.empty(0), np.empty(0), np.empty(0))
    frame = accounts.frame
    start, end = day_numbers(frame["start"]), day_numbers(frame["end"])
    left = frame["left"].astype("boolean")
    gone, known = left.to_numpy(dtype=bool, na_value=False), left.notna().to_numpy()
    leaving = np.where(gone, end, np.where(known, np.inf, np.nan))
    entry = start + np.nan_to_num(frame["entry"].to_numpy(dtype=float)) * DAYS_PER_MONTH
    rows = LogoRows(start, leaving, entry, _inside(frame["account_id"], inside))
    return rows.where(np.isfinite(start) & (start <= day_number(accounts.as_of)))


def logos_of_deals(rows: DealRows, day: float) -> LogoRows:
    """Take won deals as new customers where no account has a first day; nothing is known about their leaving."""
    won = rows.where(rows.won & (rows.closed <= day))
    return LogoRows(won.closed, np.full(len(won), np.nan), won.closed, won.inside)


def day_number(day: date) -> float:
    """Return the day counted from 1970-01-01."""
    return float((day - _EPOCH).days)


def day_numbers(dates: pd.Series) -> Floats:
    """Return dates as days since 1970-01-01, NaN where missing; shape (n,)."""
    days = dates.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(float))


def _inside(keys: pd.Series, inside: pd.Series | None) -> Floats:
    if inside is None:
        return np.full(len(keys), np.nan)
    if not inside.index.is_unique:
        inside = inside[~inside.index.duplicated()]
    found = inside.astype("boolean").reindex(pd.Index(keys))
    return np.asarray(found.to_numpy(dtype=float, na_value=np.nan), dtype=float)
