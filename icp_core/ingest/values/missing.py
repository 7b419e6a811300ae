"""Words for nothing in a column of words: NA may be North America, and only the person knows."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Item, Option, Question, chosen_values
from icp_core.ingest.values.distinct import arrow_texts
from icp_core.ingest.values.literals import MAY_MEAN, MISSING, MISSING_IN_WORDS

KEEP, NOTHING = "keep", "missing"
_ANSWERS = {KEEP: "Keep as a value", NOTHING: "Treat as missing"}
_WORDS = pa.array(sorted(MISSING - {""}), pa.large_string())
_SPELLED = pa.array(
    sorted({way for word in MISSING if word for way in (word, word.upper(), word.title(), word.capitalize())}),
    pa.large_string(),
)


def words_for_nothing(
    cells: pd.Series, header: str, findings: Findings, options: Mapping[str, Option]
) -> tuple[pd.Series, dict[str, str]]:
    """Offer the words of a column that may stand for nothing, and heed what the person said of them.

    Args:
        cells: Text, as ``str`` or as ``category``; shape (n,).
        header: Header of the column.
        findings: Where the question goes.
        options: What the person chose: ``missing:<Header>``.

    Returns:
        The cells, those that the person called missing without their text, shape (n,); and the words that are no value
        by themselves but that the person keeps, as they are spelled most often.

    Example:
        >>> findings, said = Findings("customers", "a.csv"), {"missing:Region": {"na": "missing"}}
        >>> cells, _ = words_for_nothing(pd.Series(["NA", "EMEA"]), "Region", findings, said)
        >>> cells.tolist(), findings.questions[0].items[0].label
        ([nan, 'EMEA'], 'NA')
    """
    counts = _counts(cells)
    if not counts:
        return cells, {}
    said = {word: answer for word, answer in chosen_values(options, f"missing:{header}").items() if answer in _ANSWERS}
    words: dict[str, dict[str, int]] = {}
    for text, count in counts.items():
        words.setdefault(text.strip().casefold(), {})[text.strip()] = count
    if any(word in MAY_MEAN or word in said for word in words):
        findings.ask(_question(words, header, findings, said))
    gone = [text for text in counts if said.get(text.strip().casefold()) == NOTHING]
    kept = {
        word: max(ways, key=lambda way: ways[way])
        for word, ways in words.items()
        if word in MISSING_IN_WORDS and said.get(word) == KEEP
    }
    return (_emptied(cells, gone) if gone else cells), kept


def put_back(values: pd.Series, cells: pd.Series, kept: Mapping[str, str]) -> pd.Series:
    """Give words that a person keeps back to a column from which they were read as missing.

    Example:
        >>> put_back(pd.Series([None, "Pro"], dtype="str"), pd.Series(["-", "Pro"]), {"-": "-"}).tolist()
        ['-', 'Pro']
    """
    if not kept:
        return values
    texts = cells.astype("str").str.strip()
    at = texts.str.casefold().isin(list(kept)).to_numpy()
    return values.astype("str").mask(at, texts)


def _counts(cells: pd.Series) -> dict[str, int]:
    """Return the texts of a column that are words for nothing, each with its number of cells."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        texts = pa.array(cells.cat.categories, pa.large_string())
        spelled = pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(texts)), _WORDS).to_numpy(zero_copy_only=False)
        found = {int(place): texts[int(place)].as_py() for place in np.flatnonzero(spelled)}
        if not found:
            return {}
        codes = cells.cat.codes.to_numpy()
        counts = np.bincount(codes[codes >= 0], minlength=len(texts))
        return {text: int(counts[place]) for place, text in found.items() if counts[place]}
    array = arrow_texts(cells)
    hits = array.filter(pc.fill_null(pc.is_in(array, _SPELLED), fill_value=False))
    return dict(Counter(hits.to_pylist()))


def _emptied(cells: pd.Series, gone: list[str]) -> pd.Series:
    """Take the text out of the cells that hold one of some texts."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        codes = cells.cat.codes.to_numpy()
        away = np.append(cells.cat.categories.isin(gone), [True])[codes]
        emptied = pd.Categorical.from_codes(np.where(away, -1, codes), categories=cells.cat.categories)
        return pd.Series(emptied, index=cells.index)
    return cells.mask(cells.isin(gone))


def _question(
    words: Mapping[str, Mapping[str, int]], header: str, findings: Findings, said: Mapping[str, str]
) -> Question:
    items = []
    for word, ways in sorted(words.items(), key=lambda found: -sum(found[1].values())):
        now = said.get(word, KEEP if word in MAY_MEAN else NOTHING)
        items.append(Item(word, max(ways, key=lambda way: ways[way]), now, sum(ways.values())))
    return Question(
        f"missing:{header}",
        findings.table,
        findings.file,
        f"'{header}' holds words that may stand for nothing or for something (NA: North America). Which are values?",
        _ANSWERS,
        decided=bool(said),
        items=tuple(items),
    )
