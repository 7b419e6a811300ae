"""The headers that real exports use, as data, ready to be looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml
from rapidfuzz import fuzz, process

from icp_core.ingest.matching.headers import spellings, squashed

LEAST_LIKENESS = 85.0  # token_sort_ratio; 41 of 58 messy headers accepted and none wrong, where WRatio got 4 wrong
SHORTEST_FUZZY = 5  # letters; below, one letter makes another word (date, rate)
VAGUE = frozenset(
    [
        "id",
        "name",
        "date",
        "status",
        "type",
        "revenue",
        "month",
        "amount",
        "total",
        "value",
        "account",
        "customer",
        "company",
        "organization",
        "client",
        "title",
        "event",
        "source",
        "channel",
        "created",
        "day",
        "number",
        "start",
        "end",
        "from",
        "to",
        "result",
        "category",
        "description",
        "won",
        "size",
        "land",
    ]
)


@dataclass(frozen=True, slots=True)
class Alias:
    """One way a header may be meant.

    Args:
        canonical: Canonical column, or helper.
        confidence: 1.0 for a known name, 0.8 for a vague one ('ID'), less for one that is only alike.
        rank: Place in the list of the canonical column; 0 is preferred.
        why: How it was recognised.
    """

    canonical: str
    confidence: float
    rank: int
    why: str


@lru_cache
def _book() -> dict[str, dict[str, list[str]]]:
    text = resources.files("icp_core.ingest.matching").joinpath("aliases.yaml").read_text("utf-8")
    document: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return document


@lru_cache
def _helpers() -> Mapping[str, dict[str, list[str]]]:
    return _book()["helpers"]  # type: ignore[return-value]


@lru_cache
def helper_names(table: str) -> frozenset[str]:
    """Return the names of the columns that only help to read another one."""
    return frozenset(_helpers().get(table, {}))


@lru_cache
def known_columns(table: str) -> tuple[str, ...]:
    """Return every canonical column that a file of the table may be mapped to."""
    return tuple(_book()[table])


@lru_cache
def _lookup(table: str) -> tuple[dict[str, list[tuple[str, int]]], dict[str, tuple[str, int]]]:
    """Return squashed alias to its columns, and alias in words to its column, for the fuzzy search."""
    exact: dict[str, list[tuple[str, int]]] = {}
    words: dict[str, tuple[str, int]] = {}
    for canonical, names in (*_book()[table].items(), *_helpers().get(table, {}).items()):
        for rank, name in enumerate(dict.fromkeys((*names, canonical.replace("_", " ")))):
            exact.setdefault(squashed(name), []).append((canonical, rank))
            if len(squashed(name)) >= SHORTEST_FUZZY and canonical not in helper_names(table):
                words.setdefault(name, (canonical, rank))
    return exact, words


@lru_cache(maxsize=4096)
def aliases_of(header: str, table: str) -> tuple[Alias, ...]:
    """Return what a header may mean in a table, best first.

    Example:
        >>> aliases_of("ACCOUNTID", "deals")[0].canonical, aliases_of("Deal - Stage", "deals")[0].canonical
        ('account_id', 'outcome')
        >>> aliases_of("Number of Employes", "customers")[0].why
        "looks like 'number of employees'"
    """
    exact, words = _lookup(table)
    found = []
    for text in spellings(header):
        for canonical, rank in exact.get(squashed(text), ()):
            found.append(Alias(canonical, 0.8 if text in VAGUE else 1.0, rank, f"'{header}' is a known name for it"))
        if found:
            return tuple(found)
    for text in spellings(header):
        if len(squashed(text)) < SHORTEST_FUZZY:
            continue
        match = process.extractOne(text, list(words), scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_LIKENESS)
        if match is not None:
            canonical, rank = words[match[0]]
            return (Alias(canonical, 0.009 * match[1] - 0.1, rank, f"looks like '{match[0]}'"),)
    return ()
