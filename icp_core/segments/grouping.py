"""How the accounts are put into groups: k-means on value and expected life, or a grid when there are few."""

import warnings
from contextlib import AbstractContextManager
from typing import TypeAlias

import numpy as np

from icp_core.segments.features import RETENTION_WEIGHT
from icp_core.segments.stability import Assign, Fit, Grouping, with_stability

Floats: TypeAlias = np.ndarray

STARTS, STARTS_LARGE, LARGE = 10, 3, 20_000  # random starts of k-means, fewer above LARGE accounts
STARTS_RESAMPLED = 3


def k_means(value: Floats, life: Floats, k: int, *, seed: int) -> Grouping:
    """Group by standardised log ARR and 0.75 x standardised expected life.

    Args:
        value: Log ARR, shape (n,).
        life: Expected life in months, shape (n,).
        k: Groups wanted; fewer are made when the accounts take fewer than k different positions.
        seed: Seed of the starts and of the resamples.

    Source:
        docs/method.md.
    """
    points = np.column_stack([_standard(value), RETENTION_WEIGHT * _standard(life)])
    k = min(k, len(np.unique(points, axis=0)))
    with _one_thread():
        return with_stability(points, _labels(points, k, seed), _k_means(k, STARTS_RESAMPLED, seed), seed)


def k_means_labels(value: Floats, life: Floats, k: int, *, seed: int) -> Floats:
    """Return the groups of :func:`k_means` alone, shape (n,), without their stability."""
    points = np.column_stack([_standard(value), RETENTION_WEIGHT * _standard(life)])
    with _one_thread():
        return _labels(points, min(k, len(np.unique(points, axis=0))), seed)


def _labels(points: Floats, k: int, seed: int) -> Floats:
    return _k_means(k, STARTS if len(points) <= LARGE else STARTS_LARGE, seed)(points)(points)


def _one_thread() -> AbstractContextManager[object]:
    """Keep scikit-learn to one thread: waiting threads of a busy machine made this 4 times slower."""
    import sklearn.cluster  # noqa: F401  (only libraries loaded already are limited)
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="openmp")
    return limits


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

    return with_stability(points, fit(points)(points), fit, seed)


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


def _standard(number: Floats) -> Floats:
    spread = number.std()
    return np.asarray((number - number.mean()) / (spread if spread > 0 else 1.0))
