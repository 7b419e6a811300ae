"""Where do the scores lie, and how many accounts does each limit of the rings move?"""

from dataclasses import dataclass

import numpy as np

from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.fit.score import Fit
from icp_core.fit.tally import ROUNDING, Ints
from icp_core.profile import RingLimits
from icp_core.results import plural

WIDTH = 5  # points of the score a bar stands for; limits are mostly whole fives


@dataclass(frozen=True)
class ScoreDistribution:
    """How many accounts have which score, by what decides their ring.

    Args:
        starts: Score at which each bar begins, shape (20,); the last one holds 100 too.
        by_score: Accounts that every must-have and exclusion lets pass: their score decides, shape (20,).
        by_gate: Accounts outside, or at best in the outer ring, because of a must-have or an exclusion, shape (20,).
        unclassified: Accounts of which too little is known, wherever their score lies.
        limits: The limits of the rings.
    """

    starts: Ints
    by_score: Ints
    by_gate: Ints
    unclassified: int
    limits: RingLimits

    @property
    def sentence(self) -> str:
        """What the distribution says about the limits, in words."""
        placed, gated = int(self.by_score.sum()), int(self.by_gate.sum())
        if not placed:
            return "No account passes the must-haves, so the limits of the rings move nobody."
        levels = int((self.by_score > 0).sum())
        words = f"The limits decide about {plural(placed, 'account')}"
        if gated:
            words += f"; {gated:,} more stand where a must-have or an exclusion puts them, whatever their score"
        if levels > 1:
            return f"{words}."
        return f"{words}, and all of these have about the same score: only weighted criteria tell accounts apart."


def score_distribution(fit: Fit) -> ScoreDistribution:
    """Count the accounts by their score.

    Args:
        fit: The fit of the accounts.

    Example:
        >>> import pandas as pd
        >>> from icp_core.fit import fit_accounts
        >>> from icp_core.profile import IcpProfile
        >>> icp = IcpProfile(criteria=[{"column": "region", "op": "in", "value": ["EMEA"]}])
        >>> frame = pd.DataFrame({"account_id": ["a", "b", "c"], "region": ["EMEA", "LATAM", None]})
        >>> found = score_distribution(fit_accounts(frame, icp))
        >>> int(found.by_score[0]), int(found.by_score[-1]), found.unclassified
        (1, 1, 1)
    """
    unclassified = (fit.frame["ring"] == "unclassified").to_numpy(dtype=bool)
    free = ~unclassified & np.equal(fit.totals.failing, 0) & np.equal(fit.totals.kept_out, 0)
    scores = np.nan_to_num(fit.totals.fit)
    return ScoreDistribution(
        starts=np.arange(0, 100, WIDTH),
        by_score=_counts(scores, free),
        by_gate=_counts(scores, ~unclassified & ~free),
        unclassified=int(unclassified.sum()),
        limits=fit.profile.rings,
    )


def _counts(scores: Floats, group: Bools) -> Ints:
    bars = np.minimum((scores[group] + ROUNDING) // WIDTH, 100 // WIDTH - 1).astype(np.int64)
    return np.bincount(bars, minlength=100 // WIDTH)
