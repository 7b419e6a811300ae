"""Customers that may stand twice: one domain, one name, a slip in a name, a number written twice, all cells equal."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from icp_core.ingest.accounts.clones import find_clones
from icp_core.ingest.accounts.domains import plain_domains
from icp_core.ingest.accounts.keys import same_numbers
from icp_core.ingest.accounts.names import plain_names
from icp_core.ingest.accounts.typos import find_slips
from icp_core.ingest.values.distinct import distinct
from icp_core.results import plural

MOST_SHARED = 0.3  # of the accounts may repeat an earlier one's name or domain; above it, the column names no account
LARGEST_FAMILY = 10  # accounts of one domain; more are a host that many share, or a group and its branches
_NO_NAMES = frozenset(
    ["unknown", "none", "test", "na", "n a", "tbd", "private", "individual", "guest", "anonymous", "other"]
)


@dataclass(frozen=True)
class Twin:
    """Two rows that may be one account.

    Args:
        first: Place of the row that stays.
        later: Place of the row that would be left out.
        evidence: Why, the surest first.
    """

    first: int
    later: int
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Twins:
    """All pairs of one customers table, and what was not looked at, in sentences."""

    pairs: tuple[Twin, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass
class _Search:
    """Collects the evidence for each pair while the ways of looking go by."""

    evidence: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, pairs: Iterable[tuple[int, int]], why: str) -> None:
        for first, later in pairs:
            self.evidence.setdefault((first, later), []).append(why)


def find_twins(customers: pd.DataFrame) -> Twins:
    """Find the accounts that may stand twice in the customers; nothing is decided here.

    Args:
        customers: The customers table, one row an account, ``account_id`` all different.

    Example:
        >>> rows = {"account_id": ["1", "2", "3"], "name": ["Acme Inc.", "Beta", "ACME, Incorporated"]}
        >>> find_twins(pd.DataFrame(rows)).pairs
        (Twin(first=0, later=2, evidence=('the same name but for its legal form or spelling',)),)
    """
    search = _Search()
    frame = customers.reset_index(drop=True)
    search.add(find_clones(frame.drop(columns="account_id")), _every_cell(frame))
    search.add(same_numbers(frame["account_id"]), "the same number, written otherwise")
    domains = _plain(frame, "domain")
    if domains is not None:
        _look_at_domains(domains, search)
    if "name" in frame:
        _look_at_names(frame, domains, search)
    pairs = tuple(Twin(*pair, tuple(why)) for pair, why in sorted(search.evidence.items()))
    return Twins(pairs, tuple(search.remarks))


def _every_cell(frame: pd.DataFrame) -> str:
    cells = frame.shape[1] - 1
    return f"every other cell is equal ({plural(cells, 'column')})"


def _plain(frame: pd.DataFrame, column: str) -> pd.Series | None:
    """Return the plain names or domains of the accounts, empty where there is none; None without the column."""
    if column not in frame:
        return None
    plain = plain_domains if column == "domain" else plain_names
    codes, texts = distinct(frame[column])
    forms = np.array([*plain(texts), ""], dtype=object)
    return pd.Series(forms[codes], dtype="str")


def _repeats(texts: pd.Series) -> list[tuple[int, int]]:
    """Return each later place of a text with its first place; an empty text is none."""
    known = texts[texts != ""]
    places = known.index.to_numpy()
    codes, _ = pd.factorize(known)
    later = np.flatnonzero(known.duplicated().to_numpy())
    first = np.full(codes.max(initial=-1) + 1, -1, dtype=np.int64)
    first[codes[::-1]] = places[::-1]  # the last one written is the earliest
    return [(int(first[codes[at]]), int(places[at])) for at in later]


def _look_at_domains(domains: pd.Series, search: _Search) -> None:
    sizes = domains[domains != ""].value_counts()
    if len(sizes) and 1 - len(sizes) / sizes.sum() > MOST_SHARED and len(domains) > LARGEST_FAMILY:
        search.remarks.append(
            "So many accounts share their web domain that it was not taken for a sign of one account."
        )
        return
    large = sizes[sizes > LARGEST_FAMILY]
    if len(large):
        search.remarks.append(
            f"{plural(int(large.sum()), 'account')} share {plural(len(large), 'web domain')} that more than "
            f"{LARGEST_FAMILY} have (for example {large.index[0]}): a shared host or a group with its branches; they "
            "count as different accounts."
        )
    usual = domains.where(~domains.isin(large.index), "")
    for first, later in _repeats(usual):
        search.add([(first, later)], f"the same web domain, {domains[first]}")


def _look_at_names(frame: pd.DataFrame, domains: pd.Series | None, search: _Search) -> None:
    names = _plain(frame, "name")
    assert names is not None
    names = names.where(~names.isin(_NO_NAMES), "")
    known = names[names != ""]
    if len(known) > LARGEST_FAMILY and 1 - known.nunique() / len(known) > MOST_SHARED:
        search.remarks.append("So many accounts share their name that it was not taken for a sign of one account.")
        return
    folded = frame["name"].astype("str").fillna("").str.strip().str.casefold()
    for first, later in _repeats(names):
        alike = (
            "the same name" if folded[first] == folded[later] else "the same name but for its legal form or spelling"
        )
        search.add([(first, later)], alike + _other_domains(domains, first, later))
    different = known[~known.duplicated()]
    slips = find_slips(different.tolist())
    if slips.why_not:
        search.remarks.append(f"Names were not compared for slips of the pen: {slips.why_not}.")
    places = different.index.to_numpy()
    for one, other in slips.pairs:
        first, later = int(places[one]), int(places[other])
        if not _other_domains(domains, first, later):
            search.add([(first, later)], "names that differ by a letter or a space")


def _other_domains(domains: pd.Series | None, first: int, later: int) -> str:
    """Say that two accounts have different domains, which speaks against one account."""
    if domains is None or "" in (domains[first], domains[later]) or domains[first] == domains[later]:
        return ""
    return f", but {domains[first]} and {domains[later]}"
