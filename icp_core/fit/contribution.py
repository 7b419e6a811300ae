"""What would the ICP lose without each of its criteria, and what would it gain in customers it may sell to?"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt

from icp_core.fit.adjusted import kept_a_year
from icp_core.fit.coverage import Judged
from icp_core.fit.edges import Floats
from icp_core.fit.gaps import Best, judged_without
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import YEAR, Outcomes
from icp_core.fit.score import Fit
from icp_core.metrics.multiple import holm
from icp_core.metrics.survival import survival_curve
from icp_core.results import LEVEL, Estimate, Unit, format_value, join_words, unknown

DRAWS = 200
CHUNK = 20_000  # accounts drawn at a time: 200 x 20,000 weights are 16 MB
CHANCE = 0.05  # of any criterion called good or harmful that is neither, over all criteria together (Holm)
LEAST_COST = 0.005  # of the customers; less is not worth a word
FIGURES = ("the share of the best among those inside", "the lead of those inside in retention")
FEWEST = 20  # accounts whose place is settled, below which no draw of them shows what a criterion may change
NOTHING = 0.05  # a change that lies within 5 points of none, interval and all, changes nothing anybody would notice
UNSEEN = 0.0005  # written with one decimal, a smaller change is none

Table = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Contribution:
    """One criterion, and the ICP without it; every change is "without" minus "with".

    Args:
        criterion: The criterion in words.
        precision: Change, in points, of the share of the accounts inside that are among the best.
        recall: Change of the share of the best that are inside.
        retention: Change of the lift of retention (kept for a year, inside minus outside).
        base_cost: Share of the accounts that would be inside without the criterion, and which it keeps out.
        word: "earns its place", "does harm", "changes nothing" or "cannot tell yet".
        sentence: What that means.
    """

    criterion: str
    precision: Estimate
    recall: Estimate
    retention: Estimate
    base_cost: Estimate
    word: str
    sentence: str


def contributions(fit: Fit, outcomes: Outcomes, best: Best, *, seed: int = 0) -> tuple[Contribution, ...]:
    """Leave out one criterion at a time, and say with an interval what changes.

    All figures with and without the criterion come from the same draws of accounts, so that what both share cancels.

    Args:
        fit: The fit of the accounts.
        outcomes: What became of them.
        best: Which of them are the best.
        seed: Seed of the draws.

    Returns:
        One a criterion, in their order; empty when there is only one.

    Source:
        Paired bootstrap, Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 8, with Poisson weights
        (Hanley & MacGibbon 2006), which are the same in the limit; percentile intervals.
    """
    if len(fit.matches) < 2:
        return ()
    kept, known = _kept(outcomes)
    variants = [Judged.of(fit), *(judged_without(fit, found) for found in fit.matches)]
    # Nothing of a draw is kept but the sums of each variant: shape (draws + 1, variants, columns); row 0 is the data.
    sums = _drawn([_columns(one, best, kept, known) for one in variants], np.random.default_rng(seed))
    figures = _figures(sums)
    settled = int(variants[0].settled.sum())
    why_no_lift = "" if known.any() else outcomes.accounts.why_no_lifetimes or "no account has been observed for a year"
    changes = [
        _changes(figures[:, 0], figures[:, place + 1], settled, (best.why_not, why_no_lift))
        for place in range(len(fit.matches))
    ]
    tests = [one for change in changes for one in (change.precision, change.retention) if one.p is not None]
    adjusted = dict(zip(map(id, tests), holm([one.p or 0.0 for one in tests]), strict=True))
    return tuple(
        _contribution(str(found.criterion), change, adjusted)
        for found, change in zip(fit.matches, changes, strict=True)
    )


@dataclass(frozen=True)
class _Change:
    """What a figure changes by, and the chance of so large a change without any; None where it cannot be told."""

    estimate: Estimate
    p: float | None


@dataclass(frozen=True)
class _Changes:
    """What the ICP would be without one criterion."""

    precision: _Change
    recall: _Change
    retention: _Change
    cost: _Change


def _kept(outcomes: Outcomes) -> tuple[Floats, Bools]:
    """Return each account's part in the share kept for a year, shape (n,), and where it is known."""
    n = len(outcomes.accounts.frame)
    values, known = np.zeros(n), np.zeros(n, dtype=bool)
    if not outcomes.accounts.lifetimes_from:
        return values, known
    seen, tenure, left, entry = outcomes.lives
    if survival_curve(tenure, left, entry=entry).at(YEAR).known:
        values[seen], known = kept_a_year(tenure, left, entry), seen
    return values, known


def _columns(judged: Judged, best: Best, kept: Floats, known: Bools) -> Table:
    """Return what is added up over the accounts, shape (n, 14)."""
    hit = judged.inside & judged.complete
    member, inside = best.member & best.known, judged.inside & best.known
    here = judged.inside & known
    gone = ~judged.inside & known & ((judged.gated & ~judged.passed) | judged.placed)
    parts = [
        *(part for among in (np.ones_like(hit), member) for part in _share_parts(judged, hit & among, among)),
        inside, inside & member, here, here * kept, gone, gone * kept,
    ]  # fmt: skip
    return np.column_stack(parts).astype(np.float32)


def _share_parts(judged: Judged, hit: Bools, among: Bools) -> tuple[Bools, ...]:
    return judged.gated & among, judged.passed & among, judged.complete & among, hit


def _drawn(variants: list[Table], rng: np.random.Generator) -> Floats:
    """Add up the columns of every variant over the accounts as they are, and over each draw of them."""
    n, columns = variants[0].shape
    sums = np.zeros((DRAWS + 1, len(variants), columns))
    for begin in range(0, n, CHUNK):
        weights = np.ones((DRAWS + 1, min(CHUNK, n - begin)), dtype=np.float32)
        weights[1:] = rng.poisson(1.0, (DRAWS, weights.shape[1]))
        for place, variant in enumerate(variants):
            sums[:, place] += weights @ variant[begin : begin + CHUNK]
    return sums


def _figures(sums: Floats) -> Floats:
    """Return base, precision, recall and lift of retention per draw and variant; NaN where nothing can be divided."""
    with np.errstate(divide="ignore", invalid="ignore"):
        base, recall = (_product(sums[..., at : at + 4]) for at in (0, 4))
        precision = sums[..., 9] / sums[..., 8]
        lift = sums[..., 11] / sums[..., 10] - sums[..., 13] / sums[..., 12]
    return np.stack([base, precision, recall, lift], axis=-1)


def _product(parts: Floats) -> Floats:
    """Return the share inside as the coverage has it: of the gated who pass, times of the complete who score."""
    gated, passed, complete, hit = np.moveaxis(parts, -1, 0)
    found: Floats = passed / gated * np.where(passed > 0, hit / complete, 0.0)
    return found


def _changes(now: Floats, without: Floats, n: int, why_not: tuple[str, str]) -> _Changes:
    change = without - now
    no_best, no_lift = why_not
    nobody = "nobody is inside the ICP with it or without it"
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = 1 - now[:, 0] / without[:, 0]
    return _Changes(
        precision=_change(change[:, 1], Unit.POINTS, n, no_best or nobody),
        recall=_change(change[:, 2], Unit.POINTS, n, no_best or nobody),
        retention=_change(change[:, 3], Unit.POINTS, n, no_lift or nobody),
        cost=_change(cost, Unit.RATIO, n, nobody),
    )


def _change(draws: Floats, unit: Unit, n: int, why: str) -> _Change:
    value, resampled = float(draws[0]), draws[1:][np.isfinite(draws[1:])]
    if not np.isfinite(value) or len(resampled) < DRAWS / 2:
        return _Change(unknown(unit, why, n=n), None)
    low, high = np.quantile(resampled, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    spread = float(resampled.std(ddof=1))
    p = erfc(abs(value) / spread / sqrt(2)) if spread > 0 else 1.0
    return _Change(Estimate(value, unit, n, min(float(low), value), max(float(high), value)), p)


def _contribution(words: str, change: _Changes, adjusted: Mapping[int, float]) -> Contribution:
    precision, retention, cost = change.precision.estimate, change.retention.estimate, change.cost.estimate
    sure = [one.estimate for one in (change.precision, change.retention) if adjusted.get(id(one), 1.0) < CHANCE]
    known = [one for one in (precision, retention) if one.known]
    if any((one.value or 0.0) < 0 for one in sure):  # a loss in either is a reason to keep it
        word = "earns its place"
    elif sure:
        word = "does harm"
    elif (
        known
        and min(one.n for one in known) >= FEWEST
        and all(max(abs(one.low or 0.0), abs(one.high or 0.0)) <= NOTHING for one in known)
    ):
        word = "changes nothing"
    else:
        word = "cannot tell yet"
    sentence = _sentence(words, word, (precision, retention), cost)
    return Contribution(words, precision, change.recall.estimate, retention, cost, word, sentence)


def _sentence(words: str, word: str, changes: tuple[Estimate, Estimate], cost: Estimate) -> str:
    costs = ""
    if cost.value is not None and cost.value >= LEAST_COST:
        costs = f"it keeps out {format_value(cost.value, Unit.RATIO)} of the customers that would be inside without it"
    if word == "changes nothing":
        return f"Removing '{words}' changes nothing{f': {costs}, for no gain' if costs else ''}."
    known = [(one, name) for one, name in zip(changes, FIGURES, strict=True) if one.known]
    if not known:
        return f"What '{words}' is worth cannot be told: {_inline(changes[0].why)}."
    moved = join_words(_moved(name, one) for one, name in known)
    start = {
        "earns its place": f"'{words}' earns its place",
        "does harm": f"'{words}' keeps out better customers than it lets in",
    }.get(word, f"Whether '{words}' earns its place cannot be told yet")
    return f"{start}: without it {moved}{f'; {costs}' if costs else ''}."


def _moved(name: str, change: Estimate) -> str:
    if abs(change.value or 0.0) < UNSEEN:
        return f"{name} stays as it is"
    return f"{name} changes by {format_value(change.value, change.unit)}"


def _inline(why: str) -> str:
    """Write a reason that may be a sentence of its own behind a colon."""
    return why[:1].lower() + why[1:].rstrip(".")
