"""Accounts that stand twice under two keys: every other cell is equal, and that cannot be chance."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.values.distinct import distinct

MOST_BY_CHANCE = 0.2  # of the equal pairs may be chance; where more are, equal rows are no sign of one account
_Hashes = npt.NDArray[np.uint64]


def find_clones(cells: pd.DataFrame) -> list[tuple[int, int]]:
    """Find the rows that repeat an earlier one in every cell, where so many equal rows are not to be expected.

    A file of a few coarse columns has equal rows by chance. How many is estimated twice: as if the columns were
    independent; and from the pairs that are equal in every column but one, times the odds that two rows agree in that
    one, which holds for columns that go together too. The larger estimate counts.

    Args:
        cells: Every column but the key, one row an account, shape (n, columns).

    Returns:
        Pairs of places (the first row, a later one), sorted.

    Example:
        >>> firms = pd.DataFrame({"name": [f"Firm {n}" for n in range(50)] + ["Firm 7"], "size": ["5"] * 51})
        >>> find_clones(firms)
        [(7, 50)]
        >>> find_clones(pd.DataFrame({"plan": ["a", "b"] * 50, "country": ["x", "x", "y", "y"] * 25}))
        []
    """
    names = sorted(cells, key=lambda name: isinstance(cells[name].dtype, pd.CategoricalDtype))  # many values first
    if not names or not _any_equal([cells[name] for name in names]):
        return []
    columns = [_coded(cells[name]) for name in names]
    parts = [_hashed(codes, place) for place, codes in enumerate(columns)]
    whole: _Hashes = np.add.reduce(parts)
    _, first, inverse = np.unique(whole, return_index=True, return_inverse=True)
    firsts = first[inverse]
    agree = [_agreement(codes[first]) for codes in columns]
    equal = _equal_pairs(whole)
    expected = len(whole) * (len(whole) - 1) / 2 * float(np.prod(agree))
    for part, share in zip(parts, agree, strict=True):
        if expected > MOST_BY_CHANCE * equal:
            return []
        if share < 1:
            expected = max(expected, (_equal_pairs(whole - part) - equal) * share / (1 - share))
    if expected > MOST_BY_CHANCE * equal:
        return []
    return [(int(firsts[at]), int(at)) for at in np.flatnonzero(firsts != np.arange(len(whole)))]


def _any_equal(columns: list[pd.Series]) -> bool:
    """Whether two rows are equal; one column of names mostly settles it."""
    rows = np.arange(len(columns[0]))
    hashes: _Hashes = np.zeros(len(rows), dtype=np.uint64)
    for place, column in enumerate(columns):
        hashes = hashes + _hashed(_coded(column.iloc[rows]), place)
        _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
        again = counts[inverse] > 1
        rows, hashes = rows[again], hashes[again]
        if not len(rows):
            return False
    return True


def _coded(column: pd.Series) -> npt.NDArray[np.intp]:
    """Number the values of a column; lists, as of technologies, by how they are written."""
    if isinstance(column.dtype, pd.CategoricalDtype | pd.StringDtype):
        return distinct(column)[0]
    return np.asarray(pd.factorize(column.astype("str") if column.dtype == object else column)[0])


def _hashed(codes: npt.NDArray[np.intp], column: int) -> _Hashes:
    """Return a number for each value of a column; sums of them tell rows apart (splitmix64, Steele et al. 2014)."""
    mixed = codes.astype(np.int64).view(np.uint64) + np.uint64((column + 1) * 0x9E3779B97F4A7C15 % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _agreement(codes: npt.NDArray[np.intp]) -> float:
    """Return the chance that two different rows agree in a column."""
    counts = np.bincount(codes + 1).astype(float)
    total = counts.sum()
    return float((counts * (counts - 1)).sum() / max(total * (total - 1), 1.0))


def _equal_pairs(hashes: _Hashes) -> float:
    counts = np.unique(hashes, return_counts=True)[1].astype(float)
    return float((counts * (counts - 1)).sum() / 2)
