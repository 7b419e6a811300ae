"""How the files belong together: deals, revenue and the rest against the customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from icp_core.ingest.accounts.keys import NONE, Directory, Places
from icp_core.ingest.accounts.labels import BY_NAME, Labels, label_rows
from icp_core.ingest.accounts.prospects import directory_of, places_of_strangers, with_their_accounts
from icp_core.ingest.accounts.report import NUMBER, JoinReport
from icp_core.ingest.accounts.tally import FILE_OF, absent_from, join_report, sentences, with_prospects
from icp_core.ingest.rows.table import Reading
from icp_core.ingest.values.distinct import distinct
from icp_core.results import plural

JOINED = ("deals", "subscriptions", "revenue", "usage", "feedback")


@dataclass(frozen=True)
class Joined:
    """The tables with account keys that agree, and what to say of each file.

    Args:
        tables: Canonical table to its rows.
        notes: Table (as in the reports) to sentences.
        report: The same as numbers.
    """

    tables: dict[str, pd.DataFrame]
    notes: dict[str, list[str]]
    report: JoinReport = field(default_factory=JoinReport)


def join_accounts(
    tables: Mapping[str, pd.DataFrame],
    *,
    merged: pd.DataFrame | None = None,
    readings: Mapping[str, Sequence[Reading]] | None = None,
    prospects: pd.DataFrame | None = None,
) -> Joined:
    """Bring the account keys of all tables to those of the customers.

    Keys are compared as they stand; then as spreadsheets, other programs and people write them (`WAYS`), by the name of
    the account and by its web domain; then, where most are still strangers, by another column of the customers or of
    the file itself. A key that several customers answer to is not joined. A key without a customer stays as it is: it
    is counted, but no customer is made of it. Without a customers file the accounts of the revenue are looked up.

    Args:
        tables: Canonical tables.
        merged: Customers that were left out as another one: their columns, and ``kept``, the key of that one.
        readings: The files of each table, for their other columns.
        prospects: Companies of the customers file that never were customers; what is theirs is counted apart.
    """
    joined = dict(tables)
    notes: dict[str, list[str]] = {}
    to = next((name for name in ("customers", "subscriptions", "revenue") if name in tables), "")
    sides = [name for name in JOINED if name in tables and FILE_OF.get(name, name) != FILE_OF.get(to, to)]
    known = _accounts_of(tables[to]) if to and sides else None
    book = None if known is None else _directory(known, merged)
    customers = known if to == "customers" else None
    never = None if prospects is None or not len(prospects) else directory_of(prospects)
    reports, absent = [], []
    for table in sides:
        files = (readings or {}).get(FILE_OF.get(table, table), ())
        said = notes.setdefault(FILE_OF.get(table, table), [])
        labels = label_rows(tables[table], book, customers, files)
        joined[table] = _with_keys(tables[table], table, labels, book)
        if labels.by_names:
            said.append("The deals name their accounts and have no account number; they are joined by name.")
        if book is not None and labels.texts:
            names = ", ".join(reading.raw.name for reading in files)
            report = join_report(tables[table], labels, book, table=table, file=names, to=FILE_OF.get(to, to))
            if prospects is not None and never is not None:
                places = places_of_strangers(labels, never)
                report = with_prospects(report, labels, places)
                if table == "deals":
                    rows = np.append(places, [NONE])[labels.codes]
                    joined[table], words = with_their_accounts(joined[table], prospects, rows)
                    said += words
            reports.append(report)
            said += sentences(reports[-1], plain=BY_NAME if labels.by_names else NUMBER)
        if table == "deals":
            said += _without_account(joined[table])
        if customers is not None and (labels.texts or table == "deals"):
            absent.append(absent_from(table, labels, customers))
    notes["customers"] = [
        f"{plural(one.count, 'customer')} of {one.of:,} without {one.what}." for one in absent if one.count
    ]
    said_of = {table: said for table, said in notes.items() if said}
    return Joined(joined, said_of, JoinReport(tuple(reports), tuple(absent)))


def _accounts_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row an account: the customers as they are, the accounts of other tables by their keys."""
    codes, texts = distinct(frame["account_id"])
    if len(texts) == len(frame):
        return frame.reset_index(drop=True)
    rows = np.bincount(codes[codes >= 0], minlength=len(texts))
    return pd.DataFrame({"account_id": pd.Series(texts, dtype="str")[rows > 0].reset_index(drop=True)})


def _directory(known: pd.DataFrame, merged: pd.DataFrame | None) -> Directory:
    """Make the directory; an account that was left out as another one leads to that one."""
    owners: Places = np.arange(len(known), dtype=np.int64)
    if merged is None or not len(merged):
        return Directory(known["account_id"], known.get("name"), known.get("domain"), owners)
    kept = pd.Index(known["account_id"]).get_indexer(pd.Index(merged["kept"]))
    both = pd.concat([known.reindex(columns=merged.columns), merged], ignore_index=True)
    names, domains = (both[name] if name in known else None for name in ("name", "domain"))
    return Directory(both["account_id"], names, domains, np.append(owners, kept))


def _with_keys(frame: pd.DataFrame, table: str, labels: Labels, book: Directory | None) -> pd.DataFrame:
    """Return the frame with the keys of the customers, where they were found; as it was where nothing changes."""
    if labels.as_they_were(book):
        return frame
    texts = labels.keys(book)
    codes, different = pd.factorize(pd.Series(texts, dtype="str"))
    cells = pd.Categorical.from_codes(np.append(codes, [-1])[labels.codes], pd.Index(different))
    keys = pd.Series(cells, index=frame.index)
    if "account_id" not in frame or not isinstance(frame["account_id"].dtype, pd.CategoricalDtype):
        keys = keys.astype("str")
    frame = frame.assign(account_id=keys)
    return frame if len(different) == len(texts) else _added_up(frame, table)


def _added_up(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Add up the months of accounts that turned out to be one."""
    if table not in ("revenue", "usage") or not frame.duplicated(["account_id", "month"]).any():
        return frame
    how = {"mrr": "sum", "sessions": "sum", "active": "max"}
    groups = frame.groupby(["account_id", "month"], observed=True, as_index=False)
    return groups.agg({name: way for name, way in how.items() if name in frame})[list(frame.columns)]


def _without_account(deals: pd.DataFrame) -> list[str]:
    """Count deals without an account, open and closed apart."""
    none = deals["account_id"].isna() if "account_id" in deals else pd.Series(data=True, index=deals.index)
    if not none.any():
        return []
    open_deals = int((none & (deals["outcome"] == "open")).sum())
    closed = int(none.sum()) - open_deals
    return [f"{plural(int(none.sum()), 'deal')} without an account: {open_deals:,} open, {closed:,} closed."]
