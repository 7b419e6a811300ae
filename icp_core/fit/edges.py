"""Numbers against a range whose ends fade: an account a little outside is not the same as one far outside."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.profile import Criterion
from icp_core.results import plural

Floats: TypeAlias = npt.NDArray[np.float64]
Codes: TypeAlias = npt.NDArray[np.integer]
Words: TypeAlias = "pd.Series[str]"
Told: TypeAlias = Callable[[], Words]  # reasons of 100,000 accounts take longer than their scores: made when asked for

EXACT_UP_TO = 10_000  # larger numbers are written with three digits, which is what a reader takes in


@dataclass(frozen=True)
class Compared:
    """A column of numbers against a range.

    Args:
        score: Shape (n,), 1 inside, 0 outside, between them on the soft edge of a ``score`` criterion; NaN unknown.
        near: Shape (n,), True on the soft edge of a must-have.
        words: Makes the reason per account, shape (n,).
        note: How many values were no numbers; mostly empty.
    """

    score: Floats
    near: npt.NDArray[np.bool_]
    words: Told
    note: str


def compare_numbers(column: pd.Series, criterion: Criterion) -> Compared:
    """Compare a column with ``between``, ``>=`` or ``<=``.

    Args:
        column: Numbers, or text that holds numbers, shape (n,).
        criterion: A numeric criterion.
    """
    values = as_numbers(column)
    low, high = ends(criterion)
    known = ~np.isnan(values)
    below, above = values < low, values > high
    inside = known & ~below & ~above
    soft = fade(values, low, high, criterion.soft_edge)
    near = np.zeros(len(values), dtype=bool)
    if criterion.mode == "score":
        score = soft
    else:
        score = np.where(known, inside.astype(float), np.nan)
        near = known & ~inside & (soft > 0) & (criterion.mode == "require")

    def words() -> Words:
        just = (soft > 0) & (criterion.mode != "exclude")
        endings = _endings(low, high, excluding=criterion.mode == "exclude")
        ending = np.select([~known, inside, below & just, below, above & just], [0, 1, 2, 3, 4], default=5)
        return _shown(values, criterion.column) + spread(endings, ending)

    return Compared(score, near, words, _lost(column, values, criterion.column))


def ends(criterion: Criterion) -> tuple[float, float]:
    """Return the lower and the upper end of a numeric criterion; infinite where it is open.

    Example:
        >>> ends(Criterion(column="employees", op=">=", value=50))
        (50.0, inf)
    """
    if isinstance(criterion.value, tuple):
        low, high = criterion.value
        return float(low), float(high)
    end = float(criterion.value)
    return (end, math.inf) if criterion.op == ">=" else (-math.inf, end)


def fade(values: Floats, low: float, high: float, soft_edge: float) -> Floats:
    """Return 1 inside the range, falling to 0 over the soft edge outside it.

    Counts and money are judged on the log scale, which is where both ends are positive. The edge is ``soft_edge`` of
    the range's width on that scale; of a range with one end, ``soft_edge`` of that end.

    Args:
        values: Numbers, NaN where unknown, shape (n,).
        low: Lower end, -inf when open.
        high: Upper end, inf when open.
        soft_edge: Share of the width, 0 for a hard edge.

    Returns:
        Shape (n,), from 0 to 1; NaN stays NaN.

    Source:
        docs/method.md: 100 to 500 employees fades to 0 at about 85 and 590.

    Example:
        >>> fade(np.array([84.0, 92.0, 100.0, 590.0]), 100, 500, 0.10).round(2).tolist()
        [0.0, 0.48, 1.0, 0.0]
    """
    finite = [end for end in (low, high) if math.isfinite(end)]
    logarithmic = min(finite) > 0
    if logarithmic:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(values > 0, np.log(values), np.where(np.isnan(values), np.nan, -np.inf))
        low, high = (math.log(end) if math.isfinite(end) else end for end in (low, high))
    width = soft_edge * ((high - low) if len(finite) == 2 else (1.0 if logarithmic else abs(finite[0])))
    distance = np.maximum(np.maximum(low - values, values - high), 0.0)
    if width <= 0:
        return np.where(np.isnan(values), np.nan, (distance == 0).astype(float))
    return np.clip(1.0 - distance / width, 0.0, 1.0)


def spread(levels: Sequence[str], codes: Codes, missing: str = "") -> Words:
    """Give every row the words of its level; code -1 is a missing value.

    Example:
        >>> spread(["low", "high"], np.array([1, 0, -1]), "unknown").tolist()
        ['high', 'low', 'unknown']
    """
    words = pd.Series([*levels, missing], dtype="str")
    return words.take(np.where(codes < 0, len(levels), codes)).reset_index(drop=True)


def as_numbers(column: "pd.Series[Any]") -> Floats:
    """Return a column as numbers, shape (n,); NaN where a cell is missing or is no number.

    Example:
        >>> as_numbers(pd.Series(["250", "many", None])).tolist()
        [250.0, nan, nan]
    """
    numbers: Floats
    if pd.api.types.is_numeric_dtype(column.dtype):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return numbers
    cells = [cell if isinstance(cell, str | int | float) else None for cell in column]
    numbers = np.asarray(pd.to_numeric(np.array(cells, dtype=object), errors="coerce"), dtype=np.float64)
    return numbers


def _lost(column: "pd.Series[Any]", values: Floats, name: str) -> str:
    """Say how many cells hold something that is no number; empty when none does."""
    lost = column.notna().to_numpy() & np.isnan(values)
    if not lost.any():
        return ""
    example = str(column[lost].iloc[0]).strip()[:40]
    found = f"which holds something else in {plural(int(lost.sum()), 'row')} (for example '{example}')"
    return f"The ICP asks for a number in '{name}', {found}; there it counts as unknown."


def _endings(low: float, high: float, *, excluding: bool) -> list[str]:
    if excluding:
        return [": unknown", ": excluded", *[": not excluded"] * 4]
    lower, upper = f"below {low:,.12g}", f"above {high:,.12g}"
    return [": unknown", ": yes", f": just {lower}", f": {lower}", f": just {upper}", f": {upper}"]


def _shown(values: Floats, name: str) -> Words:
    """Write the column's name and each number, formatting every distinct number once."""
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.abs(values)
        step = 10.0 ** np.where(np.isfinite(size) & (size >= EXACT_UP_TO), np.floor(np.log10(size)) - 2, -2)
        codes, levels = pd.factorize(np.round(values / step) * step)
    return spread([f"{name} {level:,.12g}" for level in levels], codes, name)
