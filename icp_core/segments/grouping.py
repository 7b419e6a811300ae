"""How the accounts are put into groups: k-means on value and expected life, or a grid when there are few."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from icp_core.results import Estimate, Unit, unknown
from icp_core.segments.features import RETENTION_WEIGHT

Floats: TypeAlias = np.ndarray
Assign: TypeAlias = Callable[[Floats], Floats]  # points (m, axes) -> group numbers (m,)
Fit: TypeAlias = Callable[[Floats], Assign]

STARTS, STARTS_LARGE, LARGE = 10, 3, 20_000  # random starts of k-means, fewer above LARGE accounts
RESAMPLES = 20
RESAMPLED = 2_000  # accounts that stability is measured on
STARTS_RESAMPLED = 3


@dataclass(frozen=True)
class Grouping:
    """Group number per account, and how stable each group is under resampling.

    Args:
        labels: Group of each account, shape (n,).
        stability: Bootstrap Jaccard of each group, by group number.
        mean_stability: The mean over the groups, with the middle 90 % of the resamples.
    """

    labels: Floats
    stability: dict[int, Estimate]
    mean_stability: Estimate


def k_means(value: Floats, life: Floats, k: int, *, seed: int) -> Grouping:
    """Group by standardised log ARR and 0.75 x standardised expected life.

    Args:
        value: Log ARR, shape (n,).
        life: Expected life in months, shape (n,).
        k: Groups wanted; fewer are made when the accounts take fewer than k different positions.
        seed: Seed of the starts and of the resamples.

    Source:
        docs/method.md; stability Hennig (2007), Computational Statistics & Data Analysis 52, 258-271.
    """
    import sklearn.cluster  # noqa: F401  (only libraries loaded already are limited)
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    points = np.column_stack([_standard(value), RETENTION_WEIGHT * _standard(life)])
    k = min(k, len(np.unique(points, axis=0)))
    starts = STARTS if len(points) <= LARGE else STARTS_LARGE
    with threadpool_limits(limits=1, user_api="openmp"):  # waiting threads of a busy machine made this 4 times slower
        labels = _k_means(k, starts, seed)(points)(points)
        return _with_stability(points, labels, _k_means(k, STARTS_RESAMPLED, seed), seed)


def grid(value: Floats | None, left: Floats | None, *, seed: int) -> Grouping:
    """Group by value above or below its natural break, and by whether the account left; either may be missing.

    Args:
        value: Log ARR, shape (n,); None when unknown.
        left: 1.0 left, 0.0 live, shape (n,); None when unknown.
        seed: Seed of the resamples.
    """
    given = [axis for axis in (value, left) if axis is not None]
    points = np.column_stack(given)

    def fit(sample: Floats) -> Assign:
        cut = natural_break(sample[:, 0]) if value is not None else np.inf

        def assign(some: Floats) -> Floats:
            high = some[:, 0] > cut if value is not None else np.zeros(len(some))
            gone = some[:, -1] if left is not None else np.zeros(len(some))
            return (2 * high + gone).astype(int)

        return assign

    return _with_stability(points, fit(points)(points), fit, seed)


def natural_break(value: Floats) -> float:
    """Return the cut that splits a number into its two tightest groups (2-means in one dimension, exact).

    Example:
        >>> natural_break(np.array([1.0, 2.0, 9.0, 11.0]))
        5.5
    """
    ordered = np.sort(value)
    n = len(ordered)
    below = np.arange(1, n)
    total = np.cumsum(ordered)
    gap = total[:-1] / below - (total[-1] - total[:-1]) / (n - below)
    between = np.where(np.diff(ordered) > 0, below * (n - below) * gap**2, -1.0)
    if not len(between) or between.max() < 0:
        return float(ordered[-1]) if n else 0.0
    place = int(np.argmax(between))
    return float((ordered[place] + ordered[place + 1]) / 2)


def _k_means(k: int, starts: int, seed: int) -> Fit:
    def fit(sample: Floats) -> Assign:
        from sklearn.cluster import KMeans
        from sklearn.exceptions import ConvergenceWarning

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # a resample may hold fewer than k positions
            model = KMeans(k, n_init=starts, random_state=seed).fit(sample)
        centres = model.cluster_centers_

        def assign(some: Floats) -> Floats:
            return np.asarray(np.argmin(((some[:, None, :] - centres[None]) ** 2).sum(-1), axis=1))

        return assign

    return fit


def _with_stability(points: Floats, labels: Floats, fit: Fit, seed: int) -> Grouping:
    """Measure how well each group is found again in resamples (mean Jaccard with its best likeness)."""
    rng = np.random.default_rng(seed)
    n = len(points)
    chosen = np.arange(n) if n <= RESAMPLED else np.sort(rng.choice(n, RESAMPLED, replace=False))
    some, base = points[chosen], labels[chosen]
    names = np.unique(labels)
    if len(names) < 2:
        why = "there is only one group"
        return Grouping(labels, {int(name): unknown(Unit.RATIO, why) for name in names}, unknown(Unit.RATIO, why))
    found = np.array([_overlaps(some, base, names, fit, rng) for _ in range(RESAMPLES)])
    each = {int(name): _estimate(found[:, place], len(some)) for place, name in enumerate(names)}
    return Grouping(labels, each, _estimate(found.mean(axis=1), len(some)))


def _overlaps(points: Floats, base: Floats, names: Floats, fit: Fit, rng: np.random.Generator) -> Floats:
    drawn = rng.integers(0, len(points), len(points))
    seen = np.unique(drawn)
    again = fit(points[drawn])(points[seen])
    table = np.array([np.bincount(again[base[seen] == name], minlength=int(again.max()) + 1) for name in names])
    either = table.sum(1, keepdims=True) + table.sum(0, keepdims=True) - table
    return np.asarray(np.max(table / np.maximum(either, 1), axis=1))


def _estimate(overlap: Floats, n: int) -> Estimate:
    low, high = np.quantile(overlap, [0.05, 0.95])
    window = f"mean Jaccard overlap in {RESAMPLES} resamples"
    return Estimate(float(overlap.mean()), Unit.RATIO, n, float(low), float(high), window=window)


def _standard(number: Floats) -> Floats:
    spread = number.std()
    return np.asarray((number - number.mean()) / (spread if spread > 0 else 1.0))
