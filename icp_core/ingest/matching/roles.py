"""Which table a file holds."""

from collections.abc import Iterable
from typing import Any

from icp_core.dataset.books import read_book
from icp_core.ingest.forms import RawTable
from icp_core.ingest.matching.aliases import aliases_of
from icp_core.ingest.matching.content import MANY_REPEATS, Contents
from icp_core.ingest.matching.headers import plain, spellings, squashed
from icp_core.ingest.matching.mapping import column_map
from icp_core.ingest.matching.paid_periods import names_contract
from icp_core.ingest.matching.periods import WIDE_MONTHS, period_columns
from icp_core.ingest.matching.products import recognised
from icp_core.ingest.values.literals import month_number
from icp_core.results import join_words

__all__ = ["ROLES", "WIDE_MONTHS", "guess_table", "month_headers", "without_table"]

FAIR_SCORE = 2.5  # a file whose signs add up to this is recognised with a confidence of about 0.5
KNOWN_PRODUCT = 0.95  # confidence where the export of a known product is recognised by its headers
TOP = 200  # rows in which the lines of a statement are looked for
WIDE_SHARE = 0.4  # share of headers that are periods from which a file is hardly anything but revenue


def _roles() -> dict[str, dict[str, Any]]:
    return _declared("roles.yaml")  # type: ignore[no-any-return]


ROLES = ("customers", "deals", "revenue", "spend", "usage", "feedback", "headcount", "releases", "events")


DESCRIBED = ("industry", "employees", "country", "region", "domain", "technologies", "source", "annual_revenue")
LISTED = 1.0  # what numbers and names of companies that do not repeat add to a list of customers


def guess_table(raw: RawTable) -> tuple[str, float]:
    """Say which table a file holds, by its headers and by whether accounts repeat in it.

    Returns:
        The canonical table and a confidence from 0 to 1; a file of subscription periods is ``revenue``.
    """
    seen = Contents(raw)
    product = recognised(raw.header)
    if product is not None and _complete(raw, product.table, seen):
        return product.table, KNOWN_PRODUCT
    if _unneeded(raw) is not None:
        return "customers", 0.0
    scores = {table: _score(raw, table, seen) for table in ROLES}
    table = max(scores, key=lambda name: scores[name])
    rest = max(score for name, score in scores.items() if name != table)
    if scores[table] <= 0:
        return "customers", 0.0
    share = scores[table] / (scores[table] + FAIR_SCORE)
    ahead = (scores[table] - max(rest, 0.0)) / scores[table]
    return table, round(share * float((0.5 + 0.5 * ahead) ** 0.5), 3)


def without_table(raw: RawTable) -> tuple[str, str]:
    """Say what a file is that fits no table, and what to do with it: two sentences for the person.

    Example:
        >>> import numpy as np, pandas as pd
        >>> rows = pd.DataFrame({"product": ["GTX"], "sales_price": ["550"]})
        >>> without_table(RawTable("products.csv", ("product", "sales_price"), rows, np.array([2]), "UTF-8", ","))[0]
        'The file holds a list of products and their prices, which is not needed.'
    """
    known = _unneeded(raw)
    if known is not None:
        return (
            f"The file holds {known['what']}, which is not needed.",
            f"{known['why']} Leave the file out; if it is something else, say which table it is: {join_words(ROLES)}.",
        )
    months = [header for header in raw.header if month_number(plain(header))]
    if len(months) >= WIDE_MONTHS:
        return (
            f"The columns {join_words([repr(header) for header in months[:WIDE_MONTHS]])} name months without a year.",
            f"Write the year into their names ('{months[0]} 2024'), so that they can stand in order of time.",
        )
    return "It is not clear what this file holds.", f"Say which table it is: {join_words(ROLES)}."


def month_headers(header: Iterable[str]) -> tuple[str, ...]:
    """Return the headers that name periods (months, else quarters, else years), in a file with a column for each."""
    return tuple(column.header for column in period_columns(header))


def _score(raw: RawTable, table: str, seen: Contents) -> float:
    role, periods = _roles()[table], len(month_headers(raw.header))
    named = {alias.canonical for header in raw.header for alias in aliases_of(header, table)}
    if named and not (table == "revenue" and periods) and not all(named & set(group) for group in role["needs"]):
        return 0.0  # whatever stands in the columns, no header is named like one that the table needs
    decided = column_map(raw, table, contents=seen)
    sure = {guess.canonical: guess.confidence for guess in decided.guesses if guess.canonical}
    sure |= dict.fromkeys(decided.helpers, 0.8)
    wide = table == "revenue" and periods >= WIDE_MONTHS and "account_id" in sure
    if not wide and not all(any(name in sure for name in group) for group in role["needs"]):
        return 0.0
    score = sum(weight * sure.get(name, 0.0) for name, weight in role["signs"].items())
    if wide:
        score += 3.0 if periods >= WIDE_SHARE * len(raw.header) else 1.0
    if table in ("customers", "revenue") and "account_id" in decided.columns:
        repeated = seen.repeats(decided.columns["account_id"]) > MANY_REPEATS
        score += (2.0 if table == "revenue" else -2.5) * repeated
        if table == "customers" and "name" in sure and not repeated:
            score += LISTED
    if table == "revenue" and _lists_contracts(raw, decided.columns, seen):
        return 0.0
    if table == "revenue":
        score -= 1.5 * _has_word(raw, ("leads", "sessions", "active", "stage"))
    if table == "releases":  # an invoice has a name and a day it is due as well
        score -= 4.0 * _has_word(raw, ("amount", "balance", "invoice", "transaction", "total", "price"))
    return float(score)


def _lists_contracts(raw: RawTable, columns: dict[str, str], seen: Contents) -> bool:
    """Whether each row is one customer with its contract, rather than one of the periods that a customer paid."""
    if "start_date" not in columns or not names_contract(columns["start_date"]):
        return False
    if seen.repeats(columns["account_id"]) > MANY_REPEATS:
        return False
    described = {alias.canonical for header in raw.header for alias in aliases_of(header, "customers")}
    return "end_date" not in columns or bool(described & set(DESCRIBED))


def _complete(raw: RawTable, table: str, seen: Contents) -> bool:
    """Whether the columns are believed without which the table is nothing."""
    decided = column_map(raw, table, contents=seen)
    there = {*decided.columns, *decided.helpers}
    return all(there & set(group) for group in _roles()[table]["needs"])


def _unneeded(raw: RawTable) -> dict[str, Any] | None:
    """Return what kind of file without a table it is; None when it may be one of the tables."""
    there = {squashed(text) for header in raw.header for text in spellings(header)}
    for kind in _declared("unneeded.yaml"):
        needed = [set(map(squashed, group)) for group in kind["needs"]]
        known = all(there & group for group in needed) and not there & set(map(squashed, kind["without"]))
        if known and ("cells" not in kind or _in_first_column(raw, kind["cells"])):
            return dict(kind)
    return None


def _in_first_column(raw: RawTable, words: Iterable[str]) -> bool:
    """Whether at least two of the words stand at the top of the first column."""
    top = {plain(str(cell)) for cell in raw.rows.iloc[:TOP, 0]} if len(raw.header) else set()
    return len(top & set(words)) > 1


def _declared(name: str) -> Any:
    return read_book("icp_core.ingest.matching", name)


def _has_word(raw: RawTable, words: Iterable[str]) -> bool:
    there = {word for header in raw.header for word in plain(header).split()}
    return bool(there & set(words))
