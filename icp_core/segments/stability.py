"""How steadily is each group found again when the accounts are drawn again, and how surely does an account belong?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from icp_core.results import Estimate, Unit, unknown

Floats: TypeAlias = np.ndarray
Assign: TypeAlias = Callable[[Floats], Floats]  # points (m, axes) -> group numbers (m,)
Fit: TypeAlias = Callable[[Floats], Assign]

RESAMPLES = 20
RESAMPLED = 2_000  # accounts that stability is measured on


@dataclass(frozen=True)
class Grouping:
    """Group number per account, how surely it belongs there, and how stable each group is under resampling.

    Args:
        labels: Group of each account, shape (n,).
        membership: Share that speaks for each group, shape (n, groups), columns by rising group number. Of k-means and
            of the grid: of the resamples, those in which the account falls into the likeness of the group. Of the
            mixture: the probability of the group.
        stability: Bootstrap Jaccard of each group, by group number.
        mean_stability: The mean over the groups, with the middle 90 % of the resamples.
    """

    labels: Floats
    membership: Floats
    stability: dict[int, Estimate]
    mean_stability: Estimate


def with_stability(points: Floats, labels: Floats, fit: Fit, seed: int) -> Grouping:
    """Measure how well each group is found again in resamples (mean Jaccard with its best likeness).

    Args:
        points: What the groups were made from, shape (n, axes).
        labels: Group of each account, shape (n,).
        fit: Makes groups from a sample and returns the rule that assigns accounts to them.
        seed: Seed of the resamples.

    Source:
        Hennig (2007), Computational Statistics & Data Analysis 52, 258-271.
    """
    rng = np.random.default_rng(seed)
    n = len(points)
    chosen = np.arange(n) if n <= RESAMPLED else np.sort(rng.choice(n, RESAMPLED, replace=False))
    names = np.unique(labels)
    if len(names) < 2:
        why = "there is only one group"
        missing = {int(name): unknown(Unit.RATIO, why) for name in names}
        return Grouping(labels, np.ones((n, len(names))), missing, unknown(Unit.RATIO, why))
    overlaps, votes = np.zeros((RESAMPLES, len(names))), np.zeros((n, len(names)))
    for draw in range(RESAMPLES):
        drawn = rng.choice(chosen, len(chosen))
        again = fit(points[drawn])(points)
        seen = np.unique(drawn)
        alike = _overlap(labels[seen], again[seen], names, int(again.max()) + 1)
        overlaps[draw] = alike.max(axis=1)
        votes[np.arange(n), alike.argmax(axis=0)[again]] += 1
    each = {int(name): _estimate(overlaps[:, place], len(chosen)) for place, name in enumerate(names)}
    return Grouping(labels, votes / RESAMPLES, each, _estimate(overlaps.mean(axis=1), len(chosen)))


def _overlap(first: Floats, again: Floats, names: Floats, found: int) -> Floats:
    """Return the Jaccard overlap of each group with each group of a resample, shape (groups, found)."""
    table = np.array([np.bincount(again[first == name], minlength=found) for name in names])
    either = table.sum(1, keepdims=True) + table.sum(0, keepdims=True) - table
    return np.asarray(table / np.maximum(either, 1))


def _estimate(overlap: Floats, n: int) -> Estimate:
    low, high = np.quantile(overlap, [0.05, 0.95])
    window = f"mean Jaccard overlap in {RESAMPLES} resamples"
    return Estimate(float(overlap.mean()), Unit.RATIO, n, float(low), float(high), window=window)
