"""Do the functions mean the same customers when they say "our ICP"?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.fit.score import Fit, fit_accounts
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.proportion import share
from icp_core.profile import IcpProfile
from icp_core.results import LEVEL, Estimate, Unit, format_value, plural, unknown

SHARED = 0.5  # of the accounts that either of two ICPs picks; below it they are different ICPs (docs/method.md)
GOOD, TENTATIVE = 0.80, 0.667  # Krippendorff's own limits for his alpha
DRAWS = 200
CAUSES = 3  # criteria named a pair
FEWEST = 20  # accounts that either of two ICPs picks, below which nothing is said of what they have in common
WORDS = ("different ICPs", "cannot tell yet", "partly the same ICP", "the same ICP")  # the first of any pair holds


@dataclass(frozen=True)
class Cause:
    """A criterion of one ICP that keeps out accounts which the other picks: whose, which, and how many of how many."""

    whose: str
    criterion: str
    accounts: int
    of: int


@dataclass(frozen=True)
class Pair:
    """Two declared ICPs on the real customers.

    Args:
        one: Name of the first.
        other: Name of the second.
        common: Of the accounts that either picks, the share that both pick (Jaccard).
        only_one: Accounts that only the first picks.
        only_other: Accounts that only the second picks.
        causes: Criteria that make the difference, the one with most accounts first.
    """

    one: str
    other: str
    common: Estimate
    only_one: int
    only_other: int
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Agreement:
    """Several declared ICPs on the real customers.

    Args:
        names: Their names, each different.
        pairs: Every two of them, those with least in common first.
        alpha: Krippendorff's alpha over all accounts and ICPs; 1 is full agreement, 0 what chance would give.
        disputed: Accounts that not all of them place alike: account_id, name where known, and a column an ICP
            ("inside", "outside", "unknown").
        word: One of ``WORDS``; at least four fifths in common, at least half, less than half, or too few to tell.
        sentence: What it comes to.
    """

    names: tuple[str, ...]
    pairs: tuple[Pair, ...]
    alpha: Estimate
    disputed: pd.DataFrame = field(repr=False)
    word: str
    sentence: str


def agreement(accounts: Accounts, profiles: Sequence[IcpProfile], *, seed: int = 0) -> Agreement:
    """Compare the customers that several declared ICPs pick.

    Args:
        accounts: The account table.
        profiles: Two ICPs or more, such as one a function.
        seed: Seed of the draws behind the interval of alpha.

    Raises:
        ValueError: There are fewer than two.

    Source:
        Jaccard (1912) as the headline, because kappa-like figures collapse where ICPs are narrow; Krippendorff (2004),
        Content Analysis, chapter 11, as the second; docs/method.md.
    """
    if len(profiles) < 2:
        raise ValueError("an agreement needs two ICPs or more")
    names = told_apart(profiles)
    fits = [fit_accounts(accounts.described, profile, explained=False) for profile in profiles]
    pairs = sorted(
        (_pair((names[a], fits[a]), (names[b], fits[b])) for a, b in combinations(range(len(fits)), 2)),
        key=lambda pair: 2.0 if pair.common.value is None else pair.common.value,
    )
    ratings = np.stack([np.where(fit.sides[0], 1.0, np.where(fit.sides[1], 0.0, np.nan)) for fit in fits])
    decisive = _decisive(pairs)
    return Agreement(
        names=names,
        pairs=tuple(pairs),
        alpha=_alpha(ratings, seed),
        disputed=_disputed(accounts, names, ratings),
        word=word_of(decisive.common),
        sentence=_sentence(decisive, len(names)),
    )


def told_apart(profiles: Sequence[IcpProfile]) -> tuple[str, ...]:
    """Name each ICP by its function where it has one, else by its own name; equal names are numbered.

    Example:
        >>> told_apart([IcpProfile(name="Mid", function="Sales"), IcpProfile(name="Mid"), IcpProfile(name="Mid")])
        ('Sales: Mid', 'Mid', 'Mid (2)')
    """
    given = [f"{profile.function}: {profile.name}" if profile.function else profile.name for profile in profiles]
    seen: Counter[str] = Counter()
    names = []
    for name in given:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def jaccard(one: pd.Series, other: pd.Series, *, window: str = "") -> Estimate:
    """Return of the accounts that either of two ICPs picks the share that both pick, among those both can place.

    Args:
        one: Whom the first picks: ``Fit.frame["inside"]``, missing where it cannot place an account, shape (n,).
        other: The same of the second, of the same accounts in the same order.
        window: The time it covers, in words.

    Source:
        Jaccard (1912), New Phytologist 11, 37-50; Wilson interval over the accounts that either picks.

    Example:
        >>> first, second = (pd.Series(cells, dtype="boolean") for cells in ([True, True, None], [True, False, True]))
        >>> common = jaccard(first, second)
        >>> common.value, common.n
        (0.5, 2)
    """
    decided = (one.notna() & other.notna()).to_numpy()
    first, second = (side.to_numpy(dtype=bool, na_value=False) & decided for side in (one, other))
    none = "neither picks an account that both can place"
    return share(int((first & second).sum()), int((first | second).sum()), window=window, why_none=none)


def krippendorff_alpha(ratings: npt.ArrayLike) -> float:
    """Return Krippendorff's alpha for nominal ratings; NaN where nothing can be compared or nothing varies.

    Args:
        ratings: One row a rater, one column a unit, numbers as categories, NaN where a rater did not rate.

    Source:
        Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania; its examples are
        the tests.

    Example:
        >>> round(krippendorff_alpha([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]), 3)
        0.095
    """
    table = np.asarray(ratings, dtype=float)
    levels = np.unique(table[~np.isnan(table)])
    counts = np.stack([(table == level).sum(axis=0) for level in levels], axis=1) if len(levels) else np.zeros((0, 0))
    return _alpha_of(counts.astype(float), np.ones(len(counts)))


def _alpha_of(counts: Floats, weights: Floats) -> float:
    """Return alpha from how often each unit was put into each category, shape (units, levels), and units' weights."""
    raters = counts.sum(axis=1) if counts.size else np.zeros(0)
    paired = raters >= 2
    counts, raters, weights = counts[paired], raters[paired], weights[paired]
    total = float((weights * raters).sum())
    if total <= 1:
        return float("nan")
    agreeing = (counts * (counts - 1)).sum(axis=1) / (raters - 1)
    observed = float((weights * (raters - agreeing)).sum())
    margins = (weights[:, None] * counts).sum(axis=0)
    expected = float(total**2 - (margins**2).sum()) / (total - 1)
    return 1 - observed / expected if expected > 0 else float("nan")


def _alpha(ratings: Floats, seed: int) -> Estimate:
    """Return alpha over all accounts, its interval by drawing accounts anew, pattern by pattern."""
    patterns, sizes = np.unique(np.nan_to_num(ratings, nan=-1.0), axis=1, return_counts=True)
    counts = np.stack([(patterns == level).sum(axis=0) for level in (0.0, 1.0)], axis=1).astype(float)
    n = int(sizes[counts.sum(axis=1) >= 2].sum())
    value = _alpha_of(counts, sizes.astype(float))
    if not np.isfinite(value):
        why = (
            "no account is placed by two of them" if not n else "all of them place every account alike, or pick nobody"
        )
        return unknown(Unit.SCORE, why, n=n)
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(sizes.sum(), sizes / sizes.sum(), DRAWS).astype(float)
    drawn = np.array([_alpha_of(counts, weights) for weights in draws])
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if len(drawn) else (value, value)
    return Estimate(value, Unit.SCORE, n, min(float(low), value), max(float(high), value))


def _pair(one: tuple[str, Fit], other: tuple[str, Fit]) -> Pair:
    (first, here), (second, there) = one, other
    only_here, only_there = here.sides[0] & there.sides[1], there.sides[0] & here.sides[1]
    causes = [*_causes(second, there, only_here), *_causes(first, here, only_there)]
    causes.sort(key=lambda cause: -cause.accounts)
    common = jaccard(here.frame["inside"], there.frame["inside"])
    return Pair(first, second, common, int(only_here.sum()), int(only_there.sum()), tuple(causes[:CAUSES]))


def _causes(whose: str, fit: Fit, refused: Bools) -> list[Cause]:
    """Return the criteria that fail for the accounts this ICP refuses and another one picks."""
    found = []
    for match in fit.matches:
        failing = match.known & ((match.score > 0) if match.criterion.mode == "exclude" else (match.score < 1))
        hits = int((failing & refused).sum())
        if hits:
            found.append(Cause(whose, str(match.criterion), hits, int(refused.sum())))
    return found


def _disputed(accounts: Accounts, names: tuple[str, ...], ratings: Floats) -> pd.DataFrame:
    some_in, some_out = (ratings == 1).any(axis=0), (ratings == 0).any(axis=0)
    rows: pd.DataFrame = accounts.frame[["account_id", "name"]][some_in & some_out].reset_index(drop=True)
    if not rows["name"].notna().any():
        rows = rows[["account_id"]]
    places = np.select([ratings == 1, ratings == 0], ["inside", "outside"], default="unknown")[:, some_in & some_out]
    placed = pd.DataFrame(dict(zip(names, places, strict=True)), index=rows.index)
    return pd.concat([rows, placed], axis=1)


def word_of(common: Estimate) -> str:
    """Say what the share that two ICPs have in common means; the whole interval must lie on one side of a line.

    Example:
        >>> word_of(share(2, 40)), word_of(share(15, 40)), word_of(share(30, 40)), word_of(share(40, 40))
        ('different ICPs', 'cannot tell yet', 'partly the same ICP', 'the same ICP')
        >>> word_of(share(0, 1))
        'cannot tell yet'
    """
    if common.low is None or common.high is None or common.n < FEWEST:
        return "cannot tell yet"
    if common.high < SHARED:
        return "different ICPs"
    if common.low < SHARED:
        return "cannot tell yet"
    return "the same ICP" if common.low >= GOOD else "partly the same ICP"


def _decisive(pairs: Sequence[Pair]) -> Pair:
    """Return the pair that decides for all: they mean the same only as far as every two of them do."""
    return min(pairs, key=lambda pair: WORDS.index(word_of(pair.common)))


def _sentence(pair: Pair, count: int) -> str:
    word, common = word_of(pair.common), pair.common
    untold = f"Whether the {count} ICPs mean the same customers cannot be told yet"
    if common.value is None or common.low is None or common.high is None:
        return f"{untold}. {pair.one} and {pair.other}: {common.why}."
    if common.n < FEWEST:
        return (
            f"{untold}: {pair.one} and {pair.other} together pick only {plural(common.n, 'customer')} they can place."
        )
    low, high = (format_value(end, Unit.RATIO) for end in (common.low, common.high))
    words = (
        f"{pair.one} and {pair.other} have {format_value(common.value, Unit.RATIO)} ({low} to {high}) of the "
        f"{common.n:,} customers in common that either picks: {word}"
    )
    if not pair.causes:
        return f"{words}."
    cause = pair.causes[0]
    part = "Most of it" if 2 * cause.accounts > pair.only_one + pair.only_other else "The largest part"
    whom = "the only customer" if cause.of == 1 else f"{cause.accounts:,} of the {cause.of:,} customers"
    return (
        f"{words}. {part} comes from '{cause.criterion}' of {cause.whose}, which keeps out {whom} that only the other "
        "picks."
    )
