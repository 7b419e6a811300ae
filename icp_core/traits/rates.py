"""How often is each level of each attribute successful?"""

import numpy as np
import pandas as pd

from icp_core.metrics.proportion import wilson
from icp_core.traits.encode import Coded, encode

BANDS = 4  # bands a number is shown in
COLUMNS = ("column", "level", "n", "rate", "low", "high")


def rates_by_level(frame: pd.DataFrame, coded: tuple[Coded, ...], success: np.ndarray) -> pd.DataFrame:
    """Return the share of successful accounts per column and level, with Wilson intervals.

    One level at a time, nothing selected: this table needs no test, and shows what there is when there are too few
    accounts to search.

    Args:
        frame: One row an account.
        coded: Its attributes as codes; numbers are cut again, into fewer bands.
        success: True for a successful account, shape (n,).

    Returns:
        One row a column and level: ``column, level, n, rate, low, high``.
    """
    rows = []
    for one in coded:
        for banded in encode(frame, (one.column,), bins=BANDS) if one.lower else (one,):
            for code in range(1 if banded.listed else 0, banded.size):
                inside = banded.codes == code
                n, hits = int(inside.sum()), int(success[inside].sum())
                if n:
                    rows.append((banded.column, _level(banded, code), n, hits / n, *wilson(hits, n)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"column": "str", "level": "str", "n": "int64"})


def _level(coded: Coded, code: int) -> str:
    if coded.listed:
        return coded.listed
    if coded.levels:
        return coded.levels[code]
    words = str(coded.condition(np.arange(coded.size) == code))
    return words.removeprefix(coded.column.replace("_", " ")).strip()
