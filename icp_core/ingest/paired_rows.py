"""The rows of a table before and after, side by side by what names a row, and which of their columns differ."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.equal_rows import Numbers, cell_numbers, row_numbers

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
_NOISE = 1e-12  # of a number: the same payments added up in another order differ by less


@dataclass(frozen=True)
class PairedRows:
    """The rows of a table before and after, paired by what names a row.

    Args:
        old: The rows before.
        new: The rows after.
        key: The columns that name a row.
        before: Place in ``old`` of each row whose name stands in ``new`` too, shape (pairs,).
        after: Place in ``new`` of the first row with that name, shape (pairs,).
        gone: True for the rows of ``old`` that have no such row, shape (len(old),).
        fresh: True for the rows of ``new`` whose name is not in ``old``, shape (len(new),).
        differs: For each other column which pairs differ in it, shape (pairs,).
        one_each: Whether no name stands twice on one side.
    """

    old: pd.DataFrame
    new: pd.DataFrame
    key: tuple[str, ...]
    before: Places
    after: Places
    gone: Mask
    fresh: Mask
    differs: Mapping[str, Mask]
    one_each: bool

    @classmethod
    def of(cls, old: pd.DataFrame, new: pd.DataFrame, key: tuple[str, ...]) -> "PairedRows":
        """Pair the rows of two tables; of new ones with the same name the first is taken.

        Example:
            >>> old = pd.DataFrame({"id": ["a", "b", "c"], "n": [1.0, 2.0, None]})
            >>> new = pd.DataFrame({"id": ["c", "d", "b"], "n": [None, 4.0, 9.0]})
            >>> found = PairedRows.of(old, new, ("id",))
            >>> found.before.tolist(), found.after.tolist(), found.changed.tolist(), found.gone.tolist()
            ([1, 2], [2, 0], [True, False], [True, False, False])
        """
        numbers, others = row_numbers(old, new, key)
        place = np.full(1 + max(numbers.max(initial=-1), others.max(initial=-1)), -1)
        place[others[::-1]] = np.arange(len(others))[::-1]  # the last value that is set counts: that of the first row
        match = place[numbers]
        before, after = np.flatnonzero(match >= 0), match[match >= 0]
        columns = [str(name) for name in dict.fromkeys((*old, *new)) if name not in key]
        differs = {name: _differs(old.get(name), new.get(name), before, after) for name in columns}
        one_each = all(bool((np.bincount(each, minlength=1) <= 1).all()) for each in (numbers, others))
        return cls(old, new, key, before, after, match < 0, ~_among(others, numbers), differs, one_each)

    @property
    def changed(self) -> Mask:
        """Which pairs differ in any column."""
        changed = np.zeros(len(self.before), dtype=bool)
        for differs in self.differs.values():
            changed |= differs
        return changed


def without_equal(old: pd.DataFrame, new: pd.DataFrame, paired: PairedRows | None) -> tuple[Places, Places]:
    """Find the rows on each side that have no equal row on the other.

    Args:
        old: The rows before.
        new: The rows after.
        paired: The same rows paired by name, where rows have one.

    Returns:
        Their places in ``old`` and in ``new``.
    """
    if paired is not None and paired.one_each:
        changed = paired.changed
        return (
            np.concatenate([np.flatnonzero(paired.gone), paired.before[changed]]),
            np.concatenate([np.flatnonzero(paired.fresh), paired.after[changed]]),
        )
    numbers, others = row_numbers(old, new, [str(name) for name in dict.fromkeys((*old, *new))])
    return np.flatnonzero(~_among(numbers, others)), np.flatnonzero(~_among(others, numbers))


def _among(numbers: Numbers, others: Numbers) -> Mask:
    """Return which numbers stand among the others."""
    there = np.zeros(1 + max(numbers.max(initial=-1), others.max(initial=-1)), dtype=bool)
    there[others] = True
    found: Mask = there[numbers]
    return found


def _differs(old: pd.Series | None, new: pd.Series | None, at: Places, there: Places) -> Mask:
    """Return for each pair of rows, given by their places, whether a column differs; unknown equals unknown."""
    before, after = (None if cells is None else cells.take(rows) for cells, rows in ((old, at), (new, there)))
    if before is not None and after is not None and before.dtype == after.dtype and before.dtype.kind in "fM":
        one, other = before.to_numpy(), after.to_numpy()
        unlike = one != other
        if before.dtype.kind == "f":
            unlike[unlike] = ~np.isclose(one[unlike], other[unlike], rtol=_NOISE, atol=0)
        return np.asarray(unlike & ~(pd.isna(one) & pd.isna(other)))
    numbers, others = cell_numbers(before, after, len(at), len(there))
    return np.asarray(numbers != others)
