"""What a question about the values of one file is put together from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Item, Mask, Option, Question, RawTable, chosen_values
from icp_core.ingest.matching.mapping import ColumnMap
from icp_core.ingest.values.distinct import distinct
from icp_core.ingest.values.literals import MISSING_IN_WORDS

MOST_ITEMS = 100  # values that one question asks about; the rarer ones keep what is assumed
EXAMPLES = 3
SHOWN = ("name", "account_name", "account_id", "amount", "close_date", "churn_date")  # columns that tell what a row is


@dataclass(frozen=True)
class Asking:
    """One file whose values are being given a meaning.

    Args:
        raw: The file as text.
        decided: Which header holds what.
        options: What a person chose for the file.
        findings: Where questions and remarks go.
    """

    raw: RawTable
    decided: ColumnMap
    options: Mapping[str, Option]
    findings: Findings

    def answers(self, question: str, allowed: Iterable[str]) -> dict[str, str]:
        """Return what a person chose for each value, as far as it is among the options."""
        allowed = set(allowed)
        return {key: choice for key, choice in chosen_values(self.options, question).items() if choice in allowed}

    def ask(self, question: Question) -> None:
        """Put a question; what is answered already is not urgent."""
        cut = question.items[:MOST_ITEMS]
        if len(question.items) > len(cut):
            more = len(question.items) - len(cut)
            self.findings.note(f"{more:,} rarer values are not listed in the question '{question.sentence}'")
        self.findings.ask(replace(question, items=cut, urgent=question.urgent and not question.decided))

    def with_examples(self, items: tuple[Item, ...], words: "Words") -> tuple[Item, ...]:
        """Add the first rows of each word to those items that are asked about."""
        places = {text: place for place, text in enumerate(words.texts)}
        shown = (replace(item, examples=self._rows(words.codes == places[item.key])) for item in items[:MOST_ITEMS])
        return (*shown, *items[MOST_ITEMS:])

    def _rows(self, at: Mask) -> tuple[str, ...]:
        """Return the first rows in a few words each: line, account, amount, date."""
        headers = [self.decided.columns[name] for name in SHOWN if name in self.decided.columns]
        lines = []
        for place in np.flatnonzero(at)[:EXAMPLES]:
            cells = [str(self.raw.rows[header].iloc[place]).strip() for header in headers]
            lines.append(f"row {self.raw.lines[place]}" + "".join(f", {cell}" for cell in cells if cell))
        return tuple(lines)


@dataclass(frozen=True)
class Words:
    """The different words of one column.

    Args:
        texts: Each word once, trimmed; cells that say nothing are not among them.
        codes: Place of each cell's word, -1 for none, shape (n,).
        counts: Rows that count, by word.
    """

    texts: tuple[str, ...]
    codes: npt.NDArray[np.intp]
    counts: npt.NDArray[np.int64]

    def spread(self, meanings: Mapping[str, object], otherwise: pd.Series) -> pd.Series:
        """Give the cells of each word their meaning; the others keep what ``otherwise`` holds."""
        if isinstance(otherwise.dtype, pd.CategoricalDtype):
            return self._spread_codes(meanings, otherwise)
        answered = np.isin(self.codes, [place for place, text in enumerate(self.texts) if text in meanings])
        table = pd.Series([*(meanings.get(text) for text in self.texts), None], dtype=otherwise.dtype)
        told = pd.Series(table.take(self.codes % len(table)).array, index=otherwise.index)
        return otherwise.where(~answered, told)

    def _spread_codes(self, meanings: Mapping[str, object], otherwise: pd.Series) -> pd.Series:
        """Do the same with the codes of a categorical column, so that no text is written a million times."""
        kept = otherwise.cat.categories.tolist()
        categories = list(dict.fromkeys([*kept, *(meanings[text] for text in self.texts if text in meanings)]))
        place = {category: at for at, category in enumerate(categories)}
        table = np.array([place[meanings[text]] if text in meanings else -1 for text in self.texts] + [-1])
        told, codes = table[self.codes], otherwise.cat.codes.to_numpy()
        spread = pd.Categorical.from_codes(np.where(told < 0, codes, told), categories=pd.Index(categories))
        return pd.Series(spread.remove_unused_categories(), index=otherwise.index)


def words_of(cells: pd.Series, counted: Mask) -> Words:
    """Return the words of a column, and how many of the counted rows hold each.

    Example:
        >>> words = words_of(pd.Series(["Won", "Won ", "-"]), np.array([True, True, True]))
        >>> words.texts, words.codes.tolist(), words.counts.tolist()
        (('Won',), [0, 0, -1], [2])
    """
    codes, texts = distinct(cells)
    places: dict[str, int] = {}
    moved = np.full(len(texts) + 1, -1, dtype=np.intp)
    for place, text in enumerate(texts):
        if text.strip().casefold() not in MISSING_IN_WORDS:
            moved[place] = places.setdefault(text.strip(), len(places))
    codes = moved[codes]
    return Words(tuple(places), codes, np.bincount(codes[counted & (codes >= 0)], minlength=len(places)))


def by_count(items: Iterable[Item]) -> tuple[Item, ...]:
    """Sort items, the commonest first."""
    return tuple(sorted(items, key=lambda item: (-item.count, item.key)))
