"""Attributes as codes for the miner, and the miner's boxes back as conditions in round numbers."""

from dataclasses import dataclass
from math import floor, log10, sqrt

import numpy as np
import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.metrics.column_kinds import as_words, is_quantity
from icp_core.traits.codes import Box, Codes
from icp_core.traits.conditions import Condition

MOST_BINS = 16  # ranges a number is cut into
MOST_LEVELS = 40  # levels of a category that are looked at, the commonest first
MOVE = 0.25  # share of the way to the next quantile that a cut may move to a round number; a half cost .04 of recovery
SMALLEST_LEVEL = 5  # accounts; a rarer level never enters a rule


@dataclass(frozen=True)
class Coded:
    """One attribute (or one value of a list attribute) as codes.

    Args:
        column: Attribute.
        codes: Code per account, 0 to ``size - 1``, -1 for unknown or rare; shape (n,).
        levels: Words of the codes, for a category; empty for a number.
        lower: Lower end of each code's range, both ends belonging to it; shape (size,). Empty for a category.
        upper: Upper end.
        listed: The value of a list attribute that code 1 stands for; empty otherwise.
        rare: Whether known but rare levels were left without a code.
    """

    column: str
    codes: np.ndarray
    levels: tuple[str, ...] = ()
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    listed: str = ""
    rare: bool = False

    @property
    def size(self) -> int:
        """Number of codes."""
        return 2 if self.listed else len(self.levels) or len(self.lower)

    def condition(self, allowed: np.ndarray) -> Condition:
        """Write a set or range of codes as a condition."""
        kept = np.flatnonzero(allowed[: self.size])
        if self.listed:
            return Condition(self.column, "in" if kept[0] == 1 else "not in", (self.listed,))
        if self.levels:
            return self._set(kept)
        low, high = self.lower[kept[0]], self.upper[kept[-1]]
        if kept[0] == 0:
            return Condition(self.column, "<=", high)
        if kept[-1] == self.size - 1:
            return Condition(self.column, ">=", low)
        return Condition(self.column, "between", (low, high))

    def _set(self, kept: np.ndarray) -> Condition:
        others = [level for place, level in enumerate(self.levels) if place not in set(kept.tolist())]
        if not self.rare and len(others) < len(kept) and len(kept) > 2:
            return Condition(self.column, "not in", tuple(others))
        return Condition(self.column, "in", tuple(self.levels[place] for place in kept))


def encode(frame: pd.DataFrame, columns: tuple[str, ...], *, bins: int = MOST_BINS) -> tuple[Coded, ...]:
    """Turn attributes into codes; attributes with fewer than two usable codes are left out.

    Args:
        frame: One row an account.
        columns: Attributes to encode. Numbers are cut at quantiles moved to round values, so that the rule that is
            shown is the rule that was tested; lists become one yes-or-no attribute a value.
        bins: Most ranges a number is cut into.

    Example:
        >>> frame = pd.DataFrame({"employees": np.arange(1.0, 201.0)})
        >>> coded = encode(frame, ("employees",))[0]
        >>> print(coded.condition(coded.codes[[29, 99]].min() == np.arange(coded.size)))
        employees from 16 to 30
    """
    found: list[Coded] = []
    for column in columns:
        series = frame[column]
        if holds_lists(series):
            found += _lists(column, series)
        elif is_quantity(series):
            found.append(_number(column, series.to_numpy(dtype=float, na_value=np.nan), bins))
        else:
            found.append(_category(column, as_words(series)))
    return tuple(coded for coded in found if coded.size >= 2)


def stack(coded: tuple[Coded, ...]) -> Codes:
    """Put encoded attributes side by side for the miner."""
    sizes = np.array([one.size for one in coded])
    values = np.column_stack([one.codes for one in coded])
    ordered = np.array([not one.levels and not one.listed for one in coded])
    return Codes(np.where(values < 0, sizes.max(), values), sizes, ordered)


def rule_of(box: Box, coded: tuple[Coded, ...]) -> tuple[Condition, ...]:
    """Write a box as conditions, in the order of ``places_of``."""
    return tuple(coded[place].condition(box[place]) for place in places_of(box, coded))


def places_of(box: Box, coded: tuple[Coded, ...]) -> list[int]:
    """Return the columns of a box in the order in which they are named: categories first."""
    return sorted(box, key=lambda place: (not coded[place].levels, place))


def round_between(low: float, high: float, near: float) -> float:
    """Return the roundest number in [low, high): a multiple of the largest 1-2-5 step, the one nearest to ``near``.

    Example:
        >>> round_between(430, 560, 487), round_between(-3, 4, 0.2), round_between(1.31, 1.34, 1.33)
        (500.0, 0.0, 1.32)
    """
    if low <= 0 < high or not low < high:
        return 0.0 if low <= 0 < high else near
    top = floor(log10(max(abs(low), abs(high)))) + 1
    for power in range(top, top - 16, -1):
        for digit in (5, 2, 1):
            step = digit * 10.0**power
            first = np.ceil(low / step - 1e-9)
            last = np.ceil(high / step - 1e-9) - 1
            if first <= last:
                chosen = min(max(round(near / step), first), last)
                return float(round(chosen * step, max(0, -power)))
    return near


def _category(column: str, words: pd.Series) -> Coded:
    counts = words.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    kept = [str(level) for level in counts.index[counts >= SMALLEST_LEVEL][:MOST_LEVELS]]
    codes = pd.Index(kept).get_indexer(pd.Index(words)).astype(np.int64)
    return Coded(column, codes, levels=tuple(kept), rare=len(kept) < len(counts))


def _lists(column: str, cells: pd.Series) -> list[Coded]:
    known = cells.notna().to_numpy()
    sets = [set(cell) for cell in cells[known]]
    rows = np.repeat(np.flatnonzero(known), [len(one) for one in sets])
    values = pd.Series([str(value) for one in sets for value in one], dtype="str")
    counts = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    held = values.to_numpy()
    found = []
    for value, count in counts.iloc[:MOST_LEVELS].items():
        if count < SMALLEST_LEVEL or known.sum() - count < SMALLEST_LEVEL:
            continue
        codes = np.where(known, 0, -1).astype(np.int64)
        codes[rows[held == value]] = 1
        found.append(Coded(column, codes, listed=str(value)))
    return found


def _number(column: str, numbers: np.ndarray, bins: int) -> Coded:
    known = np.isfinite(numbers)
    seen = np.unique(numbers[known])
    if len(seen) < 2:
        return Coded(column, np.full(len(numbers), -1))
    edges = _edges(numbers[known], seen, bins)
    codes = np.where(known, np.searchsorted(edges, numbers, side="left"), -1)
    whole = bool((seen == np.round(seen)).all())
    lower = [float(seen[0]), *(_after(edge, seen, whole=whole) for edge in edges)]
    upper = [*(float(edge) for edge in edges), float(seen[-1])]
    return Coded(column, codes, lower=tuple(lower), upper=tuple(upper))


def _edges(numbers: np.ndarray, seen: np.ndarray, most: int) -> np.ndarray:
    """Upper ends of all ranges but the last: quantiles moved to the roundest number that keeps their place."""
    bins = min(most, max(2, int(sqrt(len(numbers)))))
    cuts = np.unique(np.quantile(numbers, np.linspace(0, 1, bins + 1)[1:-1]))
    if len(seen) <= 2 * bins:  # few values: keep each cut between the same two of them
        at = np.unique(np.searchsorted(seen, cuts, side="right") - 1)
        at = at[at < len(seen) - 1]
        return np.array([round_between(seen[place], seen[place + 1], seen[place]) for place in at])
    gaps = np.diff(cuts, prepend=seen[0], append=seen[-1])
    near = zip(cuts - MOVE * gaps[:-1], cuts + MOVE * gaps[1:], cuts, strict=True)
    rounded = [round_between(low, high, cut) for low, high, cut in near]
    edges = np.unique([edge for edge in rounded if seen[0] <= edge < seen[-1]])
    return edges if len(edges) else cuts[:1]


def _after(edge: float, seen: np.ndarray, *, whole: bool) -> float:
    """Return the smallest number above ``edge`` that may stand as the lower end of a range."""
    if whole:
        return float(np.floor(edge) + 1)
    here = seen[np.searchsorted(seen, edge, side="left") :]
    return float(here[1]) if len(here) > 1 and here[0] == edge else float(edge)
