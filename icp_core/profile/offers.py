"""What an ICP can be made of: the columns of the accounts and their values, with counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.profile.criteria import Criterion
from icp_core.profile.values import value_key

MOST_VALUES = 200  # values offered in one list; the most frequent first
FEWEST_DISTINCT = 2  # a column with one value parts nobody
NUMERIC_DISTINCT = 6  # numbers with fewer distinct values are offered as a list


@dataclass(frozen=True)
class Offer:
    """One column that a criterion can look at.

    Args:
        column: Its name.
        numeric: Whether a range is the natural condition on it.
        counts: Value to accounts, the most frequent first, at most ``MOST_VALUES``; empty for numbers.
        known: Accounts whose value is known.
        low: Lower quartile of the numbers, rounded.
        high: Upper quartile.
        least: The smallest number; None where the column holds none.
        most: The largest.
        several: Whether an account may hold several values at once.
        keys: Every value without case, as ``value_key`` writes it; empty for numbers.
        offered: Whether it parts the accounts into groups that one can name.
    """

    column: str
    numeric: bool
    counts: Mapping[str, int]
    known: int = 0
    low: float = 0.0
    high: float = 0.0
    least: float | None = None
    most: float | None = None
    several: bool = False
    keys: frozenset[str] = field(default=frozenset(), repr=False)
    offered: bool = True

    def starting_point(self) -> Criterion:
        """A criterion to begin with: the most frequent value, or the middle half of the numbers."""
        if self.numeric:
            return Criterion(column=self.column, op="between", value=(self.low, self.high))
        return Criterion(column=self.column, op="in", value=(next(iter(self.counts)),))


def offers_of(frame: pd.DataFrame, columns: Iterable[str]) -> dict[str, Offer]:
    """Look at each attribute column once.

    Args:
        frame: The accounts, one row each, shape (n, any).
        columns: Names of the attribute columns.

    Example:
        >>> accounts = pd.DataFrame({"industry": ["Software", "Retail", "Software", None]})
        >>> found = offers_of(accounts, ["industry"])["industry"]
        >>> dict(found.counts), found.known
        ({'Software': 2, 'Retail': 1}, 3)
    """
    return {column: _offer(column, frame[column].dropna()) for column in columns if column in frame}


def _offer(column: str, known: pd.Series) -> Offer:
    number = pd.api.types.is_numeric_dtype(known) and not pd.api.types.is_bool_dtype(known)
    least, most = (float(known.min()), float(known.max())) if number and len(known) else (None, None)
    if number and known.nunique() >= NUMERIC_DISTINCT:
        low, high = (float(f"{end:.3g}") for end in known.astype(float).quantile([0.25, 0.75]))
        return Offer(column, True, {}, len(known), low, high, least, most)  # noqa: FBT003 - a number
    several = holds_lists(known)
    single = known.explode().dropna() if several else known
    counts = single.astype(str).value_counts()
    named = len(counts) <= MOST_VALUES or len(counts) <= len(known) / 2
    return Offer(
        column,
        numeric=False,
        counts={str(value): int(count) for value, count in counts.head(MOST_VALUES).items()},
        known=len(known),
        least=least,
        most=most,
        several=several,
        keys=frozenset(value_key(column, str(value)) for value in counts.index),
        offered=len(counts) >= FEWEST_DISTINCT and named,
    )
