"""Rows of two tables by number: equal rows have equal numbers, however many columns name a row."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.values.distinct import distinct

Numbers = npt.NDArray[np.int64]
_LARGEST = 2**62  # a number of a row may not become larger; the numbers are then counted anew


def row_numbers(one: pd.DataFrame, other: pd.DataFrame, columns: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Number the rows of two tables so that rows with equal cells in ``columns`` have the same number.

    Args:
        one: A table.
        other: Another one; a column that one of them lacks is unknown there.
        columns: The columns that are compared; two unknown cells are equal.

    Returns:
        The numbers of the rows of each table, shapes (len(one),) and (len(other),); from 0 without gaps.

    Example:
        >>> first = pd.DataFrame({"id": ["a", "b"], "month": [1, 1]})
        >>> second = pd.DataFrame({"id": ["b", "b"], "month": [1, 2]})
        >>> [numbers.tolist() for numbers in row_numbers(first, second, ["id", "month"])]
        [[0, 1], [1, 2]]
    """
    together = np.zeros(len(one) + len(other), dtype=np.int64)
    for name in columns:
        codes = _codes(one.get(name), other.get(name), len(one), len(other))
        span = int(codes.max(initial=0)) + 1
        if (int(together.max(initial=0)) + 1) * span > _LARGEST:
            together = pd.factorize(together)[0].astype(np.int64)
        together = together * span + codes
    together = pd.factorize(together)[0].astype(np.int64)
    return together[: len(one)], together[len(one) :]


def is_text(column: pd.Series) -> bool:
    """Whether a column holds text, as it stands or by its different values."""
    return isinstance(column.dtype, pd.CategoricalDtype | pd.StringDtype)


def _codes(one: pd.Series | None, other: pd.Series | None, rows: int, more: int) -> Numbers:
    """Number the values of two columns alike; an unknown value, or a column that is not there, is 0."""
    parts = [
        pd.Series(pd.NA, index=range(length), dtype="str") if column is None else column
        for column, length in ((one, rows), (other, more))
    ]
    if all(is_text(part) for part in parts):
        coded = [distinct(part) for part in parts]
        numbers: dict[str, int] = {}
        for _, texts in coded:
            for text in texts:
                numbers.setdefault(text, len(numbers) + 1)
        spread = [np.array([*(numbers[text] for text in texts), 0], dtype=np.int64)[codes] for codes, texts in coded]
        return np.concatenate(spread)
    if len({str(part.dtype) for part in parts}) > 1 or parts[0].dtype == object:
        parts = [part.map(repr, na_action="ignore").astype("str") for part in parts]
    return pd.factorize(pd.concat(parts, ignore_index=True))[0].astype(np.int64) + 1
