"""What became, within a year, of the accounts that stood in each ring when it began?"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import new_deals_of
from icp_core.fit.tally import Ints
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.incidence import LOST, OPEN, WON, cumulative_incidence
from icp_core.metrics.measure import MIN_LEVEL, too_few
from icp_core.metrics.monthly import last_complete_month, month_number, monthly_revenue, why_no_revenue
from icp_core.metrics.proportion import share
from icp_core.metrics.revenue import account_pairs, revenue_retention, year_to
from icp_core.metrics.winning import one_sided
from icp_core.results import Estimate, Unit, unknown

DAYS = 365
DRAWS = 999  # of a permutation test; with a dozen tests corrected together, fewer could never fall below 5 %
MOST_DEALT = 20_000  # accounts; beyond, 999 draws take longer than a second
HORIZON_DAYS = 180.0  # after creation, within which a win counts; a younger year is compared over what it has


@dataclass(frozen=True)
class Year:
    """One year of outcomes, ready to be read for any group of accounts or deals.

    Args:
        opening: Day before the year begins.
        closing: Last day of it.
        live: Accounts known to be live on the opening day, shape (n,).
        kept: Those of them still live on the closing day, shape (n,).
        why_no_retention: Why nobody can say who was live; empty where somebody can.
        then: Recurring revenue a month of each account in the month of the opening, shape (n,); NaN: it had none.
        now: The same in the month of the closing.
        why_no_nrr: Why there is neither; empty where there is.
        days: Days from creation to the decision, or to the closing day, of the deals created in the year, shape (d,).
        state: 0 open, 1 won, 2 lost on the closing day, shape (d,).
        created: Deals of new business created in the year, shape (d,).
        horizon: Days after creation within which a win counts.
        why_no_rate: Why no deal can be judged; empty where some can.
    """

    opening: date
    closing: date
    live: Bools
    kept: Bools
    why_no_retention: str
    then: Floats
    now: Floats
    why_no_nrr: str
    days: Floats
    state: Floats
    created: Bools
    horizon: float
    why_no_rate: str

    def retention(self, group: Bools) -> Estimate:
        """Share of the group's accounts live at the opening that were live at the closing (Wilson)."""
        if self.why_no_retention:
            return unknown(Unit.RATIO, self.why_no_retention)
        n = int((self.live & group).sum())
        if n < MIN_LEVEL:
            return unknown(Unit.RATIO, too_few(n, "account"), n=n)
        return share(int((self.kept & group).sum()), n, window=self.words)

    def nrr(self, group: Bools) -> Estimate:
        """Net revenue retention of the group from the opening to the closing."""
        if self.why_no_nrr:
            return unknown(Unit.RATIO, self.why_no_nrr)
        paid = group & (np.nan_to_num(self.then) > 0)
        if paid.sum() < MIN_LEVEL:
            return unknown(Unit.RATIO, too_few(int(paid.sum()), "account"), n=int(paid.sum()))
        return revenue_retention(self.then[paid], self.now[paid], window=year_to(month_number(self.closing))).net

    def win_rate(self, group: Bools) -> Estimate:
        """Share of the deals created in the year that was won within the horizon; the group is a mask over deals."""
        if self.why_no_rate:
            return unknown(Unit.RATIO, self.why_no_rate)
        rows = self.created & group
        if rows.sum() < MIN_LEVEL:
            return unknown(Unit.RATIO, too_few(int(rows.sum()), "deal"), n=int(rows.sum()))
        return cumulative_incidence(self.days[rows], self.state[rows]).at(self.horizon)

    def chance_of_nrr(self, groups: Ints) -> dict[int, float]:
        """Return by group how often chance makes its revenue retention differ so much from that of all others.

        Revenue is carried by few large accounts, so an interval covers too seldom to test by; here the accounts are
        dealt out anew over the groups, ``DRAWS`` times, and each draw is compared. Above ``MOST_DEALT`` accounts every
        group holds enough of them, and the result is empty.

        Args:
            groups: Number of the group of each account, shape (n,); -1 for accounts in none.

        Source:
            Permutation test, p = (1 + draws at least as large) / (1 + draws): Phipson & Smyth (2010), SAGMB 9, 39.
        """
        paid = (groups >= 0) & (np.nan_to_num(self.then) > 0) if not self.why_no_nrr else np.zeros(0, dtype=bool)
        if not 0 < paid.sum() <= MOST_DEALT:
            return {}
        codes, then, now = groups[paid], self.then[paid], np.maximum(np.nan_to_num(self.now[paid]), 0.0)
        found = _apart(codes, then, now)
        rng, reached = np.random.default_rng(0), np.zeros(len(found))
        for _ in range(DRAWS):
            order = rng.permutation(len(codes))
            reached += _apart(codes, then[order], now[order]) >= found - 1e-12
        return {code: float((1 + hits) / (1 + DRAWS)) for code, hits in enumerate(reached) if (codes == code).any()}

    @property
    def words(self) -> str:
        """The year in words."""
        return f"{(self.opening + timedelta(days=1)).isoformat()} to {self.closing.isoformat()}"


def _apart(codes: Ints, then: Floats, now: Floats) -> Floats:
    """Return by group how far its revenue retention lies from that of all others; 0 where one of them is empty."""
    opening, closing = np.bincount(codes, then), np.bincount(codes, now)
    others, kept = opening.sum() - opening, closing.sum() - closing
    known = (opening > 0) & (others > 0)
    apart = np.zeros(len(opening))
    apart[known] = np.abs(closing[known] / opening[known] - kept[known] / others[known])
    return apart


def year_of(data: Dataset, accounts: Accounts, deals: Deals | None, closing: date) -> Year:
    """Collect what happened in the year that ends on ``closing``, as it was known on that day.

    Args:
        data: The data set, for its revenue by month.
        accounts: The account table.
        deals: The deal table; None when there is none.
        closing: Last day of the year, not after ``accounts.as_of``.
    """
    opening = closing - timedelta(days=DAYS)
    live, kept, why_no_retention = _lives(accounts, opening, closing)
    then, now, why_no_nrr = _revenue(data, accounts, closing)
    days, state, created, why_no_rate = _decisions(deals, opening, closing)
    return Year(
        opening, closing, live, kept, why_no_retention, then, now, why_no_nrr, days, state, created, HORIZON_DAYS,
        why_no_rate,
    )  # fmt: skip


def _lives(accounts: Accounts, opening: date, closing: date) -> tuple[Bools, Bools, str]:
    frame, nobody = accounts.frame, np.zeros(len(accounts.frame), dtype=bool)
    if not accounts.lifetimes_from:
        return nobody, nobody, accounts.why_no_lifetimes or "no lifetimes are known"
    first, last = pd.Timestamp(opening), pd.Timestamp(closing)
    gone = frame["left"].fillna(value=False).to_numpy(dtype=bool)
    dated = frame["start"].notna() & frame["left"].notna() & (frame["end"].notna() | ~gone)
    if not dated.any():
        return nobody, nobody, "no account has a start date, so nobody can say who was a customer a year before"
    live = (dated & (frame["start"] <= first) & ~(frame["end"] <= first)).to_numpy(dtype=bool)
    return live, live & ~(frame["end"] <= last).to_numpy(dtype=bool), ""


def _revenue(data: Dataset, accounts: Accounts, closing: date) -> tuple[Floats, Floats, str]:
    nothing, monthly = np.zeros(0), monthly_revenue(data)
    if monthly is None:
        return nothing, nothing, why_no_revenue(data)
    pairs = account_pairs(monthly, min(last_complete_month(closing, by_month=True), monthly.last))
    if pairs is None:
        return nothing, nothing, f"the revenue by month does not reach back to a year before {closing.isoformat()}"
    paid = pairs.set_index("account_id").reindex(accounts.frame["account_id"])
    return np.asarray(paid["opening"], dtype=np.float64), np.asarray(paid["closing"], dtype=np.float64), ""


def _decisions(deals: Deals | None, opening: date, closing: date) -> tuple[Floats, Floats, Bools, str]:
    if deals is None:
        return np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool), "there are no deals"
    frame, last = deals.frame, pd.Timestamp(closing)
    inside = frame["created"].gt(pd.Timestamp(opening)) & frame["created"].le(last)
    closed = frame["closed"].where(frame["closed"] <= last)
    days = np.asarray((closed.fillna(last) - frame["created"]).dt.days, dtype=np.float64)
    outcome = frame["outcome"].map({"won": WON, "lost": LOST}).where(closed.notna()).fillna(OPEN)
    undated = (frame["outcome"] != "open") & frame["closed"].isna()
    created: Bools = (inside & ~undated).to_numpy(dtype=bool) & new_deals_of(deals) & (days >= 0)
    why = one_sided(deals) or ("" if created.any() else f"no deal was created in the year to {closing.isoformat()}")
    return days, np.asarray(outcome, dtype=np.float64), created, why
