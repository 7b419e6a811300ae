"""The headers that real exports use, as data, ready to be looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from icp_core.dataset.books import read_book
from icp_core.ingest.matching.headers import plain, spellings, squashed
from icp_core.ingest.matching.products import Product

LEAST_LIKENESS = 85.0  # token_sort_ratio; 41 of 58 messy headers accepted and none wrong, where WRatio got 4 wrong
LEAST_WORD, LEAST_TOGETHER = 78.0, 90.0  # likeness of each word, and of names of which one is written together
SHORTEST_FUZZY = 5  # letters; below, one letter makes another word (date, rate)
_VAGUE = (
    "id name date status type revenue month amount total value account customer company organization client title "
    "event source channel created day number start end from to result category description won size land score "
    "rating state time data datum fecha mes mois mesic monat stav statut estado valor wert hodnota castka betrag "
    "montant importe typ tipo phase fase etapa etape zdroj quelle origen origem conta cuenta stat"
)
_EMPTY_WORDS = frozenset(
    ["of", "the", "a", "in", "for", "de", "la", "le", "du", "des", "der", "die", "das", "do", "da"]
)
_ENDINGS = frozenset(["id", "ids", "no", "nr", "name", "date", "type", "code"])
VAGUE = frozenset(_VAGUE.split())  # names that may mean several things: less sure than others


@dataclass(frozen=True, slots=True)
class Alias:
    """One way a header may be meant.

    Args:
        canonical: Canonical column, or helper.
        confidence: 1.0 for a known name, 0.8 for a vague one ('ID'), less for one that is only alike.
        rank: Place in the list of the canonical column; 0 is preferred.
        why: How it was recognised.
        sure: Whether the product is known whose export names the column so.
    """

    canonical: str
    confidence: float
    rank: int
    why: str
    sure: bool = False


def _book() -> dict[str, dict[str, list[str]]]:
    document: dict[str, dict[str, list[str]]] = read_book("icp_core.ingest.matching", "aliases.yaml")
    return document


@lru_cache
def _telling_names(table: str) -> frozenset[str]:
    return frozenset(map(squashed, _book()["tells"].get(table, [])))


@lru_cache
def _helpers() -> Mapping[str, dict[str, list[str]]]:
    return _book()["helpers"]  # type: ignore[return-value]


@lru_cache
def helper_names(table: str) -> frozenset[str]:
    """Return the names of the columns that only help to read another one."""
    return frozenset(_helpers().get(table, {}))


def telling(header: str, table: str, product: Product | None = None) -> bool:
    """Whether a column is filled from what became of the row (the probability of a deal), by its name.

    Example:
        >>> telling("Probability (%)", "deals"), telling("Amount", "deals")
        (True, False)
    """
    texts = {squashed(text) for text in spellings(header)}
    return bool(texts & _telling_names(table)) or (product is not None and bool(texts & product.tells))


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


def aliases_of(header: str, table: str, product: Product | None = None) -> tuple[Alias, ...]:
    """Return what a header may mean in a table, best first; where the product is known, as its exports name it.

    Example:
        >>> aliases_of("ACCOUNTID", "deals")[0].canonical, aliases_of("Deal - Stage", "deals")[0].canonical
        ('account_id', 'outcome')
        >>> aliases_of("Number of Employes", "customers")[0].why
        "looks like 'number of employees'"
    """
    if product is not None:
        whole = squashed(plain(header))
        for canonical, names in product.columns.items():
            if whole in names:
                why = f"'{header}' of a {product.name} is known to be it"
                return (Alias(canonical, 1.0, names.index(whole) - len(names), why, sure=True),)
        if whole in product.aside or whole in product.tells:
            return ()
        return tuple(
            replace(alias, confidence=0.9 * alias.confidence)
            for alias in _by_name(header, table)
            if alias.canonical not in product.columns
        )
    return _by_name(header, table)


@lru_cache(maxsize=1 << 16)
def _by_name(header: str, table: str) -> tuple[Alias, ...]:
    """Return what a header may mean by its name alone: a known name, or one that is like it."""
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
        for name, likeness, _ in process.extract(
            text, list(words), scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_LIKENESS, limit=3
        ):
            if _same_words(text, name):
                canonical, rank = words[name]
                return (Alias(canonical, 0.009 * likeness - 0.1, rank, f"looks like '{name}'"),)
    return ()


def _same_words(text: str, name: str) -> bool:
    """Whether two names differ in their spelling only; 'lead score' is nearly 'lead source' and another thing."""
    ours, theirs = ([word for word in words.split() if word not in _EMPTY_WORDS] for words in (text, name))
    if len(ours) == 1 or len(theirs) == 1:
        short, long = sorted((squashed(text), squashed(name)), key=len)
        if long.removeprefix(short) in _ENDINGS:  # 'opportunity' names a deal, 'opportunityid' numbers it
            return False
        return fuzz.ratio(squashed(text), squashed(name)) >= LEAST_TOGETHER
    return all(
        any(fuzz.ratio(word, other) >= LEAST_WORD for other in others)
        for words, others in ((ours, theirs), (theirs, ours))
        for word in words
    )
