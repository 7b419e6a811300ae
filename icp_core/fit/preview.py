"""Whom would this ICP pick? Counts that answer at once while somebody edits it."""

from dataclasses import dataclass

import numpy as np

from icp_core.fit.outcomes import live_accounts
from icp_core.fit.tally import INSIDE, RINGS, Ring, Tally
from icp_core.fit.tried_rows import TriedRows
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.proportion import share
from icp_core.profile import Criterion, IcpProfile
from icp_core.results import Estimate, Unit, unknown

ALL = "all customers, live and left"


@dataclass(frozen=True)
class Ground:
    """What an ICP is tried on.

    Args:
        customers: All accounts, live and left; the amount is the ARR of the live ones.
        open_deals: The deals that are still open; None when there is no deals table.
        why_no_arr: Why no ARR is known; empty when some is.
    """

    customers: TriedRows
    open_deals: TriedRows | None
    why_no_arr: str = ""

    @classmethod
    def of(cls, accounts: Accounts, deals: Deals | None) -> "Ground":
        """Take from the account and the deal table what an ICP may look at: what was known beforehand."""
        arr = np.nan_to_num(accounts.frame["arr"].to_numpy(dtype=float))
        arr = np.where(live_accounts(accounts) & (arr > 0), arr, 0.0)
        why = "" if accounts.value_from else accounts.why_no_value or "no account has a known value"
        customers = TriedRows(accounts.frame[list(accounts.attributes)], arr)
        if deals is None:
            return cls(customers, None, why)
        now = deals.frame.loc[deals.frame["outcome"] == "open", list(deals.attributes)]
        return cls(customers, TriedRows.without_amounts(now), why)


@dataclass(frozen=True)
class Counted:
    """How many rows meet a criterion; an exclusion is met by those that it keeps out.

    Args:
        met: Rows that meet it in full.
        edge: Rows outside a range, but on its soft edge.
        missed: Rows that do not meet it.
        unknown: Rows without a known value, which are never a miss.
        amount: Sum of the amounts of those that meet it.
        share: Of the rows with a known value, the share that meets it.
    """

    met: int
    edge: int
    missed: int
    unknown: int
    amount: float
    share: Estimate

    @property
    def known(self) -> int:
        """Rows with a known value."""
        return self.met + self.edge + self.missed


@dataclass(frozen=True)
class CriterionPreview:
    """One criterion against the customers and the open deals."""

    customers: Counted
    open_deals: Counted | None


@dataclass(frozen=True)
class RingCount:
    """How many customers stand in a ring."""

    ring: Ring
    n: int
    share: Estimate


@dataclass(frozen=True)
class Preview:
    """Whom an ICP picks.

    Args:
        criteria: Each criterion by itself, in order.
        rings: Customers by ring, from the bullseye outwards; those that cannot be placed last.
        customers: Customers in the bullseye and the inner ring, of all customers.
        unplaced: Customers of whom too little is known.
        arr: Recurring revenue a year of the live customers inside.
        arr_share: The same as a share of the recurring revenue of all live customers.
        open_deals: Open deals inside, of all open deals.
        open_deals_unplaced: Open deals of which too little is known.
        why_nobody: Why no customer is inside; empty where one is.
    """

    criteria: tuple[CriterionPreview, ...]
    rings: tuple[RingCount, ...]
    customers: Estimate
    unplaced: int
    arr: Estimate
    arr_share: Estimate
    open_deals: Estimate
    open_deals_unplaced: int
    why_nobody: str


def preview(ground: Ground, profile: IcpProfile) -> Preview:
    """Count whom an ICP picks, and whom each criterion by itself does.

    Args:
        ground: What it is tried on.
        profile: The ICP as it stands now.

    Returns:
        Counts of what is known, no estimate of the rest: that is on the Fit page.

    Example:
        >>> import pandas as pd
        >>> customers = TriedRows(pd.DataFrame({"size": ["S", "L", "S", None]}), np.array([5.0, 7.0, 0.0, 1.0]))
        >>> icp = IcpProfile(criteria=[{"column": "size", "op": "in", "value": ["S"], "mode": "require"}])
        >>> found = preview(Ground(customers, None), icp)
        >>> found.customers.value, found.unplaced, found.arr.value, found.criteria[0].customers.unknown
        (2.0, 1, 5.0, 1)
    """
    rows = ground.customers
    ring, totals = _rings(rows, profile)
    inside = ring < len(INSIDE)
    counts = np.bincount(ring, minlength=len(RINGS))
    n, hits = len(rows), int(inside.sum())
    deals, deals_unplaced = _deals(ground.open_deals, profile)
    return Preview(
        criteria=tuple(_tried(ground, criterion) for criterion in profile.criteria),
        rings=tuple(
            RingCount(name, int(count), share(int(count), n, why_none="there are no customers"))
            for name, count in zip(RINGS, counts, strict=True)
        ),
        customers=Estimate(float(hits), Unit.COUNT, n, window=ALL),
        unplaced=int(counts[RINGS.index("unclassified")]),
        arr=_arr(ground, float(rows.amounts[inside].sum()), int((inside & (rows.amounts > 0)).sum())),
        arr_share=_arr_share(ground, float(rows.amounts[inside].sum())),
        open_deals=deals,
        open_deals_unplaced=deals_unplaced,
        why_nobody="" if hits or not n else _why_nobody(ground, profile, totals),
    )


def _rings(rows: TriedRows, profile: IcpProfile) -> tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", Tally]:
    totals = rows.totals(profile)
    return totals.rings(profile.rings), totals


def _tried(ground: Ground, criterion: Criterion) -> CriterionPreview:
    deals = None if ground.open_deals is None else _count(ground.open_deals, criterion, "open deals")
    return CriterionPreview(_count(ground.customers, criterion, "customers"), deals)


def _count(rows: TriedRows, criterion: Criterion, noun: str) -> Counted:
    levels, found = rows.answer(criterion)
    full, edge = found.score == 1, (found.score > 0) & (found.score < 1)
    edge |= found.near
    met, on_edge, known = (int(levels.rows[part].sum()) for part in (full, edge, found.known))
    why = f"the data have no column '{criterion.column}'" if found.absent else f"none of the {noun} has a known value"
    return Counted(
        met=met,
        edge=on_edge,
        missed=known - met - on_edge,
        unknown=len(rows) - known,
        amount=float(levels.amounts[full].sum()),
        share=share(met, known, why_none=why),
    )


def _arr(ground: Ground, inside: float, n: int) -> Estimate:
    if ground.why_no_arr:
        return unknown(Unit.MONEY, ground.why_no_arr)
    return Estimate(inside, Unit.MONEY, n, window="live customers")


def _arr_share(ground: Ground, inside: float) -> Estimate:
    amounts = ground.customers.amounts
    if ground.why_no_arr or not amounts.sum():
        return unknown(Unit.RATIO, ground.why_no_arr or "no live customer has a known ARR")
    return Estimate(inside / float(amounts.sum()), Unit.RATIO, int((amounts > 0).sum()), window="live customers")


def _deals(rows: TriedRows | None, profile: IcpProfile) -> tuple[Estimate, int]:
    if rows is None:
        return unknown(Unit.COUNT, "there is no file of deals"), 0
    if not len(rows):
        return unknown(Unit.COUNT, "no deal is open"), 0
    ring, _ = _rings(rows, profile)
    inside = int((ring < len(INSIDE)).sum())
    return Estimate(float(inside), Unit.COUNT, len(rows), window="open deals"), int((ring == len(RINGS) - 1).sum())


def _why_nobody(ground: Ground, profile: IcpProfile, totals: Tally) -> str:
    """Name the first thing that leaves nobody inside."""
    if not profile.criteria:
        return "it has no criteria yet"
    for criterion in profile.criteria:
        counted = _count(ground.customers, criterion, "customers")
        if criterion.mode == "require" and not counted.known:
            return f"'{criterion.column}' must hold and is unknown for every customer"
        if criterion.mode == "require" and not counted.met + counted.edge:
            return f"no customer meets '{criterion}', which must hold"
        if criterion.mode == "exclude" and counted.met == len(ground.customers):
            return f"'{criterion}' keeps every customer out"
    if not totals.passed.any():
        if not totals.gated.any():
            return "of no customer all must-haves and exclusions are known"
        return "no customer meets all must-haves at once without being ruled out"
    if (totals.known_share[totals.passed] < profile.rings.min_known).all():
        return f"of no customer {100 * profile.rings.min_known:.0f} % of the criteria's weight is known"
    return f"no customer reaches fit {profile.rings.inner:g}"
