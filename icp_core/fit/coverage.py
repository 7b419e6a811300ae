"""What share of a list stands inside the ICP, when some of it cannot be judged?"""

from dataclasses import dataclass, fields
from math import sqrt

import numpy as np

from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.fit.score import Fit
from icp_core.fit.tally import INSIDE, RINGS, Ints, Tally
from icp_core.metrics.proportion import wilson
from icp_core.results import Estimate, Unit, unknown

FEWEST_COMPLETE = 10  # accounts known on every criterion; below it those with enough known stand in for them
LARGEST_CHANCE = 1.96  # normal quantile of a two-sided test at 5 %
SMALLEST_GAP = 0.05  # of the share that can be judged; below it a difference is too small to distort a coverage


@dataclass(frozen=True)
class Judged:
    """Who can be judged, and who of them is inside; every array has shape (n,).

    Args:
        gated: Every must-have and every exclusion is known.
        passed: Every must-have holds and no exclusion does, all of them known.
        complete: ``passed``, and the value of every other criterion is known too.
        placed: ``passed``, and enough is known to give a ring.
        inside: In the bullseye or the inner ring.
    """

    gated: Bools
    passed: Bools
    complete: Bools
    placed: Bools
    inside: Bools

    @classmethod
    def of(cls, fit: Fit) -> "Judged":
        """Read it off a fit."""
        return cls.by_ring(fit.totals, fit.totals.rings(fit.profile.rings))

    @classmethod
    def by_ring(cls, totals: Tally, ring: Ints) -> "Judged":
        """Read it off the sums over the criteria and the place of each account's ring in ``RINGS``."""
        placed = (ring != RINGS.index("unclassified")) & totals.passed
        return cls(
            gated=totals.gated,
            passed=totals.passed,
            complete=placed & totals.complete,
            placed=placed,
            inside=ring < len(INSIDE),
        )

    def only(self, rows: Ints) -> "Judged":
        """Return the accounts of some rows, by position."""
        return Judged(*(getattr(self, part.name)[rows] for part in fields(self)))

    @property
    def settled(self) -> Bools:
        """Accounts whose place nothing unknown could change: a gate is shut, or everything is known."""
        return (self.gated & ~self.passed) | self.complete


def share_inside(
    judged: Judged,
    among: Bools,
    *,
    noun: str = "accounts",
    weights: Floats | None = None,
    window: str = "",
    where: Bools | None = None,
) -> Estimate:
    """Estimate the share of a list that is inside the ICP, without counting the unknown as outside.

    Two shares multiplied: of those whose must-haves are all known, the share that passes them; of those that pass and
    are known on everything else, the share that scores high enough. Reading the unknown as a miss, or taking whoever
    happens to be decided, is biased, because one known miss decides and one known hit does not.

    Args:
        judged: Who can be judged.
        among: The list, True where it holds an account, shape (n,).
        noun: What is counted, plural.
        weights: Amount per account, shape (n,), not negative; default 1 each. NaN counts as 0.
        window: The time it covers, in words.
        where: What to take the share of instead of the accounts inside, such as those of one ring, shape (n,).

    Returns:
        The share with a Wilson interval at the effective number (delta method for the product); ``why`` says how many
        of how many could be judged.

    Source:
        docs/method.md, "What the simulations showed": complete on must-haves.
    """
    rows = np.flatnonzero(among)
    judged, hits = judged.only(rows), (judged.inside if where is None else where)[rows]
    weight = np.ones(len(hits)) if weights is None else np.nan_to_num(weights[rows])
    gated, passed, complete = judged.gated, judged.passed, judged.complete
    thin = complete.sum() < FEWEST_COMPLETE and judged.placed.sum() > complete.sum()
    if thin:
        complete = judged.placed
    n_judged = int((gated & ~passed).sum() + complete.sum())
    caution = (
        f"{n_judged:,} of {len(hits):,} {noun} could be judged" if len(hits) > 1 else "the only one could be judged"
    )
    why = _why_not((weight, gated, passed, complete), noun)
    if why:
        return unknown(Unit.RATIO, why, window=window)
    stopped, stopped_influence = _mean(gated & ~passed & hits, gated, weight)
    passing, passing_influence = _mean(passed, gated, weight)
    scoring, scoring_influence = _mean(hits & complete, complete, weight)
    value = min(stopped + passing * scoring, 1.0)
    influence = stopped_influence + scoring * passing_influence + passing * scoring_influence
    variance = float(np.sum(influence**2))
    equal_weights = weight[gated].sum() ** 2 / (weight[gated] ** 2).sum()
    effective = value * (1 - value) / variance if variance > 0 else equal_weights
    low, high = wilson(value * effective, effective)
    if thin:
        caution += "; few are known on every criterion, so those with enough known stand in"
    return Estimate(value, Unit.RATIO, n_judged, low, high, why=caution, window=window)


def unequal_knowledge(judged: Judged, left: Bools, known: Bools) -> str:
    """Warn when accounts that left can be judged less (or more) often than those that stayed; empty when not.

    Args:
        judged: Who can be judged.
        left: True where the account has left, shape (n,).
        known: True where it is known whether it has, shape (n,).

    Source:
        Two-proportion z-test with pooled variance, two-sided at 5 %; docs/method.md.
    """
    live, gone = known & ~left, known & left
    if not live.any() or not gone.any():
        return ""
    of_live, of_gone = float(judged.settled[live].mean()), float(judged.settled[gone].mean())
    pooled = float(judged.settled[live | gone].mean())
    error = sqrt(pooled * (1 - pooled) * (1 / live.sum() + 1 / gone.sum()))
    if abs(of_live - of_gone) < max(LARGEST_CHANCE * error, SMALLEST_GAP):
        return ""
    return (
        f"{100 * of_live:.0f} % of the live accounts can be judged and {100 * of_gone:.0f} % of those that left, "
        "so read shares and differences with care."
    )


def _why_not(parts: tuple[Floats, Bools, Bools, Bools], noun: str) -> str:
    weight, gated, passed, complete = parts
    if not len(weight):
        return f"there are no {noun}"
    if len(weight) == 1 and not gated.any():
        return "the only one has no known value for every must-have"
    if not gated.any():
        return f"none of {len(weight):,} {noun} has a known value for every must-have"
    if passed.any() and not complete.any():
        return f"too little is known about the {noun} that pass the must-haves"
    if weight[gated].sum() <= 0 or (passed.any() and weight[passed].sum() > 0 and weight[complete].sum() <= 0):
        return f"the {noun} that can be judged have no known value"
    return ""


def _mean(hits: Bools, group: Bools, weight: Floats) -> tuple[float, Floats]:
    """Return the weighted share of a group that has it, and each account's influence on that share."""
    total = weight[group].sum()
    if total <= 0:
        return 0.0, np.zeros(len(weight))
    value = float(weight[hits].sum() / total)
    return value, np.where(group, weight * (hits - value) / total, 0.0)
