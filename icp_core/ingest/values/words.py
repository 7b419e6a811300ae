"""Words with a fixed meaning: yes and no, customer or gone, won and lost, several values in one cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from icp_core.dataset.books import read_book
from icp_core.dataset.folding import folded
from icp_core.ingest.values.distinct import arrow_texts, distinct
from icp_core.ingest.values.literals import MISSING, MISSING_IN_WORDS
from icp_core.ingest.values.stages import stage_sense

_LISTED = re.compile(r"^[\[{](.*)[\]}]$", re.DOTALL)  # as programs write a list: ['AWS', 'GCP'], {AWS,GCP}
_SEPARATORS = (";", "|", "\n")  # each before the comma, which names have in them
_COMMA = re.compile(r",(?![^()]*\))")  # not one in brackets: Salesforce (CRM, CPQ)
_NOTHING = pa.array(sorted(MISSING_IN_WORDS), pa.large_string())


@dataclass(frozen=True)
class WordColumn:
    """A column of words, read.

    Args:
        values: One value a cell; missing where the cell is empty or cannot be read.
        bad: True where a cell holds something without a meaning here.
        hidden: Cells that held a word for "nothing" ('-', 'n/a', 'null'), read as unknown.
    """

    values: pd.Series
    bad: npt.NDArray[np.bool_]
    hidden: int = 0


def read_words(cells: pd.Series) -> WordColumn:
    """Trim a column of words or keys; empty cells and a few signs for "nothing" are unknown.

    Example:
        >>> read_words(pd.Series([" NA ", "-", "007"])).values.tolist()
        ['NA', nan, '007']
    """
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        return _read_each_word(cells)
    texts = pd.Series(cells.cat.categories, dtype="str").str.strip()
    empty, codes = _says_nothing(texts), cells.cat.codes.to_numpy()
    said = np.flatnonzero(empty & (texts != "").to_numpy())
    hidden = int(np.isin(codes, said).sum()) if len(said) else 0
    places, words = pd.factorize(texts.mask(empty))
    codes = codes if (places == np.arange(len(places))).all() else np.append(places, -1).astype(codes.dtype)[codes]
    values = pd.Categorical.from_codes(codes, categories=pd.Index(words), validate=False)
    return WordColumn(pd.Series(values, index=cells.index), np.zeros(len(cells), dtype=bool), hidden)


def _read_each_word(cells: pd.Series) -> WordColumn:
    """Read a column in which most cells differ, such as the numbers of deals."""
    texts = pc.utf8_trim_whitespace(arrow_texts(cells))
    nothing = pc.is_in(pc.utf8_lower(texts), _NOTHING)
    hidden = pc.sum(pc.and_(nothing, pc.not_equal(texts, ""))).as_py() or 0
    values = pd.Series(pd.array(pc.if_else(nothing, None, texts), dtype="str"), index=cells.index)
    return WordColumn(values, np.zeros(len(cells), dtype=bool), hidden)


def _says_nothing(texts: pd.Series) -> npt.NDArray[np.bool_]:
    """Mark the trimmed texts that are empty or a sign for nothing."""
    found = pc.is_in(pc.utf8_lower(pa.array(texts, pa.large_string())), _NOTHING)
    empty: npt.NDArray[np.bool_] = pc.fill_null(found, fill_value=False).to_numpy(zero_copy_only=False)
    return empty


def read_flags(cells: pd.Series, *, churn: bool = False) -> WordColumn:
    """Read yes and no in their spellings; ``churn`` also reads the state of a customer, where gone is yes.

    A state that may be either (``Past due``, ``Paused``) counts as still a customer; `customer_state` tells it apart.

    Example:
        >>> read_flags(pd.Series(["Yes", "0", "", "perhaps"])).values.tolist()
        [True, False, <NA>, <NA>]
        >>> read_flags(pd.Series(["Canceled", "active"]), churn=True).values.tolist()
        [True, False]
    """
    yes, no = {State.GONE}, {State.HERE, State.UNCLEAR}
    yes, no = (yes, no) if churn else (no, yes)
    return _flags(cells, yes | {State.YES}, no | {State.NO})


def read_yes_no(cells: pd.Series) -> WordColumn:
    """Read yes and no; a word such as ``Open`` or ``Active`` is neither here.

    Example:
        >>> read_yes_no(pd.Series(["true", "No", "Open"])).bad.tolist()
        [False, False, True]
    """
    return _flags(cells, {State.YES}, {State.NO})


class State(StrEnum):
    """What a word says of a customer."""

    YES = "yes"
    NO = "no"
    HERE = "here"
    GONE = "gone"
    UNCLEAR = "unclear_here"  # may be either; still a customer until somebody says


def customer_state(text: str) -> State | None:
    """Say what a word tells of a customer; None when it is not known.

    Example:
        >>> [customer_state(word) for word in ("Past due", "Former customer", "Gold")]
        [<State.UNCLEAR: 'unclear_here'>, <State.GONE: 'gone'>, None]
    """
    return _states().get(_key(text))


def read_outcome(cells: pd.Series) -> WordColumn:
    """Read stages: those that say won or lost, every other stage is open.

    Example:
        >>> read_outcome(pd.Series(["Closed Won", "closedlost", "Negotiation", "Loss"])).values.tolist()
        ['won', 'lost', 'open', 'lost']
    """
    codes, texts = distinct(cells)
    stages = [None if text.strip().casefold() in MISSING_IN_WORDS else stage_sense(text).outcome for text in texts]
    return WordColumn(_spread(pd.Series(stages, dtype="str"), codes, cells), np.zeros(len(cells), dtype=bool))


def read_several(cells: pd.Series) -> WordColumn:
    """Cut a cell of several values at ; or | or its lines, or at commas outside brackets where it has none of these.

    Example:
        >>> read_several(pd.Series(["Salesforce (CRM, CPQ), Slack", "['AWS', 'GCP']", ""])).values.tolist()
        [['Salesforce (CRM, CPQ)', 'Slack'], ['AWS', 'GCP'], None]
    """
    codes, uniques = pd.factorize(cells)
    lists = np.empty(len(uniques) + 1, dtype=object)
    for position, text in enumerate(uniques):
        lists[position] = _parts(text) if isinstance(text, str) else None
    lists[-1] = None
    return WordColumn(pd.Series(lists[codes], index=cells.index, dtype=object), np.zeros(len(cells), dtype=bool))


def is_flag_column(texts: pd.Series, *, churn: bool) -> float:
    """Return the share of different texts that say yes or no; 1 where some say customer and others gone."""
    if churn and {State.HERE, State.GONE} <= {customer_state(text) for text in texts}:
        return 1.0
    return float(1 - read_flags(texts, churn=churn).bad.mean()) if len(texts) else 0.0


def _flags(cells: pd.Series, yes: set[State], no: set[State]) -> WordColumn:
    codes, uniques = distinct(cells)
    states = [_states().get(_key(text)) for text in uniques]
    flags = pd.Series([True if state in yes else False if state in no else pd.NA for state in states], dtype="boolean")
    bad = [flag is pd.NA and text.strip().casefold() not in MISSING for flag, text in zip(flags, uniques, strict=True)]
    return WordColumn(_spread(flags, codes, cells), np.array([*bad, False], dtype=bool)[codes])


@lru_cache(maxsize=65_536)
def _key(text: str) -> str:
    """Reduce a word to its letters; a sign or a number stands for itself."""
    return folded(text).replace(" ", "") if any(map(str.isalpha, text)) else text.strip()


@lru_cache
def _states() -> Mapping[str, State]:
    book: dict[str, list[str]] = read_book("icp_core.ingest.values", "words.yaml")
    return {_key(word): State(state) for state, words in book.items() for word in words}


def _parts(text: str) -> list[str] | None:
    listed = _LISTED.match(text.strip())
    inner = listed[1] if listed else text
    mark = next((mark for mark in _SEPARATORS if mark in inner), None)
    found = inner.split(mark) if mark else _COMMA.split(inner)
    trimmed = [part.strip() for part in found]
    parts = [part.strip("\"'") if listed else part for part in trimmed]
    kept = dict.fromkeys(part for part in parts if part and part.casefold() not in MISSING_IN_WORDS)
    return list(kept) or None


def _spread(values: Any, codes: npt.NDArray[np.intp], cells: pd.Series) -> pd.Series:
    """Give every cell the value of its unique text."""
    spread = values.take(codes) if not (codes < 0).any() else values.reindex(codes)
    return pd.Series(spread.array, index=cells.index)
