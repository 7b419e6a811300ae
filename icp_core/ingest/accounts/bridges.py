"""Columns that lead from one file's numbers to the other's: a billing number in the CRM, a name beside the number."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from icp_core.ingest.accounts.keys import NONE, SEVERAL, Directory, Places, only_one
from icp_core.ingest.rows.table import Reading
from icp_core.ingest.values.distinct import distinct

MOST_KNOWN = 0.5  # share of accounts found by themselves up to which another column is looked for
LEAST_LED = 0.5  # share of the accounts left over that a column has to find
MOSTLY_ONE_EACH = 0.8  # different texts a number; fewer is a partner or a parent who stands for several accounts
FEWEST = 3  # accounts that it has to find; two equal numbers may be chance
_CODE = r"(?=.*[A-Za-z])(?=.*\d).{4,}|\d{6,}|.*@.*"  # what looks like a number of an account and not like an amount
_LETTER = r"[^\W\d_]"


def through_customers(customers: pd.DataFrame, asked: pd.Series) -> tuple[str, Places]:
    """Find numbers in another column of the customers, as in one called "Billing ID".

    Args:
        customers: The customers table; column ``account_id`` and the names are not looked at.
        asked: Different numbers that are no account numbers of the customers, shape (n,).

    Returns:
        The column and the row of the customers for each number (``NONE`` where there is none); "" where no column
        leads there.

    Example:
        >>> crm = pd.DataFrame({"account_id": ["a", "b", "c"], "Billing ID": ["cus_11", "cus_12", "cus_13"]})
        >>> through_customers(crm, pd.Series(["cus_13", "cus_11", "cus_12"]))
        ('Billing ID', array([2, 0, 1]))
    """
    best, places = "", np.full(len(asked), NONE, dtype=np.int64)
    codes = asked.str.fullmatch(_CODE, na=False)
    if len(asked) < FEWEST or codes.mean() < LEAST_LED:
        return best, places
    known = set(asked)
    for name in customers:
        column = customers[name]
        if name in ("account_id", "name", "domain") or not isinstance(column.dtype, pd.StringDtype):
            continue
        if column.isin(known).sum() < max(FEWEST, LEAST_LED * len(asked)):
            continue
        found = only_one(column, asked)
        if (found >= 0).sum() > (places >= 0).sum():
            best, places = str(name), found
    return best, np.where(places == SEVERAL, NONE, places) if best else places


def through_the_file(readings: Sequence[Reading], asked: Sequence[str], book: Directory) -> tuple[str, Places]:
    """Find accounts by another column of their own file, as invoices name the customer beside the billing number.

    A column leads to the customers where each number has one text in it, hardly two numbers the same, and the texts are
    names, numbers or web domains of customers.

    Args:
        readings: The files of the table.
        asked: Different numbers that were not found, shape (n,).
        book: The customers.

    Returns:
        The column and the place in the directory for each number; "" where no column leads there.
    """
    nowhere = np.full(len(asked), NONE, dtype=np.int64)
    if len(asked) < FEWEST:
        return "", nowhere
    for header in _headers(readings):
        texts = _beside(readings, header, asked)
        filled = texts[texts != ""]
        different = filled.drop_duplicates()
        if len(different) < max(FEWEST, LEAST_LED * len(asked), MOSTLY_ONE_EACH * len(filled)):
            continue
        if different.str.contains(_LETTER).mean() < LEAST_LED:
            continue
        found = book.find(different.tolist())
        by_text = dict(zip(different, found.places.tolist(), strict=True))
        places = texts.map(by_text).fillna(NONE).to_numpy(dtype=np.int64)
        if (places >= 0).sum() >= max(FEWEST, LEAST_LED * len(asked)):
            return header, np.where(places == SEVERAL, NONE, places)
    return "", nowhere


def _headers(readings: Sequence[Reading]) -> Iterable[str]:
    """Name the columns of a file that hold something else than a canonical column."""
    taken = {header for reading in readings for header in reading.mapping.columns.values()}
    return dict.fromkeys(header for reading in readings for header in reading.raw.header if header not in taken)


def _beside(readings: Sequence[Reading], header: str, asked: Sequence[str]) -> pd.Series:
    """Return what stands in a column beside each number; empty where that is nothing or several things."""
    said: dict[str, str] = {}
    for reading in readings:
        if header not in reading.raw.header or "account_id" not in reading.frame:
            continue
        keys, names = distinct(reading.frame["account_id"])
        cells, texts = distinct(reading.raw.rows[header][reading.sieve.kept])
        if not texts:
            continue
        last = np.full(len(names) + 1, -1, dtype=np.int64)
        last[keys] = cells
        torn = np.zeros(len(names) + 1, dtype=bool)
        torn[keys[last[keys] != cells]] = True
        for key, cell, several in zip(names, last[:-1].tolist(), torn[:-1].tolist(), strict=True):
            text = "" if several or cell < 0 else texts[cell].strip()
            said[key] = text if said.get(key, text) == text else ""
    return pd.Series([said.get(key, "") for key in asked], dtype="str")
