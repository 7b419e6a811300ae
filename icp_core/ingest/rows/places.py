"""Where the companies of a file are: countries and regions under one name each, the cells of the file kept."""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from icp_core.dataset import AS_IN_FILE
from icp_core.dataset.countries import CountriesRead, read_countries
from icp_core.dataset.folding import folded
from icp_core.dataset.regions import NORTH_AMERICA, WORLD_REGION, meanings_of, region_names
from icp_core.ingest.forms import Mask, Question, chosen_values, chosen_word
from icp_core.ingest.rows.asking import EXAMPLES, Asking, Words, words_of
from icp_core.ingest.values import missing
from icp_core.results import join_words, plural

ORIGINAL = "{} " + AS_IN_FILE  # the column that keeps the cells as they were, once some of them have changed
KEEP, NORMALISE, CODES, ADD = "keep", "normalise", "codes", "add"
LEAST_COUNTRIES = 0.5  # share of known values of a column from which it is one of countries
FINE = 12  # countries up to which they are compared one by one; with more of them their regions are added
NAMED = 5  # values that a sentence names

_REGION = re.compile(r"\b(region|continent|geo|geography)\b")

Originals = dict[str, pd.Series]


def with_places(frame: pd.DataFrame, asking: Asking, kept: Mask) -> tuple[pd.DataFrame, Originals]:
    """Bring countries and regions to one name each, as far as a person does not keep them as they are.

    Args:
        frame: Canonical columns and attributes, rows as in the file.
        asking: The file.
        kept: Rows that are still in, which are counted.

    Returns:
        The frame, and the columns as they were, by the name under which they are kept.
    """
    originals: Originals = {}
    if "country" in asking.decided.columns and "country" in frame:
        frame, originals = _with_countries(frame, asking, kept)
    if "region" in asking.decided.columns and "region" in frame:
        frame, more = _with_regions(frame, asking, kept)
        originals |= more
    return frame, originals


def _with_countries(frame: pd.DataFrame, asking: Asking, kept: Mask) -> tuple[pd.DataFrame, Originals]:
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
    _say_unclear(header, asking, {text: meant for text, meant in read.unclear.items() if counts[text]})


def _say_unclear(header: str, asking: Asking, unclear: Mapping[str, str]) -> None:
    if unclear:
        several = "; ".join(f"'{text}' ({meant})" for text, meant in list(unclear.items())[:NAMED])
        more = f"; and {len(unclear) - NAMED} more" if len(unclear) > NAMED else ""
        asking.findings.note(
            f"'{header}': these may mean either, and stay as in the file: {several}{more}.", column=header
        )


def _with_regions(frame: pd.DataFrame, asking: Asking, kept: Mask) -> tuple[pd.DataFrame, Originals]:
    """Return the frame with regions under one name, and the column as it was when something changed.

    NA is North America only where a person said that it is a value.
    """
    header = asking.decided.columns["region"]
    words = words_of(frame["region"], kept)
    present = {text: count for text, count in zip(words.texts, words.counts.tolist(), strict=True) if count}
    names = region_names(present)
    said = chosen_values(asking.options, f"missing:{header}")
    names |= {text: NORTH_AMERICA for text in present if text.casefold() == "na" and said.get("na") == missing.KEEP}
    unclear = {text: meant for text in present if text not in names and (meant := meanings_of(text))}
    changes = {text: name for text, name in names.items() if text != name}
    _say_unclear(header, asking, unclear)
    if not changes:
        return frame, {}
    question = f"regions:{header}"
    options = {NORMALISE: "One name for each region", KEEP: "As in the file"}
    choice = chosen_word(asking.options, question)
    cells = plural(sum(present[text] for text in changes), "cell")
    sentence = (
        f"How shall the regions in '{header}' be called? {cells} in {plural(len(changes), 'spelling')} became the "
        "usual name of the region; no region became a larger one."
    )
    asking.ask(
        Question(
            question, asking.findings.table, asking.raw.name, sentence, options,
            chosen=KEEP if choice == KEEP else NORMALISE,
            decided=choice in options,
            examples=tuple(f"{text} is {name}" for text, name in list(changes.items())[:EXAMPLES]),
        )
    )  # fmt: skip
    if choice == KEEP:
        return frame, {}
    told = join_words([f"'{text}' is '{name}'" for text, name in list(changes.items())[:NAMED]])
    more = f" and {len(changes) - NAMED} more" if len(changes) > NAMED else ""
    asking.findings.note(
        f"'{header}': {cells} got the usual name of the region: {told}{more}. '{ORIGINAL.format(header)}' keeps what "
        "the file says.",
        column=header,
    )
    original = frame["region"]
    return frame.assign(region=words.spread(changes, original)), {ORIGINAL.format(header): original}


def _with_world_region(frame: pd.DataFrame, words: Words, read: CountriesRead, asking: Asking) -> pd.DataFrame:
    """Add the region of the world where a person wants it, or there are too many countries to compare one by one."""
    regions = {text: country.region for text, country in read.found.items()}
    codes = {country.code for text, country in read.found.items() if words.counts[words.texts.index(text)]}
    named = any(_REGION.search(folded(one)) for one in asking.raw.header)
    if named or "region" in frame or len(codes) < 2 or len(set(regions.values())) == 1:
        return frame
    header = asking.decided.columns["country"]
    choice = chosen_word(asking.options, f"world_region:{header}")
    options = {ADD: f"Add a column '{WORLD_REGION}'", KEEP: "Countries only"}
    many = len(codes) > FINE
    used = choice if choice in options else ADD if many else KEEP
    why = "more than one compares one by one" if many else "few enough to compare one by one"
    sentence = (
        f"'{header}' holds {plural(len(codes), 'country', 'countries')}, {why}. Add their regions of the world, as "
        "the UN parts it?"
    )
    table, file = asking.findings.table, asking.raw.name
    if many or choice:
        asking.ask(Question(f"world_region:{header}", table, file, sentence, options, used, decided=choice in options))
    if used == KEEP:
        return frame
    asking.findings.note(
        f"'{WORLD_REGION}' was added from '{header}', after the regions of the UN"
        f"{f': {len(codes)} countries are too many to compare one by one' if many else ''}."
    )
    nothing = pd.Series(np.nan, index=frame.index, dtype="str")
    return frame.assign(**{WORLD_REGION: words.spread(regions, nothing)})


def _listed(texts: list[str], counts: Mapping[str, int]) -> str:
    """Name values with their rows, the commonest first."""
    order = sorted(texts, key=lambda text: (-counts[text], text))
    shown = [f"'{text}' ({plural(counts[text], 'row')})" for text in order[:NAMED]]
    return join_words([*shown, f"{len(texts) - NAMED} more"] if len(texts) > NAMED else shown)
