"""Columns whose headers say nothing (``column_1``, ``F2``): what their content tells for certain."""

import re
from collections.abc import Iterator

from icp_core.dataset import Kind
from icp_core.ingest.forms import RawTable
from icp_core.ingest.matching.content import MANY_REPEATS, Contents
from icp_core.ingest.matching.headers import plain

CERTAIN, LIKELY = 0.6, 0.45  # confidence of what the content tells; a person should still look at it
SURE_SHARE = 0.95  # share of readable values from which a column is of a kind

_SAYS_NOTHING = re.compile(r"(column|col|field|unnamed|var|feld|spalte|sloupec|colonne|columna|coluna|[a-z])?\s*\d*")


def says_nothing(header: str) -> bool:
    """Whether a header is only a place holder.

    Example:
        >>> says_nothing("column_3"), says_nothing("Unnamed: 0"), says_nothing("B"), says_nothing("city")
        (True, True, True, False)
    """
    return bool(_SAYS_NOTHING.fullmatch(plain(header)))


def columns_by_content(raw: RawTable, table: str, seen: Contents) -> Iterator[tuple[str, str, float, str]]:
    """Yield header, canonical column, confidence and reason, where no header says anything and the content is clear.

    Where the other columns have names, only the first one is looked at. Deals are known by their won and lost; revenue
    by one column of accounts that repeat, one of dates and one of amounts. Anything less is left to the person.
    """
    if not len(raw.rows):
        return
    if not all(says_nothing(header) for header in raw.header):
        yield from _first_column(raw, table, seen)
        return
    filled = [header for header in raw.header if not seen.texts(header).empty]
    dates = [header for header in filled if seen.share(header, Kind.DATE, "")[0] >= SURE_SHARE]
    numbers = [
        header for header in filled if header not in dates and seen.share(header, Kind.MONEY, "")[0] >= SURE_SHARE
    ]
    if table == "deals":
        yield from _deals(filled, dates, numbers, seen)
    if table == "revenue" and len(raw.header) == 3 and len(dates) == 1:
        amounts = [header for header in numbers if header != filled[0]]
        keys = [header for header in filled if header not in (*dates, *amounts)]
        if len(keys) == 1 and len(amounts) == 1 and seen.repeats(keys[0]) > MANY_REPEATS:
            yield keys[0], "account_id", CERTAIN, "the header says nothing; the values repeat from month to month"
            yield dates[0], "month", CERTAIN, "the header says nothing; all values are dates"
            yield amounts[0], "mrr", LIKELY, "the header says nothing; the only column of numbers"


def _first_column(raw: RawTable, table: str, seen: Contents) -> Iterator[tuple[str, str, float, str]]:
    """Yield the accounts of a report on revenue that gives the other columns a name and the first one none."""
    first = raw.header[0]
    if table != "revenue" or not says_nothing(first) or seen.texts(first).empty:
        return
    if max(seen.share(first, kind, "")[0] for kind in (Kind.DATE, Kind.MONEY)) < 1 - SURE_SHARE:
        yield first, "account_id", CERTAIN, "the column has no name; it is the first one and holds words"


def _deals(
    filled: list[str], dates: list[str], numbers: list[str], seen: Contents
) -> Iterator[tuple[str, str, float, str]]:
    outcomes = [header for header in filled if seen.outcome(header)]
    if len(outcomes) != 1:
        return
    yield outcomes[0], "outcome", CERTAIN, "the header says nothing; the values say won and lost"
    keys = [header for header in filled if header not in (*dates, *outcomes) and seen.repeats(header) == 0]
    if keys and keys[0] == filled[0]:
        yield keys[0], "deal_id", LIKELY, "the header says nothing; every row has a value of its own"
    amounts = [header for header in numbers if header not in keys[:1]]
    if len(amounts) == 1:
        yield amounts[0], "amount", LIKELY, "the header says nothing; the only column of numbers"
    if len(dates) == 1:
        yield dates[0], "close_date", LIKELY, "the header says nothing; the only column of dates"
