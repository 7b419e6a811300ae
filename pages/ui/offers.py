"""What an ICP can be made of: the columns of the accounts and their values, with counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from icp_core.profile import Criterion

MOST_VALUES = 200  # values offered in one list; the most frequent first
FEWEST_DISTINCT = 2  # a column with one value parts nobody
NUMERIC_DISTINCT = 6  # numbers with fewer distinct values are offered as a list


@dataclass(frozen=True)
class Offer:
    """One column that a criterion can look at."""

    column: str
    numeric: bool
    counts: Mapping[str, int]  # value to accounts, the most frequent first; empty for numbers
    low: float = 0.0
    high: float = 0.0
    known: int = 0

    def starting_point(self) -> Criterion:
        """A criterion to begin with: the most frequent value, or the middle half of the numbers."""
        if self.numeric:
            return Criterion(column=self.column, op="between", value=(self.low, self.high))
        return Criterion(column=self.column, op="in", value=(next(iter(self.counts)),))


def offers_of(frame: pd.DataFrame, columns: Iterable[str]) -> dict[str, Offer]:
    """Look at each attribute column once."""
    found = {column: _offer(column, frame[column]) for column in columns if column in frame}
    return {column: offer for column, offer in found.items() if offer is not None}


def _offer(column: str, values: pd.Series) -> Offer | None:
    known = values.dropna()
    number = pd.api.types.is_numeric_dtype(known) and not pd.api.types.is_bool_dtype(known)
    if number and known.nunique() >= NUMERIC_DISTINCT:
        low, high = (float(f"{end:.3g}") for end in known.quantile([0.25, 0.75]))
        return Offer(column, numeric=True, counts={}, low=low, high=high, known=len(known))
    single = known.explode() if known.map(lambda cell: isinstance(cell, list)).any() else known
    counts = single.dropna().astype(str).value_counts()
    if len(counts) < FEWEST_DISTINCT or (len(counts) > MOST_VALUES and len(counts) > len(known) / 2):
        return None
    listed = {str(value): int(count) for value, count in counts.head(MOST_VALUES).items()}
    return Offer(column, numeric=False, counts=listed, known=len(known))
