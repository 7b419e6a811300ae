"""What went into deals outside the ICP: value, days of work, discount, spend, and customers that left again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

import numpy as np
import pandas as pd

from icp_core.dataset import Dataset
from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.score import Fit
from icp_core.fit.uneven import SHARES, uneven_fit
from icp_core.metrics.cost import NO_SPEND
from icp_core.metrics.deals import Deals
from icp_core.metrics.periods import Quarter, Span, quarters
from icp_core.metrics.proportion import share
from icp_core.metrics.ratio import mean, ratio_of_sums
from icp_core.results import Estimate, Unit, unknown

QUARTERS = 4  # complete ones looked back at: a year, so that no season counts twice
FEWEST_FOR_A_MEAN = 8  # deals with a known discount; below it the interval is wider than the discount

Outcome = Literal["won", "lost"]
Measure = Literal["deals", "value", "days", "discount"]


@dataclass(frozen=True)
class Effort:
    """One kind of effort that went into the deals of one outcome.

    Args:
        measure: Number of deals, their value, the days they were worked on, or the discount given.
        outcome: What became of these deals.
        inside: Total that went into deals of accounts inside the ICP (bullseye, inner).
        outside: Total of those outside (outer, outside).
        not_placed: Total of the deals of which too little is known to place them.
        share_outside: Outside over inside and outside together, with an interval.
    """

    measure: Measure
    outcome: Outcome
    inside: Estimate
    outside: Estimate
    not_placed: Estimate
    share_outside: Estimate


@dataclass(frozen=True)
class CostOfPoorFit:
    """What went into deals outside the ICP. Totals are counted and have no interval; shares and rates have one.

    Args:
        efforts: Deals, value and days of the lost and of the won deals, and the discount of the won ones.
        discount_inside: Mean discount of the deals won inside the ICP.
        discount_outside: The same outside.
        spend: Money spent on sales and marketing in the window that falls to new deals outside, at their share.
        spend_total: All money spent in the window.
        left: Customers outside that left in the window.
        revenue_left: Recurring revenue a year that they paid last.
        left_inside: Share of the customers inside that leaves within twelve months.
        left_outside: The same outside.
        window: The quarters looked at, in words.
        caution: Why totals inside and outside cannot be held against each other, though each is counted; mostly empty.
        why: The reason when nothing can be said.
    """

    efforts: tuple[Effort, ...]
    discount_inside: Estimate
    discount_outside: Estimate
    spend: Estimate
    spend_total: Estimate
    left: Estimate
    revenue_left: Estimate
    left_inside: Estimate
    left_outside: Estimate
    window: str = ""
    caution: str = ""
    why: str = ""

    def effort(self, measure: Measure, outcome: Outcome) -> Effort | None:
        """Return one row; None when the deals say nothing."""
        return next((row for row in self.efforts if (row.measure, row.outcome) == (measure, outcome)), None)


@dataclass(frozen=True)
class _Sides:
    """Where each row stands, all of shape (n,)."""

    inside: Bools
    outside: Bools
    not_placed: Bools

    @classmethod
    def of(cls, fit: Fit) -> "_Sides":
        inside, outside = fit.sides
        return cls(inside, outside, ~(inside | outside))


def cost_of_poor_fit(data: Dataset, outcomes: Outcomes, fit: Fit | None, fit_deals: Fit | None) -> CostOfPoorFit:
    """Add up what went into deals outside the ICP over the last four complete quarters.

    Deals count in the quarter in which they were won or lost. A deal of which too little is known stands apart, in
    neither side. That the effort was wasted is not said: some deals outside are won and stay.

    Args:
        data: The data set, for the spend.
        outcomes: What became of accounts and deals.
        fit: The fit of the accounts, row by row; None when no ICP is declared.
        fit_deals: The fit of the deals, row by row.

    Returns:
        All of it; each part that the files cannot tell is unknown with its reason.
    """
    deals = outcomes.deals
    if fit is None:
        return _nothing("no ICP is declared")
    if deals is None or fit_deals is None:
        return _nothing("there is no deals file")
    window = _window(deals)
    if not window:
        return _nothing("the deals cover no complete quarter: each needs the day on which it was won or lost")
    sides, closed = _Sides.of(fit_deals), _within(deals.frame["closed"], window)
    words = f"deals decided {window[0].label} to {window[-1].label}"
    discount, won = _discounts(deals.frame), closed & (deals.frame["outcome"] == "won").to_numpy(dtype=bool)
    uneven = uneven_fit(deals, fit_deals, what=SHARES)
    spend, spend_total = _spend(data, deals, sides, window)
    if uneven_of_new := uneven_fit(deals, fit_deals, with_open=True, what=SHARES):
        spend = unknown(Unit.MONEY, uneven_of_new, window=spend.window) if spend.known else spend
    left_inside, left_outside = (_complement(kept) for kept in outcomes.retentions(fit.sides))
    left, revenue_left = _left(outcomes, fit.sides[1], window)
    return CostOfPoorFit(
        efforts=tuple(_comparable(row, uneven) for row in _efforts(deals.frame, sides, closed, words)),
        discount_inside=_mean_discount(discount, sides.inside & won, words),
        discount_outside=_mean_discount(discount, sides.outside & won, words),
        spend=spend,
        spend_total=spend_total,
        left=left,
        revenue_left=revenue_left,
        left_inside=left_inside,
        left_outside=left_outside,
        window=words,
        caution=uneven,
    )


def _comparable(row: Effort, uneven: str) -> Effort:
    """Refuse the share outside where the place of a deal is known by how it ended; the totals stay, as counted."""
    if not uneven or not row.share_outside.known:
        return row
    return replace(row, share_outside=unknown(Unit.RATIO, uneven, window=row.share_outside.window))


def _window(deals: Deals) -> list[Quarter]:
    """Return the last complete quarters in which deals were decided."""
    closed = deals.closed["closed"]
    span = Span.of("deals", closed) if closed.notna().any() else None
    every = quarters(span.first, span.last, as_of=deals.as_of, silence=span.silence) if span else ()
    return [quarter for quarter in every if quarter.complete][-QUARTERS:]


def _within(days: pd.Series, window: Sequence[Quarter]) -> Bools:
    first, after = pd.Timestamp(window[0].start), pd.Timestamp(window[-1].end + timedelta(days=1))
    return ((days >= first) & (days < after)).to_numpy(dtype=bool)


def _efforts(frame: pd.DataFrame, sides: _Sides, closed: Bools, window: str) -> list[Effort]:
    amount, days = frame["amount"].to_numpy(dtype=float), frame["days"].to_numpy(dtype=float)
    given = _discounts(frame) * _list_prices(frame)
    outcome = frame["outcome"].to_numpy(dtype=object)
    rows = []
    outcomes: tuple[Outcome, ...] = ("lost", "won")
    for name in outcomes:
        among = closed & (outcome == name)
        rows.append(_count(name, sides, among, window))
        rows.append(_sum("value", name, np.where(amount >= 0, amount, np.nan), (sides, among), window))
        rows.append(_sum("days", name, days, (sides, among), window))
        if name == "won":
            rows.append(_sum("discount", name, given, (sides, among), window))
    return rows


def _count(outcome: Outcome, sides: _Sides, among: Bools, window: str) -> Effort:
    inside, outside, other = (int((among & side).sum()) for side in (sides.inside, sides.outside, sides.not_placed))
    part = share(outside, inside + outside, why_none=f"no {outcome} deal could be placed", window=window)
    totals = [Estimate(float(count), Unit.COUNT, count, window=window) for count in (inside, outside, other)]
    return Effort("deals", outcome, totals[0], totals[1], totals[2], part)


_UNITS: dict[Measure, Unit] = {"value": Unit.MONEY, "days": Unit.DAYS, "discount": Unit.MONEY}
_NEEDED: dict[Measure, str] = {
    "value": "no deal has an amount",
    "days": "no deal has both the day it was created and the day it was decided",
    "discount": "no won deal has a discount, nor a list price beside its amount",
}


def _sum(measure: Measure, outcome: Outcome, values: Floats, of: tuple[_Sides, Bools], window: str) -> Effort:
    """Add up one kind of effort; a deal that does not tell it is left out and counted in ``why``."""
    sides, among = of
    known = np.isfinite(values)
    inside, outside, other = (
        _total(values, among & side, measure, window) for side in (sides.inside, sides.outside, sides.not_placed)
    )
    placed = among & known & ~sides.not_placed
    if not values[placed].sum() > 0:
        why = _NEEDED[measure] if not (among & known).any() else f"the {outcome} deals that could be placed add up to 0"
        part = unknown(Unit.RATIO, why, window=window)
    else:
        part = ratio_of_sums(np.where(sides.outside[placed], values[placed], 0.0), values[placed], window=window)
        part = replace(part, low=max(part.low or 0.0, 0.0), high=min(part.high or 0.0, 1.0))
    return Effort(measure, outcome, inside, outside, other, part)


def _total(values: Floats, among: Bools, measure: Measure, window: str) -> Estimate:
    told = among & np.isfinite(values)
    if among.any() and not told.any():
        return unknown(_UNITS[measure], _NEEDED[measure], window=window)
    gap = "" if (among == told).all() else f"{int(told.sum()):,} of {int(among.sum()):,} deals tell it"
    return Estimate(float(values[told].sum()), _UNITS[measure], int(told.sum()), why=gap, window=window)


def _discounts(frame: pd.DataFrame) -> Floats:
    """Return the discount of each deal as a share of its list price, NaN where nobody knows, shape (n,)."""
    told = frame["discount"].to_numpy(dtype=float)
    listed, amount = frame["list_price"].to_numpy(dtype=float), frame["amount"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        derived = np.where((listed > 0) & (amount >= 0), np.maximum(1 - amount / listed, 0.0), np.nan)
    found: Floats = np.where(np.isfinite(told), told, derived)
    return np.where((found >= 0) & (found < 1), found, np.nan)


def _list_prices(frame: pd.DataFrame) -> Floats:
    listed, amount = frame["list_price"].to_numpy(dtype=float), frame["amount"].to_numpy(dtype=float)
    return np.where(np.isfinite(listed), listed, amount / (1 - _discounts(frame)))


def _mean_discount(discount: Floats, among: Bools, window: str) -> Estimate:
    known = discount[among & np.isfinite(discount)]
    if known.size < FEWEST_FOR_A_MEAN:
        why = f"fewer than {FEWEST_FOR_A_MEAN} of these won deals have a discount or a list price"
        return unknown(Unit.RATIO, why, n=int(known.size), window=window)
    found = mean(known, Unit.RATIO, window=window)
    return replace(found, low=max(found.low or 0.0, 0.0))


def _spend(data: Dataset, deals: Deals, sides: _Sides, window: Sequence[Quarter]) -> tuple[Estimate, Estimate]:
    """Share the spend of the window out over the new deals created in it, each with as much."""
    words = f"{window[0].label} to {window[-1].label}"
    if not data.has("spend", "month", "amount"):
        return unknown(Unit.MONEY, NO_SPEND, window=words), unknown(Unit.MONEY, NO_SPEND, window=words)
    frame = data.frame("spend")
    amounts = frame.loc[_within(frame["month"], window), "amount"].dropna()
    if not len(amounts) or amounts.sum() <= 0:
        none = unknown(Unit.MONEY, "the spend file has no amount in these quarters", window=words)
        return none, none
    total = Estimate(float(amounts.sum()), Unit.MONEY, len(amounts), window=words)
    new = deals.frame["is_new"].astype("boolean").fillna(value=True).to_numpy(dtype=bool)
    made = new & _within(deals.frame["created"], window)
    outside = int((made & sides.outside).sum())
    part = share(outside, outside + int((made & sides.inside).sum()), why_none="no deal created then could be placed")
    if part.value is None or part.low is None or part.high is None:
        return unknown(Unit.MONEY, part.why, window=words), total
    spent = float(amounts.sum())
    why = "if every new deal cost the same; the spend file does not say which deal its money went to"
    return Estimate(spent * part.value, Unit.MONEY, part.n, spent * part.low, spent * part.high, why, words), total


def _left(outcomes: Outcomes, outside: Bools, window: Sequence[Quarter]) -> tuple[Estimate, Estimate]:
    """Return how many customers outside left in the window, and what they paid a year."""
    accounts, words = outcomes.accounts, f"{window[0].label} to {window[-1].label}"
    if not accounts.lifetimes_from or not accounts.frame["end"].notna().any():
        why = accounts.why_no_lifetimes or "no customer has the day on which it left"
        return unknown(Unit.COUNT, why, window=words), unknown(Unit.MONEY, why, window=words)
    gone = outside & _within(accounts.frame["end"], window)
    arr = accounts.frame["arr"].to_numpy(dtype=float)
    told, count = int((gone & np.isfinite(arr)).sum()), int(gone.sum())
    if not accounts.value_from or (count and not told):
        revenue = unknown(Unit.MONEY, accounts.why_no_value or "none of them has a known value", window=words)
    else:
        gap = "" if told == count else f"{told:,} of {count:,} have a known value"
        revenue = Estimate(float(np.nansum(arr[gone])), Unit.MONEY, told, why=gap, window=words)
    return Estimate(float(count), Unit.COUNT, count, window=words), revenue


def _complement(kept: Estimate) -> Estimate:
    """Turn the share that stays into the share that leaves."""
    if kept.value is None:
        return kept
    low, high = (None if end is None else 1 - end for end in (kept.high, kept.low))
    return replace(kept, value=1 - kept.value, low=low, high=high)


def _nothing(why: str) -> CostOfPoorFit:
    ratio, money, count = (unknown(unit, why) for unit in (Unit.RATIO, Unit.MONEY, Unit.COUNT))
    return CostOfPoorFit((), ratio, ratio, money, money, count, money, ratio, ratio, why=why)
