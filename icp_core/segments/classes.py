"""Classes of accounts that pay alike and leave at a like pace: a mixture model, fitted by expectation-maximisation."""

from dataclasses import dataclass
from math import lgamma, log, pi
from typing import TypeAlias

import numpy as np

Floats: TypeAlias = np.ndarray

TAIL = 10.0  # degrees of freedom of log value in a class: 5 split bell shapes, more split heavy tails (decision 0024)
NARROWEST = 0.3  # of the spread of all accounts: two accounts of that spread are added to each class
RANDOM_STARTS, SHORT, LONG = 4, 15, 500  # random starts beside the ordered one; steps of a start, of the best of them
CLOSE = 1e-6  # relative gain of the log likelihood below which a fit has converged
SURE = 0.9  # share of an account that goes to the class it starts in


@dataclass(frozen=True)
class Seen:
    """What the classes are made from; all arrays have shape (n,).

    Args:
        value: Standardised log ARR, NaN where unknown.
        left: 1.0 left, 0.0 live.
        time: Rescaled time observed: over all accounts one leaves per unit of it.
    """

    value: Floats
    left: Floats
    time: Floats

    def some(self, rows: Floats) -> "Seen":
        """Return some of the accounts."""
        return Seen(self.value[rows], self.left[rows], self.time[rows])


@dataclass(frozen=True)
class Classes:
    """Classes, and how well they describe the accounts.

    Args:
        share: Share of the accounts, shape (k,).
        value: Centre of the standardised log ARR, shape (k,).
        spread: Its scale, shape (k,).
        pace: How often accounts leave against all accounts of the same age (1.0: as often), shape (k,).
        fit: Log likelihood.
        n: Accounts they were fitted to.
        converged: Whether the fit has settled.
    """

    share: Floats
    value: Floats
    spread: Floats
    pace: Floats
    fit: float
    n: int
    converged: bool

    @property
    def bic(self) -> float:
        """Bayesian information criterion (Schwarz 1978): the smaller the better; four numbers a class."""
        return float(-2 * self.fit + (4 * len(self.share) - 1) * np.log(self.n))

    def probability(self, seen: Seen) -> Floats:
        """Return the probability of each class for each account, shape (n, k)."""
        return _responsibility(_log_density(seen, self.share, self.value, self.spread, self.pace))[0]


def fit_classes(
    seen: Seen, k: int, *, narrowest: float = 0.0, starts: int = RANDOM_STARTS, close: float = CLOSE, seed: int = 0
) -> Classes:
    """Fit k classes: log value of a heavy-tailed bell shape, time until leaving exponential and censored.

    A value that is unknown says nothing; a live account counts as "not left so far". The best of several starts is
    followed until the fit settles.

    Args:
        seen: The accounts.
        k: Number of classes.
        narrowest: Least spread of a class; the step of a price list, so that one price is not a class.
        starts: Random starts beside the one ordered by value.
        close: Relative gain of the log likelihood below which the fit has settled.
        seed: Seed of the random starts.

    Source:
        Dempster, Laird & Rubin (1977), JRSS B 39, 1-38; t classes Peel & McLachlan (2000), Statistics and Computing
        10, 339-348; mixtures of censored lifetimes McLachlan & McGiffin (1994), Statistical Methods in Medical
        Research 3, 211-226.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> value = np.concatenate([rng.normal(-1, 0.2, 150), rng.normal(1, 0.2, 150)])
        >>> time = np.concatenate([rng.exponential(3, 150), rng.exponential(0.5, 150)])
        >>> classes = fit_classes(Seen(value, np.ones(300), time), 2)
        >>> classes.converged, (classes.value < 0).tolist() == (classes.pace < 1).tolist()
        (True, True)
    """
    tried = [_climb(seen, start, narrowest, SHORT, close) for start in _starts(seen, k, starts, seed)]
    best = max(tried, key=lambda classes: classes.fit)
    return _climb(seen, best.probability(seen), narrowest, LONG, close)


def _climb(seen: Seen, member: Floats, narrowest: float, steps: int, close: float) -> Classes:
    """Take turns between the classes given the memberships and the memberships given the classes."""
    n, k = member.shape
    known = np.isfinite(seen.value)
    value = np.where(known, seen.value, 0.0)
    weight, before = np.ones((n, k)), -np.inf
    for _ in range(steps):
        counted = member * known[:, None]
        pulled = counted * weight
        centre = pulled.T @ value / (pulled.sum(axis=0) + 1e-9)
        squares = (pulled * (value[:, None] - centre) ** 2).sum(axis=0)
        spread = np.sqrt((squares + 2 * NARROWEST**2) / (counted.sum(axis=0) + 2))
        spread = np.maximum(spread, narrowest)
        pace = (member.T @ seen.left + 1) / (member.T @ seen.time + 1)
        share = (member.sum(axis=0) + 1) / (n + k)
        weight = (TAIL + 1) / (TAIL + ((value[:, None] - centre) / spread) ** 2)
        member, fit = _responsibility(_log_density(seen, share, centre, spread, pace))
        settled = fit - before < close * abs(fit)
        if settled:
            break
        before = fit
    return Classes(share, centre, spread, pace, fit, n, settled)


def _log_density(seen: Seen, share: Floats, centre: Floats, spread: Floats, pace: Floats) -> Floats:
    """Return the log of share x density of each class, shape (n, k)."""
    constant = lgamma((TAIL + 1) / 2) - lgamma(TAIL / 2) - 0.5 * log(TAIL * pi)
    far = ((seen.value[:, None] - centre) / spread) ** 2
    of_value = constant - np.log(spread) - (TAIL + 1) / 2 * np.log1p(far / TAIL)
    of_time = seen.left[:, None] * np.log(pace) - seen.time[:, None] * pace
    return np.asarray(np.log(share) + of_time + np.where(np.isfinite(far), of_value, 0.0))


def _responsibility(density: Floats) -> tuple[Floats, float]:
    """Return the probability of each class and the log likelihood."""
    largest = density.max(axis=1, keepdims=True)
    part = np.exp(density - largest)
    whole = part.sum(axis=1, keepdims=True)
    return part / whole, float((np.log(whole) + largest).sum())


def _starts(seen: Seen, k: int, starts: int, seed: int) -> list[Floats]:
    """Return first memberships: by value alone, and by the nearest of k accounts drawn."""
    n = len(seen.time)
    if k == 1:
        return [np.ones((n, 1))]
    value = np.nan_to_num(seen.value)
    surplus = seen.left - seen.time  # left sooner than all accounts of the same age
    points = np.column_stack([value, 0.5 * surplus / max(float(surplus.std()), 1e-9)])
    rng = np.random.default_rng([seed, k])
    places = [np.searchsorted(np.quantile(value, np.linspace(0, 1, k + 1)[1:-1]), value)]
    for _ in range(starts):
        centres = points[rng.choice(n, k, replace=False)]
        places.append(((points[:, None, :] - centres) ** 2).sum(axis=2).argmin(axis=1))
    return [SURE * np.eye(k)[place] + (1 - SURE) / k for place in places]
