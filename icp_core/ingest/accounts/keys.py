"""Finds accounts by what other files call them: number, number written otherwise, name, web domain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from icp_core.ingest.accounts.domains import plain_domains
from icp_core.ingest.accounts.names import plain_names
from icp_core.ingest.accounts.report import NUMBER

NONE, SEVERAL = -1, -2  # instead of a place: no account answers, or several do
Places = npt.NDArray[np.int64]
_Form = Callable[[pd.Series], pd.Series]

SHORT_ID, LONG_ID = 15, 18  # characters of a Salesforce record, without and with the three that tell the capitals
_SPACES, _WHOLE = (r"\pZ+|\s+", " "), (r"^(\d+)\.0+$", r"\1")
_RECORD = r"(?:00[0-9A-Za-z]|a0[0-9A-Za-z])[A-Za-z0-9]{12}"
_SALESFORCE = r"^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$"
_BOTH = (  # "Acme (1023)", else "1023 Acme" and "1023 - Acme"
    r"^\s*(\S.*?)\s*[(\[]\s*#?\s*([^()\[\]]+?)\s*[)\]]\s*$"
    r"|^\s*(\S+?)(?:\s+[-–:|]\s+|\s*[:|]\s+|\s+)(\S.*?)\s*$"
)
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


@dataclass(frozen=True)
class Found:
    """Where the accounts are that were looked up.

    Args:
        places: Place of each account in the directory, or ``NONE`` or ``SEVERAL``; shape (n,).
        ways: How each was found, as a place in ``WAYS``; -1 where it was not.
    """

    places: Places
    ways: npt.NDArray[np.int64]


class Directory:
    """The accounts that others refer to.

    Args:
        ids: Their keys, all different.
        names: Their names, or None.
        domains: Their web domains or addresses, or None.
        owners: Which of them each entry speaks of, as a place, where one account has several entries; by default each
            speaks of itself.
    """

    def __init__(
        self,
        ids: pd.Series,
        names: pd.Series | None = None,
        domains: pd.Series | None = None,
        owners: Places | None = None,
    ) -> None:
        self.ids = ids.astype("str").reset_index(drop=True)
        self._names = self.ids if names is None else names.astype("str").reset_index(drop=True)
        self._domains = domains if domains is None else domains.astype("str").reset_index(drop=True)
        self._index = pd.Index(self.ids)
        self._owners = np.arange(len(self.ids), dtype=np.int64) if owners is None else owners

    @property
    def merged(self) -> bool:
        """Whether some keys lead to an account of another key."""
        return len(self._owners) > len(np.unique(self._owners))

    def find(self, texts: Sequence[str]) -> Found:
        """Look accounts up by whatever a file calls them, the surest way first.

        A way counts only where one account alone answers to it. Where several do, no later way is tried.

        Args:
            texts: Different texts, none missing, shape (n,).

        Example:
            >>> book = Directory(pd.Series(["007", "8"]), pd.Series(["Acme Ltd.", "Beta"]), pd.Series(["acme.com", ""]))
            >>> found = book.find(["007", "8.0", "acme", "www.acme.com", "Gamma"])
            >>> found.places.tolist(), [WAYS[way] for way in found.ways[:2]]
            ([0, 1, 0, 0, -1], ['account number', 'account number, as a spreadsheet writes it (8.0 for 8)'])
        """
        asked = pd.Series(list(texts), dtype="str")
        places = np.append(self._owners, [NONE])[self._index.get_indexer(pd.Index(asked))]
        ways = np.where(places >= 0, 0, -1)
        for way, look in enumerate(self._looks, start=1):
            open_ = np.flatnonzero(places == NONE)
            if not len(open_):
                break
            seen = look(asked.iloc[open_].reset_index(drop=True))
            if way == ZEROS:
                seen = _unless_taken(seen, places)
            places[open_] = seen
            ways[open_[seen >= 0]] = way
        return Found(places, ways)

    def words(self, place: int) -> str:
        """Name an account: its name and number where both are known."""
        name, key = str(self._names.fillna("")[place]), str(self.ids[place])
        return f"{name} ({key})" if name and name != key else key

    @property
    def _looks(self) -> tuple[Callable[[pd.Series], Places], ...]:
        forms = (_trimmed, _whole_number, _folded, _without_zeros)
        numbers = tuple(self._by_form(form) for form in forms)
        return (
            *numbers,
            self._by_salesforce,
            self._by_name,
            self._by_plain_name,
            self._by_domain,
            self._by_number_and_name,
        )

    def _by_form(self, form: _Form) -> Callable[[pd.Series], Places]:
        return lambda asked: self._only_one(form(self.ids), form(asked))

    def _by_salesforce(self, asked: pd.Series) -> Places:
        """Find the 15 characters of a Salesforce record among 18, or the other way; capitals count."""
        entries = only_one(_short_salesforce(self.ids), _short_salesforce(asked))
        places = np.where(entries >= 0, self._owners[entries], entries)
        hits = np.flatnonzero(entries >= 0)
        for at in hits:
            one, other = sorted((str(asked[at]).strip(), self.ids[int(entries[at])].strip()), key=len)
            if (len(one), len(other)) != (SHORT_ID, LONG_ID) or salesforce_suffix(one) != other[SHORT_ID:].upper():
                places[at] = NONE
        return places

    def _by_name(self, asked: pd.Series) -> Places:
        return self._only_one(_folded(_trimmed(self._names)), _folded(_trimmed(asked)))

    def _by_plain_name(self, asked: pd.Series) -> Places:
        return self._only_one(self._plain, _each(plain_names, asked))

    def _by_domain(self, asked: pd.Series) -> Places:
        if self._domains is None or not asked.str.contains(".", regex=False).any():
            return np.full(len(asked), NONE, dtype=np.int64)
        return self._only_one(self._plain_domains, _each(plain_domains, asked))

    def _by_number_and_name(self, asked: pd.Series) -> Places:
        """Find accounts whose number and name stand in one cell, where both mean the same account."""
        parts = asked.str.extract(_BOTH)
        number, name = (parts[one].fillna(parts[two]).fillna("").astype("str") for one, two in ((1, 2), (0, 3)))
        if not (name != "").any():
            return np.full(len(asked), NONE, dtype=np.int64)
        by_number, by_name = self._only_one(_trimmed(self.ids), _trimmed(number)), self._by_plain_name(name)
        found: Places = np.where(by_number == by_name, by_number, NONE)
        return found

    def _only_one(self, known: pd.Series, asked: pd.Series) -> Places:
        return only_one(known, asked, self._owners)

    @cached_property
    def _plain(self) -> pd.Series:
        return _each(plain_names, self._names)

    @cached_property
    def _plain_domains(self) -> pd.Series:
        return _each(plain_domains, self._domains if self._domains is not None else self.ids.iloc[:0])


WAYS = (
    NUMBER,
    "account number, without the spaces around it",
    "account number, as a spreadsheet writes it (8.0 for 8)",
    "account number, without regard to case",
    "account number, without leading zeros",
    "Salesforce number (15 characters of the 18)",
    "name, without regard to case",
    "name, without the legal form, accents and punctuation",
    "web domain",
    "account number and name in one cell (1023 Acme Ltd)",
)
ZEROS, FIRST_BY_NAME = 4, 6  # places in WAYS


def only_one(known: pd.Series, asked: pd.Series, owners: Places | None = None) -> Places:
    """Return the place in ``known`` that equals each of ``asked``; ``NONE``, or ``SEVERAL`` where more than one does.

    An empty text equals nothing. Places with the same owner count as one, and the owner is returned.

    Example:
        >>> only_one(pd.Series(["a", "b", "b", ""]), pd.Series(["b", "a", "", "c"])).tolist()
        [-2, 0, -1, -1]
    """
    entries = pd.DataFrame({"text": known.to_numpy(), "owner": np.arange(len(known)) if owners is None else owners})
    entries = entries[(known.notna() & (known != "")).to_numpy()].drop_duplicates()
    several = entries["text"].duplicated(keep=False).to_numpy()
    places = np.where(several, SEVERAL, entries["owner"].to_numpy(dtype=np.int64))
    first = ~entries["text"].duplicated().to_numpy()
    at = pd.Index(entries["text"][first]).get_indexer(pd.Index(asked))
    found: Places = np.append(places[first], [NONE])[at]
    return found


def same_numbers(ids: pd.Series) -> list[tuple[int, int]]:
    """Return the pairs of numbers that are one number written twice, the earlier place first.

    Spaces, the case, the ``.0`` of a spreadsheet and the last three characters of a Salesforce record do not count;
    leading zeros do.

    Example:
        >>> same_numbers(pd.Series(["C1", "c1 ", "12", "012", "12.0"]))
        [(0, 1), (2, 4)]
    """
    forms = _folded(ids)
    first: dict[str, int] = {}
    again = forms.index[forms.duplicated(keep=False) & forms.notna()]
    pairs = [(first.setdefault(str(forms[at]), int(at)), int(at)) for at in again]
    lengths = ids.str.strip().str.len()
    short, long = np.flatnonzero(lengths == SHORT_ID), np.flatnonzero(lengths == LONG_ID)
    if len(short) and len(long):
        places = Directory(ids.iloc[long])._by_salesforce(ids.iloc[short].reset_index(drop=True))
        for at, place in enumerate(places.tolist()):
            if place >= 0:
                pairs.append((int(min(short[at], long[place])), int(max(short[at], long[place]))))
    return [(one, other) for one, other in pairs if one != other]


def salesforce_suffix(short: str) -> str:
    """Return the last three of the 18 characters of a Salesforce record: they tell which letters are capitals.

    Source:
        Salesforce Help, "What is the 18-character record ID": each five characters give one sign of A-Z, 0-5.

    Example:
        >>> salesforce_suffix("001x0000002xLCV")
        'AA2'
    """
    parts = (short[start : start + 5] for start in (0, 5, 10))
    return "".join(
        _SIGNS[sum(letter.isascii() and letter.isupper() and 1 << at for at, letter in enumerate(part))]
        for part in parts
    )


def _unless_taken(seen: Places, places: Places) -> Places:
    """Take back what is found twice: where a file has 7 and 007, they are two accounts."""
    again = pd.Series(seen).duplicated(keep=False).to_numpy() | np.isin(seen, places[places >= 0])
    return np.where((seen >= 0) & again, SEVERAL, seen)


def _each(plain: Callable[[pa.Array], list[str]], texts: pd.Series) -> pd.Series:
    """Bring texts to their plain form; a missing one is empty."""
    return pd.Series(plain(pa.array(texts.astype("str").fillna(""), pa.string())), dtype="str")


def _replaced(texts: pd.Series, *changes: tuple[str, str]) -> pd.Series:
    """Replace patterns in trimmed texts, some ten times as fast as the methods of a column."""
    cells = pc.utf8_trim_whitespace(pa.array(texts, pa.string()))
    for pattern, by in changes:
        cells = pc.replace_substring_regex(cells, pattern, by)
    return pd.Series(pd.array(cells, dtype="str"), index=texts.index)


def _trimmed(texts: pd.Series) -> pd.Series:
    return _replaced(texts, _SPACES)


def _whole_number(texts: pd.Series) -> pd.Series:
    return _replaced(texts, _SPACES, _WHOLE)


def _folded(texts: pd.Series) -> pd.Series:
    """Fold the case, but for the 15 characters of a Salesforce record, where it tells two records apart."""
    plain = _whole_number(texts)
    exact = plain.str.fullmatch(_RECORD, na=False)
    return plain.str.lower().where(~exact, plain)


def _without_zeros(texts: pd.Series) -> pd.Series:
    return _replaced(_folded(texts), (r"^0+(\d+)$", r"\1"))


def _short_salesforce(texts: pd.Series) -> pd.Series:
    trimmed = texts.str.strip()
    return trimmed.str[:SHORT_ID].where(trimmed.str.fullmatch(_SALESFORCE, na=False), "")
