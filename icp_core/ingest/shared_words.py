"""Words that two files spell differently: offered for merging, and merged in all files alike."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from icp_core.dataset import TABLES, Kind
from icp_core.dataset.folding import folded
from icp_core.ingest.forms import Item, Question, chosen_values
from icp_core.ingest.rows.asking import Asking, words_of
from icp_core.ingest.rows.meanings import (
    KEEP,
    MERGE,
    MERGE_OPTIONS,
    MOST_VALUES,
    REPEATED,
    categories_of,
    few_valued,
    lists_of,
    merged_entries,
    merges_of,
    pair_of,
    surest_first,
    variants_of,
    with_earlier,
)
from icp_core.ingest.rows.places import ORIGINAL
from icp_core.ingest.rows.table import Reading
from icp_core.ingest.table_files import TableFile
from icp_core.ingest.values.spellings import Variant
from icp_core.results import join_words, plural

QUESTION = "spellings across files:{}"
_APART = frozenset(("country", "deal_type", "loss_reason", "owner", "force", "event_type", "function"))  # of one table
_ALSO_CALLED = {"channel": "source"}  # the spend of a channel belongs to the accounts that it brought

Files = dict[str, list[TableFile]]


@dataclass(frozen=True)
class _Column:
    """One column of words in one file, with how many rows hold each."""

    table: str
    place: int
    name: str
    header: str
    reading: Reading
    counts: Mapping[str, int]
    several: bool

    @property
    def mapped(self) -> bool:
        return self.name in self.reading.mapping.columns


def merge_across(files: Mapping[str, Sequence[TableFile]]) -> Files:
    """Ask about words that only another file spells likely, and give merged ones their spelling in every file.

    What a person merged within one file is merged in the others too. Cells that change are kept as they were, in a
    column ``<header> (as in the file)``. Until somebody says so, nothing is merged.

    Args:
        files: Table to its files, oldest first.

    Returns:
        The same files, with merged words.
    """
    merged = {table: list(several) for table, several in files.items()}
    for name, columns in _shared(files).items():
        targets = _merges_within(columns) | _asked(name, columns)
        for column in columns if targets else ():
            held = {text: target for text, target in targets.items() if text in column.counts}
            if held:
                at = merged[column.table]
                at[column.place] = _merged(at[column.place], column, held)
    return merged


def _shared(files: Mapping[str, Sequence[TableFile]]) -> dict[str, list[_Column]]:
    """Return the columns that stand in several files, by what they hold."""
    headers: dict[str, list[tuple[str, int, str, str, TableFile]]] = {}
    for table, several in files.items():
        for place, file in enumerate(several):
            for name, header in _headers(file.reading).items():
                key = _ALSO_CALLED.get(name, name) if name in file.reading.mapping.columns else folded(header)
                headers.setdefault(key, []).append((table, place, name, header, file))
    found: dict[str, list[_Column]] = {}
    for key, held in headers.items():
        columns = [column for one in held if (column := _column(*one))] if len(held) > 1 else []
        if len(columns) > 1:
            found[key] = columns
    return found


def _headers(reading: Reading) -> dict[str, str]:
    asking = Asking(reading.raw, reading.mapping, reading.options, reading.findings)
    several = categories_of(reading.frame, asking) | lists_of(reading.frame, asking)
    return {name: header for name, header in several.items() if name not in _APART}


def _column(table: str, place: int, name: str, header: str, file: TableFile) -> _Column | None:
    """Count the words of one column; None where its values hardly repeat."""
    reading, cells = file.reading, file.reading.frame[name]
    if {column.name: column.kind for column in TABLES[table].columns}.get(name) is Kind.MULTI:
        entries = Counter(entry for cell in cells.dropna() for entry in cell)
        few_entries = len(entries) <= MOST_VALUES
        return _Column(table, place, name, header, reading, entries, several=True) if few_entries else None
    few = few_valued(cells, share=1.0 if name in reading.mapping.columns else REPEATED)
    if few is None:
        return None
    words = words_of(few, np.ones(len(few), dtype=bool))
    counts = {text: count for text, count in zip(words.texts, words.counts.tolist(), strict=True) if count}
    return _Column(table, place, name, header, reading, counts, several=False)


def _own(column: _Column) -> Iterator[Item]:
    """Return what was asked about the spellings within one file."""
    for question in column.reading.findings.questions:
        if question.id == f"spellings:{column.header}":
            yield from question.items


def _merges_within(columns: Sequence[_Column]) -> dict[str, str]:
    """Return what a person merged within one of the files."""
    merged = [item.key for column in columns for item in _own(column) if item.chosen == MERGE]
    return merges_of({key: Variant(*pair_of(key), "") for key in merged}, dict.fromkeys(merged, MERGE))


def _asked(name: str, columns: Sequence[_Column]) -> dict[str, str]:
    """Put the spellings in which files differ to the person; return what each merged one becomes."""
    question = QUESTION.format(name)
    counts: Counter[str] = Counter()
    answers: dict[str, str] = {}
    asked_within: set[str] = set()
    for column in columns:
        counts.update(column.counts)
        answers |= {
            key: choice
            for key, choice in chosen_values(column.reading.options, question).items()
            if choice in MERGE_OPTIONS
        }
        asked_within |= {pair_of(item.key)[0] for item in _own(column)}
    if len(counts) > MOST_VALUES:
        return {}
    first = columns[0]
    found = tuple(
        variant
        for variant in variants_of(counts, name, first.header, mapped=first.mapped)
        if variant.text not in asked_within
        and variant.target in counts
        and not any({variant.text, variant.target} <= column.counts.keys() for column in columns)
    )
    offers = with_earlier(found, answers, counts)
    if not offers:
        return {}
    items = surest_first(
        Item(
            key,
            offer.text,
            answers.get(key, KEEP),
            counts[offer.text],
            (offer.why, *_where(offer, columns)),
            group=offer.target,
        )
        for key, offer in offers.items()
    )
    titles = join_words([f"'{header}'" for header in dict.fromkeys(column.header for column in columns)])
    sentence = (
        f"Do these files mean the same by different spellings in {titles}? Until you merge them, each counts by "
        "itself; merged, all files use one."
    )
    first.reading.findings.ask(
        Question(question, "", "", sentence, MERGE_OPTIONS, decided=all(key in answers for key in offers), items=items)
    )
    return merges_of(offers, answers)


def _where(offer: Variant, columns: Sequence[_Column]) -> tuple[str, ...]:
    """Say which file spells it how."""
    return tuple(
        f"'{text}' in {join_words([column.reading.raw.name for column in columns if text in column.counts])}"
        for text in (offer.text, offer.target)
    )


def _merged(file: TableFile, column: _Column, targets: Mapping[str, str]) -> TableFile:
    """Give the merged words of one file their spelling, and keep the cells as they were."""
    original = ORIGINAL.format(column.header)

    def spelled(frame: pd.DataFrame) -> pd.DataFrame:
        if column.name not in frame:
            return frame
        cells = frame[column.name]
        if column.several:
            now = merged_entries(cells, targets)
        else:
            now = words_of(cells, np.ones(len(cells), dtype=bool)).spread(targets, cells)
        kept = {original: cells} if original not in frame and TABLES[column.table].keeps_others else {}
        return frame.assign(**{column.name: now, **kept})

    told = [f"'{text}' counts as '{now}' ({plural(column.counts[text], 'cell')})" for text, now in targets.items()]
    column.reading.findings.note(
        f"As you said of '{column.header}', in all files: {join_words(told)}. '{original}' keeps what the file says.",
        column=column.header,
    )
    tables = {name: spelled(frame) for name, frame in file.part.shaped.tables.items()}
    part = replace(
        file.part,
        reading=replace(file.reading, frame=spelled(file.reading.frame)),
        shaped=replace(file.part.shaped, tables=tables),
    )
    return replace(file, part=part)
