"""Words with a fixed meaning: yes and no, won and lost, several values in one cell."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.values.literals import MISSING, MISSING_IN_WORDS

YES = frozenset(["yes", "y", "true", "t", "1", "1.0", "ja", "j", "oui", "si", "sí", "wahr", "vrai", "on", "x", "✓"])
NO = frozenset(["no", "n", "false", "f", "0", "0.0", "nein", "non", "falsch", "faux", "off"])
GONE = frozenset(
    [
        "churned",
        "churn",
        "canceled",
        "cancelled",
        "inactive",
        "lost",
        "closed",
        "ended",
        "expired",
        "terminated",
        "deactivated",
        "former",
        "gone",
        "unsubscribed",
        "ehemalig",
        "left",
    ]
)
HERE = frozenset(
    [
        "active",
        "live",
        "current",
        "customer",
        "paying",
        "retained",
        "open",
        "stayed",
        "stay",
        "past_due",
        "trialing",
        "renewed",
        "aktiv",
        "existing",
        "joined",
    ]
)
WON = frozenset(["closedwon", "won", "iswon", "win", "gewonnen", "vinto", "ganado", "gagné", "abgeschlossengewonnen"])
LOST = frozenset(
    [
        "closedlost",
        "lost",
        "loss",
        "lose",
        "verloren",
        "perdido",
        "perdu",
        "closeddead",
        "disqualified",
        "abandoned",
        "abgeschlossenverloren",
    ]
)

_LETTERS = re.compile(r"[^\w]|_")


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
    codes, uniques = pd.factorize(cells)
    texts = pd.Series(uniques, dtype="str").str.strip()
    empty = texts.str.casefold().isin(MISSING_IN_WORDS).to_numpy()
    said = empty & (texts != "").to_numpy()
    hidden = int(np.isin(codes, np.flatnonzero(said)).sum())
    return WordColumn(_spread(texts.mask(empty), codes, cells), np.zeros(len(cells), dtype=bool), hidden)


def read_flags(cells: pd.Series, *, churn: bool = False) -> WordColumn:
    """Read yes and no in their spellings; ``churn`` also reads the state of a customer, where gone is yes.

    Example:
        >>> read_flags(pd.Series(["Yes", "0", "", "perhaps"])).values.tolist()
        [True, False, <NA>, <NA>]
        >>> read_flags(pd.Series(["Canceled", "active"]), churn=True).values.tolist()
        [True, False]
    """
    yes, no = (YES | GONE, NO | HERE) if churn else (YES | HERE, NO | GONE)
    codes, uniques = pd.factorize(cells)
    texts = pd.Series(uniques, dtype="str").str.strip().str.casefold()
    true, false = texts.isin(yes).to_numpy(), texts.isin(no).to_numpy()
    bad = ~true & ~false & ~texts.isin(MISSING).to_numpy() & texts.notna().to_numpy()
    flags = pd.Series(true, dtype="boolean").mask(~true & ~false)
    return WordColumn(_spread(flags, codes, cells), np.append(bad, [False])[codes])


def read_outcome(cells: pd.Series) -> WordColumn:
    """Read stages: those that say won or lost, every other stage is open.

    Example:
        >>> read_outcome(pd.Series(["Closed Won", "closedlost", "Negotiation", "Loss"])).values.tolist()
        ['won', 'lost', 'open', 'lost']
    """
    codes, uniques = pd.factorize(cells)
    texts = pd.Series(uniques, dtype="str").str.strip()
    stages = [_stage(text) if isinstance(text, str) else None for text in texts]
    return WordColumn(_spread(pd.Series(stages, dtype="str"), codes, cells), np.zeros(len(cells), dtype=bool))


def read_several(cells: pd.Series) -> WordColumn:
    """Cut a cell of several values at ; or |, or at commas where it has neither.

    Example:
        >>> read_several(pd.Series(["Salesforce; Slack", "AWS,GCP", ""])).values.tolist()
        [['Salesforce', 'Slack'], ['AWS', 'GCP'], None]
    """
    codes, uniques = pd.factorize(cells)
    lists = np.empty(len(uniques) + 1, dtype=object)
    for position, text in enumerate(uniques):
        lists[position] = _parts(text) if isinstance(text, str) else None
    lists[-1] = None
    return WordColumn(pd.Series(lists[codes], index=cells.index, dtype=object), np.zeros(len(cells), dtype=bool))


def is_flag_column(texts: pd.Series, *, churn: bool) -> float:
    """Return the share of different texts that say yes or no."""
    return float(1 - read_flags(texts, churn=churn).bad.mean()) if len(texts) else 0.0


def _stage(text: str) -> str | None:
    if text.casefold() in MISSING_IN_WORDS:
        return None
    word = _LETTERS.sub("", text.casefold())
    if word in WON or re.match(r"closed\W*won\b", text.casefold()):
        return "won"
    return "lost" if word in LOST or re.match(r"closed\W*lost\b", text.casefold()) else "open"


def _parts(text: str) -> list[str] | None:
    mark = ";" if ";" in text else "|" if "|" in text else ","
    parts = list(
        dict.fromkeys(
            part.strip()
            for part in text.split(mark)
            if part.strip() and part.strip().casefold() not in MISSING_IN_WORDS
        )
    )
    return parts or None


def _spread(values: Any, codes: npt.NDArray[np.intp], cells: pd.Series) -> pd.Series:
    """Give every cell the value of its unique text."""
    spread = values.take(codes) if not (codes < 0).any() else values.reindex(codes)
    return pd.Series(spread.array, index=cells.index)
