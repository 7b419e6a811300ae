"""How long does a sale take, with the deals that are still open?"""

from dataclasses import dataclass, replace

from icp_core.metrics.deals import Deals
from icp_core.metrics.win_cohorts import curve_of_deals, dated, missing_decisions
from icp_core.metrics.winning import days_of, left_out, new_business, sales_cycle
from icp_core.results import Estimate, Unit, unknown

CYCLE_DAYS = 270.0  # wins later than this are no part of a cycle that can be compared over time; as in the drift


@dataclass(frozen=True)
class SalesCycle:
    """The sales cycle of new business, seen from both sides.

    Args:
        won: Median days from creation to close of the deals won so far.
        with_open: Median days of the deals won within ``horizon`` days, open deals counted as not yet decided.
        horizon: Days after creation: 270, or as far as 10 deals have been observed.
    """

    won: Estimate
    with_open: Estimate
    horizon: float


def cycle_with_open(deals: Deals | None) -> SalesCycle:
    """Return the median sales cycle of won deals, and the one that counts the deals still open.

    The deals won so far are the fast ones, the more so the younger the file: their median is too short. Deals created
    before the file's first closing are left out of the second where those decided early are missing.

    Source:
        Aalen & Johansen (1978); the interval from the order statistics of the wins; bias in docs/method.md.
    """
    if deals is None:
        none = unknown(Unit.DAYS, "no deals file")
        return SalesCycle(none, none, CYCLE_DAYS)
    won = overall_cycle(deals)
    rows = dated(deals)
    missing = missing_decisions(rows)
    rows = rows[rows["created"] >= missing.first] if missing else rows
    if rows.empty:
        return SalesCycle(won, unknown(Unit.DAYS, "no deal has a creation day"), CYCLE_DAYS)
    curve = curve_of_deals(rows)
    horizon = CYCLE_DAYS if curve.at(CYCLE_DAYS).known else min(CYCLE_DAYS, curve.follow_up)
    return SalesCycle(won, curve.median(horizon), horizon)


def overall_cycle(deals: Deals) -> Estimate:
    """Return the median sales cycle of the won deals of new business."""
    won = new_business(deals.won)
    cycle = sales_cycle(won, window=days_of(won["closed"]))
    return replace(cycle, why=left_out(deals.won)) if cycle.known else cycle
