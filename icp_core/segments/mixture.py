"""How many groups pay alike and leave at a like pace, and how probably does each account belong to each?"""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from icp_core.metrics.proportion import normal_quantile
from icp_core.metrics.survival import survival_curve
from icp_core.segments.classes import Classes, Seen, fit_classes
from icp_core.segments.stability import Assign, Grouping, with_stability
from icp_core.segments.structure import price_step, valleys

Floats: TypeAlias = np.ndarray

MOST_CLASSES = 6
STARTS_RESAMPLED, ROUGH = 2, 1e-5  # a resample is fitted from fewer starts and less finely
SURE_PACE = 0.05  # chance of calling any two paces of one group different (likelihood ratio)
FITTED = 2_000  # accounts the classes are fitted to; the others are assigned
WIDEST = 0.5  # least spread asked of a class, in spreads of all accounts: with three plans prices are far apart


@dataclass(frozen=True)
class Mixture:
    """Fitted classes, which of them are one group together, and what they were fitted to.

    Args:
        classes: The classes of smallest BIC.
        groups: Numbers of the classes that make each group.
        seen: All accounts.
        step: Least spread of a class: the distance between neighbouring list prices, in spreads of log ARR, so that one
            price is no class; tiny where there is no price list.
    """

    classes: Classes
    groups: tuple[tuple[int, ...], ...]
    seen: Seen
    step: float

    def probability(self, seen: Seen) -> Floats:
        """Return the probability of each group for each account, shape (n, groups)."""
        each = self.classes.probability(seen)
        return np.column_stack([each[:, list(group)].sum(axis=1) for group in self.groups])


def fit_mixture(value: Floats, tenure: Floats, entry: Floats, left: Floats, *, seed: int) -> Mixture | None:
    """Describe the accounts by groups that pay alike and leave at a like pace.

    Months are first rescaled by the cumulative hazard of all accounts together: in one homogeneous group the rescaled
    time until leaving is exponential whatever the shape of the lifetimes, so renewals and early leavers alone make no
    groups. The number of classes is the one of smallest BIC. Classes are then joined when they leave at the same pace
    and no valley parts their values (steps of a price list and heavy tails are no groups).

    Args:
        value: Log ARR, NaN where unknown, shape (n,).
        tenure: Months observed, shape (n,).
        entry: Age in months when observation began, shape (n,).
        left: 1.0 left, 0.0 live, shape (n,).
        seed: Seed of the starts and of the sample.

    Returns:
        The groups, a single one where no more can be told apart; None when the fit does not settle.

    Source:
        docs/method.md, decision 0024; joined classes Hennig (2010), Advances in Data Analysis and Classification 4,
        3-34.
    """
    known = np.isfinite(value)
    spread = float(value[known].std())
    seen = Seen((value - value[known].mean()) / spread, left, rescaled(tenure, entry, left))
    step = min(price_step(value[known]) / spread, WIDEST)
    n = len(value)
    rows = np.arange(n) if n <= FITTED else np.sort(np.random.default_rng(seed).choice(n, FITTED, replace=False))
    sample = seen.some(rows)
    best = _of_smallest_bic(sample, step, seed)
    return Mixture(best, _joined(best, sample), seen, step) if best.converged else None


def _of_smallest_bic(sample: Seen, step: float, seed: int) -> Classes:
    """Try one class more as long as one of the last two tries was the best so far."""
    best, at = fit_classes(sample, 1, narrowest=step, seed=seed), 1
    for k in range(2, MOST_CLASSES + 1):
        if k > at + 2:
            break
        found = fit_classes(sample, k, narrowest=step, seed=seed)
        if found.bic < best.bic:
            best, at = found, k
    return best


def mixture(found: Mixture, *, seed: int) -> Grouping:
    """Give each account its group and its probabilities, and measure how stable the groups are.

    In the resamples the number of classes is kept and everything else is fitted again from new starts.
    """
    member = found.probability(found.seen)
    kept = np.unique(member.argmax(axis=1))  # a group that is nobody's first is nobody's second either
    member = member[:, kept] / member[:, kept].sum(axis=1, keepdims=True)

    def fit(drawn: Floats) -> Assign:
        sample = Seen(*drawn.T)
        k = len(found.classes.share)
        classes = fit_classes(sample, k, narrowest=found.step, starts=STARTS_RESAMPLED, close=ROUGH, seed=seed)
        again = replace(found, classes=classes, groups=_joined(classes, sample))
        return lambda points: np.asarray(again.probability(Seen(*points.T)).argmax(axis=1))

    points = np.column_stack([found.seen.value, found.seen.left, found.seen.time])
    grouping = with_stability(points, member.argmax(axis=1), fit, seed)
    return Grouping(grouping.labels, member, grouping.stability, grouping.mean_stability)


def rescaled(tenure: Floats, entry: Floats, left: Floats) -> Floats:
    """Return the time observed in units of the cumulative hazard of all accounts together, shape (n,).

    Source: Nelson (1972), Technometrics 14, 945-966; Aalen (1978), Annals of Statistics 6, 701-726.

    Example:
        >>> rescaled(np.array([12.0, 12.0, 12.0, 24.0]), np.zeros(4), np.array([1.0, 1.0, 0.0, 1.0])).tolist()
        [0.5, 0.5, 0.5, 1.5]
    """
    curve = survival_curve(tenure, left == 1, entry=entry)
    hazard = np.cumsum(curve.events / np.maximum(curve.at_risk, 1))
    until = np.searchsorted(curve.times, np.stack([entry, tenure]), side="right") - 1
    begun, ended = np.where(until >= 0, hazard[until], 0.0)
    return np.asarray(np.where(entry > 0, ended - begun, ended))


def _joined(classes: Classes, seen: Seen) -> tuple[tuple[int, ...], ...]:
    """Join classes that leave at the same pace and have no valley between their values, the most alike first."""
    each = classes.probability(seen)
    k = each.shape[1]
    same = normal_quantile(1 - SURE_PACE / max(k * (k - 1) / 2, 1)) ** 2  # chi square, Bonferroni over all pairs
    left, time = each.T @ seen.left, each.T @ seen.time
    hill = np.searchsorted(valleys(seen.value[np.isfinite(seen.value)]), classes.value)
    groups: list[tuple[int, ...]] = [(label,) for label in range(k)]
    while True:
        pairs = [
            (_pace_ratio(left, time, one, other), one, other)
            for place, other in enumerate(groups)
            for one in groups[:place]
            if hill[one[0]] == hill[other[0]]
        ]
        ratio, one, other = min(pairs, default=(np.inf, (), ()))
        if ratio > same:
            return tuple(groups)
        groups = [*(group for group in groups if group not in (one, other)), one + other]


def _pace_ratio(left: Floats, time: Floats, one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the likelihood ratio of two paces against one (exponential times)."""

    def best(group: tuple[int, ...]) -> float:
        gone, passed = float(left[list(group)].sum()), float(time[list(group)].sum())
        return gone * (np.log(gone / passed) - 1) if gone > 0 and passed > 0 else 0.0

    return 2 * (best(one) + best(other) - best(one + other))
