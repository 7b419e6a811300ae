"""Different spellings of what may be one category, found without mixing up what merely looks alike.

Offered are: other case, spaces, dashes or accents (``GTXPro``, ``GTX Pro``); a slip of one letter in a long word
(``technolgy``); another ending of a word (``Financial Services``, ``Finance Services``); two names of one region.
Never offered are values that differ in a number, a sign or a short word (``Tier 1``, ``Basic+``, ``Plan A``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from icp_core.dataset.books import read_book
from icp_core.dataset.folding import folded
from icp_core.dataset.regions import region_spellings

SHORTEST = 6  # letters of a word in which one slip is believed; in shorter ones it makes another word (North, South)
LONG = 12  # letters from which two slips are
MOST_SLIPS = 2
STEM = 5  # letters that two forms of a word must share
TELLING = 4  # letters from which a word tells whether a value is spelled as usual
PLURAL = 4  # letters up to which a word is taken for no plural (Pros, News)

SUREST_FIRST = (
    "only case or spaces differ", "only spaces, dashes, dots or accents differ", "two names of the same",
    "singular and plural", "its parts stand apart in other values", "another form of the same words",
    "a letter differs", "a letter differs from a common word", "a letter or two differ",
)  # fmt: skip

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SIGNS = re.compile(r"[+#%<>=$€£*!?]|^\s*-(?=\d)")
_DASHES = re.compile(r"[\s‐-―−-]+")
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ENDINGS = ("ical", "ial", "ies", "als", "al", "es", "e", "y", "s")


@dataclass(frozen=True, slots=True)
class Variant:
    """A value that may be another spelling of something.

    Args:
        text: The value.
        target: What it may be a spelling of; mostly another value of the column.
        why: What makes it likely, in words.
    """

    text: str
    target: str
    why: str


@dataclass(frozen=True)
class _Form:
    text: str
    words: tuple[str, ...]
    marks: tuple[str, ...]  # numbers and signs: values that differ in them differ
    known: bool  # every long word is a known one

    @property
    def squashed(self) -> str:
        return "".join(self.words)


def spelling_variants(
    counts: Mapping[str, int], *, slips: bool = True, known: Iterable[str] = (), correct: bool = False
) -> tuple[Variant, ...]:
    """Find values that may be spellings of another one, the commonest first.

    Args:
        counts: Different values of a column, with how many rows hold each.
        slips: Also believe slips of a letter and other endings; not for names of people.
        known: Values that are right beyond doubt (countries) and never spellings of each other.
        correct: Also compare with common business words and with ``known`` that do not stand in the column.

    Example:
        >>> for found in spelling_variants({"SaaS": 9, "Saas": 2, "GTX Pro": 5, "GTXPro": 1, "Tier 1": 4, "Tier 2": 4}):
        ...     print(found.text, "->", found.target)
        Saas -> SaaS
        GTXPro -> GTX Pro
        >>> spelling_variants({"technolgy": 12, "medical": 8}, correct=True)[0].target
        'technology'
    """
    sure = frozenset(map(folded, known))
    forms = {text: _form(text, sure) for text in counts}
    order = sorted(counts, key=lambda text: (not forms[text].known, -counts[text], text.islower(), -len(text), text))
    pairs = _pairs([forms[text] for text in order], slips=slips)
    heads: list[str] = []
    variants = []
    for text in order:
        head = next((head for head in heads if (text, head) in pairs), None)
        if head is None or folded(text) in sure:
            heads.append(text)
        else:
            variants.append(Variant(text, head, pairs[text, head]))
    if slips:
        variants += _joined([forms[text] for text in heads])
    if correct:
        found = {variant.text for variant in variants}
        variants += _corrected([forms[text] for text in heads if text not in found], forms, known)
    return tuple(sorted(variants, key=lambda variant: (-counts[variant.text], variant.text)))


def _form(text: str, sure: frozenset[str]) -> _Form:
    words = tuple(folded(text).split())
    marks = (*_DIGITS.findall(text), *_SIGNS.findall(text))
    long = [word for word in words if len(word) >= TELLING]
    return _Form(text, words, marks, folded(text) in sure or (bool(long) and all(word in _words() for word in long)))


def _pairs(forms: Sequence[_Form], *, slips: bool) -> dict[tuple[str, str], str]:
    """Return why two values may be one, for each pair in both directions."""
    pairs: dict[tuple[str, str], str] = {}

    def add(group: Sequence[_Form], why: str) -> None:
        for one, other in combinations(group, 2):
            pairs.setdefault((one.text, other.text), why)
            pairs.setdefault((other.text, one.text), why)

    for group in _groups(forms, lambda form: " ".join(form.text.split()).casefold()):
        add(group, "only case or spaces differ")
    for group in _groups(forms, _squeezed):
        add(group, "only spaces, dashes, dots or accents differ")
    for group in _groups(forms, lambda form: _same().get(" ".join(form.words), ())):
        add(group, "two names of the same")
    if slips:
        for group in _groups(forms, lambda form: _letters(form) and (tuple(map(_singular, form.words)), form.marks)):
            add(group, "singular and plural")
        for group in _groups(forms, lambda form: _stems(form) if len(form.words) > 1 else ()):
            add(group, "another form of the same words")
        for one, other in _close(forms):
            if _slip(one, other):
                add((one, other), "a letter or two differ")
    return pairs


def _groups(forms: Sequence[_Form], key: Any) -> Iterable[list[_Form]]:
    """Return the values that share a key; an empty key is none."""
    groups: dict[Any, list[_Form]] = {}
    for form in forms:
        found = key(form)
        if found:
            groups.setdefault(found, []).append(form)
    return (group for group in groups.values() if len(group) > 1)


def _squeezed(form: _Form) -> tuple[object, ...]:
    """Return a value without spaces and dashes; numbers and signs stay what they are (``1-10`` is not ``110``)."""
    if not _letters(form):
        return (_DASHES.sub("-", form.text.strip()),) if form.marks else ()
    return (form.squashed, form.marks)


def _letters(form: _Form) -> bool:
    return any(map(str.isalpha, form.text))


def _stems(form: _Form) -> tuple[object, ...]:
    return (tuple(_stem(word) for word in form.words), form.marks)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM:
            return word.removesuffix(ending)
    return word


def _singular(word: str) -> str:
    if len(word) <= PLURAL or word.endswith("ss"):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _close(forms: Sequence[_Form]) -> Iterable[tuple[_Form, _Form]]:
    """Return pairs of which two letters differ at most, with the same numbers, signs and count of words."""
    texts = [form.squashed for form in forms]
    distances = process.cdist(texts, texts, scorer=OSA.distance, score_cutoff=MOST_SLIPS)
    for i, j in zip(*(distances <= MOST_SLIPS).nonzero(), strict=True):
        one, other = forms[i], forms[j]
        if i < j and one.marks == other.marks and len(one.words) == len(other.words):
            yield one, other


def _differing(one: _Form, other: _Form) -> tuple[str, str] | None:
    """Return the one pair of words in which two values differ; None when they differ in several."""
    pairs = [(a, b) for a, b in zip(one.words, other.words, strict=True) if a != b]
    return pairs[0] if len(pairs) == 1 else None


def _slip(one: _Form, other: _Form) -> bool:
    """Whether a slip tells two values apart: in a long word, not in its first letter nor just its last."""
    words = _differing(one, other)
    if words is None or not all(map(str.isalpha, words)) or all(word in _words() for word in words):
        return False
    short, long = sorted(words, key=len)
    away = OSA.distance(short, long)
    return (
        short[0] == long[0]
        and short[:-1] != long[:-1]
        and away <= (MOST_SLIPS if len(short) >= LONG else 1)
        and len(short) >= SHORTEST
    )


def _joined(forms: Sequence[_Form]) -> list[Variant]:
    """Find values written as one word of which the parts stand as words in other values (``GTXPro``)."""
    apart: dict[str, set[str]] = {}
    for form in forms:
        for word in form.words if len(form.words) > 1 else ():
            apart.setdefault(word, set()).add(form.text)
    variants = []
    for form in forms:
        parts = _CAMEL.split(form.text)
        if len(parts) > 1 and all(len(part) > 1 and folded(part) in apart for part in parts) and len(form.words) == 1:
            variants.append(Variant(form.text, " ".join(parts), "its parts stand apart in other values"))
    return variants


def _corrected(forms: Sequence[_Form], present: Mapping[str, _Form], known: Iterable[str]) -> list[Variant]:
    """Find values with a slip in a common word, or in a name that is right beyond doubt."""
    names = {folded(name): name for name in known}
    spelled = {form.squashed: text for text, form in present.items()}
    variants = []
    for form in forms:
        whole = " ".join(form.words)
        name = _meant(whole, names)
        if name and whole not in names:
            variants.append(Variant(form.text, names[name], "a letter differs"))
            continue
        text = _WORD.sub(lambda match: _right(match.group()), form.text)
        if text != form.text:
            target = spelled.get(folded(text).replace(" ", ""), text)
            variants.append(Variant(form.text, target, "a letter differs from a common word"))
    return variants


def _right(word: str) -> str:
    """Return the common word that a word with a slip stands for, in the same case; else the word."""
    meant = _meant(folded(word), _words())
    if not meant:
        return word
    return meant.upper() if word.isupper() else meant.capitalize() if word[0].isupper() else meant


def _meant(word: str, words: Iterable[str]) -> str:
    """Return the one word that lacks a letter, has one too many inside, or two turned round; else nothing."""
    if len(word) < SHORTEST or word in words or _stem(word) in _known_stems():
        return ""
    close = [
        other
        for other, _, _ in process.extract(word, list(words), scorer=OSA.distance, score_cutoff=1, limit=3)
        if other[0] == word[0] and other[-1] == word[-1] and (len(other) != len(word) or sorted(other) == sorted(word))
    ]
    return close[0] if len(close) == 1 else ""


def _book() -> Mapping[str, Any]:
    book: dict[str, Any] = read_book("icp_core.ingest.values", "spellings.yaml")
    return book


@lru_cache
def _words() -> frozenset[str]:
    return frozenset(folded(word) for words in _book()["words"].values() for word in words.split())


@lru_cache
def _known_stems() -> frozenset[str]:
    return frozenset(_stem(word) for word in _words())


@lru_cache
def _same() -> Mapping[str, tuple[str]]:
    same = {folded(name): (names[0],) for names in _book()["same"] for name in names}
    return same | {folded(word): (name,) for name, words in region_spellings().items() for word in words}
