"""Regions: one name for each of the words by which companies part the world, and the countries in it.

Source: ``regions.yaml``; the regions of the UN (M49, the Americas in two) are those of ``countries.yaml``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from icp_core.dataset.books import read_book
from icp_core.dataset.countries import countries, country_of, read_countries
from icp_core.dataset.folding import folded

NORTH_AMERICA = "North America"
WORLD_REGION = "World region"  # column in which the import keeps the UN's region of a country
BY_COUNTRY = ("region", WORLD_REGION)  # columns that the country tells where a list does not have them
_SAID_OF_ALL = frozenset(("region", "regions"))  # words that any region may have beside its name


@dataclass(frozen=True, slots=True)
class Region:
    """One region.

    Args:
        name: The name used here.
        countries: Two letters of each country in it; empty where companies draw its border differently.
    """

    name: str
    countries: frozenset[str]


@lru_cache
def regions() -> Mapping[str, Region]:
    """Return every region by its name.

    Example:
        >>> sorted(regions()["DACH"].countries), len(regions()["Europe"].countries)
        (['AT', 'CH', 'DE'], 51)
    """
    return MappingProxyType({name: Region(name, _countries_in(name)) for name in _book()["regions"]})


def region_of(text: str) -> Region | None:
    """Return the region that a word names by any of its spellings; None for another word, or one of two meanings.

    Example:
        >>> [region_of(text).name for text in ("E.M.E.A.", "asia pac", "APJ", "UK&I", "N. America")]
        ['EMEA', 'APAC', 'APJ', 'UK and Ireland', 'North America']
        >>> region_of("NA"), region_of("West"), region_of("Germany")
        (None, None, None)
    """
    name = _names().get(_key(text))
    return regions()[name] if name else None


def meanings_of(text: str) -> str:
    """Return what a word of two meanings may be, in words; empty for another word.

    Example:
        >>> meanings_of("NA")
        'North America or not available'
    """
    return _several().get(_key(text), "")


def region_names(texts: Iterable[str]) -> dict[str, str]:
    """Return the one name of each word that stands in a column of regions: a region, or a country by its full name.

    Words that name neither are not among them, nor are letters that may be a state.

    Example:
        >>> region_names(["Asia-Pacific", "U.S.", "West", "DE"])
        {'Asia-Pacific': 'APAC', 'U.S.': 'United States'}
    """
    texts = tuple(texts)
    found = {text: region.name for text in texts if (region := region_of(text))}
    rest = [text for text in texts if text not in found and not meanings_of(text)]
    lands = read_countries(rest, codes=False).found
    return found | {text: country.name for text, country in lands.items()}


def regions_of_countries(names: Iterable[str], words: Iterable[str]) -> dict[str, str]:
    """Tell in which of some regions each country lies, in the words that are given.

    Of two that hold a country the narrower counts where it lies within the other (DACH within EMEA); where neither
    does, nothing is told. A country in none of them takes its region of the UN, unless a word is given whose border is
    not known: it might hold the country.

    Args:
        names: Countries, by any of their names.
        words: The regions to choose from, as somebody wrote them.

    Returns:
        Country, as it was written, to the word or the name of its region of the UN; countries of which nothing can be
        told are not among them.

    Example:
        >>> regions_of_countries(["Germany", "USA", "Atlantis"], ["emea", "DACH", "LATAM"])
        {'Germany': 'DACH', 'USA': 'North America'}
        >>> regions_of_countries(["Germany", "USA"], ["EMEA", "Territory 7"])
        {'Germany': 'EMEA'}
    """
    held: dict[str, frozenset[str]] = {}
    open_border = False
    for word in words:
        inside = _held(word)
        held |= {word: inside} if inside else {}
        open_border |= not inside
    found = {}
    for text in names:
        country = country_of(text)
        if country is None:
            continue
        around = [word for word, inside in held.items() if country.code in inside]
        narrowest = [word for word in around if all(held[word] <= held[other] for other in around)]
        if narrowest:  # several only where they hold the same countries
            found[text] = narrowest[0]
        elif not around and not open_border:
            found[text] = country.region
    return found


def region_column(lands: pd.Series, words: Iterable[str]) -> pd.Series:
    """Return the region of each country of a column, in the words that are given (`regions_of_countries`).

    Args:
        lands: Countries, shape (n,).
        words: The regions to choose from.

    Returns:
        The regions, missing where nothing can be told, shape (n,).

    Example:
        >>> region_column(pd.Series(["Germany", None, "Brazil"]), ["EMEA"]).tolist()
        ['EMEA', nan, 'Latin America and the Caribbean']
    """
    texts = lands.astype("str")
    return texts.map(regions_of_countries(texts.dropna().unique(), words)).astype("str")


def region_spellings() -> Mapping[str, tuple[str, ...]]:
    """Return the spellings of each region by its name, the name first.

    Example:
        >>> region_spellings()["GCC"]
        ('GCC', 'Gulf States', 'Gulf Cooperation Council')
    """
    return {name: (name, *entry["also"]) for name, entry in _book()["regions"].items()}


def _held(word: str) -> frozenset[str]:
    """Return the countries of a region or a country by its name; none where they are not known."""
    region, country = region_of(word), country_of(word)
    return region.countries if region else frozenset((country.code,)) if country else frozenset()


def _book() -> dict[str, Any]:
    book: dict[str, Any] = read_book("icp_core.dataset", "regions.yaml")
    return book


def _countries_in(name: str) -> frozenset[str]:
    entry = _book()["regions"][name]
    own = {code for code, country in countries().items() if country.region == name} if entry.get("un") else set()
    parts = (_countries_in(part) for part in entry.get("of", ()))
    return frozenset(own | set(entry.get("countries", ()))).union(*parts)


def _key(text: str) -> str:
    words = [word for word in folded(text).split() if word not in _SAID_OF_ALL]
    return "".join(words[1:] if words[:1] == ["the"] else words)


@lru_cache
def _names() -> Mapping[str, str]:
    names = {_key(word): name for name, words in region_spellings().items() for word in words}
    return MappingProxyType({key: name for key, name in names.items() if key not in _several()})


@lru_cache
def _several() -> Mapping[str, str]:
    return MappingProxyType({_key(word): " or ".join(meant) for word, meant in _book()["several"].items()})
