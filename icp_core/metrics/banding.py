"""Which levels or bands does a column fall into, so that groups can be compared?"""

from itertools import pairwise

import numpy as np
import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.metrics.measure import MAX_LEVELS, MIN_LEVEL, level_name

BANDS = 4  # of a number; quarters of the accounts, so that each band is as sure as the next
OTHERS = "all others"


def banded(column: pd.Series) -> pd.Series:
    """Return the group of each row: the level in words, or the band of a number; missing where nothing is known.

    Numbers of many values are cut at their quartiles, at values that occur. Levels with fewer than ``MIN_LEVEL`` rows,
    and those beyond the ``MAX_LEVELS`` largest, are pooled as "all others": a group of three says nothing, and leaving
    it out would flatter the rest.

    Args:
        column: Words, flags or numbers; a column of lists or of days has no groups and comes back all missing.

    Example:
        >>> banded(pd.Series(range(1, 101), dtype=float)).unique().tolist()
        ['up to 25', 'above 25 to 50', 'above 50 to 75', 'above 75']
        >>> banded(pd.Series(["a"] * 8 + ["b"] * 9 + ["c"])).value_counts().to_dict()
        {'b': 9, 'a': 8, 'all others': 1}
    """
    nothing = pd.Series(np.nan, column.index, dtype="str")
    if pd.api.types.is_datetime64_any_dtype(column) or holds_lists(column):
        return nothing
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if number and column.nunique() > BANDS:
        return _bands(column.astype(float))
    codes, levels = pd.factorize(column)  # a column holds far fewer levels than rows
    names = pd.array([*(level_name(level) for level in levels.tolist()), None], dtype="str")
    words = pd.Series(names.take(codes), column.index)
    counts = words.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    kept = counts.index[: MAX_LEVELS - (len(counts) > MAX_LEVELS)]
    small = words.notna() & ~(words.isin(kept) & (words.map(counts) >= MIN_LEVEL))
    return words.mask(small, OTHERS)


def _bands(numbers: pd.Series) -> pd.Series:
    known = np.sort(numbers.dropna().to_numpy())
    cuts = np.unique([known[max(int(np.ceil(len(known) * part / BANDS)) - 1, 0)] for part in range(1, BANDS)])
    cuts = cuts[cuts < known[-1]]
    edges = [f"{cut:,.10g}" for cut in cuts]
    words = [f"up to {edges[0]}", *(f"above {low} to {high}" for low, high in pairwise(edges))]
    names = np.array([*words, f"above {edges[-1]}"], dtype=object)
    found = names[np.searchsorted(cuts, numbers.fillna(known[-1]).to_numpy(), side="left")]
    return pd.Series(found, numbers.index, dtype="str").where(numbers.notna())
