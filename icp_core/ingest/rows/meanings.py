"""What the words of a file mean: places under one name, and spellings that a person said are one."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from icp_core.dataset import TABLES, Kind
from icp_core.dataset.countries import countries, country_of
from icp_core.dataset.folding import folded
from icp_core.ingest.forms import Item, Mask, Question
from icp_core.ingest.rows.asking import Asking, by_count, words_of
from icp_core.ingest.rows.places import ORIGINAL, with_places
from icp_core.ingest.values.distinct import distinct
from icp_core.ingest.values.spellings import SUREST_FIRST, Variant, spelling_variants
from icp_core.results import join_words, plural

KEEP, MERGE = "keep", "merge"
MERGE_OPTIONS = {MERGE: "Merge", KEEP: "Keep apart"}
MOST_VALUES = 300  # different values up to which a column is one of categories
REPEATED = 0.5  # different values a row above which an unmapped column names rows rather than groups them
SAMPLE = 20_000  # rows that tell whether a long column of text has few different values

_PEOPLE = re.compile(r"\b(owner|agent|rep|manager|name|contact|email|mail|person|user|csm|executive|by)\b")
_ARROW = " → "


def with_meanings(frame: pd.DataFrame, asking: Asking, kept: Mask) -> pd.DataFrame:
    """Bring places to one name, merge the spellings that a person said are one, and ask about the rest.

    Cells that change are kept as they were, in a column ``<header> (as in the file)``.

    Args:
        frame: Canonical columns and attributes, rows as in the file.
        asking: The file.
        kept: Rows that are still in, which are counted.
    """
    frame, originals = with_places(frame, asking, kept)
    for name, header in categories_of(frame, asking).items():
        cells = few_valued(frame[name], share=1.0 if name in asking.decided.columns else REPEATED)
        merged = None if cells is None else _merged(cells, name, header, asking, kept)
        if merged is not None:
            originals.setdefault(ORIGINAL.format(header), frame[name])
            frame = frame.assign(**{name: merged})
    for name, header in lists_of(frame, asking).items():
        merged = _merged_lists(frame[name], name, header, asking, kept)
        if merged is not None:
            originals[ORIGINAL.format(header)] = frame[name]
            frame = frame.assign(**{name: merged})
    new = {name: cells for name, cells in originals.items() if name not in frame}
    return pd.concat([frame, pd.DataFrame(new, index=frame.index)], axis=1) if new else frame


def categories_of(frame: pd.DataFrame, asking: Asking) -> dict[str, str]:
    """Return the columns of categories with their headers: mapped ones, and other columns of text."""
    table = asking.findings.table
    kinds = {column.name: column.kind for column in TABLES[table].columns}
    mapped = {
        name: header
        for name, header in asking.decided.columns.items()
        if kinds.get(name) is Kind.CATEGORY and name in frame
    }
    used = {*asking.decided.columns.values(), *asking.decided.helpers.values()}
    others = {header: header for header in asking.raw.header if header in frame and header not in kinds}
    return mapped | {name: header for name, header in others.items() if header not in used and _is_text(frame[name])}


def lists_of(frame: pd.DataFrame, asking: Asking) -> dict[str, str]:
    """Return the columns whose cells hold several values, with their headers."""
    several = {column.name for column in TABLES[asking.findings.table].columns if column.kind is Kind.MULTI}
    return {name: header for name, header in asking.decided.columns.items() if name in several and name in frame}


def _is_text(cells: pd.Series) -> bool:
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.cat.categories.dtype == "str"
    return bool(cells.dtype == "str")


def few_valued(cells: pd.Series, *, share: float) -> pd.Series | None:
    """Return a column that groups rows, None for one whose values hardly repeat."""
    if not isinstance(cells.dtype, pd.CategoricalDtype) and cells.iloc[:SAMPLE].nunique() > MOST_VALUES:
        return None
    different = cells.nunique()
    return cells if 1 <= different <= min(MOST_VALUES, share * max(int(cells.notna().sum()), 1)) else None


def _merged(cells: pd.Series, name: str, header: str, asking: Asking, kept: Mask) -> pd.Series | None:
    """Ask about spellings of one column; return it with those merged that a person merged, None when none is."""
    words = words_of(cells, kept)
    counts = {text: count for text, count in zip(words.texts, words.counts.tolist(), strict=True) if count}
    targets = _asked(counts, name, header, asking)
    return words.spread(targets, cells) if targets else None


def _merged_lists(cells: pd.Series, name: str, header: str, asking: Asking, kept: Mask) -> pd.Series | None:
    """Do the same with cells that hold several values each: a value counts in every cell that lists it."""
    codes, texts = distinct(asking.raw.rows[header])
    seen = np.bincount(codes[kept & (codes >= 0)], minlength=len(texts))
    places, rows = np.unique(codes, return_index=True)
    counts: Counter[str] = Counter()
    for place, row in zip(places.tolist(), rows.tolist(), strict=True):
        if place >= 0 and seen[place] and cells.iloc[row]:
            counts.update(dict.fromkeys(cells.iloc[row], int(seen[place])))
    if not 1 < len(counts) <= MOST_VALUES:
        return None
    targets = _asked(counts, name, header, asking)
    return merged_entries(cells, targets) if targets else None


def merged_entries(cells: pd.Series, targets: Mapping[str, str]) -> pd.Series:
    """Give the values in lists the spelling that a person chose; two that become one stand once.

    Example:
        >>> merged_entries(pd.Series([["Slack", "SalesForce"], None]), {"SalesForce": "Salesforce"}).tolist()
        [['Slack', 'Salesforce'], None]
    """
    changed = [list(dict.fromkeys(targets.get(text, text) for text in cell)) if cell else None for cell in cells]
    return pd.Series(changed, index=cells.index, dtype=object)


def _asked(counts: Mapping[str, int], name: str, header: str, asking: Asking) -> dict[str, str]:
    """Put the spellings of one column to the person; return what each merged one becomes."""
    answers = asking.answers(f"spellings:{header}", MERGE_OPTIONS)
    found = variants_of(counts, name, header, mapped=name in asking.decided.columns)
    offers = with_earlier(found, answers, counts)
    if not offers:
        return {}
    asking.ask(_spelling_question(header, asking, offers, counts, answers))
    targets = merges_of(offers, answers)
    if targets:
        told = [f"'{text}' counts as '{target}' ({plural(counts[text], 'cell')})" for text, target in targets.items()]
        asking.findings.note(
            f"As you said of '{header}': {join_words(told)}. '{ORIGINAL.format(header)}' keeps what the file says.",
            column=header,
        )
    return targets


def with_earlier(
    found: tuple[Variant, ...], answers: Mapping[str, str], counts: Mapping[str, int]
) -> dict[str, Variant]:
    """Return what is offered by its key, with what a person decided earlier of values that are still there."""
    offers = {
        key_of(variant.text, variant.target): variant
        for variant in found
        if key_of(variant.target, variant.text) not in answers  # it was decided the other way round
    }
    for key in answers:
        text, target = pair_of(key)
        if text in counts and target and key not in offers:
            offers[key] = Variant(text, target, "as you decided before")
    return offers


def merges_of(offers: Mapping[str, Variant], answers: Mapping[str, str]) -> dict[str, str]:
    """Return what each value becomes that a person merged, through chains: a into b, b into c."""
    merges = {
        offers[key].text: offers[key].target for key, choice in answers.items() if choice == MERGE and key in offers
    }
    return {text: _end_of(text, merges) for text in merges}


def surest_first(items: Iterable[Item]) -> tuple[Item, ...]:
    """Sort offers by what makes them likely, then the commonest first."""
    places = {why: place for place, why in enumerate(SUREST_FIRST)}
    return tuple(sorted(by_count(items), key=lambda item: places.get(item.examples[0], len(places))))


def key_of(text: str, target: str) -> str:
    """Name one offer, as answers keep it.

    Example:
        >>> key_of("Sofware", "Software")
        'Sofware → Software'
    """
    return f"{text}{_ARROW}{target}"


def pair_of(key: str) -> tuple[str, str]:
    """Return the value and what it may be a spelling of.

    Example:
        >>> pair_of("Sofware → Software")
        ('Sofware', 'Software')
    """
    text, _, target = key.partition(_ARROW)
    return text, target


def _end_of(text: str, merges: Mapping[str, str]) -> str:
    """Follow merges to their end: a into b, b into c."""
    seen = {text}
    while merges.get(text, text) not in seen:
        text = merges[text]
        seen.add(text)
    return text


def variants_of(counts: Mapping[str, int], name: str, header: str, *, mapped: bool) -> tuple[Variant, ...]:
    """Find what may be spellings of one value in a column, by what the column holds.

    Args:
        counts: Different values, with how many rows hold each.
        name: Canonical name of the column, or its header.
        header: Its header in the file.
        mapped: Whether it is on a canonical column.
    """
    if mapped and name == "country":
        names = [country.name for country in countries().values()]
        found = spelling_variants(counts, known=names, correct=True)
        return tuple(variant for variant in found if country_of(variant.text) is None)
    people = name == "owner" or (not mapped and _PEOPLE.search(folded(header)) is not None)
    return spelling_variants(counts, slips=not people, correct=mapped and not people and name != "technologies")


def _spelling_question(
    header: str, asking: Asking, offers: Mapping[str, Variant], counts: Mapping[str, int], answers: Mapping[str, str]
) -> Question:
    items = surest_first(
        Item(key, offer.text, answers.get(key, KEEP), counts[offer.text], (offer.why,), group=offer.target)
        for key, offer in offers.items()
    )
    sentence = f"Are these spellings of the same in '{header}'? Until you merge them, each counts by itself."
    return Question(
        f"spellings:{header}", asking.findings.table, asking.raw.name, sentence, MERGE_OPTIONS,
        decided=all(key in answers for key in offers), items=items,
    )  # fmt: skip
