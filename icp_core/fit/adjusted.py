"""Do accounts inside do better than accounts of the same size and start year outside?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import YEAR, Outcomes, difference, new_deals_of
from icp_core.fit.score import Fit
from icp_core.fit.tally import Ints
from icp_core.fit.uneven import uneven_fit
from icp_core.metrics.measure import MIN_LEVEL
from icp_core.metrics.survival import survival_curve
from icp_core.metrics.winning import MAX_VALUELESS
from icp_core.results import Estimate, Unit, Z, plural, unknown

BANDS = 3  # of the value: small, middle, large
FEWEST = MIN_LEVEL  # accounts on either side of a group of like accounts, below which it is left out


@dataclass(frozen=True)
class Adjusted:
    """One difference between inside and outside, as it stands and among like accounts.

    Args:
        plain: Inside minus outside over all accounts or deals whose place is known.
        adjusted: The same within groups of like accounts, averaged with the same weights on both sides; ``why`` says
            what was held alike, and how many could be compared.
    """

    plain: Estimate
    adjusted: Estimate


@dataclass(frozen=True)
class _Part:
    """One group of like accounts: difference, its variance, weight and number."""

    difference: float
    variance: float
    weight: float
    n: int


def adjusted_lifts(outcomes: Outcomes, fit: Fit, fit_deals: Fit | None) -> dict[str, Adjusted]:
    """Tell what goes with the ICP from what goes with size and with the year of the start.

    Inside and outside are compared within groups of the same value tercile and start year; the differences are
    averaged with the share of all accounts in each group as weight, which is the same on both sides. What is left is
    not carried by large accounts, nor by old ones.

    Args:
        outcomes: What became of the accounts and deals.
        fit: The fit of the accounts.
        fit_deals: The fit of the deals; None when there are none.

    Returns:
        ``retention_12m``, ``nrr`` and ``win_rate``; a difference that no two groups can give is unknown with its
        reason. Deals count by amount and year of creation.

    Source:
        Direct standardisation: Keiding & Clayton (2014), Statistical Science 29, 529-558. Retention within a group by
        pseudo-values: Andersen, Klein & Rosthoj (2003), Biometrika 90, 15-27. The spread within a group is shared by
        its two sides, because that of a small side is luck. Coverage: benchmarks/adjusted_lifts.py.
    """
    inside, outside = fit.sides
    accounts = outcomes.accounts.frame
    value = accounts["initial_arr"].fillna(accounts["arr"])
    groups, words = _groups(value, accounts["start"], "start year")
    uneven = uneven_fit(outcomes.deals, fit_deals)
    rate = unknown(Unit.POINTS, outcomes.why_no_rate or uneven or "there are no deals")
    found = {
        "retention_12m": Adjusted(
            difference(*outcomes.retentions((inside, outside))),
            _retention(outcomes, (inside, outside), groups, words),
        ),
        "nrr": Adjusted(
            difference(*outcomes.net_retentions((inside, outside))),
            _net(outcomes, (inside, outside), groups, words),
        ),
        "win_rate": Adjusted(rate, rate),
    }
    if fit_deals is not None and not outcomes.why_no_rate and not uneven:
        sides = fit_deals.sides
        found["win_rate"] = Adjusted(
            difference(*(outcomes.win_rate(side) for side in sides)), _win_rate(outcomes, sides)
        )
    return found


def _groups(value: pd.Series, day: pd.Series, noun: str, *, valued: str = "size") -> tuple[Ints, str]:
    """Number the groups of like rows, shape (n,), and say what is alike in them."""
    codes = np.zeros(len(value), dtype=np.int64)
    alike = []
    if value.nunique() >= BANDS:
        band = pd.qcut(value.rank(method="first"), BANDS, labels=False)
        codes = band.fillna(BANDS).to_numpy(dtype=np.int64)
        alike.append(valued)
    if day.notna().any():
        years = day.dt.year.fillna(0).to_numpy(dtype=np.int64)
        codes = codes * 10_000 + years
        alike.append(noun)
    return codes, " and ".join(alike)


def _retention(outcomes: Outcomes, sides: tuple[Bools, Bools], groups: Ints, words: str) -> Estimate:
    if not outcomes.accounts.lifetimes_from:
        return unknown(Unit.POINTS, outcomes.accounts.why_no_lifetimes or "no lifetimes are known")
    known, tenure, left, entry = outcomes.lives
    inside, outside, codes = sides[0][known], sides[1][known], groups[known]
    parts = []
    for code in np.unique(codes[inside | outside]):
        rows = (codes == code) & (inside | outside)
        if min((rows & inside).sum(), (rows & outside).sum()) < FEWEST:
            continue
        curve = survival_curve(tenure[rows], left[rows], entry=entry[rows])
        if not curve.at(YEAR).known:
            continue
        values = kept_a_year(tenure[rows], left[rows], entry[rows])
        parts.append(_of_means(values, inside[rows]))
    return _averaged(parts, int((inside | outside).sum()), "account", words)


def _net(outcomes: Outcomes, sides: tuple[Bools, Bools], groups: Ints, words: str) -> Estimate:
    if outcomes.why_no_nrr:
        return unknown(Unit.POINTS, outcomes.why_no_nrr)
    paid = (np.nan_to_num(outcomes.then) > 0) & (sides[0] | sides[1])
    then, now = outcomes.then, np.maximum(np.nan_to_num(outcomes.now), 0.0)
    parts = []
    for code in np.unique(groups[paid]):
        rows = paid & (groups == code)
        pair = rows & sides[0], rows & sides[1]
        if min(side.sum() for side in pair) < FEWEST:
            continue
        ratios = [float(now[side].sum() / then[side].sum()) for side in pair]
        squares = sum(float(((now - ratio * then)[side] ** 2).sum()) for side, ratio in zip(pair, ratios, strict=True))
        spread = squares / float((then[rows] ** 2).sum()) * rows.sum() / (rows.sum() - 2)
        variance = spread * sum(float((then[side] ** 2).sum() / then[side].sum() ** 2) for side in pair)
        parts.append(_Part(ratios[0] - ratios[1], variance, float(then[rows].sum()), int(rows.sum())))
    return _averaged(parts, int(paid.sum()), "account", words)


def _win_rate(outcomes: Outcomes, sides: tuple[Bools, Bools]) -> Estimate:
    assert outcomes.deals is not None
    frame, (won, lost) = outcomes.deals.frame, outcomes.decided
    value = frame["amount"].where(new_deals_of(outcomes.deals))
    bare = lost & value.isna().to_numpy()
    if bare.sum() > MAX_VALUELESS * max(int(lost.sum()), 1):  # lost deals without an amount would make groups of losses
        value = value.mask(value.notna())
    groups, words = _groups(value, frame["created"], "year of creation", valued="amount")
    closed = (won | lost) & (sides[0] | sides[1])
    parts = []
    for code in np.unique(groups[closed]):
        rows = closed & (groups == code)
        if min((rows & side).sum() for side in sides) >= FEWEST:
            parts.append(_of_means(won[rows].astype(float), sides[0][rows]))
    return _averaged(parts, int(closed.sum()), "deal", words)


def _of_means(values: Floats, inside: Bools) -> _Part:
    """Compare the means of the two sides of one group; values (n,)."""
    means = float(values[inside].mean()), float(values[~inside].mean())
    n, here = len(values), int(inside.sum())
    squares = float(((values - np.where(inside, *means)) ** 2).sum())
    alike = (n + 1) / (n + 2) ** 2  # spread of a share when one more account would be the first to differ
    variance = (squares / (n - 2) if squares > 0 else alike) * (1 / here + 1 / (n - here))
    return _Part(means[0] - means[1], variance, float(n), n)


def _averaged(parts: list[_Part], total: int, noun: str, words: str) -> Estimate:
    if not words:
        return unknown(Unit.POINTS, f"neither size nor year of the {noun}s is known, so none can be called alike")
    if not parts:
        why = f"no group of the same {words} holds {FEWEST} {noun}s on either side"
        return unknown(Unit.POINTS, why, n=total)
    weights = np.array([part.weight for part in parts])
    weights /= weights.sum()
    value = float(sum(weight * part.difference for weight, part in zip(weights, parts, strict=True)))
    reach = Z * sqrt(sum(weight**2 * part.variance for weight, part in zip(weights, parts, strict=True)))
    n = sum(part.n for part in parts)
    groups = plural(len(parts), "group")
    why = f"within {groups} of the same {words}; {n:,} of {total:,} {noun}s have others like them on either side"
    return Estimate(value, Unit.POINTS, n, value - reach, value + reach, why=why)


def kept_a_year(tenure: Floats, left: Bools, entry: Floats, months: float = YEAR) -> Floats:
    """Return one number an account whose mean is the share still here after a year, censoring respected.

    Args:
        tenure: Months observed, shape (n,).
        left: True where the account has left, shape (n,).
        entry: Age in months at which observation began, shape (n,).
        months: The age looked at.

    Returns:
        Pseudo-values, shape (n,); a single one may lie outside 0 and 1.

    Source:
        Andersen, Klein & Rosthoj (2003), by the infinitesimal jackknife, which allows late entry: Parner, Andersen &
        Overgaard (2023), Lifetime Data Analysis 29, 654-671.

    Example:
        >>> values = kept_a_year(np.array([6.0, 12, 12, 20]), np.array([True, False, False, False]), np.zeros(4))
        >>> values.round(2).tolist()
        [0.0, 1.0, 1.0, 1.0]
    """
    curve = survival_curve(tenure, left, entry=entry)
    reached = curve.times <= months
    times, at_risk, events = curve.times[reached], curve.at_risk[reached].astype(float), curve.events[reached]
    share = float(curve.survival[reached][-1])
    stayed = at_risk - events
    each = np.divide(share, stayed, out=np.zeros_like(stayed), where=stayed > 0)
    expected = np.append(0.0, np.cumsum(each * events / np.maximum(at_risk, 1)))
    first = np.where(entry > 0, np.searchsorted(times, entry, side="right"), 0)
    last = np.searchsorted(times, tenure, side="right")
    influence = expected[last] - expected[first]
    gone = left & (tenure <= months)
    influence[gone] -= each[last[gone] - 1]
    return np.asarray(share + len(tenure) * influence, dtype=np.float64)
