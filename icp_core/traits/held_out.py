"""How often do accounts succeed that the judging rule has not seen?"""

from dataclasses import dataclass
from math import exp, lgamma, sqrt

import numpy as np

from icp_core.metrics.proportion import share
from icp_core.results import Estimate, Unit, Z, unknown
from icp_core.traits.codes import Box, Codes
from icp_core.traits.evidence import SHUFFLES_FOLD, Bools, Found, Tell, jaccard, rules_in_turn

FOLDS = 5
INSIDE, OUTSIDE, UNJUDGED = 1, 0, -1  # how an account stands to a rule that was mined without it


@dataclass(frozen=True)
class Judged:
    """How each account stands to a rule that was mined without it: ``INSIDE``, ``OUTSIDE`` or ``UNJUDGED``.

    Args:
        whole: By the whole rule, shape (n,).
        without: The same without the condition on one of its columns, by column number.
    """

    whole: np.ndarray
    without: dict[int, np.ndarray]

    @classmethod
    def nobody(cls, box: Box, n: int) -> "Judged":
        """Begin with nobody judged."""
        return cls(_unjudged(n), {column: _unjudged(n) for column in box})

    def judge(self, codes: Codes, box: Box, among: Bools) -> None:
        """Judge some of the accounts by ``box``; a column that it does not use changes nothing when it is left out."""
        self.whole[among] = np.where(codes.inside(box)[among], INSIDE, OUTSIDE)
        for column, standing in self.without.items():
            rest = {other: kept for other, kept in box.items() if other != column}
            standing[among] = np.where(codes.inside(rest)[among], INSIDE, OUTSIDE)

    def adds(self, column: int, success: Bools) -> Estimate:
        """Return by how much the condition on one column raises the share that succeeds inside.

        The interval is the normal one; each account's influence on both shares is taken together, because the accounts
        inside the whole rule are among those inside the shorter one.
        """
        longer, shorter = self.whole == INSIDE, self.without[column] == INSIDE
        if not longer.any() or not shorter.any():
            return unknown(Unit.POINTS, "no account fell inside the rules mined without it")
        rates = [float(success[side].mean()) for side in (longer, shorter)]
        influence = longer * (success - rates[0]) / longer.sum() - shorter * (success - rates[1]) / shorter.sum()
        error = Z * float(np.sqrt((influence**2).sum()))
        gain = rates[0] - rates[1]
        return Estimate(gain, Unit.POINTS, int(longer.sum()), gain - error, gain + error)


@dataclass(frozen=True)
class Counts:
    """Successes among accounts inside and outside a rule that was mined without them."""

    hits_inside: int
    n_inside: int
    hits_outside: int
    n_outside: int

    @classmethod
    def of(cls, success: Bools, judged: np.ndarray) -> "Counts":
        """Count successes by how accounts were judged (``INSIDE``, ``OUTSIDE`` or neither); both of shape (n,)."""
        inside, outside = success[judged == INSIDE], success[judged == OUTSIDE]
        return cls(int(inside.sum()), len(inside), int(outside.sum()), len(outside))

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


def cross_fit(
    codes: Codes, success: Bools, shown: list[Found], rng: np.random.Generator, tell: Tell = lambda _: None
) -> list[Judged]:
    """Judge every account by rules mined without it: ``INSIDE``, ``OUTSIDE`` or ``UNJUDGED`` for each rule on show.

    The accounts are split into five parts. For each part the whole search is run on the other four; of the rules it
    finds there, the one most like the rule on show judges the accounts of the part. So neither the columns, nor the
    levels, nor the bounds of the judging rule have seen the outcome of the accounts that it judges. Accounts that an
    earlier rule covers are not judged by a later one.
    """
    folds = _folds(success, rng)
    judged = [Judged.nobody(rule.box, len(success)) for rule in shown]
    for fold in range(FOLDS):
        tell(fold / FOLDS)
        train, free = folds != fold, folds == fold
        mined = [found.box for found, *_ in rules_in_turn(codes.rows(train), success[train], rng, SHUFFLES_FOLD)]
        for row, rule in enumerate(shown):
            if not mined:
                break
            alike = [jaccard(codes.inside(box)[train], rule.inside[train]) for box in mined]
            box = mined.pop(int(np.argmax(alike)))
            judged[row].judge(codes, box, free)
            free = free & ~codes.inside(box)
    return judged


def judged_by(codes: Codes, rule: Found, among: Bools) -> Judged:
    """Judge accounts that took no part in the search by the rule itself."""
    judged = Judged.nobody(rule.box, len(among))
    judged.judge(codes, rule.box, among)
    return judged


def chance_of(counts: Counts) -> float:
    """Return the one-sided p-value of two shares being equal, for accounts that took no part in the search.

    Source: Fisher's exact test, the upper tail of the hypergeometric distribution.

    Example:
        >>> round(chance_of(Counts(8, 10, 2, 10)), 5)
        0.01151
    """
    n, hits = counts.n_inside + counts.n_outside, counts.hits_inside + counts.hits_outside
    first, last = counts.hits_inside, min(counts.n_inside, hits)
    if not counts.n_inside or first <= max(0, hits - counts.n_outside):
        return 1.0
    begin = _choose(hits, first) + _choose(n - hits, counts.n_inside - first) - _choose(n, counts.n_inside)
    k = np.arange(first, last, dtype=float)
    steps = np.log((hits - k) * (counts.n_inside - k) / ((k + 1) * (n - hits - counts.n_inside + k + 1)))
    return min(1.0, float(np.exp(begin + np.concatenate([[0.0], np.cumsum(steps)])).sum()))


def _unjudged(n: int) -> np.ndarray:
    return np.full(n, UNJUDGED, dtype=np.int8)


def _choose(n: int, k: int) -> float:
    """Return the logarithm of the number of ways to choose k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _folds(success: Bools, rng: np.random.Generator) -> np.ndarray:
    """Number the accounts 0 to FOLDS - 1 at random, successes spread evenly."""
    folds = np.zeros(len(success), dtype=int)
    for outcome in (True, False):
        rows = np.flatnonzero(success == outcome)
        folds[rows[rng.permutation(len(rows))]] = np.arange(len(rows)) % FOLDS
    return folds
