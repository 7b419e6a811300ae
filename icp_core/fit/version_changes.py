"""Whom does a change of the ICP bring in, and whom does it leave out?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.fit.matching import Bools
from icp_core.fit.preview import Ground
from icp_core.fit.score import fit_accounts
from icp_core.fit.tally import INSIDE, RINGS
from icp_core.fit.tried_rows import TriedRows
from icp_core.metrics.accounts import Accounts
from icp_core.profile import IcpProfile
from icp_core.results import Estimate, Unit, unknown

UNPLACED = RINGS.index("unclassified")


@dataclass(frozen=True)
class VersionChanges:
    """The accounts that two versions of an ICP place differently.

    Args:
        gained: Accounts inside the newer version and not inside the older one, the largest ARR first: ``account_id``,
            ``name``, ``arr``, ``before`` and ``after`` (rings) and ``reasons`` (of the newer version).
        lost: The same for those inside the older version and not inside the newer one.
        stayed: Accounts inside both.
        moved: Accounts that stand in another ring, these two included.
        unplaced_before: Accounts that the older version could not place.
        unplaced_after: Accounts that the newer version cannot place.
        arr_gained: Recurring revenue a year of the live accounts gained.
        arr_lost: The same of those lost.
        deals_gained: Open deals gained.
        deals_lost: Open deals lost.
    """

    gained: pd.DataFrame
    lost: pd.DataFrame
    stayed: int
    moved: int
    unplaced_before: int
    unplaced_after: int
    arr_gained: Estimate
    arr_lost: Estimate
    deals_gained: Estimate
    deals_lost: Estimate


def version_changes(accounts: Accounts, ground: Ground, before: IcpProfile, after: IcpProfile) -> VersionChanges:
    """Place every account and every open deal by both versions.

    Args:
        accounts: The account table that ``ground`` was made of.
        ground: What the versions are tried on.
        before: The older version.
        after: The newer one.

    Example:
        >>> from icp_core.dataset import Dataset
        >>> from icp_core.metrics import account_table
        >>> customers = pd.DataFrame({"account_id": ["a", "b"], "size": ["S", "L"]})
        >>> accounts = account_table(Dataset.of(customers=customers))
        >>> small, large = (
        ...     IcpProfile(criteria=[{"column": "size", "op": "in", "value": [size], "mode": "require"}])
        ...     for size in ("S", "L")
        ... )
        >>> found = version_changes(accounts, Ground.of(accounts, None), small, large)
        >>> found.gained[["account_id", "before", "after"]].values.tolist()
        [['b', 'outside', 'bullseye']]
    """
    rows = ground.customers
    old, new = (rows.totals(profile).rings(profile.rings) for profile in (before, after))
    inside_old, inside_new = old < len(INSIDE), new < len(INSIDE)
    gained, lost = inside_new & ~inside_old, inside_old & ~inside_new
    tables = [_listed(accounts, part, (old, new), after) for part in (gained, lost)]
    deals_gained, deals_lost = _deals(ground.open_deals, before, after)
    return VersionChanges(
        gained=tables[0],
        lost=tables[1],
        stayed=int((inside_old & inside_new).sum()),
        moved=int((old != new).sum()),
        unplaced_before=int((old == UNPLACED).sum()),
        unplaced_after=int((new == UNPLACED).sum()),
        arr_gained=_arr(ground, gained),
        arr_lost=_arr(ground, lost),
        deals_gained=deals_gained,
        deals_lost=deals_lost,
    )


def _listed(accounts: Accounts, part: Bools, rings: tuple[np.ndarray, np.ndarray], after: IcpProfile) -> pd.DataFrame:
    chosen = accounts.frame[part]
    names = np.array(RINGS, dtype=object)
    fit = fit_accounts(chosen[["account_id", *accounts.attributes]].reset_index(drop=True), after).frame
    listed = pd.DataFrame(
        {
            "account_id": chosen["account_id"].to_numpy(),
            "name": chosen["name"].to_numpy(),
            "arr": chosen["arr"].to_numpy(dtype=float),
            "before": names[rings[0][part]],
            "after": names[rings[1][part]],
            "reasons": fit["reasons"].to_numpy(),
        }
    )
    return listed.sort_values("arr", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def _arr(ground: Ground, part: Bools) -> Estimate:
    if ground.why_no_arr:
        return unknown(Unit.MONEY, ground.why_no_arr)
    amounts = ground.customers.amounts[part]
    return Estimate(float(amounts.sum()), Unit.MONEY, int((amounts > 0).sum()), window="live customers")


def _deals(rows: TriedRows | None, before: IcpProfile, after: IcpProfile) -> tuple[Estimate, Estimate]:
    if rows is None or not len(rows):
        why = "there is no file of deals" if rows is None else "no deal is open"
        return unknown(Unit.COUNT, why), unknown(Unit.COUNT, why)
    old, new = (rows.totals(profile).rings(profile.rings) < len(INSIDE) for profile in (before, after))
    counts = int((new & ~old).sum()), int((old & ~new).sum())
    gained, lost = (Estimate(float(count), Unit.COUNT, len(rows), window="open deals") for count in counts)
    return gained, lost
