"""What stands behind a mined rule: is it more than chance, and how often do accounts succeed that it has not seen?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, exp, sqrt
from typing import TypeAlias

import numpy as np

from icp_core.metrics.proportion import share
from icp_core.results import Estimate, Unit, Z, unknown
from icp_core.traits.miner import Box, Codes, Miner

Bools: TypeAlias = np.ndarray

ALPHA = 0.05  # chance of announcing a rule where there is none
CLEAR = 0.01  # p-value up to which a trait is called clear; up to ALPHA it is likely
MOST_RULES = 3
OVERLAP = 0.5  # Jaccard from which two rules count as the same
FOLDS = 5
SHUFFLES_CONDITION, SHUFFLES_FOLD = 99, 39  # for each condition of a rule, on show and in a fold
FEWEST_ACCOUNTS = 100  # below it the search finds noise (docs/method.md)
FEWEST_SUCCESSES = 25
SUPPORT_SHARE, SUPPORT_LEAST = 0.03, 8  # smallest rule


@dataclass(frozen=True)
class Found:
    """A rule, the accounts among which it was mined, and the accounts it holds for.

    Args:
        box: The rule.
        score: Its score among ``free``.
        free: Accounts not covered by an earlier rule, shape (n,).
        inside: Accounts that meet the rule, earlier ones or not, shape (n,).
    """

    box: Box
    score: float
    free: Bools
    inside: Bools


@dataclass(frozen=True)
class Counts:
    """Successes among accounts inside and outside a rule that was mined without them."""

    hits_inside: int
    n_inside: int
    hits_outside: int
    n_outside: int

    @property
    def inside(self) -> Estimate:
        """Share that succeeds inside."""
        return share(self.hits_inside, self.n_inside, why_none="no account fell inside the rules mined without it")

    @property
    def outside(self) -> Estimate:
        """Share that succeeds outside."""
        return share(self.hits_outside, self.n_outside, why_none="no account fell outside the rules mined without it")

    @property
    def lift(self) -> Estimate:
        """Share inside over share outside, with the interval of a ratio of two shares.

        Source: Katz et al. (1978), Biometrics 34, 469-474; half a success is added where there is none.

        Example:
            >>> print(Counts(60, 100, 90, 300).lift)
            2.00x (1.64x to 2.44x, n = 400)
        """
        n = self.n_inside + self.n_outside
        if not self.n_inside or not self.n_outside or not self.hits_outside:
            return unknown(Unit.FACTOR, "too few accounts on one side of the rule", n=n)
        ratio = self.hits_inside / self.n_inside / (self.hits_outside / self.n_outside)
        add = 0.0 if self.hits_inside else 0.5
        a, b, c, d = self.hits_inside + add, self.n_inside + add, self.hits_outside + add, self.n_outside + add
        spread = exp(Z * sqrt(max(1 / a - 1 / b + 1 / c - 1 / d, 0.0)))
        middle = a / b / (c / d)
        return Estimate(ratio, Unit.FACTOR, n, min(ratio, middle / spread), middle * spread)


def support(n: int) -> int:
    """Return the fewest accounts a rule over n accounts must hold for."""
    return max(SUPPORT_LEAST, ceil(SUPPORT_SHARE * n))


def rules_in_turn(
    codes: Codes, success: Bools, rng: np.random.Generator, shuffles: int
) -> Iterator[tuple[Found, Miner, np.ndarray]]:
    """Mine a rule, set its accounts aside, mine again; yields each rule with its miner and residuals.

    Ends when nothing worth its description is left, when a rule repeats an earlier one, or after ``MOST_RULES``.
    Conditions that do not earn their place are dropped (``earned``); the score stays that of the rule as mined,
    because that is what the shuffled searches are compared with.
    """
    free = np.ones(len(success), dtype=bool)
    earlier: list[Bools] = []
    for _ in range(MOST_RULES):
        hits, n = int(success[free].sum()), int(free.sum())
        if n <= 2 * SUPPORT_LEAST or not 0 < hits < n:
            return
        miner = Miner(codes.rows(free), hits / n, support(n))
        residual = success[free] - hits / n
        score, box = miner.best(residual)
        box = earned(codes.rows(free), success[free], box, shuffles, rng)
        inside = codes.inside(box) if box else np.zeros(len(success), dtype=bool)
        if not box or any(jaccard(inside, other) >= OVERLAP for other in earlier):
            return
        yield Found(box, score, free, inside), miner, residual
        earlier.append(inside)
        free = free & ~inside


def earned(codes: Codes, success: Bools, box: Box, shuffles: int, rng: np.random.Generator) -> Box:
    """Drop conditions that ride along: a strong condition makes any rule it is part of significant.

    Each condition is tested among the accounts that meet all the others: it must score higher there than the best of
    all single conditions does in shuffled outcomes (in all but 5 % of them). The weakest that fails goes first.

    Args:
        codes: The accounts, n of them.
        success: True for a successful account, shape (n,).
        box: The rule as mined.
        shuffles: Shuffles a condition, at least 19.
        rng: Source of the shuffles.
    """
    while len(box) > 1:
        p_values = {column: _chance_within(codes, success, box, column, shuffles, rng=rng) for column in box}
        weakest = max(p_values, key=p_values.__getitem__)
        if p_values[weakest] <= ALPHA:
            break
        box = {column: kept for column, kept in box.items() if column != weakest}
    return box


def chance(miner: Miner, residual: np.ndarray, score: float, permutations: int, rng: np.random.Generator) -> float:
    """Return the share of shuffled outcomes in which the same search finds a rule at least as strong.

    The whole search is repeated for each shuffle (maximum statistic), so that having looked at thousands of rules is
    paid for. Stops early once ``ALPHA`` can no longer be reached.

    Source: Westfall & Young (1993); early stop Besag & Clifford (1991), Biometrika 78, 301-304.
    """
    return _shuffled(lambda: miner.best(rng.permutation(residual))[0] >= score, permutations)


def cross_fit(codes: Codes, success: Bools, shown: list[Found], rng: np.random.Generator) -> list[Counts]:
    """Count successes inside and outside each rule, every account judged by rules mined without it.

    The accounts are split into five parts. For each part the whole search is run on the other four; of the rules it
    finds there, the one most like the rule on show judges the accounts of the part. So neither the columns, nor the
    levels, nor the bounds of the judging rule have seen the outcome of the accounts that it judges.
    """
    folds = _folds(success, rng)
    counts = np.zeros((len(shown), 4), dtype=int)
    for fold in range(FOLDS):
        train, test = folds != fold, folds == fold
        mined = [found.box for found, *_ in rules_in_turn(codes.rows(train), success[train], rng, SHUFFLES_FOLD)]
        free = test.copy()
        for row, rule in enumerate(shown):
            if not mined:
                break
            alike = [jaccard(codes.inside(box)[train], rule.inside[train]) for box in mined]
            inside = codes.inside(mined.pop(int(np.argmax(alike))))
            counts[row] += _tally(success, free & inside, free & ~inside)
            free &= ~inside
    return [Counts(*(int(count) for count in row)) for row in counts]


def count_on(success: Bools, rule: Found, judged: Bools) -> Counts:
    """Count successes among accounts that took no part in the search."""
    return Counts(*_tally(success, judged & rule.inside, judged & ~rule.inside))


def chance_of(counts: Counts) -> float:
    """Return the one-sided p-value of two shares being equal, for accounts that took no part in the search."""
    from scipy.stats import hypergeom

    n, hits = counts.n_inside + counts.n_outside, counts.hits_inside + counts.hits_outside
    return float(hypergeom.sf(counts.hits_inside - 1, n, hits, counts.n_inside))


def jaccard(a: Bools, b: Bools) -> float:
    """Return the share of accounts in both among the accounts in either."""
    either = int((a | b).sum())
    return int((a & b).sum()) / either if either else 0.0


def word_for(p: float) -> str:
    """Return the word of the closed list that a p-value earns."""
    return "clear" if p <= CLEAR else "likely" if p <= ALPHA else "could be chance"


def _chance_within(
    codes: Codes, success: Bools, box: Box, column: int, shuffles: int, *, rng: np.random.Generator
) -> float:
    """Return the p-value of one condition among the accounts that meet the others."""
    others = codes.inside({other: kept for other, kept in box.items() if other != column})
    won = success[others]
    if not 0 < won.sum() < len(won):
        return 1.0
    miner = Miner(codes.rows(others), float(won.mean()), support(len(success)))
    residual = won - won.mean()
    score = miner.score({column: box[column]}, residual)
    return _shuffled(lambda: miner.best_alone(rng.permutation(residual)) >= score, shuffles)


def _shuffled(as_strong: Callable[[], bool], times: int) -> float:
    """Return the p-value of a test by shuffles; stops early once ``ALPHA`` can no longer be reached."""
    enough = int(ALPHA * (times + 1)) + 1
    count = 0
    for done in range(1, times + 1):
        count += as_strong()
        if count >= enough:
            return count / done
    return (count + 1) / (times + 1)


def _tally(success: Bools, inside: Bools, outside: Bools) -> tuple[int, int, int, int]:
    return (
        int(success[inside].sum()),
        int(inside.sum()),
        int(success[outside].sum()),
        int(outside.sum()),
    )


def _folds(success: Bools, rng: np.random.Generator) -> np.ndarray:
    """Number the accounts 0 to FOLDS - 1 at random, successes spread evenly."""
    folds = np.zeros(len(success), dtype=int)
    for outcome in (True, False):
        rows = np.flatnonzero(success == outcome)
        folds[rows[rng.permutation(len(rows))]] = np.arange(len(rows)) % FOLDS
    return folds
