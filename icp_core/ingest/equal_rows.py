"""Rows of two tables by number: equal rows have equal numbers, however many columns name a row."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.values.distinct import distinct

Numbers = npt.NDArray[np.int64]
_LARGEST = 2**62  # a number of a row may not become larger; the numbers are then counted anew
_DENSE = 8  # times as many numbers as rows: up to here they are counted in a list of them all, above by looking each up


def row_numbers(one: pd.DataFrame, other: pd.DataFrame, columns: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Number the rows of two tables so that rows with equal cells in ``columns`` have the same number.

    Args:
        one: A table.
        other: Another one; a column that one of them lacks is unknown there.
        columns: The columns that are compared; two unknown cells are equal, and so are 5, 5.0 and the text 5.

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
        codes = np.concatenate(cell_numbers(one.get(name), other.get(name), len(one), len(other)))
        span = int(codes.max(initial=0)) + 1
        if (int(together.max(initial=0)) + 1) * span > _LARGEST:
            together = _without_gaps(together)
        together = together * span + codes
    together = _without_gaps(together)
    return together[: len(one)], together[len(one) :]


def cell_numbers(one: pd.Series | None, other: pd.Series | None, rows: int, more: int) -> tuple[Numbers, Numbers]:
    """Number the cells of two columns alike; an unknown cell is 0.

    Args:
        one: A column; None where its table does not have it: every cell is unknown then.
        other: The same column of another table.
        rows: Rows of the one table.
        more: Rows of the other.

    Returns:
        The numbers of the cells of each column, shapes (rows,) and (more,).

    Example:
        >>> numbers = cell_numbers(pd.Series(["a", None]), pd.Series(["b", "a", "b"]), 2, 3)
        >>> [each.tolist() for each in numbers]
        [[1, 0], [2, 1, 2]]
    """
    parts = _of_one_kind([None if column is None or not column.notna().any() else column for column in (one, other)])
    known = [part for part in parts if part is not None]
    if any(isinstance(part.dtype, pd.CategoricalDtype) for part in known):
        coded = iter(_by_text(known))
    else:
        numbers = pd.factorize(pd.concat(known, ignore_index=True))[0].astype(np.int64) + 1 if known else _none(0)
        coded = iter(np.split(numbers, [len(known[0])] if len(known) > 1 else []))
    first, second = (
        _none(size) if part is None else next(coded) for part, size in zip(parts, (rows, more), strict=True)
    )
    return first, second


def is_text(column: pd.Series) -> bool:
    """Whether a column holds text, as it stands or by its different values."""
    return isinstance(column.dtype, pd.CategoricalDtype | pd.StringDtype)


def as_text(column: pd.Series) -> pd.Series:
    """Write the cells of a column as text, numbers with all their digits.

    Example:
        >>> as_text(pd.Series([5.0, 1234567.25, None])).tolist()
        ['5', '1234567.25', nan]
        >>> as_text(pd.Series([["a", "b"], None])).tolist()
        ['a; b', nan]
    """
    if is_text(column):
        return column.astype("str")
    if column.dtype == object:
        return column.map(_words, na_action="ignore").astype("str")
    codes, values = pd.factorize(column)
    return pd.Series(pd.array([*map(_words, values), None], dtype="str").take(codes), column.index)


def _words(value: object) -> str:
    match value:
        case list():
            return "; ".join(str(part) for part in value)
        case bool() | np.bool_():
            return "yes" if value else "no"
        case float() | np.floating():
            return np.format_float_positional(value, trim="-")
        case pd.Timestamp():
            return f"{value:%Y-%m-%d}" if value == value.normalize() else str(value)
        case _:
            return str(value)


def _of_one_kind(parts: list[pd.Series | None]) -> list[pd.Series | None]:
    """Bring two columns to one kind: numbers beside text become text, and lists are compared as they are written."""
    known = [part for part in parts if part is not None]
    if all(is_text(part) for part in known):
        return parts
    kinds = {_kind(part) for part in known}
    if kinds == {"object"}:
        return [None if part is None else part.map(repr, na_action="ignore").astype("str") for part in parts]
    return parts if len(kinds) == 1 else [None if part is None else as_text(part) for part in parts]


def _kind(column: pd.Series) -> str:
    """Tell what a column holds; numbers of any size are alike, days of any precision, and both forms of yes and no."""
    if is_text(column):
        return "text"
    return {"O": "object", "u": "number", "i": "number", "f": "number"}.get(column.dtype.kind, column.dtype.kind)


def _by_text(parts: Sequence[pd.Series]) -> list[Numbers]:
    """Number columns that hold their different texts once."""
    numbers: dict[str, int] = {}
    coded = [distinct(part) for part in parts]
    for _, texts in coded:
        for text in texts:
            numbers.setdefault(text, len(numbers) + 1)
    return [np.array([*(numbers[text] for text in texts), 0], dtype=np.int64)[codes] for codes, texts in coded]


def _without_gaps(numbers: Numbers) -> Numbers:
    """Number anew from 0, equal ones alike."""
    span = int(numbers.max(initial=-1)) + 1
    if span > _DENSE * len(numbers):
        return pd.factorize(numbers)[0].astype(np.int64)
    seen = np.zeros(span, dtype=np.int64)
    seen[numbers] = 1
    return (np.cumsum(seen) - 1)[numbers]


def _none(size: int) -> Numbers:
    return np.zeros(size, dtype=np.int64)
