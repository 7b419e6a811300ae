"""Which header holds which canonical column."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from icp_core.dataset import TABLES, Column, Kind
from icp_core.errors import UserError
from icp_core.ingest.forms import ColumnGuess, RawTable
from icp_core.ingest.matching.aliases import Alias, aliases_of, helper_names, known_columns
from icp_core.ingest.matching.headers import plain
from icp_core.ingest.values.dates import read_dates
from icp_core.ingest.values.literals import MISSING
from icp_core.ingest.values.numbers import read_numbers
from icp_core.ingest.values.words import is_flag_column

SAMPLE = 400  # different values of a column that are looked at
LEAST_DATES, LEAST_NUMBERS, LEAST_FLAGS = 0.7, 0.6, 0.8  # share of readable values below which a header is not believed
LEAST_EXACT = 0.2  # the same for a header that is the canonical name itself
KNOWN = 0.8  # confidence from which a header is a known name, and the order of the list decides between two
EMPTY = 0.35  # confidence below which a column is empty, and any filled one goes before it

_TABLE_OF_COLUMN = {"revenue": ("revenue", "subscriptions")}


@dataclass(frozen=True)
class ColumnMap:
    """The decided mapping of one file.

    Args:
        columns: Canonical column to header.
        helpers: Helper (a won flag, a currency column) to header.
        guesses: One guess a header.
    """

    columns: dict[str, str]
    helpers: dict[str, str]
    guesses: tuple[ColumnGuess, ...]


def guess_mapping(raw: RawTable, table: str) -> tuple[ColumnGuess, ...]:
    """Say for each header which canonical column of ``table`` it holds, by its name and by what stands in it.

    Two headers are never put on one column: the better one wins and the other says so in ``why``.
    """
    return column_map(raw, table).guesses


def column_map(raw: RawTable, table: str, chosen: Mapping[str, str] | None = None) -> ColumnMap:
    """Decide the mapping; what the person chose stands, the rest is guessed.

    Raises:
        UserError: A chosen column or header does not exist, or one header was chosen twice.
    """
    picked = _checked(raw, table, chosen or {})
    wins: dict[str, tuple[str, float, str]] = {
        canonical: (header, 1.0, "chosen by you") for canonical, header in picked.items() if header
    }
    taken = {header for header, _, _ in wins.values()}
    why_not: dict[str, str] = {}
    offers = []
    for position, header in enumerate(raw.header):
        if header in taken:
            continue
        for alias in aliases_of(header, table):
            if alias.canonical in picked:
                continue
            confidence, why = _believed(raw.rows[header], table, alias)
            if confidence <= 0:
                why_not[header] = why
            else:
                known = alias.confidence >= KNOWN and confidence >= EMPTY
                offers.append(
                    (
                        not known,
                        0 if known else -confidence,
                        alias.rank,
                        position,
                        header,
                        alias.canonical,
                        confidence,
                        why,
                    )
                )
    for _, _, _, _, header, canonical, confidence, why in sorted(offers):
        if header in taken:
            continue
        if canonical in wins:
            why_not.setdefault(header, f"'{wins[canonical][0]}' fits {canonical} better")
            continue
        wins[canonical] = (header, confidence, why)
        taken.add(header)
    return _finished(raw, table, wins, why_not)


def column_of(table: str, canonical: str) -> Column:
    """Return the declaration of a canonical column that a file of ``table`` may hold."""
    for name in _TABLE_OF_COLUMN.get(table, (table,)):
        for column in TABLES[name].columns:
            if column.name == canonical:
                return column
    raise KeyError(f"{table} has no column {canonical}")


def _checked(raw: RawTable, table: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Refuse a mapping to something that is not there; accept a header in another case."""
    spelled = {header.casefold(): header for header in raw.header}
    picked: dict[str, str] = {}
    for canonical, header in chosen.items():
        if canonical not in known_columns(table):
            raise UserError(
                f"There is no column '{canonical}' in {table}.",
                f"Its columns are: {', '.join(known_columns(table))}.",
                file=raw.name,
            )
        if header and header.casefold() not in spelled:
            raise UserError(
                f"There is no column '{header}' to map to {table}.{canonical}.",
                f"The columns are: {', '.join(raw.header)}.",
                file=raw.name,
            )
        picked[canonical] = spelled[header.casefold()] if header else ""
    used = [header for header in picked.values() if header]
    twice = next((header for header in used if used.count(header) > 1), "")
    allowed = {"account_id", "name", "account_name"}
    if twice and not {canonical for canonical, header in picked.items() if header == twice} <= allowed:
        raise UserError(
            "One column was mapped twice.", "Choose a column of its own for each.", file=raw.name, column=twice
        )
    return picked


def _finished(raw: RawTable, table: str, wins: dict[str, tuple[str, float, str]], why_not: dict[str, str]) -> ColumnMap:
    helpers = helper_names(table)
    by_header: dict[str, tuple[str, float, str]] = {}
    for canonical, (header, confidence, why) in wins.items():
        by_header.setdefault(header, (canonical, confidence, why))
    guesses = []
    for header in raw.header:
        canonical, confidence, why = by_header.get(header, ("", 0.0, why_not.get(header, "no known name is like it")))
        helps = canonical in helpers
        if helps:
            why = f"not mapped itself; it helps to read the {_HELPED[canonical]}"
        guesses.append(
            ColumnGuess(
                header, None if helps or not canonical else canonical, confidence, why, samples(raw.rows[header])
            )
        )
    columns = {canonical: wins[canonical][0] for canonical in known_columns(table) if canonical in wins}
    return ColumnMap(columns, {name: wins[name][0] for name in sorted(helpers) if name in wins}, tuple(guesses))


_HELPED = {
    "is_won": "outcome",
    "is_closed": "outcome",
    "won_date": "close date",
    "lost_date": "close date",
    "currency": "currency",
}


def samples(cells: pd.Series) -> tuple[str, ...]:
    """Return the first three different cells that are not empty."""
    different = cells.head(2_000).str.strip()
    return tuple(different[different != ""].drop_duplicates().head(3))


def _believed(cells: pd.Series, table: str, alias: Alias) -> tuple[float, str]:
    """Return the confidence after a look at the content; 0 and the reason when it contradicts the header."""
    texts = cells.drop_duplicates().head(SAMPLE).str.strip()
    texts = texts[~texts.str.casefold().isin(MISSING)]
    if texts.empty:
        return 0.3 * alias.confidence, f"{alias.why}; the column is empty"
    if alias.canonical in helper_names(table):
        kind = (
            Kind.DATE
            if alias.canonical.endswith("_date")
            else Kind.FLAG
            if alias.canonical.startswith("is_")
            else Kind.CATEGORY
        )
    else:
        kind = column_of(table, alias.canonical).kind
    share, least, what = _readable(texts, kind, alias.canonical)
    if share < (LEAST_EXACT if plain(str(cells.name)) == alias.canonical.replace("_", " ") else least):
        return 0.0, f"named like {alias.canonical}, but only {share:.0%} of its values are {what}"
    return alias.confidence * (0.5 + 0.5 * share), alias.why


def _readable(texts: pd.Series, kind: Kind, canonical: str) -> tuple[float, float, str]:
    """Return the share of readable values, the least share, and the word for them."""
    if kind in (Kind.DATE, Kind.MONTH):
        return float(1 - read_dates(texts).bad.mean()), LEAST_DATES, "dates"
    if kind in (Kind.NUMBER, Kind.MONEY):
        return float(1 - read_numbers(texts, bands=canonical == "employees").bad.mean()), LEAST_NUMBERS, "numbers"
    if kind is Kind.FLAG:
        return is_flag_column(texts, churn=canonical == "churned"), LEAST_FLAGS, "yes or no"
    return 1.0, 0.0, "words"
