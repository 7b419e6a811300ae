"""Which way of grouping do the data allow, and what came of it?"""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from icp_core.results import plural
from icp_core.segments.features import Features
from icp_core.segments.grouping import grid, k_means
from icp_core.segments.mixture import fit_mixture, mixture
from icp_core.segments.stability import Grouping

Floats: TypeAlias = np.ndarray
Method: TypeAlias = Literal["mixture", "k-means"]

FEWEST_ACCOUNTS = 50  # below it, or with fewer leavers, a grid is as good and more stable (docs/method.md)
FEWEST_LOST = 10


@dataclass(frozen=True)
class Made:
    """A grouping of some of the accounts and how it came about.

    Args:
        method: ``mixture``, ``k-means`` or ``grid``.
        grouping: The groups.
        rows: Which accounts are grouped, shape (n,).
        value: Log ARR with unknown ones at the median, shape (n,); None when value is unknown.
        why: How the groups were made, in words.
        one_group: Whether the mixture told one group only.
    """

    method: str
    grouping: Grouping
    rows: Floats
    value: Floats | None
    why: str
    one_group: bool = False


def choose(known: Features, *, method: Method, k: int, seed: int) -> Made | None:
    """Group the accounts in the best way that the data allow; None when neither value nor retention is known."""
    timed = known.timed
    value = _filled(known)
    if known.value_known and timed.sum() >= FEWEST_ACCOUNTS and known.churned >= FEWEST_LOST:
        return _mixture(known, value, k, seed) if method == "mixture" else _k_means(known, value, k, seed)
    status = np.isfinite(known.left)
    both_ways = len(np.unique(known.left[status])) > 1
    if known.value_known and known.status_known and both_ways:
        n, lost = int(status.sum()), int(np.nansum(known.left))
        counted = f"{plural(n, 'account')}, {lost} left"
        why = f"too few customers for clusters ({counted}); this is a grid of value by kept or lost"
        if n >= FEWEST_ACCOUNTS and lost >= FEWEST_LOST:
            why = "how long accounts stayed is not known, so this is a grid of value by kept or lost"
        return Made("grid", grid(value[status], known.left[status], seed=seed), status, value, why)
    if known.value_known:
        rows = np.isfinite(known.arr)
        why = "only value is known, or nobody has left, so these are bands of value at its natural break"
        return Made("grid", grid(value[rows], None, seed=seed), rows, value, why)
    if known.status_known and both_ways:
        why = "only who left is known and not what accounts pay, so this shows kept against lost"
        return Made("grid", grid(None, known.left[status], seed=seed), status, None, why)
    return None


def _mixture(known: Features, value: Floats, k: int, seed: int) -> Made:
    """Group by the mixture; by k-means where it does not settle, or tells one group only."""
    rows = known.timed
    log_arr = np.where(np.isfinite(known.arr), known.log_arr, np.nan)
    if len(np.unique(log_arr[rows & np.isfinite(known.arr)])) < 2:  # those of known lifetime all pay the same
        return _k_means(known, value, k, seed)
    found = fit_mixture(log_arr[rows], known.tenure[rows], known.entry[rows], known.left[rows], seed=seed)
    cuts = "so these groups are convenient cuts (made by k-means)"
    if found is None:
        made = _k_means(known, value, k, seed)
        return replace(
            made, why=f"the search for groups that pay alike and leave at a like pace did not settle, {cuts}"
        )
    grouping = mixture(found, seed=seed)
    groups = grouping.membership.shape[1]
    if groups == 1:
        made = _k_means(known, value, k, seed)
        return replace(
            made,
            why=f"what accounts pay and how fast they leave shows no separate kinds of customers, {cuts}",
            one_group=True,
        )
    why = f"the customers of each of these {groups} groups pay alike and leave at a like pace (made by a mixture model)"
    return Made("mixture", grouping, rows, value, why)


def _k_means(known: Features, value: Floats, k: int, seed: int) -> Made:
    rows = known.timed
    why = f"the groups come from what accounts pay and how many of {known.horizon:.0f} months they stay (k-means)"
    return Made("k-means", k_means(value[rows], known.life[rows], k, seed=seed), rows, value, why)


def _filled(known: Features) -> Floats:
    """Accounts without ARR stand at the median; the reason given says how many."""
    here = np.isfinite(known.arr)
    return np.where(here, known.log_arr, np.median(known.log_arr[here]) if here.any() else 0.0)
