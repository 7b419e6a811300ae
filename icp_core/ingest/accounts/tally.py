"""Counts what was joined, and says it in words."""

from dataclasses import replace

import numpy as np
import pandas as pd

from icp_core.ingest.accounts.keys import SEVERAL, Directory, Places
from icp_core.ingest.accounts.labels import BY_NAME, Labels
from icp_core.ingest.accounts.report import NUMBER, Absent, JoinedBy, TableJoin
from icp_core.results import plural

MOST_UNMATCHED, MOST_EXAMPLES = 5, 3
_MONEY = {"deals": "amount", "revenue": "mrr", "subscriptions": "mrr"}
FILE_OF = {"subscriptions": "revenue"}  # table to the file that it was made of
_WITHOUT = {"subscriptions": "revenue", "feedback": "an answer"}


def sentences(join: TableJoin, *, plain: str = NUMBER) -> list[str]:
    """Say of one join what is not simply found by the account number.

    Args:
        join: What was joined.
        plain: The way of which nothing need be said.

    Example:
        >>> way = JoinedBy("name", 2, 5)
        >>> sentences(TableJoin("deals", "d.csv", "customers", 5, 5, 0, 2, 2, None, None, "", (way,), ()))
        ['2 accounts (5 rows) were joined by name.', 'Every account of deals is among the customers.']
    """
    said = []
    for way in join.by:
        if way.how != plain:
            examples = f" (for example {'; '.join(way.examples)})" if way.examples else ""
            were = "was" if way.accounts == 1 else "were"
            said.append(
                f"{plural(way.accounts, 'account')} ({plural(way.rows, 'row')}) {were} joined by {way.how}{examples}."
            )
    if join.ambiguous:
        were = "was" if join.ambiguous == 1 else "were"
        said.append(
            f"{plural(join.ambiguous, 'account')} could be several of the {join.to} and {were} not joined "
            f"(for example {', '.join(join.ambiguous_examples)})."
        )
    if join.accounts_of_prospects:
        said.append(
            f"{plural(join.rows_of_prospects, 'row')} of {plural(join.accounts_of_prospects, 'company', 'companies')} "
            "that the customers file lists, but that never were customers."
        )
    missing = join.accounts_unmatched
    if join.to == "customers" and missing:
        rows = join.rows - join.rows_matched - join.rows_without - join.rows_of_prospects
        share = None if join.accounts_of_prospects else join.share_of_money
        money = "" if share is None else f" They hold {1 - share:.1%} of the money in {join.table}."
        said.append(
            f"{plural(rows, 'row')} of {plural(missing, 'account')} match no customer (for example "
            f"{', '.join(join.unmatched[:3])}); they count in totals, not by the customers' properties.{money}"
        )
    elif join.to == "customers" and join.accounts and not join.accounts_of_prospects:
        said.append(f"Every account of {join.table} is among the customers.")
    return said


def join_report(frame: pd.DataFrame, labels: Labels, book: Directory, *, table: str, file: str, to: str) -> TableJoin:
    """Count what was joined, from the labels of the rows.

    Args:
        frame: The rows of the table, for their money.
        labels: What each row calls its account.
        book: The accounts that were looked up.
        table: Canonical table.
        file: Its file or files.
        to: Where the accounts were looked up.
    """
    named = labels.rows
    without = len(frame) - int(named.sum())
    used, found = named > 0, labels.places >= 0
    strangers = np.flatnonzero(used & ~found)
    several = strangers[labels.places[strangers] == SEVERAL]
    most = strangers[np.argsort(-named[strangers], kind="stable")]
    keys = {labels.texts[at].strip().casefold() if labels.by_names else labels.texts[at] for at in strangers}
    matched = _different(labels.places[used & found], book)
    money_of = _MONEY.get(table, "") if _MONEY.get(table, "") in frame else ""
    money = matched_money = None
    if money_of:
        amounts = frame[money_of].fillna(0.0).to_numpy(dtype=np.float64)
        money = matched_money = float(amounts.sum())
        if len(strangers) or without:
            matched_money = float(amounts[np.append(found, [False])[labels.codes]].sum())
    return TableJoin(
        table=FILE_OF.get(table, table),
        file=file,
        to=to,
        rows=len(frame),
        rows_matched=int(named[found].sum()),
        rows_without=without,
        accounts=matched + len(keys),
        accounts_matched=matched,
        money=money,
        money_matched=matched_money,
        money_of=money_of,
        by=_ways(labels, book),
        unmatched=tuple(labels.texts[at] for at in most[:MOST_UNMATCHED]),
        ambiguous=len(several),
        ambiguous_examples=tuple(labels.texts[at] for at in several[:MOST_EXAMPLES]),
    )


def with_prospects(join: TableJoin, labels: Labels, places: Places) -> TableJoin:
    """Count the rows of companies that never were customers apart from those of strangers.

    Args:
        join: What was joined.
        labels: What the rows call their accounts.
        places: The company of each label among those that never were customers, ``NONE`` for all others.
    """
    theirs = (places >= 0) & (labels.rows > 0)
    strangers = np.flatnonzero((labels.places < 0) & (labels.rows > 0) & ~theirs)
    most = strangers[np.argsort(-labels.rows[strangers], kind="stable")][:MOST_UNMATCHED]
    return replace(
        join,
        unmatched=tuple(labels.texts[at] for at in most),
        rows_of_prospects=int(labels.rows[theirs].sum()),
        accounts_of_prospects=int(theirs.sum()),
    )


def absent_from(table: str, labels: Labels, customers: pd.DataFrame) -> Absent:
    """Count the customers that stand in no row of a table.

    Args:
        table: Canonical table.
        labels: What its rows call their accounts, with places in ``customers``.
        customers: The customers.
    """
    seen = np.zeros(len(customers), dtype=bool)
    seen[labels.places[(labels.rows > 0) & (labels.places >= 0)]] = True
    absent = customers[~seen]
    names = absent["account_id"].astype("str")
    names = absent["name"].astype("str").fillna(names) if "name" in absent else names
    examples = tuple(str(name) for name in names.head(MOST_UNMATCHED))
    what = _WITHOUT.get(table, table)
    return Absent(FILE_OF.get(table, table), what, len(absent), len(customers), examples)


def _ways(labels: Labels, book: Directory) -> tuple[JoinedBy, ...]:
    """Count the accounts of each way; of ways that read a label otherwise, with examples."""
    found: dict[str, JoinedBy] = {}
    for number, way in enumerate(labels.words):
        several = np.flatnonzero((labels.ways == number) & (labels.rows > 0))
        if len(several):
            shown = () if way in (NUMBER, BY_NAME) else several[:MOST_EXAMPLES].tolist()
            examples = tuple(_read_as(labels, at, book) for at in shown)
            before = found.get(way, JoinedBy(way, 0, 0))
            accounts = before.accounts + _different(labels.places[several], book)
            found[way] = JoinedBy(way, accounts, before.rows + int(labels.rows[several].sum()), examples)
    return tuple(sorted(found.values(), key=lambda one: -one.rows))


def _different(places: Places, book: Directory) -> int:
    """Count different accounts."""
    seen = np.zeros(len(book.ids), dtype=bool)
    seen[places] = True
    return int(seen.sum())


def _read_as(labels: Labels, at: int, book: Directory) -> str:
    return f"{labels.texts[at]} is {book.words(int(labels.places[at]))}"
