"""A list of companies to judge, customers or not: read as a customers file is, and kept apart from the data set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from icp_core.dataset import Issue
from icp_core.dataset.folding import folded
from icp_core.ingest.accounts.keys import NONE, SEVERAL, SHORT_ID, Directory
from icp_core.ingest.forms import Question, Source, TableReport
from icp_core.ingest.matching.aliases import aliases_of
from icp_core.ingest.reading.raw import read_raw
from icp_core.ingest.reports import report_of
from icp_core.ingest.rows.prospects import EVERYBODY
from icp_core.ingest.strict import YES
from icp_core.ingest.table_files import Given, canonical_tables, read_table_files

CUSTOMERS = "customers"  # the table whose columns a list of prospects has
BY_VALUE = (
    "domain",
    "name",
    "account_id",
)  # how a prospect is looked up, the surest first
LEAD_NUMBERS = {
    f"{one} {two}" for one in ("lead", "prospect", "target", "contact") for two in ("id", "number", "no", "key")
}
SEVERAL_CUSTOMERS = "several customers"
BY_ROW = r"row \d+"  # what the import calls a company that no column names


@dataclass(frozen=True)
class ProspectList:
    """One list of companies and the account of how it was read.

    Args:
        frame: One row a company, columns as in the customers table, shape (n, any); read only.
        report: What became of the file.
        rejects: Every row that is not in ``frame``: ``row``, ``became``, ``reason`` and the original cells.
        issues: What was noticed.
        questions: What the file leaves open, with what was assumed or chosen.
    """

    frame: pd.DataFrame
    report: TableReport
    rejects: pd.DataFrame
    issues: tuple[Issue, ...]
    questions: tuple[Question, ...]


def read_prospects(source: Source) -> ProspectList:
    """Read a list of companies with all that the import does to one file: encoding, mapping, values, repeats.

    What the import does to several files, finding who was a customer and which two accounts are one company, is left
    out: a list says nothing of that, and a million rows are read in a third of the time.

    Args:
        source: The file; its table is that of customers whatever it says.

    Raises:
        UserError: The file cannot be used.
    """
    asked = replace(source, table=CUSTOMERS, options={**source.options, EVERYBODY: YES})
    raw = read_raw(asked.path, asked.name, options=asked.options)
    asked = replace(asked, mapping={**_number_of_lead(raw.header), **asked.mapping})
    files = read_table_files([Given(asked, raw, CUSTOMERS)])
    (file,) = files
    return ProspectList(
        frame=canonical_tables(files)[CUSTOMERS],
        report=report_of(CUSTOMERS, files),
        rejects=file.reading.sieve.rejects(),
        issues=tuple(file.reading.findings.issues),
        questions=tuple(file.reading.findings.questions),
    )


def _number_of_lead(header: Sequence[str]) -> dict[str, str]:
    """Map the number that a CRM gives a lead, where no column holds that of an account: the way back into the CRM."""
    if any(alias.canonical == "account_id" for name in header for alias in aliases_of(name, CUSTOMERS)):
        return {}
    numbers = [name for name in header if folded(name) in LEAD_NUMBERS]
    return {"account_id": numbers[0]} if numbers else {}


def customers_among(prospects: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    """Find the prospects that are customers already, or were.

    A prospect is looked up by its web domain, its name and its number, each in the forms in which two files write the
    same one. A number alone decides only where nothing contradicts it: two lists that count their rows from 1 share
    numbers and no company. A record number of Salesforce (15 characters or more) is never shared by chance.

    Args:
        prospects: ``account_id`` and, where known, ``name`` and ``domain``, shape (n, any).
        customers: The same of the customers, shape (m, any).

    Returns:
        The account_id of the customer, ``SEVERAL_CUSTOMERS`` where several answer, missing where none was found; shape
        (n,), index as ``prospects``.

    Example:
        >>> own = pd.DataFrame({"account_id": ["1", "2"], "name": ["Acme Ltd.", "Beta"], "domain": ["acme.com", None]})
        >>> listed = pd.DataFrame({"account_id": ["7", "2"], "name": ["ACME", "Gamma"]})
        >>> customers_among(listed, own).tolist()
        ['1', nan]
    """
    book = Directory(customers["account_id"], customers.get("name"), customers.get("domain"))
    keys = np.append(book.ids.to_numpy(dtype=object), [SEVERAL_CUSTOMERS])
    found = pd.Series(None, prospects.index, dtype="object")
    for column in BY_VALUE:
        if column not in prospects or not len(book.ids):
            continue
        open_ = found.isna() & prospects[column].notna()
        if column == "account_id":
            open_ &= ~_described(prospects) | (prospects[column].str.strip().str.len() >= SHORT_ID)
            open_ &= ~prospects[column].str.fullmatch(BY_ROW)
        different = prospects.loc[open_, column].astype("str").drop_duplicates().reset_index(drop=True)
        places = book.find(different.tolist()).places
        hit = places != NONE
        known = pd.Series(keys[np.where(places == SEVERAL, -1, places)][hit], different[hit], dtype="object")
        found[open_] = prospects.loc[open_, column].astype("str").map(known)
    return found.astype("str")


def _described(prospects: pd.DataFrame) -> pd.Series:
    """Where a prospect has a name or a domain besides its number."""
    told = pd.Series(False, prospects.index)  # noqa: FBT003
    for column in ("domain", "name"):
        if column in prospects:
            told |= prospects[column].notna() & (prospects[column].astype("str") != prospects["account_id"])
    return told
