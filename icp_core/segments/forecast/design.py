"""What is known of each account before the sale, as numbers that a model can add up."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.metrics.measure import level_name

Floats: TypeAlias = np.ndarray

SMALLEST_LEVEL = 8  # accounts; rarer levels are taken together
LEAST_SHARE = 0.005  # of the accounts, for the same: what 50 of 10,000 do cannot be told from luck
MOST_LEVELS = 40  # of a column, the commonest first
FEW_NUMBERS = 6  # different values up to which a number is taken level by level
BENDS = (0.0, 0.25, 0.5, 0.75)  # ranks at which the effect of a number may change its slope


@dataclass(frozen=True)
class Design:
    """Columns as numbers, each centred on the accounts that know it: an unknown cell is 0 and says nothing.

    Were "unknown" a level of its own, a firm that looks up the industry of its present customers only would "forecast"
    that whoever has no industry leaves.

    Args:
        matrix: One row an account, shape (n, p).
        blocks: Places of each column of the file in ``matrix``.
    """

    matrix: Floats
    blocks: dict[str, slice]


def design(frame: pd.DataFrame, columns: tuple[str, ...]) -> Design:
    """Turn columns into numbers: a level is 0 or 1, a number its rank with three bends.

    Args:
        frame: One row an account.
        columns: Words, flags, numbers or lists of words; a column in which nothing differs takes no place.

    Example:
        >>> frame = pd.DataFrame({"plan": ["Pro", "Basic"] * 10, "employees": np.arange(20.0)})
        >>> made = design(frame, ("plan", "employees"))
        >>> made.matrix.shape, made.blocks
        ((20, 6), {'plan': slice(0, 2, None), 'employees': slice(2, 6, None)})
    """
    least = max(SMALLEST_LEVEL, LEAST_SHARE * len(frame))
    parts: list[Floats] = []
    blocks: dict[str, slice] = {}
    width = 0
    for name in columns:
        made = _numbers_of(frame[name], least)
        if made.shape[1]:
            parts.append(made)
            blocks[name] = slice(width, width + made.shape[1])
            width += made.shape[1]
    return Design(np.hstack(parts) if parts else np.zeros((len(frame), 0)), blocks)


def _numbers_of(column: pd.Series, least: float) -> Floats:
    known = column.notna().to_numpy()
    if holds_lists(column):
        return _lists(column, known, least)
    if pd.api.types.is_datetime64_any_dtype(column):
        return np.zeros((len(column), 0))
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if number and column.nunique() > FEW_NUMBERS:
        return bends(column)
    return _levels(column, known, least)


def bends(numbers: pd.Series) -> Floats:
    """Return a number as its rank among the known ones, with three bends; shape (n, 4)."""
    known = numbers.notna().to_numpy()
    ranks = numbers.rank(pct=True).to_numpy(dtype=float, na_value=0.0)
    return _centred(np.maximum(ranks[:, None] - np.array(BENDS), 0.0), known)


def _levels(column: pd.Series, known: np.ndarray, least: float) -> Floats:
    codes, place = _common(column, least)
    size = len(place) + int(known.sum() > np.isin(codes, place).sum())  # the rare levels are taken together
    if size < 2:
        return np.zeros((len(column), 0))
    at = np.full(int(codes.max()) + 1, size - 1)
    at[place] = np.arange(len(place))
    return _centred((at[codes][:, None] == np.arange(size)).astype(float) * known[:, None], known)


def _lists(cells: pd.Series, known: np.ndarray, least: float) -> Floats:
    levels = cells.set_axis(np.arange(len(cells)))[known].explode().dropna()
    codes, place = _common(levels, least, most=float(known.sum()) - least)
    found = np.zeros((len(cells), len(place)))
    for at, code in enumerate(place):
        found[levels.index[codes == code], at] = 1.0
    return _centred(found, known)


def _common(levels: pd.Series, least: float, *, most: float = np.inf) -> tuple[Floats, Floats]:
    """Return the code of each cell and the codes of the common levels, the commonest first, equal ones by name."""
    codes, seen = pd.factorize(levels)
    counts = np.bincount(codes[codes >= 0], minlength=len(seen))
    names = [level_name(level) for level in seen]
    order = sorted(range(len(seen)), key=lambda code: (-counts[code], names[code]))
    kept = [code for code in order if least <= counts[code] <= most][:MOST_LEVELS]
    return codes, np.array(kept, dtype=int)


def _centred(numbers: Floats, known: np.ndarray) -> Floats:
    middle = numbers[known].mean(axis=0) if known.any() else 0.0
    return np.where(known[:, None], numbers - middle, 0.0)
