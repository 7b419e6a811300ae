"""One row an account and month: found out cheaply whether rows repeat one, and added up only then."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

MOST_CELLS = 2**28  # pairs of account and month up to which a table of all of them is kept, a byte each
SLICE = 1 << 19  # rows looked at at a time
SPARSE = 64  # times as many possible pairs as rows, from which the rows are sorted instead

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Every row as a number that is the same for the same account and month.

    Args:
        keys: One number a row: place of the account times the number of months plus place of the month; shape (n,).
        accounts: The accounts by their place.
        months: The months by their place, in order.
    """

    keys: Integers
    accounts: pd.Index
    months: npt.NDArray[np.datetime64]

    @property
    def size(self) -> int:
        """How many pairs of account and month there could be."""
        return max(len(self.accounts) * len(self.months), 1)

    @property
    def dense(self) -> bool:
        """Whether there are so few possible pairs that a table of them is faster than sorting the rows."""
        return self.size <= min(MOST_CELLS, SPARSE * (len(self.keys) + 1))

    def of_first(self, accounts: int) -> "Pairs":
        """Return the rows of the first so many accounts."""
        if accounts >= len(self.accounts):
            return self
        keys = self.keys[self.keys < accounts * max(len(self.months), 1)]
        return Pairs(keys, self.accounts[:accounts], self.months)


def pairs_of(accounts: pd.Series, months: pd.Series) -> Pairs:
    """Number the rows by account and month.

    Args:
        accounts: Text, as ``str`` or as ``category``, none missing; shape (n,).
        months: Days, none missing; shape (n,).
    """
    if isinstance(accounts.dtype, pd.CategoricalDtype):
        codes, known = accounts.array.codes, accounts.cat.categories
    else:
        codes, known = pd.factorize(accounts)
    days = months.to_numpy().astype("datetime64[us]", copy=False).view(np.int64)
    found = pd.Index(np.sort(pd.unique(days)))
    keys = np.empty(len(codes), dtype=np.int64)
    for begin in range(0, len(codes), SLICE):
        here = slice(begin, begin + SLICE)
        keys[here] = codes[here].astype(np.int64) * max(len(found), 1) + found.get_indexer(pd.Index(days[here]))
    return Pairs(keys, pd.Index(known), found.to_numpy().view("datetime64[us]"))


def further_rows(pairs: Pairs) -> int:
    """Return how many rows repeat the account and month of an earlier one.

    Example:
        >>> months = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-01", "2024-02-01"]))
        >>> further_rows(pairs_of(pd.Series(["a", "a", "a"]), months))
        1
    """
    rows = len(pairs.keys)
    if pairs.dense:
        there = np.zeros(pairs.size, dtype=bool)
        there[pairs.keys] = True
        return rows - int(np.count_nonzero(there))
    ordered = np.sort(pairs.keys)
    return int(np.count_nonzero(ordered[1:] == ordered[:-1]))


def months_differ(accounts: pd.Series, months: pd.Series) -> bool:
    """Whether no two rows have the same account and month; looked at in slices, so that it takes little memory.

    Args:
        accounts: As in `pairs_of`.
        months: Days, none missing; two days of one month are the same month; shape (n,).

    Example:
        >>> months = pd.Series(pd.to_datetime(["2024-01-01", "2024-02-01"]))
        >>> months_differ(pd.Series(["a", "a"]), months), months_differ(pd.Series(["a", "a"]), months.iloc[[0, 0]])
        (True, False)
    """
    if not len(accounts):
        return True
    first, last = (pd.Timestamp(day).to_period("M").ordinal for day in (months.min(), months.max()))
    width = last - first + 1
    coded = isinstance(accounts.dtype, pd.CategoricalDtype)
    codes, known = (accounts.array.codes, accounts.cat.categories) if coded else pd.factorize(accounts)
    if len(known) * width > min(MOST_CELLS, SPARSE * (len(accounts) + 1)):
        return further_rows(pairs_of(accounts, months)) == 0
    there = np.zeros(len(known) * width, dtype=bool)
    days = months.to_numpy()
    for begin in range(0, len(codes), SLICE):
        places = days[begin : begin + SLICE].astype("datetime64[M]").astype(np.int64) - first
        places += codes[begin : begin + SLICE].astype(np.int64) * width
        there[places] = True
    return int(np.count_nonzero(there)) == len(codes)


def added_up(pairs: Pairs, columns: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Add up the rows of one account and month; of flags one yes is enough.

    Args:
        pairs: The rows by account and month.
        columns: Numbers (a sum of which nothing is known is unknown) or flags (``boolean``), by name.

    Returns:
        ``account_id``, ``month`` and the columns, one row a pair, in the order of the accounts and months.
    """
    kept, places, size = _places(pairs)
    number = max(len(pairs.months), 1)
    accounts = pd.Categorical.from_codes(kept // number, categories=pairs.accounts)
    frame = pd.DataFrame({"account_id": accounts, "month": pairs.months[kept % number]})
    at = slice(None) if size == len(kept) else kept
    for name, values in columns.items():
        flags = isinstance(values.dtype, pd.BooleanDtype)
        known = values.notna().to_numpy()
        amounts = values.to_numpy(dtype=float, na_value=np.nan)
        weights = amounts if known.all() else np.where(known, amounts, 0.0)
        sums = np.bincount(places, weights=weights, minlength=size)[at]
        none = np.zeros(len(kept), dtype=bool)
        if not known.all():
            none = np.bincount(places[known], minlength=size)[at] == 0
        frame[name] = pd.Series(sums > 0, dtype="boolean").mask(none) if flags else pd.Series(sums).mask(none)
    return frame


def _places(pairs: Pairs) -> tuple[Integers, Integers, int]:
    """Return the keys that there are, in order, the place where each row is added up, and the number of places."""
    if not pairs.dense:
        kept, places = np.unique(pairs.keys, return_inverse=True)
        return kept, places, len(kept)
    there = np.zeros(pairs.size, dtype=bool)
    there[pairs.keys] = True
    return np.flatnonzero(there), pairs.keys, pairs.size
