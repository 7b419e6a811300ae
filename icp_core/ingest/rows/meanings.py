"""What the words of a file mean: countries under one name, and spellings that a person said are one."""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from icp_core.dataset import AS_IN_FILE, TABLES, Kind
from icp_core.dataset.countries import CountriesRead, countries, country_of, read_countries
from icp_core.dataset.folding import folded
from icp_core.ingest.forms import Item, Mask, Question, chosen_word
from icp_core.ingest.rows.asking import EXAMPLES, Asking, Words, by_count, words_of
from icp_core.ingest.values.spellings import Variant, spelling_variants
from icp_core.results import join_words, plural

ORIGINAL = "{} " + AS_IN_FILE  # the column that keeps the cells as they were, once some of them have changed
WORLD_REGION = "World region"
KEEP, MERGE, NORMALISE, CODES = "keep", "merge", "normalise", "codes"
LEAST_COUNTRIES = 0.5  # share of known values of a column from which it is one of countries
FINE = 12  # countries up to which they are compared one by one; with more of them their regions are added
MOST_VALUES = 300  # different values up to which a column is one of categories
REPEATED = 0.5  # different values a row above which an unmapped column names rows rather than groups them
SAMPLE = 20_000  # rows that tell whether a long column of text has few different values
NAMED = 5  # values that a sentence names

_REGION = re.compile(r"\b(region|continent|geo|geography)\b")
_PEOPLE = re.compile(r"\b(owner|agent|rep|manager|name|contact|email|mail|person|user|csm|executive|by)\b")


def with_meanings(frame: pd.DataFrame, asking: Asking, kept: Mask) -> pd.DataFrame:
    """Bring countries to one name, merge the spellings that a person said are one, and ask about the rest.

    Cells that change are kept as they were, in a column ``<header> (as in the file)``.

    Args:
        frame: Canonical columns and attributes, rows as in the file.
        asking: The file.
        kept: Rows that are still in, which are counted.
    """
    originals: dict[str, pd.Series] = {}
    if "country" in asking.decided.columns and "country" in frame:
        frame, originals = _with_countries(frame, asking, kept)
    for name, header in _categories(frame, asking).items():
        cells = _few_valued(frame[name], share=1.0 if name in asking.decided.columns else REPEATED)
        if cells is None:
            continue
        merged = _merged(cells, name, header, asking, kept)
        if merged is not None:
            originals.setdefault(ORIGINAL.format(header), frame[name])
            frame = frame.assign(**{name: merged})
    new = {name: cells for name, cells in originals.items() if name not in frame}
    return pd.concat([frame, pd.DataFrame(new, index=frame.index)], axis=1) if new else frame


def _with_countries(frame: pd.DataFrame, asking: Asking, kept: Mask) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Return the frame with countries under one name, and the column as it was when something changed."""
    header = asking.decided.columns["country"]
    words = words_of(frame["country"], kept)
    question = f"countries:{header}"
    choice = chosen_word(asking.options, question)
    read = read_countries(words.texts, codes=True if choice == CODES else None)
    present = dict(zip(words.texts, words.counts.tolist(), strict=True))
    changes = {text: country.name for text, country in read.found.items() if text != country.name and present[text]}
    codes = [text for text in read_countries(read.unclear, codes=True).found if present[text]]
    if len(read.found) + len(codes) < LEAST_COUNTRIES * max(len(words.texts), 1):
        return frame, {}
    options = {NORMALISE: "One name for each country", KEEP: "As in the file"}
    if codes or choice == CODES:
        options[CODES] = "One name for each, and two letters are countries, not states"
    used = choice if choice in options else NORMALISE
    if changes or codes:
        sentence = _country_sentence(header, changes, codes, present)
        told = tuple(f"{text} is {name}" for text, name in list(changes.items())[:EXAMPLES])
        table, file = asking.findings.table, asking.raw.name
        asking.ask(Question(question, table, file, sentence, options, used, decided=bool(choice), examples=told))
    _say_no_country(header, asking, read, present)
    frame = _with_world_region(frame, words, read, asking)
    if used == KEEP or not changes:
        return frame, {}
    asking.findings.note(
        f"'{header}': {plural(sum(present[text] for text in changes), 'cell')} got the English name of the country; "
        f"'{ORIGINAL.format(header)}' keeps what the file says.",
        column=header,
    )
    original = frame["country"]
    return frame.assign(country=words.spread(changes, original)), {ORIGINAL.format(header): original}


def _country_sentence(header: str, changes: Mapping[str, str], codes: list[str], counts: Mapping[str, int]) -> str:
    parts = [f"How shall the countries in '{header}' be called?"]
    if changes:
        cells = plural(sum(counts[text] for text in changes), "cell")
        parts.append(f"{cells} in {plural(len(changes), 'spelling')} became the English name of the country.")
    if codes:
        parts.append(f"{_listed(codes, counts)} may be countries or states, and stay as they are.")
    return " ".join(parts)


def _say_no_country(header: str, asking: Asking, read: CountriesRead, counts: Mapping[str, int]) -> None:
    """Name the values that stay as they are because no one country is meant by them."""
    unknown = [text for text in read.unknown if counts[text]]
    if unknown:
        asking.findings.note(
            f"'{header}': {plural(len(unknown), 'value')} not known as a country, kept as in the file: "
            f"{_listed(unknown, counts)}.",
            column=header,
        )
    unclear = {text: meant for text, meant in read.unclear.items() if counts[text]}
    if unclear:
        several = "; ".join(f"'{text}' ({meant})" for text, meant in list(unclear.items())[:NAMED])
        more = f"; and {len(unclear) - NAMED} more" if len(unclear) > NAMED else ""
        asking.findings.note(
            f"'{header}': these may mean either, and stay as in the file: {several}{more}.", column=header
        )


def _with_world_region(frame: pd.DataFrame, words: Words, read: CountriesRead, asking: Asking) -> pd.DataFrame:
    """Add the region of the world where there are too many countries to compare, and the file has no region."""
    regions = {text: country.region for text, country in read.found.items()}
    codes = {country.code for text, country in read.found.items() if words.counts[words.texts.index(text)]}
    named = any(_REGION.search(folded(header)) for header in asking.raw.header)
    if named or "region" in frame or len(codes) <= FINE or len(set(regions.values())) == 1:
        return frame
    asking.findings.note(
        f"'{WORLD_REGION}' was added from '{asking.decided.columns['country']}', after the regions of the UN: "
        f"{len(codes)} countries are too many to compare one by one."
    )
    nothing = pd.Series(np.nan, index=frame.index, dtype="str")
    return frame.assign(**{WORLD_REGION: words.spread(regions, nothing)})


def _categories(frame: pd.DataFrame, asking: Asking) -> dict[str, str]:
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


def _is_text(cells: pd.Series) -> bool:
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.cat.categories.dtype == "str"
    return bool(cells.dtype == "str")


def _few_valued(cells: pd.Series, *, share: float) -> pd.Series | None:
    """Return a column that groups rows, None for one whose values hardly repeat."""
    if not isinstance(cells.dtype, pd.CategoricalDtype) and cells.iloc[:SAMPLE].nunique() > MOST_VALUES:
        return None
    different = cells.nunique()
    return cells if 1 <= different <= min(MOST_VALUES, share * max(int(cells.notna().sum()), 1)) else None


def _merged(cells: pd.Series, name: str, header: str, asking: Asking, kept: Mask) -> pd.Series | None:
    """Ask about spellings of one column; return it with those merged that a person merged, None when none is."""
    words = words_of(cells, kept)
    counts = {text: count for text, count in zip(words.texts, words.counts.tolist(), strict=True) if count}
    question = f"spellings:{header}"
    answers = asking.answers(question, (MERGE, KEEP))
    mapped = name in asking.decided.columns
    offers = {_key(found.text, found.target): found for found in _variants(counts, name, header, mapped=mapped)}
    for key in answers:
        text, _, target = key.partition(_ARROW)
        if text in counts and target and key not in offers:
            offers[key] = Variant(text, target, "as you decided before")
    if not offers:
        return None
    asking.ask(_spelling_question(header, asking, offers, counts, answers))
    merges = {
        offers[key].text: offers[key].target for key, choice in answers.items() if choice == MERGE and key in offers
    }
    if not merges:
        return None
    targets = {text: _end_of(text, merges) for text in merges}
    told = [f"'{text}' counts as '{target}' ({plural(counts[text], 'cell')})" for text, target in targets.items()]
    asking.findings.note(
        f"As you said of '{header}': {join_words(told)}. '{ORIGINAL.format(header)}' keeps what the file says.",
        column=header,
    )
    return words.spread(targets, cells)


_ARROW = " → "


def _key(text: str, target: str) -> str:
    return f"{text}{_ARROW}{target}"


def _end_of(text: str, merges: Mapping[str, str]) -> str:
    """Follow merges to their end: a into b, b into c."""
    seen = {text}
    while merges.get(text, text) not in seen:
        text = merges[text]
        seen.add(text)
    return text


def _variants(counts: Mapping[str, int], name: str, header: str, *, mapped: bool) -> tuple[Variant, ...]:
    if mapped and name == "country":
        names = [country.name for country in countries().values()]
        found = spelling_variants(counts, known=names, correct=True)
        return tuple(variant for variant in found if country_of(variant.text) is None)
    people = name == "owner" or (not mapped and _PEOPLE.search(folded(header)) is not None)
    return spelling_variants(counts, slips=not people, correct=mapped and not people)


def _spelling_question(
    header: str, asking: Asking, offers: Mapping[str, Variant], counts: Mapping[str, int], answers: Mapping[str, str]
) -> Question:
    items = by_count(
        Item(key, key, answers.get(key, KEEP), counts[offer.text], (offer.why,)) for key, offer in offers.items()
    )
    sentence = f"Are these spellings of the same in '{header}'? Until you merge them, each counts by itself."
    options = {MERGE: "Merge", KEEP: "Keep apart"}
    return Question(
        f"spellings:{header}", asking.findings.table, asking.raw.name, sentence, options,
        decided=all(key in answers for key in offers), items=items,
    )  # fmt: skip


def _listed(texts: list[str], counts: Mapping[str, int]) -> str:
    """Name values with their rows, the commonest first."""
    order = sorted(texts, key=lambda text: (-counts[text], text))
    shown = [f"'{text}' ({plural(counts[text], 'row')})" for text in order[:NAMED]]
    return join_words([*shown, f"{len(texts) - NAMED} more"] if len(texts) > NAMED else shown)
