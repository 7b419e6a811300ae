"""How many deals are won, how fast, and what are they worth?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from icp_core.metrics.accounts import day_in_words
from icp_core.metrics.deals import Deals
from icp_core.metrics.proportion import share, wilson
from icp_core.metrics.ratio import MIN_VALUES, mean, median, ratio_of_sums
from icp_core.results import Estimate, Unit, plural, unknown

DARK_DAYS = 30  # days without activity after which an open deal has gone dark
MAX_VALUELESS = 0.20  # share of lost deals without a value: above it a win rate by value would flatter
NOTHING_LOST = "no deal in this file was lost, so a win rate would print 100 %"
NOTHING_WON = "no deal in this file was won, so a win rate would print 0 %"
NOTHING_CLOSED = "no deal was won or lost"


def win_rate(closed: pd.DataFrame, *, window: str = "") -> Estimate:
    """Return won / (won + lost), by count; the caller chooses the deals, by close date.

    Where all were won, or none, the rate is unknown and its bound is kept: 8 of 8 says "at least 75 %", not "always".

    Args:
        closed: Deals with ``outcome``; open ones do not count.
        window: The time it covers, in words.

    Example:
        >>> print(win_rate(pd.DataFrame({"outcome": ["won"] * 8})))
        unknown: none of 8 closed deals was lost: the win rate is at least 75 %
    """
    decided = closed[closed["outcome"] != "open"]
    won, n = int((decided["outcome"] == "won").sum()), len(decided)
    if n and won in (0, n):
        low, high = wilson(won, n)
        bound = f"lost: the win rate is at least {100 * low:.0f} %" if won else f"won: it is at most {100 * high:.0f} %"
        why = f"none of {plural(n, 'closed deal')} was {bound}"
        return Estimate(None, Unit.RATIO, n, low, high, why=why, window=window)
    return share(won, n, why_none=NOTHING_CLOSED, window=window)


def one_sided(deals: Deals) -> str:
    """Return why a file cannot tell any win rate: it holds no lost deal, no won deal or neither; "" where it can."""
    outcomes = set(deals.frame["outcome"].unique()) - {"open"}
    if not outcomes:
        return NOTHING_CLOSED
    return NOTHING_LOST if "lost" not in outcomes else NOTHING_WON if "won" not in outcomes else ""


def new_business(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the deals that are not known to be expansions or renewals; a deal without a telling type counts as new.

    Selling more to a customer is won more often and faster than winning one: together they would hide both.
    """
    return rows[rows["is_new"].fillna(value=True)]


def left_out(rows: pd.DataFrame) -> str:
    """Say how many of the deals are expansions or renewals and therefore not counted; "" where none is known to be."""
    count = len(rows) - len(new_business(rows))
    return f"new business alone: {plural(count, 'expansion or renewal', 'expansions and renewals')} left out" * (
        count > 0
    )


def overall_win_rate(deals: Deals) -> Estimate:
    """Return the win rate of new business; unknown where the file holds no lost deal at all, or no won one."""
    return _rate(deals, new_business(deals.closed), left_out(deals.closed))


def expansion_win_rate(deals: Deals) -> Estimate:
    """Return the win rate of the deals that the deal type calls an expansion or a renewal."""
    closed = deals.closed
    rows = closed[~closed["is_new"].fillna(value=True)]
    if rows.empty:
        return unknown(Unit.RATIO, "no closed deal has a type that says expansion or renewal")
    return _rate(deals, rows, "expansions and renewals alone")


def _rate(deals: Deals, rows: pd.DataFrame, caution: str) -> Estimate:
    window, why = days_of(rows["closed"]), one_sided(deals)
    if why:
        return unknown(Unit.RATIO, why, n=len(rows), window=window)
    rate = win_rate(rows, window=window)
    return replace(rate, why=caution) if rate.known else rate


def win_rate_by_value(deals: Deals) -> Estimate:
    """Return the value of won deals over the value of won and lost deals, of new business."""
    closed = new_business(deals.closed)
    lost = closed["outcome"] == "lost"
    none = one_sided(deals)
    if none:
        return unknown(Unit.RATIO, none, n=len(closed))
    if lost.all() or not lost.any():
        return unknown(Unit.RATIO, win_rate(closed).why, n=len(closed))
    valued = closed["amount"] > 0
    if (lost & ~valued).sum() > MAX_VALUELESS * lost.sum():
        bare = int((lost & ~valued).sum())
        return unknown(Unit.RATIO, f"{bare:,} of {int(lost.sum()):,} lost deals carry no value", n=len(closed))
    rows = closed[valued]
    if len(rows) < MIN_VALUES:
        return unknown(Unit.RATIO, f"{plural(len(rows), 'closed deal')} with a value: too few", n=len(rows))
    value = ratio_of_sums(rows["amount"].where(rows["outcome"] == "won", 0.0), rows["amount"])
    return Estimate(
        value.value,
        Unit.RATIO,
        value.n,
        max(0.0, value.low or 0.0),
        min(1.0, value.high or 0.0),
        why=left_out(deals.closed),
        window=days_of(rows["closed"]),
    )


def sales_cycle(won: pd.DataFrame, *, window: str = "") -> Estimate:
    """Return the median days from creation to close of won deals, with a distribution-free interval.

    Args:
        won: Deals with ``outcome`` and ``days``; those not won do not count.
        window: The time it covers, in words.
    """
    rows = won[won["outcome"] == "won"]
    days = rows["days"].dropna()
    if days.empty:
        why = "no won deal has a creation day on or before its close" if len(rows) else "no deal was won"
        return unknown(Unit.DAYS, why, window=window)
    if len(days) < MIN_VALUES:
        return unknown(
            Unit.DAYS, f"{plural(len(days), 'won deal')} with both days: too few", n=len(days), window=window
        )
    return median(days, Unit.DAYS, window=window)


def contract_value(won: pd.DataFrame, *, window: str = "") -> Estimate:
    """Return the mean value of a won deal, a year; deals without a value and lost deals never enter it.

    Args:
        won: Deals with ``outcome`` and ``annual_value`` (the amount, over the term in years where the term is known).
        window: The time it covers, in words.
    """
    values = won.loc[(won["outcome"] == "won") & (won["annual_value"] > 0), "annual_value"]
    if len(values) < MIN_VALUES:
        why = (
            f"{plural(len(values), 'won deal')} with a value: too few" if len(values) else "no won deal carries a value"
        )
        return unknown(Unit.MONEY, why, n=len(values), window=window)
    return mean(values, Unit.MONEY, window=window)


def overall_contract_value(deals: Deals) -> Estimate:
    """Return the mean value of a won deal of new business, a year."""
    fresh = new_business(deals.won)
    value = contract_value(fresh, window=days_of(fresh["closed"]))
    return replace(value, why="; ".join(part for part in (value.why, left_out(deals.won)) if part))


def discount_rate(deals: Deals) -> Estimate:
    """Return what was given away on won deals over their list price, large deals weighing more.

    Taken from list price and amount where both are known, else from the discount column.
    """
    listed, paid, window, why = _given_away(deals)
    if why:
        return unknown(Unit.RATIO, why, n=len(listed))
    return ratio_of_sums(listed - paid, listed, window=window)


def median_discount(deals: Deals) -> Estimate:
    """Return the median of what was given away on each won deal, every deal weighing the same.

    Far below :func:`discount_rate`, a few large deals got most of it.
    """
    listed, paid, window, why = _given_away(deals)
    if why:
        return unknown(Unit.RATIO, why, n=len(listed))
    return median(1 - paid / listed, Unit.RATIO, window=window)


def _given_away(deals: Deals) -> tuple[pd.Series, pd.Series, str, str]:
    """Return list price and price of the won deals where both are known, their window, and why they are too few."""
    won = deals.won
    listed, paid = won["list_price"], won["amount"]
    if not (listed.notna() & paid.notna()).any():
        known = won["discount"].between(0, 1, inclusive="left") & (paid > 0)
        listed = (paid / (1 - won["discount"])).where(known)
    known = (listed > 0) & paid.notna()
    few = "no won deal has a list price or a discount" if not known.any() else "fewer than 8 won deals with a discount"
    why = few if known.sum() < MIN_VALUES else ""
    return listed[known], paid[known], days_of(won.loc[known, "closed"]), why


def gone_dark(deals: Deals, *, days: int = DARK_DAYS) -> Estimate:
    """Return the share of open deals without activity for more than ``days`` days, of those with a known last one."""
    open_ = deals.frame[(deals.frame["outcome"] == "open") & deals.frame["last_activity"].notna()]
    silent = (pd.Timestamp(deals.as_of) - open_["last_activity"]).dt.days > days
    why = "no open deal has a known last activity"
    return share(int(silent.sum()), len(open_), why_none=why, window=day_in_words(deals.as_of))


def open_pipeline(deals: Deals) -> Estimate:
    """Return the value of all open deals."""
    open_ = deals.frame[deals.frame["outcome"] == "open"]
    valued = open_.loc[open_["amount"] > 0, "amount"]
    window = day_in_words(deals.as_of)
    if valued.empty:
        why = "no open deal carries a value" if len(open_) else "no deal is open"
        return unknown(Unit.MONEY, why, n=len(open_), window=window)
    bare = len(open_) - len(valued)
    why = f"{plural(bare, 'open deal')} without a value are not in it" if bare else ""
    return Estimate(float(valued.sum()), Unit.MONEY, len(valued), why=why, window=window)


def days_of(days: pd.Series) -> str:
    """Write the first and the last day of a column in words."""
    known = days.dropna()
    return f"{known.min():%Y-%m-%d} to {known.max():%Y-%m-%d}" if len(known) else ""
