"""How often is each level of each attribute successful?"""

import numpy as np
import pandas as pd

from icp_core.metrics.proportion import wilson
from icp_core.traits.encode import Coded, encode

BANDS = 4  # bands a number is shown in
COLUMNS = ("column", "level", "n", "rate", "low", "high")


def rates_by_level(frame: pd.DataFrame, columns: tuple[str, ...], success: np.ndarray) -> pd.DataFrame:
    """Return the share of successful accounts per column and level, with Wilson intervals.

    One level at a time, nothing selected: this table needs no test, and shows what there is when there are too few
    accounts to search.

    Args:
        frame: One row an account.
        columns: Attributes.
        success: True for a successful account, shape (n,).

    Returns:
        One row a column and level: ``column, level, n, rate, low, high``.
    """
    rows = []
    for coded in encode(frame, columns, bins=BANDS):
        for code in range(coded.size):
            if coded.listed and code == 0:
                continue
            inside = coded.codes == code
            n, hits = int(inside.sum()), int(success[inside].sum())
            if n:
                rows.append((coded.column, _level(coded, code), n, hits / n, *wilson(hits, n)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"column": "str", "level": "str", "n": "int64"})


def _level(coded: Coded, code: int) -> str:
    if coded.listed:
        return coded.listed
    if coded.levels:
        return coded.levels[code]
    words = str(coded.condition(np.arange(coded.size) == code))
    return words.removeprefix(coded.column.replace("_", " ")).strip()
