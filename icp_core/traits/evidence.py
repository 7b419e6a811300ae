"""What stands behind a mined rule: is it more than chance, and does each of its conditions earn its place?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

import numpy as np

from icp_core.traits.codes import Box, Codes
from icp_core.traits.miner import Miner

Bools: TypeAlias = np.ndarray

ALPHA = 0.05  # chance of announcing a rule where there is none
CLEAR = 0.01  # p-value up to which a trait is called clear; up to ALPHA it is likely
MOST_RULES = 3
OVERLAP = 0.5  # Jaccard from which two rules count as the same
SHUFFLES_CONDITION, SHUFFLES_FOLD = 99, 39  # for each condition of a rule, on show and in a fold
FEWEST_ACCOUNTS = 100  # below it the search finds noise (docs/method.md)
FEWEST_SUCCESSES = 25
SUPPORT_SHARE, SUPPORT_LEAST = 0.03, 8  # smallest rule

Tell: TypeAlias = Callable[[float], None]  # takes the share that is done


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


def chance(
    miner: Miner,
    residual: np.ndarray,
    score: float,
    permutations: int,
    rng: np.random.Generator,
    tell: Tell = lambda _: None,
) -> float:
    """Return the share of shuffled outcomes in which the same search finds a rule at least as strong.

    The whole search is repeated for each shuffle (maximum statistic), so that having looked at thousands of rules is
    paid for. Stops early once ``ALPHA`` can no longer be reached.

    Source: Westfall & Young (1993); early stop Besag & Clifford (1991), Biometrika 78, 301-304.
    """
    return _shuffled(lambda: miner.search(rng.permutation(residual))[0] >= score, permutations, tell)


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


def _shuffled(as_strong: Callable[[], bool], times: int, tell: Tell = lambda _: None) -> float:
    """Return the p-value of a test by shuffles; stops early once ``ALPHA`` can no longer be reached."""
    enough = int(ALPHA * (times + 1)) + 1
    count = 0
    for done in range(1, times + 1):
        tell(done / times)
        count += as_strong()
        if count >= enough:
            return count / done
    return (count + 1) / (times + 1)
