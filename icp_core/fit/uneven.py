"""Is it known as often of lost and open deals as of won ones where they stand? If not, no rate by ring is true."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np

from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import new_deals_of
from icp_core.fit.score import Fit
from icp_core.fit.tally import RINGS, Ints
from icp_core.metrics.deals import Deals
from icp_core.metrics.ground_of_deals import MOST_APART
from icp_core.profile import Criterion
from icp_core.results import join_words

FEWEST = 8  # deals of an outcome; of fewer, the share that is known says nothing
RATES, SHARES = "win rates by ring", "shares inside and outside"
CHANCE = 2.576  # normal quantile of a two-sided test at 1 %: a refusal takes away every rate by ring


@dataclass(frozen=True)
class Known:
    """What is known of deals that an ICP asks for.

    Args:
        answers: Each criterion, and where its value is known, shape (d,).
        placed: Where the ring of a deal is known, shape (d,).
    """

    answers: Sequence[tuple[Criterion, Bools]]
    placed: Bools

    @classmethod
    def of(cls, fit: Fit) -> "Known":
        """Read it off a fit of the deals."""
        return cls([(one.criterion, one.known) for one in fit.matches], fit.places != RINGS.index("unclassified"))


@dataclass(frozen=True)
class _Rows:
    """The deals looked at: names of their outcomes, number of each deal's outcome and of its year, shapes (r,)."""

    names: tuple[str, ...]
    outcome: Ints
    year: Ints

    def shares(self, known: Bools) -> Floats:
        """Share known of each outcome, shape (k,)."""
        return np.bincount(self.outcome, known, len(self.names)) / np.bincount(self.outcome, minlength=len(self.names))

    def gap(self, known: Bools) -> float:
        """Largest difference of the share known between two outcomes; 0 where each could be chance."""
        return max(self._apart(known, pair) for pair in combinations(range(len(self.names)), 2))

    def _apart(self, known: Bools, pair: tuple[int, int]) -> float:
        """Compare two outcomes within years of creation, so that old deals of which less is known do not count.

        Where the years of the two hardly overlap, all deals are compared at once.
        """
        several, width = int(self.year.max()) + 1, len(self.names)
        cells = self.year * width + self.outcome
        weights = np.ones(len(cells)), known.astype(np.float64)
        sums = [np.bincount(cells, each, several * width).reshape(several, width)[:, list(pair)] for each in weights]
        counts, hits = (np.asarray(each, dtype=np.float64) for each in sums)
        whole = counts.sum(axis=0)
        if _worth(counts).sum() < _worth(whole[None]).sum() / 2:
            counts, hits = whole[None], hits.sum(axis=0)[None]
        worth, each = _worth(counts), np.maximum(counts, 1)
        apart = abs(float((worth * (hits[:, 0] / each[:, 0] - hits[:, 1] / each[:, 1])).sum()))
        pooled = hits.sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
        error = sqrt(float((worth * pooled * (1 - pooled)).sum()))
        return apart / float(worth.sum()) if apart > CHANCE * error else 0.0


def why_uneven(deals: Deals | None, known: Known | None, *, with_open: bool = False, what: str = RATES) -> str:
    """Return why rates of winning by ring would be wrong: what the ICP asks for is known by how a deal ended.

    A file of customers describes the winners; of lost prospects it knows nothing. Then whoever can be placed has won,
    and every ring seems to win. Refused is a rate where, between two outcomes of at least ``FEWEST`` deals each,

    - a must-have or an exclusion is known more than ``MOST_APART`` more often of one than of the other, or
    - the differences of the other criteria, each times its part of the score, add up to more than that, or
    - the share of deals that can be placed differs by more, and that of a criterion by half as much.

    A difference counts beyond chance at 1 % only, within years of creation. That fewer won than lost deals can be
    placed is no reason by itself: one known miss places a deal and one known hit does not, so that a good ICP with
    values missing anywhere places them unevenly, without any harm to its rates.

    Args:
        deals: The deals; business known to be with customers that were there already is left out. None gives "".
        known: What is known of each of them; None without an ICP.
        with_open: Whether open deals count too: they do where deals are followed from their creation on.
        what: What would be wrong, plural.

    Returns:
        The reason in words; empty where knowledge is even, or where too few deals are there to tell.

    Source:
        Cochran-Mantel-Haenszel statistic, Cochran (1954), Biometrics 10, 417-451.
    """
    rows = None if deals is None else _rows(deals, with_open=with_open)
    if rows is None or known is None or len(rows[1].names) < 2:
        return ""
    taken, looked = rows
    gaps = [(criterion, mask, looked.gap(mask[taken])) for criterion, mask in known.answers]
    earning = sum(criterion.weight for criterion, _, _ in gaps if criterion.mode != "exclude")
    scored = sum(criterion.weight * gap for criterion, _, gap in gaps if criterion.mode == "score")
    gated = max((gap for criterion, _, gap in gaps if criterion.mode != "score"), default=0.0)
    worst = max((gap for _, _, gap in gaps), default=0.0)
    by_place = looked.gap(known.placed[taken]) > MOST_APART
    wrong = gated > MOST_APART or scored > MOST_APART * earning or (by_place and worst > MOST_APART / 2)
    if not wrong:
        return ""
    lacking = list(dict.fromkeys(criterion.column for criterion, _, gap in gaps if gap > MOST_APART / 2))
    first = next(mask for _, mask, gap in gaps if gap == worst)
    name = "the place of a deal" if by_place else next(one.column for one, _, gap in gaps if gap == worst)
    shares = looked.shares((known.placed if by_place else first)[taken])
    told = join_words(f"{100 * part:.0f} % of the {ended}" for ended, part in zip(looked.names, shares, strict=True))
    return (
        f"{name} is known for {told} deals, so {what} would be wrong: "
        f"add {join_words(lacking)} to the deals that lack {'it' if len(lacking) == 1 else 'them'}"
    )


def uneven_fit(deals: Deals | None, fit_deals: Fit | None, *, with_open: bool = False, what: str = RATES) -> str:
    """Return the same for deals that were held against an ICP; see :func:`why_uneven`."""
    return "" if fit_deals is None else why_uneven(deals, Known.of(fit_deals), with_open=with_open, what=what)


def _rows(deals: Deals, *, with_open: bool) -> tuple[Bools, _Rows]:
    """Return which deals are looked at, shape (d,), and these."""
    frame = deals.frame
    outcome = frame["outcome"].to_numpy(dtype=object)
    among = new_deals_of(deals) & (frame["created"].notna().to_numpy() | (not with_open))
    counts = {name: int((among & (outcome == name)).sum()) for name in ("won", "lost", "open")[: 2 + with_open]}
    names = tuple(name for name, count in counts.items() if count >= FEWEST)
    taken = among & np.isin(outcome, names)
    numbers = np.array([names.index(name) for name in outcome[taken]], dtype=np.int64)
    years = frame["created"].dt.year.fillna(0).to_numpy(dtype=np.int64)[taken]
    return taken, _Rows(names, numbers, np.unique(years, return_inverse=True)[1])


def _worth(counts: Floats) -> Floats:
    """Return what the comparison of two groups says by stratum, counts (s, 2): product over sum, 0 where one lacks."""
    worth: Floats = counts[:, 0] * counts[:, 1] / np.maximum(counts.sum(axis=1), 1)
    return worth
