"""Do the files agree: deals won with revenue, and the ARR of one file with that of the other?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.accounts import Accounts, day_in_words
from icp_core.metrics.deals import Deals
from icp_core.metrics.monthly import Monthly, first_day, in_words, monthly_revenue, why_no_revenue
from icp_core.metrics.proportion import share
from icp_core.metrics.ratio import MIN_VALUES, median, ratio_of_sums
from icp_core.results import Estimate, Unit, unknown

CLOSE = 0.10  # of the deal; a first year's revenue within it counts as the same amount
YOUNG_MONTHS = 3  # a deal won so lately may not be invoiced yet
CENT = 0.005

MATCHED, NO_REVENUE, NO_DEAL = "matched", "won, but no revenue", "revenue, but no won deal"
YOUNG, BEFORE = "won lately: revenue may still come", "customer before the first won deal of the file"


@dataclass(frozen=True)
class DealsAgainstRevenue:
    """Won deals held against revenue, account by account.

    Args:
        accounts: One row an account with a won deal or with revenue: account_id, name, state (matched; won, but no
            revenue; revenue, but no won deal), remark, first_won (day), won (annual value of the deals won on that
            day), paid_from (first paid month), paid (a year's worth of the first paid month), ratio (paid / won).
        with_revenue: Share of the accounts with a won deal that have revenue; those won lately are not counted.
        with_deal: Share of the accounts with revenue that have a won deal; customers older than the deals file are
            not counted.
        paid_to_won: Paid over won, summed over the matched accounts with both amounts.
        typical: Median of the accounts' own ratios.
        close: Share of them within 10 % of the deal.
        nameless: Won deals whose account is unknown; no account can be held against them.
        why: Why nothing can be compared; "" otherwise.
    """

    accounts: pd.DataFrame
    with_revenue: Estimate
    with_deal: Estimate
    paid_to_won: Estimate
    typical: Estimate
    close: Estimate
    nameless: int
    why: str = ""

    def ids(self, state: str) -> tuple[str, ...]:
        """Return the accounts of one state."""
        return tuple(self.accounts.loc[self.accounts["state"] == state, "account_id"])


@dataclass(frozen=True)
class ArrAgreement:
    """The ARR of the account table held against that of the revenue by month.

    Args:
        by_account: Sum over live accounts (``arr`` of the metrics).
        by_month: ARR of the last complete month (the closing of the movements).
        difference: The first less the second, to the cent; None where one of them is unknown.
        accounts: The accounts that differ, the largest difference first: account_id, name, by_account, by_month,
            difference.
    """

    by_account: Estimate
    by_month: Estimate
    difference: float | None
    accounts: pd.DataFrame


def deals_against_revenue(data: Dataset, accounts: Accounts, deals: Deals | None) -> DealsAgainstRevenue:
    """Hold the deals won against the revenue of the same accounts.

    The first won deal of an account (all that were won on that day) is compared with a year's worth of the first
    month that the account paid: later deals are expansions or renewals, later months grow.

    Args:
        data: The data set, for its revenue by month.
        accounts: Its account table.
        deals: Its deal table.
    """
    monthly = monthly_revenue(data)
    if deals is None or monthly is None or deals.won.empty:
        why = "no deals file" if deals is None else why_no_revenue(data) if monthly is None else "no deal was won"
        return _nothing(why)
    won = deals.won[deals.won["account_id"].notna()]
    if not won["closed"].notna().any():
        return _nothing("no won deal has a close date")
    table = _side_by_side(won, monthly, accounts)
    sold = table[table["state"].isin([MATCHED, NO_REVENUE]) & (table["remark"] != YOUNG)]
    earning = table[table["state"].isin([MATCHED, NO_DEAL]) & (table["remark"] != BEFORE)]
    both = table[table["ratio"].notna()]
    window = f"{in_words(monthly.first)} to {in_words(monthly.last)}"
    few = unknown(Unit.RATIO, f"fewer than {MIN_VALUES} accounts with both amounts", n=len(both), window=window)
    enough = len(both) >= MIN_VALUES
    near = int((both["ratio"] - 1).abs().le(CLOSE).sum())
    return DealsAgainstRevenue(
        accounts=table,
        with_revenue=share(int((sold["state"] == MATCHED).sum()), len(sold), why_none="no such account", window=window),
        with_deal=share(
            int((earning["state"] == MATCHED).sum()), len(earning), why_none="no such account", window=window
        ),
        paid_to_won=ratio_of_sums(both["paid"], both["won"], window=window) if enough else few,
        typical=median(both["ratio"], Unit.RATIO, window=window) if enough else few,
        close=share(near, len(both), why_none="no account has both amounts", window=window),
        nameless=int(deals.won["account_id"].isna().sum()),
    )


def arr_agreement(data: Dataset, accounts: Accounts) -> ArrAgreement:
    """Hold the ARR of live accounts against the ARR of the last complete month, and name the accounts that differ."""
    monthly = monthly_revenue(data)
    live = accounts.live[["account_id", "name", "arr"]].dropna(subset=["arr"])
    nobody = pd.DataFrame(columns=["account_id", "name", "by_account", "by_month", "difference"])
    window = day_in_words(accounts.as_of)
    by_account = (
        Estimate(round(float(live["arr"].sum()), 2), Unit.MONEY, len(live), window=window)
        if accounts.value_from and len(live)
        else unknown(Unit.MONEY, accounts.why_no_value or "no live account has a known value", window=window)
    )
    if monthly is None:
        return ArrAgreement(by_account, unknown(Unit.MONEY, why_no_revenue(data)), None, nobody)
    paid = _paid(monthly)
    paid = paid[paid["last_month"] == monthly.last]
    table = live.rename(columns={"arr": "by_account"}).set_index("account_id")
    table = table.join((12 * paid["last_mrr"]).round(2).rename("by_month"), how="outer").rename_axis("account_id")
    table[["by_account", "by_month"]] = table[["by_account", "by_month"]].fillna(0.0).round(2)
    table["name"] = accounts.frame.set_index("account_id")["name"].reindex(table.index)
    table["difference"] = (table["by_account"] - table["by_month"]).round(2)
    apart = table[table["difference"].abs() > CENT].reset_index()
    apart = apart.sort_values("difference", key=lambda column: -column.abs(), kind="stable").reset_index(drop=True)
    total = round(float(table["by_month"].sum()), 2)
    by_month = Estimate(total, Unit.MONEY, len(paid), window=in_words(monthly.last))
    gap = None if by_account.value is None else round(by_account.value - total, 2)
    return ArrAgreement(by_account, by_month, gap, apart[list(nobody.columns)])


def _side_by_side(won: pd.DataFrame, monthly: Monthly, accounts: Accounts) -> pd.DataFrame:
    dated = won[won["closed"].notna()]
    first = dated.groupby("account_id")["closed"].min()
    opening = dated[dated["closed"] == dated["account_id"].map(first)]
    value = opening[opening["annual_value"] > 0].groupby("account_id")["annual_value"].sum()
    sold = pd.DataFrame({"first_won": first.reindex(won["account_id"].unique()), "won": value})
    paid = _paid(monthly)
    earned = pd.DataFrame({"paid_from": paid["first_month"].map(_month), "paid": 12 * paid["first_mrr"]})
    table = sold.join(earned, how="outer").rename_axis("account_id")
    deal, revenue = table.index.isin(sold.index), table.index.isin(earned.index)
    state = np.where(deal & revenue, MATCHED, np.where(deal, NO_REVENUE, NO_DEAL))
    lately = pd.Timestamp(first_day(monthly.last + 1 - YOUNG_MONTHS))
    older = pd.Timestamp(first_day(monthly.first)) if first.empty else min(first)
    remark = np.where(
        (state == NO_REVENUE) & (table["first_won"] >= lately), YOUNG,
        np.where((state == NO_DEAL) & (table["paid_from"] <= older), BEFORE, ""),
    )  # fmt: skip
    names = accounts.frame.set_index("account_id")["name"].reindex(table.index)
    ratio = (table["paid"] / table["won"]).where(table["won"] > 0)
    table = table.assign(name=names, state=state, remark=remark, ratio=ratio).reset_index()
    order = ["account_id", "name", "state", "remark", "first_won", "won", "paid_from", "paid", "ratio"]
    return table[order].sort_values("account_id", kind="stable").reset_index(drop=True)


def _paid(monthly: Monthly) -> pd.DataFrame:
    return monthly.query("revenue_by_account", last_month=monthly.last).set_index("account_id")


def _month(number: int) -> pd.Timestamp:
    return pd.Timestamp(first_day(int(number)))


def _nothing(why: str) -> DealsAgainstRevenue:
    columns = ["account_id", "name", "state", "remark", "first_won", "won", "paid_from", "paid", "ratio"]
    rate = unknown(Unit.RATIO, why)
    return DealsAgainstRevenue(pd.DataFrame(columns=columns), rate, rate, rate, rate, rate, 0, why)
