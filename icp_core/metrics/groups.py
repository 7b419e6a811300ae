"""Which rows belong to which group of a column?"""

import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.metrics.banding import OTHERS, banded
from icp_core.metrics.measure import MAX_LEVELS, MIN_LEVEL, level_name


def groups_of(values: pd.Series) -> tuple[dict[str, pd.Series], bool]:
    """Return the rows of each group by name, and whether a row may be in several.

    Numbers are cut into bands and rare levels pooled as "all others" (:func:`banded`). In a column of lists a row
    belongs to each of its levels, and to "all others" where it has a rare one.

    Args:
        values: Words, flags, numbers or lists of words, one cell a row.

    Returns:
        Name to True per row, index as ``values``; rows of unknown value are in no group.

    Example:
        >>> masks, several = groups_of(pd.Series([["a", "b"]] * 8 + [["a"]] + [["c"]], dtype=object))
        >>> {name: int(mask.sum()) for name, mask in masks.items()}, several
        ({'a': 9, 'b': 8, 'all others': 1}, True)
    """
    if not holds_lists(values):
        named = banded(values)
        return {str(name): named == name for name in named.dropna().unique()}, False
    levels = values.explode().dropna().map(level_name)
    once = levels.groupby([levels.index, levels.to_numpy()]).size().index.get_level_values(1)
    counts = once.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    kept = [str(name) for name in counts.index[counts >= MIN_LEVEL][:MAX_LEVELS]]
    rows = {name: levels.index[levels == name] for name in kept}
    rare = levels.index[~levels.isin(kept)]
    if len(rare):
        rows[OTHERS] = rare
    return {name: pd.Series(values.index.isin(places), values.index) for name, places in rows.items()}, True
