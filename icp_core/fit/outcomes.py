"""What became of a group of accounts: how long they stay, what they pay, how often and how fast deals are won."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, log, sqrt

import numpy as np

from icp_core.dataset import Dataset
from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.fit.tally import Ints
from icp_core.metrics import differences
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.cycle import CYCLE_DAYS
from icp_core.metrics.deals import Deals
from icp_core.metrics.incidence import LOST, OPEN, WON, cumulative_incidence
from icp_core.metrics.monthly import monthly_revenue, why_no_revenue
from icp_core.metrics.proportion import share
from icp_core.metrics.revenue import account_pairs, revenue_retention, year_to
from icp_core.metrics.survival import survival_curve
from icp_core.metrics.winning import one_sided
from icp_core.results import Estimate, Unit, Z, unknown

YEAR = 12  # months
NOBODY = "there is no account"
FEWEST_FOR_A_MEDIAN = 10  # accounts; below it the interval of a median spans nearly all of them


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of every account and deal, ready to be read for any group of them.

    Args:
        accounts: The account table; masks over accounts follow the order of its rows.
        deals: The deal table; masks over deals follow the order of its rows.
        then: Recurring revenue a month of each account a year before the last complete month; NaN: it had none.
        now: The same in that month.
        why_no_nrr: Why there is no ``then`` and ``now``; empty when there is.
        year: The year between them, in words.
    """

    accounts: Accounts
    deals: Deals | None
    then: Floats
    now: Floats
    why_no_nrr: str
    year: str = ""

    @classmethod
    def of(cls, data: Dataset, accounts: Accounts, deals: Deals | None) -> "Outcomes":
        """Collect them."""
        nothing = np.zeros(0)
        monthly = monthly_revenue(data)
        if monthly is None:
            return cls(accounts, deals, nothing, nothing, why_no_revenue(data))
        pairs = account_pairs(monthly, monthly.last)
        if pairs is None:
            return cls(accounts, deals, nothing, nothing, "the revenue by month covers less than a year")
        paid = pairs.set_index("account_id").reindex(accounts.frame["account_id"])
        then, now = (paid[column].to_numpy(dtype=float, na_value=np.nan) for column in ("opening", "closing"))
        return cls(accounts, deals, then, now, "", year_to(monthly.last))

    def retention(self, group: Bools) -> Estimate:
        """Share of the group still here after a year (Kaplan-Meier, late entry)."""
        if not self.accounts.lifetimes_from:
            return unknown(Unit.RATIO, self.accounts.why_no_lifetimes or "no lifetimes are known")
        if not group.any():
            return unknown(Unit.RATIO, NOBODY)
        known, tenure, left, entry = self.lives
        part = group[known]
        return survival_curve(tenure[part], left[part], entry=entry[part]).at(YEAR)

    def retentions(self, sides: tuple[Bools, Bools]) -> tuple[Estimate, Estimate]:
        """Retention of the accounts inside and of those outside, which the reason names where nobody is on either."""
        inside, outside = (self.retention(side) for side in sides)
        return _placed(sides, inside, outside)

    def net_retentions(self, sides: tuple[Bools, Bools]) -> tuple[Estimate, Estimate]:
        """Net revenue retention of the accounts inside and of those outside, as :meth:`retentions`."""
        inside, outside = (self.net_retention(side) for side in sides)
        return _placed(sides, inside, outside)

    @cached_property
    def lives(self) -> tuple[Bools, Floats, Bools, Floats]:
        """Where the lifetime is known, shape (n,), and of those accounts months observed, left or not, and entry."""
        observed = self.accounts.observed
        known = np.zeros(len(self.accounts.frame), dtype=bool)
        known[observed.index] = True
        tenure = observed["tenure"].to_numpy(dtype=float)
        entry = np.minimum(observed["entry"].fillna(0.0).to_numpy(dtype=float), tenure)
        return known, tenure, observed["left"].to_numpy(dtype=bool), entry

    @cached_property
    def live(self) -> Bools:
        """Where an account is live, shape (n,); everywhere when nothing says who left."""
        return live_accounts(self.accounts)

    @cached_property
    def arr(self) -> Floats:
        """Recurring revenue a year of each account, NaN where unknown, shape (n,)."""
        return self.accounts.frame["arr"].to_numpy(dtype=float)

    def net_retention(self, group: Bools) -> Estimate:
        """Net revenue retention of the group over the last year of the revenue table."""
        if self.why_no_nrr:
            return unknown(Unit.RATIO, self.why_no_nrr)
        if not group.any():
            return unknown(Unit.RATIO, NOBODY)
        had = group & (np.nan_to_num(self.then) > 0)
        if not had.any():
            return unknown(Unit.RATIO, "none of these accounts paid a year ago")
        return revenue_retention(self.then[had], self.now[had], window=self.year).net

    def win_rate(self, group: Bools, uneven: str = "") -> Estimate:
        """Share of the group's closed deals of new business that were won; the group is a mask over deals.

        Unknown where the whole file holds no lost deal, or no won one: such a file was filtered before; and where
        ``uneven`` says that who belongs to the group is known by how a deal ended
        (:func:`icp_core.fit.uneven.why_uneven`).
        """
        if self.deals is None or self.why_no_rate or uneven:
            return unknown(Unit.RATIO, self.why_no_rate or uneven)
        won, lost = (int((group & side).sum()) for side in self.decided)
        return share(won, won + lost, why_none="none of these deals is closed")

    @cached_property
    def why_no_rate(self) -> str:
        """Why the file cannot tell any win rate; empty where it can."""
        return "there are no deals" if self.deals is None else one_sided(self.deals)

    @cached_property
    def decided(self) -> tuple[Bools, Bools]:
        """Where a deal of new business was won, and where it was lost; each of shape (d,)."""
        if self.deals is None:
            return np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
        outcome = self.deals.frame["outcome"].to_numpy(dtype=object)
        new = new_deals_of(self.deals)
        return new & (outcome == "won"), new & (outcome == "lost")

    def cycle(self, group: Bools, uneven: str = "") -> Estimate:
        """Median days from creation to the win, deals still open counted; arguments as :meth:`win_rate`."""
        if self.deals is None or self.why_no_rate or uneven:
            return unknown(Unit.DAYS, self.why_no_rate or uneven)
        dated, days, state = self.aged
        rows = dated & group
        if not rows.any():
            return unknown(Unit.DAYS, "none of these deals has a day of creation")
        curve = cumulative_incidence(days[rows], state[rows])
        return curve.median(CYCLE_DAYS if curve.at(CYCLE_DAYS).known else min(CYCLE_DAYS, curve.follow_up))

    @cached_property
    def aged(self) -> tuple[Bools, Floats, Ints]:
        """Where the age of a deal of new business is known, its days, and its state: 0 open, 1 won, 2 lost; (d,)."""
        if self.deals is None:
            return np.zeros(0, dtype=bool), np.zeros(0), np.zeros(0, dtype=np.int64)
        frame, (won, lost) = self.deals.frame, self.decided
        days = frame["days"].to_numpy(dtype=float)
        dated = frame["created"].notna().to_numpy() & ~np.isnan(days) & new_deals_of(self.deals)
        return dated, days, np.select([won, lost], [WON, LOST], default=OPEN)

    def live_arr(self, group: Bools) -> Estimate:
        """Recurring revenue a year of the group's live accounts."""
        live, arr = self.live, self.arr
        known = group & live & ~np.isnan(arr)
        if not self.accounts.value_from:
            return unknown(Unit.MONEY, self.accounts.why_no_value or "no account has a known value")
        if not known.any():
            nobody = not (group & live).any()
            return Estimate(0.0, Unit.MONEY, 0) if nobody else unknown(Unit.MONEY, "no value is known")
        return Estimate(float(arr[known].sum()), Unit.MONEY, int(known.sum()))

    def value_ratio(self, inside: Bools, outside: Bools) -> Estimate:
        """Median ARR of one group over that of another; live accounts count with today's, others with their last."""
        if not self.accounts.value_from:
            return unknown(Unit.FACTOR, self.accounts.why_no_value or "no account has a known value")
        arr = self.arr
        return ratio_of_medians(arr[inside & (arr > 0)], arr[outside & (arr > 0)])


def _placed(sides: tuple[Bools, Bools], inside: Estimate, outside: Estimate) -> tuple[Estimate, Estimate]:
    """Say that no account could be placed where that is why neither side has one."""
    if any(side.any() for side in sides) or inside.why != NOBODY:
        return inside, outside
    why = "no account could be placed: too little is known of what the ICP asks for"
    return replace(inside, why=why), replace(outside, why=why)


def live_accounts(accounts: Accounts) -> Bools:
    """Return where an account is live, shape (n,); everywhere when nothing says who left."""
    found: Bools = accounts.frame.index.isin(accounts.live.index)
    return found


def new_deals_of(deals: Deals) -> Bools:
    """Return where a deal is not known to be business with a customer that was there already, shape (d,)."""
    new: Bools = deals.frame["is_new"].fillna(value=True).to_numpy(dtype=bool)
    return new


def difference(inside: Estimate, outside: Estimate) -> Estimate:
    """Return inside minus outside, with an interval from the two intervals; the reason names the side that is unknown.

    Source:
        :func:`icp_core.metrics.differences.difference`.

    Example:
        >>> inside = Estimate(0.84, Unit.RATIO, 100, low=0.77, high=0.89)
        >>> print(difference(inside, Estimate(0.82, Unit.RATIO, 200, low=0.77, high=0.86)))
        +2.0 points (-6.1 points to +9.1 points, n = 300)
    """
    found = differences.difference(inside, outside)
    if inside.value is None and outside.value is None and inside.why == outside.why:
        return replace(found, n=0)
    for name, side in (("inside", inside), ("outside", outside)):
        if side.value is None:
            return replace(found, why=f"{name} the ICP: {side.why}")
    return found


def ratio_of_medians(inside: Floats, outside: Floats) -> Estimate:
    """Return the median of one group over that of the other; amounts above 0, no NaN.

    Source:
        Each median's interval from order statistics (Conover 1999, section 3.2); combined on the log scale by
        square-and-add (Newcombe 1998).
    """
    if min(len(inside), len(outside)) < FEWEST_FOR_A_MEDIAN:
        return unknown(Unit.FACTOR, f"fewer than {FEWEST_FOR_A_MEDIAN} accounts with a known value on one side")
    (low_in, mid_in, high_in), (low_out, mid_out, high_out) = _log_median(inside), _log_median(outside)
    value = mid_in - mid_out
    below = sqrt((mid_in - low_in) ** 2 + (high_out - mid_out) ** 2)
    above = sqrt((high_in - mid_in) ** 2 + (mid_out - low_out) ** 2)
    return Estimate(exp(value), Unit.FACTOR, len(inside) + len(outside), exp(value - below), exp(value + above))


def _log_median(values: Floats) -> tuple[float, float, float]:
    ordered = np.sort(values)
    n = len(ordered)
    reach = Z * sqrt(n) / 2
    low, high = ordered[max(int(n / 2 - reach), 0)], ordered[min(int(n / 2 + reach), n - 1)]
    return log(low), log(float(np.median(ordered))), log(high)
