"""Countries: one name for each, from codes, other languages and everyday spellings, and never by guessing.

Source: codes and short names of ISO 3166-1, regions of UN M49; ``countries.yaml`` holds them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from icp_core.dataset.books import read_book
from icp_core.dataset.folding import folded

_LETTERS = re.compile(r"(?<=\b\w) (?=\w\b)")  # between single letters: U S A
_BESIDE = re.compile(r"([^()\[\]]+?)\s*(?:[-–:/]\s+|\s[-–:/]|[(\[])\s*([^()\[\]]+?)\s*[)\]]?")
_BRITISH = frozenset(("england", "scotland", "wales"))  # beside them NI is Northern Ireland
LONGEST = 80  # characters of a name with a code beside it
CODE3 = 3  # letters of the longer code
NO_PROOF = frozenset(
    {"us", "uk", "no"}
)  # stand beside full names too, or are a word; they do not make a column one of codes


@dataclass(frozen=True, slots=True)
class Country:
    """One country.

    Args:
        code: Two letters of ISO 3166-1.
        name: English short name.
        region: Region of the world after UN M49, the Americas in two.
    """

    code: str
    name: str
    region: str


@dataclass(frozen=True)
class CountriesRead:
    """What the different values of one column are.

    Args:
        found: Value to its country, where there is no doubt.
        unclear: Value to what it may mean, in words (``CA``: 'Canada or California').
        unknown: Values that are no country known here.
    """

    found: Mapping[str, Country]
    unclear: Mapping[str, str]
    unknown: tuple[str, ...]


def _book() -> dict[str, Any]:
    book: dict[str, Any] = read_book("icp_core.dataset", "countries.yaml")
    return book


@lru_cache
def countries() -> Mapping[str, Country]:
    """Return every country by its two letters.

    Example:
        >>> countries()["JP"].name, countries()["JP"].region
        ('Japan', 'Asia')
    """
    return MappingProxyType(
        {code: Country(code, entry["name"], entry["region"]) for code, entry in _book()["countries"].items()}
    )


def country_of(text: str) -> Country | None:
    """Return the country that a name or a code of three letters means without doubt, else None.

    ``US``, ``UK`` and ``GB`` are read too; other codes of two letters need the rest of their column (`read_countries`).

    Example:
        >>> country_of("Deutschland").name, country_of("U.S.").name, country_of("Holland").name
        ('Germany', 'United States', 'Netherlands')
        >>> country_of("Korea"), country_of("DE"), country_of("Germny")
        (None, None, None)
    """
    code = _meant(text)
    return countries()[code] if code else None


def read_countries(texts: Iterable[str], *, codes: bool | None = None) -> CountriesRead:
    """Tell which values of a column are countries.

    Two letters may be a country or a state (``CA``, ``DE``, ``GA``). They are countries where the column holds a code
    that is no state's (``FR``), or codes only and ``US`` among them; but not where a state that is no country stands
    beside them (``NY``, ``Texas``). Else they are unclear.

    Args:
        texts: The different values.
        codes: Whether two letters are countries; None to find out.

    Example:
        >>> read = read_countries(["Österreich", "CA", "NY"])
        >>> {text: country.name for text, country in read.found.items()}, dict(read.unclear), read.unknown
        ({'Österreich': 'Austria'}, {'CA': 'Canada or California'}, ('NY',))
        >>> read_countries(["FR", "CA"]).found["CA"].name
        'Canada'
    """
    texts = tuple(texts)
    keys = {text: _key(text) for text in texts}
    states, provinces = _states("us_states"), _states("canadian_provinces")
    present = set(keys.values())
    beside = _beside(present, states)
    trusted = not beside and not _beside(present, provinces) if codes is None else codes
    proved = codes or any(key in _codes() and key not in states and key not in NO_PROOF for key in present)
    proved = proved or ("us" in present and present <= _codes().keys())
    found: dict[str, Country] = {}
    unclear: dict[str, str] = {}
    unknown = []
    for text, key in keys.items():
        code = _meant(text)
        if key in _several():
            unclear[text] = _several()[key]
        elif code and beside and key in _like_states():
            unclear[text] = f"{countries()[code].name} the country or the US state"
        elif code:
            found[text] = countries()[code]
        elif key == "ni" and present & _BRITISH:
            unclear[text] = "Nicaragua or Northern Ireland"
        elif key not in _codes():
            unknown.append(text)
        elif trusted and proved:
            found[text] = countries()[_codes()[key]]
        else:
            state = states.get(key, provinces.get(key, "something else"))
            unclear[text] = f"{countries()[_codes()[key]].name} or {state}"
    return CountriesRead(found, unclear, tuple(unknown))


def _key(text: str) -> str:
    words = " ".join(word for word in folded(text).split() if word != "the")
    return _LETTERS.sub("", words)


def _meant(text: str) -> str | None:
    """Return the code of the country that a name means, with its own code beside it or without (``Germany (DE)``)."""
    found = _names().get(_key(text))
    parts = _BESIDE.fullmatch(text.strip()) if found is None and len(text) <= LONGEST else None
    if parts is None:
        return found
    name, other = (_key(part) for part in parts.groups())
    for one, code in ((name, other), (other, name)):
        meant = _names().get(one)
        if meant and (_codes().get(code) == meant or (len(code) == CODE3 and _names().get(code) == meant)):
            return meant
    return None


def _beside(present: set[str], states: Mapping[str, str]) -> bool:
    """Whether a column holds a state that is no country, by its letters or its name."""
    names = {_key(name) for name in states.values()} - _like_states()
    return any((key in states and key not in _codes()) or key in names for key in present)


@lru_cache
def _names() -> Mapping[str, str]:
    """Return the key of every name and safe code to the code of its country."""
    names = {}
    for code, entry in _book()["countries"].items():
        for name in (entry["name"], entry["code3"], *entry["also"]):
            if _key(name) not in _several():
                names[_key(name)] = code
    return MappingProxyType(names | {"us": "US", "gb": "GB"})


@lru_cache
def _codes() -> Mapping[str, str]:
    """Return two letters to the code of their country, without those that are not to be believed."""
    codes = {code.casefold(): code for code in _book()["countries"]}
    codes |= {extra.casefold(): code for extra, code in _book()["extra_codes"].items()}
    return MappingProxyType({key: code for key, code in codes.items() if key not in _several()})


@lru_cache
def _several() -> Mapping[str, str]:
    return MappingProxyType({_key(name): " or ".join(meant) for name, meant in _book()["several"].items()})


@lru_cache
def _like_states() -> frozenset[str]:
    return frozenset(_key(name) for name in _book()["like_states"])


@lru_cache
def _states(which: str) -> Mapping[str, str]:
    return MappingProxyType({code.casefold(): name for code, name in _book()[which].items()})
