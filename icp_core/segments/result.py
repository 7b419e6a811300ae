"""What the grouping of the accounts answers."""

from dataclasses import dataclass, field

import pandas as pd

from icp_core.results import Estimate


@dataclass(frozen=True)
class StructureTest:
    """One question whether groups are really there.

    Args:
        name: ``value peaks``, ``retention by value`` or ``shared trait``.
        p: p-value of the test alone.
        holds: Whether it holds at 5 % after Holm's correction over all tests made.
        sentence: The answer in words.
    """

    name: str
    p: float
    holds: bool
    sentence: str


@dataclass(frozen=True)
class Segment:
    """One group of accounts, described by what happened to it.

    Args:
        name: In words ("High value, kept"), or the name that people gave.
        key: The automatic name as an identifier ("high_kept").
        n: Accounts.
        share: Share of all grouped accounts.
        arr_share: Share of today's ARR; None when no ARR is known.
        arr_median: Median ARR (live: now; left: last before leaving).
        retention_12m: Share of the group still here after 12 months: what happened, never a forecast, because the
            group was made from it.
        live_share: Share that is still a customer.
        nrr: Net revenue retention of the group.
        stability: Mean Jaccard overlap with its likeness in resampled data; below .60 do not trust the group.
        traits: Attribute levels that are commoner here than elsewhere, in words; at most two, beyond chance.
        sentence: All of it in one sentence.
        automatic: The name in words that the group has by itself.
    """

    name: str
    key: str
    n: int
    share: Estimate
    arr_share: float | None
    arr_median: Estimate
    retention_12m: Estimate
    live_share: Estimate
    nrr: Estimate
    stability: Estimate
    traits: tuple[str, ...]
    sentence: str
    automatic: str = ""


@dataclass(frozen=True)
class Segments:
    """Groups of the accounts by retention and value.

    Args:
        found: Whether a test says that groups are really there; when False the groups are cuts made for reading.
        why: How the groups were made, what the tests say, and what is missing.
        method: ``mixture``, ``k-means``, ``grid`` or ``none``.
        stability: Mean over the groups of the bootstrap Jaccard overlap.
        items: The groups: highest value first, kept before lost.
        labels: Name of the group per account (NA: not grouped), index account_id.
        points: One row an account: ``account_id, arr, expected_life`` (months out of the horizon), ``segment, left``;
            ``probability`` that it belongs to its segment (k-means and grid: share of the resamples in which it falls
            there; NaN: not grouped), ``borderline`` where that is below 60 %, and the ``second`` likeliest segment (NA:
            no other).
        tests: The structure tests that could be made.
        rule: The groups as two or three cuts in words.
        horizon: Months that ``expected_life`` is counted up to; 0 when lifetimes are unknown.
        fidelity: Share of the accounts that ``rule`` places as the groups do, averaged over the groups; None: no rule.
        one_group: Whether the mixture told one group only, so that the groups are cuts by k-means.
    """

    found: bool
    why: str
    method: str
    stability: Estimate
    items: tuple[Segment, ...]
    labels: pd.Series = field(repr=False)
    points: pd.DataFrame = field(repr=False)
    tests: tuple[StructureTest, ...] = ()
    rule: str = ""
    horizon: float = 0.0
    fidelity: float | None = None
    one_group: bool = False
