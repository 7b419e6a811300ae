"""What each row of a table calls its account, and which account that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.accounts.bridges import MOST_KNOWN, through_customers, through_the_file
from icp_core.ingest.accounts.keys import FIRST_BY_NAME, NONE, WAYS, Directory, Places
from icp_core.ingest.rows.table import Reading
from icp_core.ingest.values.distinct import distinct

BY_NAME = "name"
_AS_NAMES = tuple(BY_NAME if place < FIRST_BY_NAME else way for place, way in enumerate(WAYS))


@dataclass(frozen=True)
class Labels:
    """The different labels of a table, and the label of each row.

    Args:
        codes: Place of each row's label in ``texts``, -1 where it names no account; shape (rows,).
        texts: Different labels: account numbers, then names where rows are known by name.
        places: The account of each label in the directory, ``NONE`` or ``SEVERAL``.
        ways: How each was found, as a place in ``words``; -1 where it was not, shape (texts,).
        words: The ways in words.
        by_names: Whether the table has names and no numbers.
    """

    codes: npt.NDArray[np.intp]
    texts: list[str]
    places: Places
    ways: npt.NDArray[np.int64]
    words: tuple[str, ...]
    by_names: bool = False

    @cached_property
    def rows(self) -> npt.NDArray[np.int64]:
        """Rows of each label."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.texts))

    def as_they_were(self, book: Directory | None) -> bool:
        """Whether every label is the account's own key already, or a stranger's."""
        return not self.by_names and bool((self.ways <= 0).all()) and not (book is not None and book.merged)

    def keys(self, book: Directory | None) -> list[str]:
        """Return the key of each label: that of its account, else the label as it is first written."""
        first: dict[str, str] = {}
        keys = [text if not self.by_names else first.setdefault(text.strip().casefold(), text) for text in self.texts]
        if book is None:
            return keys
        ids = book.ids.tolist()
        return [ids[place] if place >= 0 else key for key, place in zip(keys, self.places.tolist(), strict=True)]


def label_rows(
    frame: pd.DataFrame, book: Directory | None, customers: pd.DataFrame | None, files: Sequence[Reading]
) -> Labels:
    """Find the account of every row, by its number, else by its name.

    Args:
        frame: The rows: ``account_id`` or ``account_name``, or both, or none.
        book: The accounts, or None where no file lists any.
        customers: The customers with all their columns, or None.
        files: The files of the table.
    """
    if "account_id" not in frame:
        return _named(frame, book)
    codes, texts = distinct(frame["account_id"])
    numbers = Labels(codes, texts, *_found(texts, book), WAYS)
    if book is None:
        return numbers
    if customers is not None:
        numbers = _led_over(numbers, book, customers, files)
    if "account_name" not in frame or not np.append(numbers.places == NONE, [True])[codes].any():
        return numbers
    return _with_names(frame["account_name"], numbers, book)


def _named(frame: pd.DataFrame, book: Directory | None) -> Labels:
    """Return names as labels: those that are found among the keys are found by name, for there names are the keys."""
    if "account_name" not in frame:
        nothing: Places = np.array([], dtype=np.int64)
        return Labels(np.full(len(frame), -1, dtype=np.intp), [], nothing, nothing, WAYS)
    codes, texts = distinct(frame["account_name"])
    places, ways = _found(texts, book)
    return Labels(codes, texts, places, ways, _AS_NAMES, by_names=True)


def _found(texts: list[str], book: Directory | None) -> tuple[Places, npt.NDArray[np.int64]]:
    if book is None:
        nowhere = np.full(len(texts), NONE, dtype=np.int64)
        return nowhere, nowhere
    found = book.find(texts)
    return found.places, found.ways


def _led_over(labels: Labels, book: Directory, customers: pd.DataFrame, files: Sequence[Reading]) -> Labels:
    """Fill in what other columns lead to, where most accounts are strangers."""
    left = np.flatnonzero(labels.places == NONE)
    if len(left) <= (1 - MOST_KNOWN) * len(labels.texts):
        return labels
    asked = pd.Series([labels.texts[at] for at in left], dtype="str")
    column, led = through_customers(customers, asked)
    way = f"the column '{column}' of the customers"
    if not column:
        column, led = through_the_file(files, asked.tolist(), book)
        way = f"the column '{column}' of their own file"
    if not column:
        return labels
    places, ways = labels.places.copy(), labels.ways.copy()
    places[left] = led
    ways[left[led >= 0]] = len(labels.words)
    return replace(labels, places=places, ways=ways, words=(*labels.words, way))


def _with_names(names: pd.Series, numbers: Labels, book: Directory) -> Labels:
    """Give a row its name as label where its number is missing, or a stranger's and the name is a customer's."""
    codes = numbers.codes
    name_codes, texts = distinct(names)
    places, ways = _found(texts, book)
    known = np.append(places >= 0, [False])[name_codes]
    stranger = np.append(numbers.places == NONE, [False])[codes]
    by_name = ((codes < 0) & (name_codes >= 0)) | (stranger & known)
    return Labels(
        np.where(by_name, name_codes + len(numbers.texts), codes),
        [*numbers.texts, *texts],
        np.append(numbers.places, places),
        np.append(numbers.ways, np.where(ways >= 0, ways + len(numbers.words), ways)),
        (*numbers.words, *_AS_NAMES),
    )
