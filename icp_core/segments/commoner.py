"""Which attribute levels are commoner in a group than outside it, beyond chance?"""

from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.results import column_words

Bools: TypeAlias = np.ndarray

MOST_LEVELS = 40  # levels of a column that are compared, the commonest first
SMALLEST_LEVEL = 5  # accounts
SHOWN = 2  # levels shown a group
ALPHA = 0.05  # over all levels of all columns and groups (Bonferroni)
THIRDS = (1 / 3, 2 / 3)  # a number is compared by its lower and its upper third


def commoner_levels(
    frame: pd.DataFrame, attributes: tuple[str, ...], labels: pd.Series
) -> dict[object, tuple[str, ...]]:
    """Return for each group the levels that are over-represented in it, in words.

    Args:
        frame: One row an account.
        attributes: Columns to compare.
        labels: Group per account, NA where it has none; same order as ``frame``.

    Source:
        Normal approximation of the hypergeometric count, Bonferroni over all comparisons.
    """
    grouped = labels.notna().to_numpy()
    groups = list(dict.fromkeys(labels[grouped]))
    found: list[tuple[object, float, str]] = []
    compared = 0
    for column in attributes:
        for words, has, known in _levels(frame[column].loc[grouped], column):
            for group in groups:
                inside = (labels[grouped] == group).to_numpy()
                z, text = _excess(has, known, inside)
                compared += 1
                found.append((group, z, f"{words} ({text})"))
    limit = _z_limit(max(compared, 1))
    ranked = sorted(found, key=lambda item: -item[1])
    return {group: tuple(text for owner, z, text in ranked if owner == group and z > limit)[:SHOWN] for group in groups}


def _excess(has: Bools, known: Bools, inside: Bools) -> tuple[float, str]:
    """Return how far a level exceeds its expected count inside a group, in standard errors, and both shares."""
    n, total, size = int(known.sum()), int(has.sum()), int((known & inside).sum())
    count = int((has & inside).sum())
    if not 0 < size < n or not 0 < total < n:
        return 0.0, ""
    expected = size * total / n
    variance = expected * (1 - total / n) * (n - size) / (n - 1)
    z = (count - expected - 0.5) / np.sqrt(variance) if min(expected, total - expected) >= 1 else 0.0
    return float(z), f"{100 * count / size:.0f} % against {100 * (total - count) / (n - size):.0f} % elsewhere"


def _levels(column: pd.Series, name: str) -> list[tuple[str, Bools, Bools]]:
    """Return each comparable level of a column: its words, which accounts have it, which are known."""
    title = column_words(name)
    known = column.notna().to_numpy()
    if holds_lists(column):
        values = pd.Series([value for cell in column[known] for value in set(cell)], dtype="str")
        return [
            (
                f"{title} {value}",
                np.array([bool(k) and value in cell for k, cell in zip(known, column, strict=True)]),
                known,
            )
            for value in _common(values)
        ]
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) and column.nunique() > 12:
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
        low, high = np.quantile(numbers[known], THIRDS)
        return [
            (f"{title} up to {low:,.4g}", known & (numbers <= low), known),
            (f"{title} above {high:,.4g}", known & (numbers > high), known),
        ]
    places, cells = pd.factorize(column)
    codes, distinct = pd.factorize(np.array([_word(cell) for cell in cells], dtype=object))
    code = np.where(places >= 0, codes[places], -1) if len(codes) else places
    counts = pd.Series(np.bincount(code[code >= 0], minlength=len(distinct)), index=distinct)
    return [(f"{title} {level}", code == list(distinct).index(level), known) for level in _commonest(counts)]


def _common(words: pd.Series) -> list[str]:
    return _commonest(words.value_counts())


def _commonest(counts: pd.Series) -> list[str]:
    """Return the levels to compare: the commonest ones, equal counts by name."""
    first = counts.sort_index().sort_values(ascending=False, kind="stable").iloc[:MOST_LEVELS]
    return [str(level) for level in first.index[first >= SMALLEST_LEVEL]]


def _word(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _z_limit(compared: int) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(1 - ALPHA / compared)
