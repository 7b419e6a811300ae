"""What became of a group of accounts: how long they stay, what they pay, how often their deals are won."""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from icp_core.dataset import Dataset
from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.monthly import monthly_revenue, why_no_revenue
from icp_core.metrics.proportion import share
from icp_core.metrics.revenue import account_pairs, revenue_retention, year_to
from icp_core.metrics.survival import survival_curve
from icp_core.results import Estimate, Unit, Z, unknown

YEAR = 12  # months
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
        observed = self.accounts.observed
        part = observed[group[observed.index]]
        if not group.any():
            return unknown(Unit.RATIO, "there is no account")
        tenure = part["tenure"].to_numpy(dtype=float)
        entry = np.minimum(part["entry"].fillna(0.0).to_numpy(dtype=float), tenure)
        return survival_curve(tenure, part["left"].to_numpy(dtype=bool), entry=entry).at(YEAR)

    def net_retention(self, group: Bools) -> Estimate:
        """Net revenue retention of the group over the last year of the revenue table."""
        if self.why_no_nrr:
            return unknown(Unit.RATIO, self.why_no_nrr)
        had = group & (np.nan_to_num(self.then) > 0)
        if not had.any():
            return unknown(Unit.RATIO, "none of these accounts paid a year ago")
        return revenue_retention(self.then[had], self.now[had], window=self.year).net

    def win_rate(self, group: Bools) -> Estimate:
        """Share of the group's closed deals that were won; the group is a mask over deals."""
        if self.deals is None:
            return unknown(Unit.RATIO, "there are no deals")
        outcome = self.deals.frame["outcome"].to_numpy(dtype=object)
        won, lost = int((group & (outcome == "won")).sum()), int((group & (outcome == "lost")).sum())
        return share(won, won + lost, why_none="none of these deals is closed")

    def live_arr(self, group: Bools) -> Estimate:
        """Recurring revenue a year of the group's live accounts."""
        live = live_accounts(self.accounts)
        arr = self.accounts.frame["arr"].to_numpy(dtype=float)
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
        arr = self.accounts.frame["arr"].to_numpy(dtype=float)
        return ratio_of_medians(arr[inside & (arr > 0)], arr[outside & (arr > 0)])


def live_accounts(accounts: Accounts) -> Bools:
    """Return where an account is live, shape (n,); everywhere when nothing says who left."""
    return accounts.frame.index.isin(accounts.live.index)


def difference(inside: Estimate, outside: Estimate) -> Estimate:
    """Return inside minus outside as points, with an interval from the two intervals.

    Source:
        Square-and-add, Newcombe (1998), Statistics in Medicine 17, 873-890 (method 10); Zou & Donner (2008) for
        any two independent estimates.

    Example:
        >>> inside = Estimate(0.84, Unit.RATIO, 100, low=0.77, high=0.89)
        >>> print(difference(inside, Estimate(0.82, Unit.RATIO, 200, low=0.77, high=0.86)))
        +2.0 points (-6.1 points to +9.1 points, n = 300)
    """
    if inside.value is None and outside.value is None and inside.why == outside.why:
        return unknown(Unit.POINTS, inside.why)
    for name, side in (("inside", inside), ("outside", outside)):
        if side.value is None:
            return unknown(Unit.POINTS, f"{name} the ICP: {side.why}", n=inside.n + outside.n)
    assert inside.value is not None
    assert outside.value is not None
    value, n = inside.value - outside.value, inside.n + outside.n
    if inside.low is None or inside.high is None or outside.low is None or outside.high is None:
        return Estimate(value, Unit.POINTS, n, window=inside.window)
    below = sqrt((inside.value - inside.low) ** 2 + (outside.high - outside.value) ** 2)
    above = sqrt((inside.high - inside.value) ** 2 + (outside.value - outside.low) ** 2)
    return Estimate(value, Unit.POINTS, n, value - below, value + above, window=inside.window)


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
