"""Accounts of a revenue file, where no file of customers is there: what is the same in all rows of one describes it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from icp_core.dataset import TABLES, Kind, Severity
from icp_core.ingest.forms import Mask, RawTable, Source
from icp_core.ingest.matching.aliases import aliases_of
from icp_core.ingest.matching.content import Contents
from icp_core.ingest.matching.headers import plain, squashed
from icp_core.ingest.matching.periods import period_columns
from icp_core.ingest.rows.prospects import EVERYBODY
from icp_core.ingest.rows.repeats import MOST_VARIED
from icp_core.ingest.rows.table import Reading, read_table
from icp_core.ingest.values.distinct import distinct
from icp_core.results import join_words

MOST_CELLS = 40_000_000  # beyond, looking at the columns beside the amounts takes longer than reading them
MOST_COUNTED = 0.5  # share of numbers or dates from which a column that no name tells is none of words
_AFTERWARDS = (  # beginnings of words for what became of an account, or of its last payment
    "cancel", "churn", "end", "renew", "expir", "status", "state", "last", "next", "paid", "due", "refund", "balance",
    "total", "trial", "reason", "active", "lost", "close", "delinquen", "dunning", "unpaid", "overdue", "fail",
    "health", "nps", "csat", "score", "risk", "deleted", "paused", "current", "terminat", "laps", "suspend", "stop",
    "archiv", "left", "leav", "attrit", "outcome", "result", "dispute", "chargeback", "retain", "retention", "resum",
    "downgrad", "upgrad", "reactivat", "kundig", "kuendig", "gekund", "gekuend", "beend", "resil", "annul",
    "baja", "disdett", "opzeg",
)  # fmt: skip
_OF_A_PERSON = frozenset(  # words for what names one person, one document or one place
    ("email", "mail", "phone", "first", "contact", "uuid", "guid", "reference", "number", "address", "poaddress",
     "street", "zip", "postal", "postcode", "url", "description", "memo", "note", "notes", "invoice", "subscription",
     "coupon", "unit")
)  # fmt: skip
NAMED = 8  # columns that a sentence names
_OF_A_COMPANY = frozenset(  # what is true of a company whatever it buys; its dates and amounts come from the revenue
    ("account_id", "name", "domain", "employees", "annual_revenue", "industry", "country", "region", "technologies",
     "source")
)  # fmt: skip


def payers_of(readings: Sequence[Reading]) -> pd.DataFrame | None:
    """Describe the accounts of revenue files by the columns beside the amounts.

    A column describes an account where hardly any account has two values in it; the first one counts then. What is said
    of one account in several files counts as in the newest.

    Args:
        readings: The revenue files, oldest first.

    Returns:
        One row an account with the canonical columns of a company and the others under their own header; None where no
        column describes it.
    """
    frames = [frame for reading in readings if (frame := _described(reading)) is not None]
    if not frames:
        return None
    together = pd.concat(frames, ignore_index=True)
    return together.drop_duplicates("account_id", keep="last").sort_values("account_id", ignore_index=True)


def _described(reading: Reading) -> pd.DataFrame | None:
    raw, account = reading.raw, reading.mapping.columns.get("account_id", "")
    kept = np.flatnonzero(reading.sieve.kept)
    taken = {*reading.mapping.columns.values(), *reading.mapping.helpers.values()}
    taken |= {column.header for column in period_columns(raw.header)}
    seen = Contents(raw)
    beside = [header for header in raw.header if header not in taken and _may_describe(header, reading, seen)]
    if not account or not beside or not len(kept) or len(kept) * len(beside) > MOST_CELLS:
        return None
    codes, texts = distinct(raw.rows[account].iloc[kept])
    first = _first_rows(codes, len(texts))
    steady = [header for header in beside if _steady(raw.rows[header].iloc[kept], codes, len(texts))]
    if not steady:
        return None
    at = kept[first]
    rows = raw.rows[[account, *steady]].iloc[at].reset_index(drop=True)
    alone = RawTable(raw.name, (account, *steady), rows, raw.lines[at], raw.encoding, raw.delimiter)
    source = Source("customers", Path(raw.name), raw.name, {"account_id": account}, {EVERYBODY: "yes"})
    found = read_table(alone, "customers", source)
    columns = {column.name for column in TABLES["customers"].columns} - _OF_A_COMPANY
    frame = found.frame.drop(columns=[name for name in found.frame if name in columns])
    names = [header for name, header in found.mapping.columns.items() if name in frame and name != "account_id"]
    names += [str(name) for name in frame if name in steady]
    if names:
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        reading.findings.note(
            f"There is no file of customers; what is the same in all rows of an account describes it: "
            f"{join_words([*names[:NAMED], *more])}."
        )
        for issue in found.findings.issues:
            if issue.column in steady and issue.severity is Severity.NOTE:
                reading.findings.note(issue.reason, remedy=issue.remedy, column=issue.column)
    return frame if names else None


def _may_describe(header: str, reading: Reading, seen: Contents) -> bool:
    """Whether a column may tell what an account is: not a date or an amount, and not what became of it.

    In a file of subscriptions most accounts have one row, so that a day of cancelling is the same in all of them; as a
    trait it would explain by itself who left.
    """
    product, words = reading.mapping.product, plain(header).split()
    if product is not None and squashed(plain(header)) in product.aside | product.tells:
        return False
    if any(word.startswith(_AFTERWARDS) for word in words):
        return False
    known = {alias.canonical for alias in aliases_of(header, "customers")}
    if known:
        return bool(known & _OF_A_COMPANY - {"account_id"})
    if aliases_of(header, "revenue"):
        return False
    if _OF_A_PERSON & set(words) or words[-1:] == ["id"]:
        return False
    return max(seen.share(header, kind, "")[0] for kind in (Kind.NUMBER, Kind.DATE)) < MOST_COUNTED


def _first_rows(codes: np.ndarray, accounts: int) -> np.ndarray:
    """Return the place of the first row of each account."""
    first = np.full(accounts, -1, dtype=np.int64)
    at = np.flatnonzero(codes >= 0)[::-1]
    first[codes[at]] = at
    return first[first >= 0]


def _steady(cells: pd.Series, accounts: np.ndarray, number: int) -> bool:
    """Whether hardly an account has two values in a column, and the accounts differ in it.

    Example:
        >>> accounts = np.array([0, 0, 1, 1])
        >>> _steady(pd.Series(["Oil", "Oil", "Gas", "Gas"]), accounts, 2)
        True
        >>> _steady(pd.Series(["x1", "x2", "x3", "x4"]), accounts, 2), _steady(pd.Series(["a"] * 4), accounts, 2)
        (False, False)
    """
    codes, texts = distinct(cells)
    empty = np.array([not text.strip() for text in texts] + [True], dtype=bool)[codes]
    known: Mask = (accounts >= 0) & ~empty
    last = np.full(number, -1, dtype=np.int64)
    last[accounts[known]] = codes[known]
    torn = np.zeros(number, dtype=bool)
    torn[accounts[known][last[accounts[known]] != codes[known]]] = True
    described = last >= 0
    different = len(np.unique(last[described]))
    return bool(described.any() and torn[described].mean() <= MOST_VARIED and different > 1)
