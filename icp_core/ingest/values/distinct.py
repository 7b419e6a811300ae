"""Cells by their different values: a column of ten million cells seldom holds more than a few thousand of them."""

from typing import Any

import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Codes = npt.NDArray[Any]  # integers of the smallest kind that holds them


def distinct(cells: pd.Series) -> tuple[Codes, list[str]]:
    """Return a column as codes and different texts.

    Args:
        cells: Text, as ``str`` or as ``category``; shape (n,).

    Returns:
        For each cell the place of its text in the list, -1 where the cell is missing, shape (n,); and the texts.

    Example:
        >>> codes, texts = distinct(pd.Series(["won", "lost", "won"]))
        >>> codes.tolist(), texts
        ([0, 1, 0], ['won', 'lost'])
    """
    if isinstance(cells.dtype, pd.CategoricalDtype):
        texts: list[str] = pa.array(cells.cat.categories, pa.large_string()).to_pylist()
        codes: Codes = cells.cat.codes.to_numpy()
        return codes, texts
    codes, uniques = pd.factorize(cells)
    return codes, pa.array(uniques, pa.large_string()).to_pylist()  # a third of the time of a loop over them


def arrow_texts(cells: pd.Series) -> pa.Array | pa.ChunkedArray:
    """Return a column of ``str`` as Arrow holds it, without a copy."""
    return pa.array(cells, pa.large_string())
