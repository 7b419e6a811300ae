"""Are there groups, or does the grouping only cut a continuum?"""

from typing import TypeAlias

import numpy as np

from icp_core.metrics.multiple import holm
from icp_core.metrics.survival import log_rank
from icp_core.segments.features import Features
from icp_core.segments.result import StructureTest

Floats: TypeAlias = np.ndarray

ALPHA = 0.05  # chance of saying "groups are there" where there are none, over all tests
FEWEST = 30  # accounts for a test
FEWEST_LOST = 10  # accounts that left, for the comparison of retention
DRAWS = 499  # bootstrap samples
GRID = 400  # points a density is computed at
TAIL = 0.02  # share at each end in which a peak does not count: one far account is not a group
LARGEST_DRAW = 2_000  # accounts in a bootstrap sample; larger ones would call every dent a valley
PRICE_QUANTILE = 0.75  # of the distances between neighbouring prices, for the blur
SHARED_PRICE = 0.005  # share of accounts from which an amount is a price
MOST_PRICES, LIST_SHARE = 30, 0.90  # so few values cover so many accounts: they stand on a price list
SAME_PRICE = 0.25  # distance of logarithms that discounts bridge (up to 22 %)
FEWEST_PRICES = 7  # with fewer list prices, peaks cannot be told from prices


def structure_tests(features: Features, *, trait_p: float | None, seed: int) -> tuple[StructureTest, ...]:
    """Make every test that the data allow, and correct them together (Holm 1979) at 5 %.

    Args:
        features: Value and lifetimes.
        trait_p: p-value of the strongest shared trait, when traits were searched.
        seed: Seed of the bootstrap.
    """
    made: list[tuple[str, float, str, str]] = []
    value = features.log_arr[np.isfinite(features.arr)]
    if len(value) >= FEWEST and len(np.unique(value)) > 1:
        made.append(
            (
                "value peaks",
                peaks_p(value, seed=seed),
                "Accounts gather around more than one level of ARR",
                "The ARR shows no separate levels beyond chance and the steps of a price list",
            )
        )
    p = _retention_by_value(features)
    if p is not None:
        made.append(
            (
                "retention by value",
                p,
                "Small, middle and large accounts leave at a different pace",
                "Small, middle and large accounts leave at the same pace, as far as the data can tell",
            )
        )
    if trait_p is not None:
        made.append(
            (
                "shared trait",
                float(trait_p),
                "Successful accounts share a trait beyond chance",
                "No shared trait of successful accounts goes beyond chance",
            )
        )
    adjusted = holm([p for _, p, _, _ in made])
    return tuple(
        StructureTest(name, p, least <= ALPHA, f"{yes if least <= ALPHA else no} (p {_p_words(p)}).")
        for (name, p, yes, no), least in zip(made, adjusted, strict=True)
    )


def peaks_p(value: Floats, *, seed: int = 0) -> float:
    """Return the p-value of "there is one peak": Silverman's critical bandwidth, blurred by the price list.

    The density is blurred just enough to have a single peak; samples drawn from that density tell how much blur one
    peak needs by chance. List prices make a peak at every price: where neighbouring prices lie far apart, peaks that
    a blur as wide as that distance removes are prices and not groups, and p is 1; with fewer than seven list prices
    it is 1 as well.

    Args:
        value: Logarithm of the ARR, shape (n,).
        seed: Seed of the bootstrap.

    Source:
        Silverman (1981), JRSS B 43, 97-99; tails left out as in Hall & York (2001), Statistica Sinica 11, 515-536.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> two = np.concatenate([rng.normal(8, 0.5, 150), rng.normal(11, 0.5, 150)])
        >>> peaks_p(two) < 0.01, peaks_p(rng.normal(9, 1.2, 300)) > 0.05
        (True, True)
    """
    if list_prices(value) < FEWEST_PRICES:
        return 1.0
    spread = float(value.std())
    low, high = float(value.min()) - spread, float(value.max()) + spread
    grid = np.linspace(low, high, GRID)
    step = grid[1] - grid[0]
    counts = _bin(value, grid, step)
    middle = (grid >= np.quantile(value, TAIL)) & (grid <= np.quantile(value, 1 - TAIL))
    blur = critical_bandwidth(counts, grid, middle)
    if blur <= max(price_step(value), step):
        return 1.0
    density = _smooth(counts, grid, blur)
    draws = np.random.default_rng(seed).multinomial(min(len(value), LARGEST_DRAW), density / density.sum(), size=DRAWS)
    wider = blur * np.sqrt(1 + (blur / spread) ** 2)  # the samples are as much wider as the blur made them
    more = _peaks(_smooth(draws, grid, wider), middle) > 1
    return float((1 + more.sum()) / (DRAWS + 1))


def critical_bandwidth(counts: Floats, grid: Floats, middle: Floats) -> float:
    """Return the smallest blur (in units of the grid) with which the density has one peak inside ``middle``."""
    low, high = grid[1] - grid[0], (grid[-1] - grid[0]) / 2
    for _ in range(18):
        half = (low + high) / 2
        if _peaks(_smooth(counts, grid, half), middle) > 1:
            low = half
        else:
            high = half
    return float(high)


def valleys(value: Floats) -> Floats:
    """Return the values between the peaks of the density, blurred by the price list or by Silverman's rule.

    Source: Silverman (1986), Density Estimation, section 3.4.2.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> two = np.concatenate([rng.normal(8, 0.5, 150), rng.normal(11, 0.5, 150)])
        >>> valleys(two).round().tolist(), valleys(np.log([1000, 2000, 4000.0] * 9)).tolist()
        ([9.0], [])
    """
    spread = float(value.std())
    grid = np.linspace(float(value.min()) - spread, float(value.max()) + spread, GRID)
    step = grid[1] - grid[0]
    quartiles = float(np.subtract(*np.quantile(value, [0.75, 0.25])))
    rule = 0.9 * min(spread, quartiles / 1.34 if quartiles > 0 else spread) * len(value) ** -0.2
    blur = max(price_step(value), rule, step)
    if not np.isfinite(blur):
        return np.zeros(0)
    rising = np.diff(_smooth(_bin(value, grid, step), grid, blur)) > 0
    inside = grid[1:-1][~rising[:-1] & rising[1:]]
    low, high = np.quantile(value, [TAIL, 1 - TAIL])
    return np.asarray(inside[(inside > low) & (inside < high)])


def price_step(value: Floats) -> float:
    """Return the distance to the farther neighbouring value that three quarters of the accounts do not exceed.

    Tiny where values are all different, the step of the price list where they stand on one.

    Example:
        >>> round(price_step(np.log([1000, 1000, 1000, 2000, 2000, 4000.0])), 2)
        0.69
    """
    seen, counts = np.unique(value, return_counts=True)
    shared = counts >= max(2, SHARED_PRICE * len(value))
    if counts[shared].sum() > len(value) / 2:  # a few odd amounts between the prices do not make them a continuum
        seen, counts = seen[shared], counts[shared]
    if len(seen) < 2:
        return np.inf
    gaps = np.diff(seen)
    farther = np.maximum(np.append(gaps, 0.0), np.insert(gaps, 0, 0.0))
    order = np.argsort(farther, kind="stable")
    place = np.searchsorted(np.cumsum(counts[order]), PRICE_QUANTILE * counts.sum())
    return float(farther[order[place]])


def list_prices(value: Floats) -> float:
    """Return how many list prices the values stand on, discounts taken together; infinite when on none.

    Example:
        >>> list_prices(np.log([1000, 900, 1000, 4000, 3600, 12000.0])), list_prices(np.linspace(5, 9, 100))
        (3.0, inf)
    """
    seen, counts = np.unique(value, return_counts=True)
    commonest = np.argsort(-counts, kind="stable")[:MOST_PRICES]
    if counts[commonest].sum() < LIST_SHARE * len(value):
        return np.inf
    return float(1 + (np.diff(np.sort(seen[commonest])) > SAME_PRICE).sum())


def _retention_by_value(features: Features) -> float | None:
    """Compare the pace of leaving between thirds by ARR at the start; ARR now depends on how long an account stayed."""
    rows = features.timed & np.isfinite(features.first_arr)
    if rows.sum() < FEWEST or features.left[rows].sum() < FEWEST_LOST:
        return None
    value = features.first_arr[rows]
    thirds = np.searchsorted(np.quantile(value, [1 / 3, 2 / 3]), value, side="left")
    if len(np.unique(thirds)) < 2:
        return None
    return log_rank(features.tenure[rows], features.left[rows] == 1, thirds, entry=features.entry[rows]).p


def _bin(value: Floats, grid: Floats, step: float) -> Floats:
    """Share each value between its two neighbouring grid points; shape (GRID,)."""
    place = (value - grid[0]) / step
    lower = np.clip(place.astype(int), 0, GRID - 2)
    part = place - lower
    return np.bincount(lower, 1 - part, GRID) + np.bincount(lower + 1, part, GRID)


def _smooth(counts: Floats, grid: Floats, blur: float) -> Floats:
    kernel = np.exp(-0.5 * ((grid[:, None] - grid[None, :]) / blur) ** 2)
    return np.asarray(counts @ kernel)


def _peaks(density: Floats, middle: Floats) -> Floats:
    """Count the peaks of each density that lie inside ``middle``."""
    rising = np.diff(density, axis=-1) > 0
    turns = rising[..., :-1] & ~rising[..., 1:]
    return np.asarray((turns & middle[1:-1]).sum(axis=-1))


def _p_words(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"
