"""Names that differ as a slip of the pen does: one letter wrong, missing, doubled or swapped, or a space."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_NAMES = 300_000  # different names that are compared, in about two seconds
SHORTEST_WORD, LONGEST_WORD = 6, 24  # letters; in a shorter word one letter makes another word (Nord, Ford)
A_WORD_OF_ITS_OWN = 3  # names that hold a word from which it is a word and not a slip (Rental beside Retail)
ABOVE_CHANCE = 2.0  # times as many pairs as names that merely look alike would give
_LARGEST_BLOCK = 40  # words that are one word less a letter; more are a series of codes
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2**64


@dataclass(frozen=True, slots=True)
class Slips:
    """Pairs of places of names that are probably one name and a slip of it, and why none were looked for."""

    pairs: tuple[tuple[int, int], ...] = ()
    why_not: str = ""


def find_slips(names: Sequence[str]) -> Slips:
    """Find the names that are probably another name with a slip.

    A pair differs in one word by one letter, not the first, and one of the two words stands in hardly any other name;
    or it differs in spaces alone. Made-up names are alike by chance: people seldom mistake the first letter, so the
    pairs that differ there tell how many the others would be by chance, and where there are not clearly more, none is
    given.

    Args:
        names: Different plain names (`plain_names`), shape (n,).

    Example:
        >>> find_slips(["blue harbor", "blue harbour", "alpha one", "alpha two", "customer 12", "customer 13"]).pairs
        ((0, 1),)
        >>> find_slips(["north bank", "south bank", "data base systems", "database systems"]).pairs
        ((2, 3),)
    """
    if len(names) > MOST_NAMES:
        return Slips(why_not=f"there are more than {MOST_NAMES:,} names")
    place = {name: at for at, name in enumerate(names)}
    holders: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        for word in dict.fromkeys(name.split()):
            holders[word].append(at)
    words = [word for word in holders if SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isalpha()]
    found: dict[tuple[int, int], None] = {}
    by_chance = 0.0
    for one, other in _one_letter_apart(words):
        rare, known = (one, other) if len(holders[one]) <= len(holders[other]) else (other, one)
        if len(holders[rare]) >= A_WORD_OF_ITS_OWN:
            continue
        for at in holders[rare]:
            twin = place.get(" ".join(known if word == rare else word for word in names[at].split()))
            if twin is not None and one[0] == other[0]:
                found[min(at, twin), max(at, twin)] = None
            elif twin is not None:
                by_chance += min(len(one), len(other)) - 1
    if len(found) < ABOVE_CHANCE * by_chance:
        return Slips(_spaces(names), "the names are so much alike that a slip cannot be told from another name")
    return Slips(tuple(sorted({*found, *_spaces(names)})))


def _spaces(names: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of names that are the same without spaces."""
    first: dict[str, int] = {}
    firsts = [first.setdefault(name.replace(" ", ""), at) for at, name in enumerate(names)]
    return tuple((one, at) for at, one in enumerate(firsts) if one != at and not names[at].replace(" ", "").isdigit())


def _one_letter_apart(words: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of words with one letter changed, missing or more, or two swapped.

    Two such words are equal after one letter is taken out of the one, or of each; so every word is filed under itself
    and under each word that it is less a letter, by hash, and only words filed together are compared.
    """
    if len(words) < 2:
        return []
    hashes, owners = _less_one_letter(words)
    order = np.argsort(hashes)
    hashes, owners = hashes[order], owners[order]
    starts = np.flatnonzero(np.append([True], hashes[1:] != hashes[:-1]))
    sizes = np.diff(np.append(starts, len(hashes)))
    small = np.repeat(sizes <= _LARGEST_BLOCK, sizes)
    hashes, owners = hashes[small], owners[small]
    pairs = [np.empty(0, dtype=np.int64)]
    for step in range(1, _LARGEST_BLOCK):
        same = np.flatnonzero((hashes[:-step] == hashes[step:]) & (owners[:-step] != owners[step:]))
        if len(same):
            low, high = np.minimum(owners[same], owners[same + step]), np.maximum(owners[same], owners[same + step])
            pairs.append(low * len(words) + high)
    first, second = np.divmod(np.unique(np.concatenate(pairs)), len(words))
    ours, theirs = [words[at] for at in first], [words[at] for at in second]
    if not ours:
        return []
    apart = process.cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=1)
    return [(one, other) for one, other, letters in zip(ours, theirs, apart, strict=True) if letters <= 1]


def _less_one_letter(words: Sequence[str]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Return the hash of every word and of each word less one letter, and the place of the word it is made of.

    The hash is a polynomial of the letters, so that of a word less a letter follows from the sums before and after it.
    """
    letters = np.array(words, dtype=f"<U{LONGEST_WORD}").view(np.uint32).reshape(len(words), LONGEST_WORD)
    inverse = np.uint64(pow(int(_BASE), -1, 2**64))
    powers = np.array([pow(int(_BASE), power, 2**64) for power in range(LONGEST_WORD)], dtype=np.uint64)
    sums = np.zeros((len(words), LONGEST_WORD + 1), dtype=np.uint64)
    np.cumsum(letters.astype(np.uint64) * powers, axis=1, out=sums[:, 1:])
    whole = sums[:, -1:]
    less = sums[:, :-1] + (whole - sums[:, 1:]) * inverse
    inside = letters > 0
    owners = np.broadcast_to(np.arange(len(words))[:, None], inside.shape)
    return np.append(less[inside], whole[:, 0]), np.append(owners[inside], np.arange(len(words)))
