"""Companies that never were customers: the column of a CRM that tells them from customers, and what its words mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from icp_core.dataset.books import read_book
from icp_core.dataset.folding import folded
from icp_core.ingest.forms import Mask, Option, chosen_word
from icp_core.ingest.matching.headers import spellings, squashed
from icp_core.ingest.rows.asking import Asking, Words, words_of
from icp_core.ingest.rows.sieve import Sieve
from icp_core.ingest.values.words import State, customer_state

EVERYBODY = "everybody"  # option of a file whose rows are companies to judge, customers or not; "yes" turns it on
QUESTION = "customers"
CUSTOMER, NEVER, SURELY = "customer", "never", "surely"
OPTIONS = {
    CUSTOMER: "A customer, now or in the past",
    NEVER: "Never a customer; rows with dates or revenue of a customer stay in",
}
SURELY_WORDS = "Never a customer, whatever dates and revenue say"
NO_WORD = "(empty)"  # stands for the rows without any word in the column
KEPT_UP = 0.5  # share of rows with a word from which the column is kept up; below it nobody is left out unasked
MOST_WORDS = 300  # different values up to which a column is one of categories


class Standing(StrEnum):
    """What a word of a CRM says of a company."""

    CUSTOMER = "customer"
    FORMER = "former"
    NEVER = "never"
    BESIDE = "beside"  # never, where another word says never; such companies buy from some
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Stages:
    """The column that tells who is a customer.

    Args:
        header: The column.
        words: Its words, rows as in the file; the last one, ``NO_WORD``, is that of the rows without any.
        standings: What each word says.
        answers: What a person said of the words.
        kept_up: Whether most rows have a word; if not, nobody is left out until a person says so.
    """

    header: str
    words: Words
    standings: tuple[Standing, ...]
    answers: Mapping[str, str]
    kept_up: bool

    @cached_property
    def uses(self) -> tuple[str, ...]:
        """What each word is used as: what a person said, else what it says."""
        said = (NEVER if standing is Standing.NEVER and self.kept_up else CUSTOMER for standing in self.standings)
        return tuple(self.answers.get(text, use) for text, use in zip(self.words.texts, said, strict=True))

    def rows(self, *uses: str) -> Mask:
        """Return the rows of the file whose word is used as one of these, shape (rows of the file,)."""
        return np.array([use in uses for use in self.uses], dtype=bool)[self.words.codes]

    @property
    def never(self) -> Mask:
        """Rows of the file whose word says that the company never was a customer, whatever else they hold."""
        return self.rows(NEVER, SURELY)


def stages_of_accounts(asking: Asking, kept: Mask) -> Stages | None:
    """Find the column that tells customers from companies that never were one, by its header and its words.

    It is one only where some word says customer and another says never; where several are, the order of the list of
    headers decides.

    Args:
        asking: A file of customers.
        kept: Rows that are still in, which are counted.

    Returns:
        The column; None where there is none, or where all companies of the file are wanted.
    """
    if wants_everybody(asking.options):
        return None
    ranked = sorted((rank, header) for header in asking.raw.header if (rank := _rank(header)) is not None)
    for _, header in ranked:
        cells = asking.raw.rows[header]
        if cells.nunique() > MOST_WORDS:
            continue
        words = words_of(cells, kept)
        read = _of_flag if any(squashed(text) in _headers("flags") for text in spellings(header)) else standing_of
        standings = tuple(read(text) for text in words.texts)
        said = {standing for standing, count in zip(standings, words.counts, strict=True) if count}
        if Standing.CUSTOMER in said and said & {Standing.NEVER, Standing.BESIDE}:
            sure = Standing.NEVER if Standing.NEVER in said else Standing.UNCLEAR
            standings = tuple(sure if standing is Standing.BESIDE else standing for standing in standings)
            answers = asking.answers(QUESTION, (*OPTIONS, SURELY))
            kept_up = bool(words.counts.sum() >= KEPT_UP * kept.sum())
            return Stages(header, _with_no_word(words, kept), (*standings, Standing.UNCLEAR), answers, kept_up)
    return None


def wants_everybody(options: Mapping[str, Option]) -> bool:
    """Whether all companies of a file are wanted, as in a list of prospects that is to be scored.

    Example:
        >>> wants_everybody({"everybody": "yes"}), wants_everybody({})
        (True, False)
    """
    return chosen_word(options, EVERYBODY) == "yes"


@lru_cache(maxsize=4096)
def standing_of(word: str) -> Standing:
    """Say what a word of a CRM tells of a company; the longest known part counts.

    Example:
        >>> [standing_of(word).value for word in ("Customer - Direct", "Hot lead", "Channel Partner", "Ex-Kunde")]
        ['customer', 'never', 'beside', 'former']
        >>> [standing_of(word).value for word in ("Potential customer", "Active", "Enterprise", "Customer, Hot lead")]
        ['never', 'customer', 'unclear', 'unclear']
    """
    whole = folded(word)
    if whole in _alone():
        return Standing.CUSTOMER
    parts = whole.split()
    found: set[Standing] = set()
    at = 0
    while at < len(parts):
        for length in range(min(_longest(), len(parts) - at), 0, -1):
            standing = _phrases().get(" ".join(parts[at : at + length]))
            if standing:
                found.add(standing)
                at += length - 1
                break
        at += 1
    if found == {Standing.CUSTOMER, Standing.FORMER}:
        return Standing.FORMER
    if found == {Standing.NEVER, Standing.BESIDE}:
        return Standing.NEVER
    if len(found) == 1:
        return found.pop()
    return Standing.FORMER if not found and customer_state(word) is State.GONE else Standing.UNCLEAR


def leave_out_former_stages(stages: Stages, frame: pd.DataFrame, sieve: Sieve) -> None:
    """Leave out rows of prospects whose account has a row as a customer too, so that the customer stays.

    Args:
        stages: The column that tells.
        frame: Canonical columns, rows as in the file.
        sieve: The state of every row.
    """
    if not stages.never.any() or frame["account_id"].is_unique:
        return
    customers = frame.loc[sieve.kept & ~stages.never, "account_id"].dropna()
    again = stages.never & frame["account_id"].isin(customers).to_numpy()
    reason = "The row says that the account was no customer, and another row says that it is one; that row counts."
    sieve.leave_out(again, reason, column=stages.header)


def _with_no_word(words: Words, kept: Mask) -> Words:
    """Give the rows without a word one of their own, the last."""
    codes = np.where(words.codes < 0, len(words.texts), words.codes)
    return Words((*words.texts, NO_WORD), codes, np.bincount(codes[kept], minlength=len(words.texts) + 1))


def _rank(header: str) -> int | None:
    """Return how much a header is preferred, 0 is most; None for one that tells nothing of the kind."""
    places = _headers("headers") | {text: len(_headers("headers")) for text in _headers("flags")}
    return min((places[text] for text in map(squashed, spellings(header)) if text in places), default=None)


def _of_flag(text: str) -> Standing:
    state = customer_state(text)
    return {State.YES: Standing.CUSTOMER, State.NO: Standing.NEVER}.get(state or State.UNCLEAR, Standing.UNCLEAR)


def _book() -> Mapping[str, list[str]]:
    book: dict[str, list[str]] = read_book("icp_core.ingest.rows", "prospects.yaml")
    return book


@lru_cache
def _headers(kind: str) -> dict[str, int]:
    return {squashed(header): place for place, header in reversed(list(enumerate(_book()[kind])))}


@lru_cache
def _alone() -> frozenset[str]:
    return frozenset(folded(word) for word in _book()["customer_alone"])


@lru_cache
def _phrases() -> Mapping[str, Standing]:
    return {folded(phrase): standing for standing in Standing for phrase in _book()[standing.value]}


@lru_cache
def _longest() -> int:
    return max(len(phrase.split()) for phrase in _phrases())
