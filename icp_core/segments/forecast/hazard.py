"""How fast does each account leave compared with the others, judged by accounts that the model has not seen?"""

import warnings
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.metrics.survival import SurvivalCurve, survival_curve
from icp_core.segments.forecast.design import Design, bends

Floats: TypeAlias = np.ndarray

FOLDS = 5
PENALTIES = (500.0, 100.0, 25.0, 8.0)  # events that a coefficient of 1 must be worth, the strictest first
BENT = 25.0  # the same, for bending the predictions to what was seen
MOST_FITTED = 20_000  # accounts a model is made of; more change the second decimal and take seconds
FASTEST, SLOWEST = 8.0, 1 / 8  # times the usual pace that a prediction may reach


@dataclass(frozen=True)
class Lives:
    """What was seen of each account; all arrays have shape (n,).

    Args:
        tenure: Months observed.
        left: Whether the account has left.
        entry: Age in months when observation began.
    """

    tenure: Floats
    left: Floats
    entry: Floats

    def rows(self, chosen: Floats) -> "Lives":
        """Return some of the accounts."""
        return Lives(self.tenure[chosen], self.left[chosen], self.entry[chosen])

    def curve(self) -> SurvivalCurve:
        """Return the survival of all of them."""
        return survival_curve(self.tenure, self.left, entry=self.entry)


@dataclass(frozen=True)
class Predicted:
    """Out-of-fold predictions.

    Args:
        pace: Logarithm of the pace of leaving, 0 the usual one; shape (n,).
        kept: Share predicted to stay for ``months``, shape (n,).
        fold: Which fifth an account was judged in, shape (n,).
        factors: What each column does to the pace (1: nothing), by column, shape (n,) each.
        gain: By how much they beat one pace for all, in log-likelihood per account that left; above 0 is better.
        penalty: The penalty that was chosen; None where one pace for all was as good.
    """

    pace: Floats
    kept: Floats
    fold: Floats
    factors: dict[str, Floats]
    gain: float
    penalty: float | None


def predict(known: Design, lives: Lives, *, months: float, seed: int) -> Predicted:
    """Predict for each account, from a model of the other four fifths, how likely it stays.

    Time runs on the scale of the pooled cumulative hazard, on which the accounts of one kind leave at one pace whatever
    the shape of their lifetimes: yearly renewals and early leavers included. On it a Poisson regression with exposure
    is Cox's model of proportional hazards. Where many leave on one day, each of them counts with half of that day's
    hazard; with all of it the differences between accounts came out a quarter too small under yearly renewals.

    Args:
        known: What is known before the sale.
        lives: What was seen of each account, in the order of ``known``.
        months: Months of the forecast.
        seed: Seed of the fifths.

    Source:
        Whitehead (1980), Applied Statistics 29, 268-275; Aitkin & Clayton (1980), ibid. 156-163; docs/method.md.
    """
    fold = _folds(lives.left, seed)
    parts = [_fold(known, lives, fold == place) for place in range(FOLDS)]
    gains = [sum(float(part.gains[at]) for part in parts) for at in range(len(PENALTIES))]
    best = int(np.argmax(gains))
    chosen = gains[best] > 0
    pace = np.zeros(len(fold))
    factors = {name: np.ones(len(fold)) for name in known.blocks}
    for place, part in enumerate(parts):
        test = fold == place
        if chosen:
            pace[test] = part.pace[best]
            for name, block in known.blocks.items():
                factors[name][test] = np.exp(known.matrix[test, block] @ part.weights[best][block])
    kept = _calibrated(pace, lives, fold, months)
    lost = max(int(lives.left.sum()), 1)
    return Predicted(pace, kept, fold, factors, gains[best] / lost, PENALTIES[best] if chosen else None)


def _calibrated(pace: Floats, lives: Lives, fold: Floats, months: float) -> Floats:
    """Turn each pace into the share that stays, as the first months of the accounts of other folds say.

    Columns work together, and not all accounts leave in proportion all their life; both would bend the predictions.
    Only what the first months show of accounts predicted alike counts here.
    """
    first = Lives(np.minimum(lives.tenure, months), lives.left & (lives.tenure <= months), lives.entry)
    first = Lives(first.tenure, first.left, np.minimum(first.entry, first.tenure))
    ranks = bends(pd.Series(pace))
    kept = np.ones(len(pace))
    for place in np.unique(fold):
        test = fold == place
        train = _some(np.flatnonzero(~test))
        seen = first.rows(train)
        curve = seen.curve()
        exposed = _exposure(curve, seen) * np.exp(pace[train])
        ((weights, level),) = _fitted(ranks[train], exposed, seen.left.astype(float), (BENT,))
        until = float(_cumulative(curve, np.array([months]))[0])
        bent = pace[test] + ranks[test] @ weights + level
        kept[test] = np.exp(-until * np.exp(bent))
    return kept


@dataclass(frozen=True)
class _Fold:
    """One fifth judged: its pace, weights and gain by penalty."""

    pace: list[Floats]
    weights: list[Floats]
    gains: Floats


def _fold(known: Design, lives: Lives, test: Floats) -> _Fold:
    train = _some(np.flatnonzero(~test))
    seen, judged = lives.rows(train), lives.rows(test)
    curve = seen.curve()
    exposed = _exposure(curve, seen)
    here, left = _exposure(curve, judged), judged.left.astype(float)
    pace, weights, gains = [], [], []
    for slope, level in _fitted(known.matrix[train], exposed, seen.left.astype(float), PENALTIES):
        found = np.clip(known.matrix[test] @ slope + level, np.log(SLOWEST), np.log(FASTEST))
        pace.append(found)
        weights.append(slope)
        gains.append(float((left * found).sum() - (here * np.expm1(found)).sum()))
    return _Fold(pace, weights, np.array(gains))


def _some(rows: Floats) -> Floats:
    """Return at most so many of the rows as a model needs, evenly spread."""
    return rows[:: -(-len(rows) // MOST_FITTED)]


def _fitted(matrix: Floats, exposed: Floats, left: Floats, penalties: tuple[float, ...]) -> list[tuple[Floats, float]]:
    """Return weights and intercept with each penalty, each fit beginning where the stricter one ended."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import PoissonRegressor
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    use = exposed > 0
    found: list[tuple[Floats, float]] = []
    model = PoissonRegressor(solver="newton-cholesky", warm_start=True, max_iter=50)
    with threadpool_limits(limits=1), warnings.catch_warnings():  # waiting threads make it several times slower
        warnings.simplefilter("ignore", ConvergenceWarning)  # it may begin where it ends, and finds no step that helps
        for penalty in penalties:
            model.set_params(alpha=penalty / float(exposed.sum()))
            model.fit(matrix[use], left[use] / exposed[use], sample_weight=exposed[use])
            found.append((model.coef_.copy(), float(model.intercept_)))
    return found


def _cumulative(curve: SurvivalCurve, months: Floats, *, before: bool = False) -> Floats:
    """Return the pooled cumulative hazard up to so many months, or up to just before them."""
    here = curve.survival[curve.survival > 0]
    steps = np.concatenate([[0.0], -np.log(np.maximum(curve.survival, here.min() / 2))])
    return np.asarray(steps[np.searchsorted(curve.times, months, side="left" if before else "right")])


def _exposure(curve: SurvivalCurve, lives: Lives) -> Floats:
    until = _cumulative(curve, lives.tenure)
    before = _cumulative(curve, lives.tenure, before=True)
    since = np.where(lives.entry > 0, _cumulative(curve, lives.entry), 0.0)
    return np.asarray(np.where(lives.left, (until + before) / 2, until) - since)


def _folds(left: Floats, seed: int) -> Floats:
    """Deal the leavers and the others out to the fifths, so that each has its share of both."""
    rng = np.random.default_rng(seed)
    fold = np.zeros(len(left), dtype=int)
    for rows in (np.flatnonzero(left), np.flatnonzero(~left.astype(bool))):
        fold[rng.permutation(rows)] = np.arange(len(rows)) % FOLDS
    return fold
