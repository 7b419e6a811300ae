"""Reads the mapped columns of one file, with what the whole file says about dates and decimal marks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from icp_core.dataset import Column, Kind, Severity
from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Lines, Option, RawTable
from icp_core.ingest.matching.headers import plain
from icp_core.ingest.matching.mapping import ColumnMap, column_of
from icp_core.ingest.matching.periods import WIDE_MONTHS, period_columns
from icp_core.ingest.rows.amounts import ask_mark, chosen_mark, read_amounts, read_wide
from icp_core.ingest.rows.days import first_of_month, read_days
from icp_core.ingest.rows.parsed import Parsed, Refused
from icp_core.ingest.values.dates import DAY_FIRST, MONTH_FIRST
from icp_core.ingest.values.distinct import arrow_texts
from icp_core.ingest.values.literals import MISSING, PLAIN_NUMBER
from icp_core.ingest.values.missing import put_back, words_for_nothing
from icp_core.ingest.values.numbers import COMMA, POINT, read_numbers
from icp_core.ingest.values.words import WordColumn, read_flags, read_outcome, read_several, read_words
from icp_core.results import plural

NUMERIC_SHARE = 0.95  # share of plain numbers from which a column that is not mapped counts as numeric
FIRST_LOOK = 2_000  # cells of a long column in which numbers must occur before all are looked at
_CODES = frozenset(("id", "ids", "code", "codes", "zip", "zipcode", "postcode", "postal", "plz", "phone", "fax", "sic",
    "mobile", "naics", "vat", "duns", "iban", "siret", "siren", "key", "uuid", "guid", "sku"))  # fmt: skip
_NUMBERED = ("number", "no", "nr", "num", "nummer")  # as the last word after another (account number): a code too
_DIGIT = re.compile("[0-9]")  # Arrow's patterns take as long to begin with as a thousand short cells to read
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2,}", re.IGNORECASE)
_NOTHING = pa.array(sorted(MISSING), pa.large_string())
_WHAT = {Kind.DATE: "a date", Kind.MONTH: "a month", Kind.FLAG: "yes or no"}


@dataclass(frozen=True)
class Columns:
    """All mapped columns of one file.

    Args:
        parsed: Canonical column to what was read.
        currencies: ISO codes in the money columns, without the customers' own yearly revenue.
        days: Column of months to the days as they were written.
        refused: Rows whose amounts are in a currency that is not used.
    """

    parsed: dict[str, Parsed]
    currencies: tuple[str, ...]
    days: dict[str, pd.Series]
    refused: tuple[Refused, ...] = ()


def read_columns(
    raw: RawTable, table: str, decided: ColumnMap, findings: Findings, options: Mapping[str, Option]
) -> Columns:
    """Read every mapped column of a file.

    Args:
        raw: The file as text.
        table: Canonical table, for the declared types.
        decided: Canonical column to header, and the column of currencies.
        findings: Where remarks and questions go.
        options: What the person chose, by `Question.id`.

    Raises:
        UndecidedError: Amounts are in several currencies, and nobody said what to do.
    """
    declared = {name: column_of(table, name) for name in decided.columns}
    headed = {name: (header, declared[name]) for name, header in decided.columns.items()}
    numbers = {name: pair for name, pair in headed.items() if pair[1].kind in (Kind.NUMBER, Kind.MONEY)}
    dated = {name: pair for name, pair in headed.items() if pair[1].kind in (Kind.DATE, Kind.MONTH)}
    amounts = read_amounts(raw, numbers, decided.helpers.get("currency", ""), findings, options)
    days = read_days(raw, dated, _date_hint(amounts.marks, amounts.written), findings, options)
    wide = [column.header for column in period_columns(raw.header)] if table == "revenue" else []
    refused, currencies = amounts.refused, amounts.currencies
    if len(wide) >= WIDE_MONTHS and not {"month", "start_date", "mrr"} & set(headed):
        spread = read_wide(raw, wide, decided.helpers.get("currency", ""), findings, options)
        refused, currencies = spread.refused, spread.currencies
    parsed = dict(amounts.parsed)
    for name, column in days.items():
        month = declared[name].kind is Kind.MONTH
        values = first_of_month(column.values) if month and not column.monthly else column.values
        parsed[name] = Parsed(values, column.bad, _WHAT[declared[name].kind])
    for name, (header, column_declared) in headed.items():
        if name not in parsed:
            parsed[name] = _word_column(raw.rows[header], column_declared, header, findings, options)
    return Columns(
        {name: parsed[name] for name in decided.columns},
        currencies,
        {name: days[name].values for name in days if declared[name].kind is Kind.MONTH},
        refused,
    )


def read_attribute(
    cells: pd.Series,
    header: str,
    findings: Findings,
    lines: Lines,
    options: Mapping[str, Option] | None = None,
) -> pd.Series | None:
    """Read a column that is not mapped: numbers where nearly all are plain numbers, else words; None when it is empty.

    A code with a leading zero, an amount with a sign, a very long number or a header that names a code makes the
    column words.

    Args:
        cells: Text, as ``str`` or as ``category``; shape (n,).
        header: Its header.
        findings: Where remarks and questions go.
        lines: Line of each row, shape (n,).
        options: What the person chose: ``decimals:<Header>``, ``missing:<Header>``.
    """
    chosen = options or {}
    share = _share_of_numbers(cells)
    if share is None:
        return None
    if share < NUMERIC_SHARE or names_a_code(header):
        return _attribute_words(cells, header, findings, chosen)
    forced = chosen_mark(chosen, header)
    column = read_numbers(cells, forced=forced)
    if column.unsure:
        commas = all(COMMA in text for text in column.unsure)
        ask_mark(column, header, forced or POINT, findings, decided=bool(forced), urgent=False)
        if not forced:
            reading = "thousands" if commas else "decimals"
            findings.note(f"'{header}': {column.unsure[0]} was read with the mark for {reading}.", column=header)
    if column.bad.any():
        findings.rows(
            Severity.WARNING,
            f"'{header}' is not a number, as nearly all of the column are; the cell counts as unknown.",
            lines[column.bad].tolist(),
            values=cells[column.bad],
            column=header,
            remedy="Correct the cell if it matters.",
        )
    return column.values


def names_a_code(header: str) -> bool:
    """Whether a header says that its column holds codes, which are words even where they are digits.

    Example:
        >>> [names_a_code(header) for header in ("External ID", "Zip Code", "Account Number", "Number of seats")]
        [True, True, True, False]
    """
    words = plain(header).split()
    return bool(_CODES & set(words)) or (len(words) > 1 and words[-1] in _NUMBERED)


def _share_of_numbers(cells: pd.Series) -> float | None:
    """Return the share of filled cells that are plain numbers; 0 where one is a code, None where nothing is filled."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        texts = pa.array(cells.cat.categories.tolist(), pa.large_string())
        codes = cells.cat.codes.to_numpy()
        counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    else:
        texts, counts = arrow_texts(cells), np.ones(len(cells), dtype=np.int64)
        head = _plain_texts(texts[:FIRST_LOOK]) if len(texts) > FIRST_LOOK else None
        if head is not None and head[1].sum() and head[0].sum() < head[1].sum() / 2:
            return 0.0
    if len(texts) <= FIRST_LOOK and not _DIGIT.search("".join(filter(None, texts.to_pylist()))):
        return 0.0 if counts[_filled(texts)].sum() else None
    number, filled = _plain_texts(texts)
    known = int(counts[filled].sum())
    coded = pc.match_substring_regex(texts, r"^\s*[-+]?0[0-9]+\s*$|^\s*[-+]?(?:[0-9][.,]?){18,}")
    if known == 0:
        return None
    return 0.0 if (counts[_mask(coded)] > 0).any() else float(counts[number].sum()) / known


def _plain_texts(texts: pa.Array) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which texts are plain numbers, and which are anything at all."""
    filled = _filled(texts)
    return _mask(pc.match_substring_regex(pc.utf8_trim_whitespace(texts), PLAIN_NUMBER)) & filled, filled


def _filled(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which texts are anything at all."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return ~_mask(pc.is_in(pc.utf8_lower(trimmed), _NOTHING)) & _mask(pc.is_valid(trimmed))


def _mask(flags: pa.Array) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.fill_null(flags, fill_value=False).to_numpy(zero_copy_only=False)
    return found


def _attribute_words(cells: pd.Series, header: str, findings: Findings, options: Mapping[str, Option]) -> pd.Series:
    heeded, kept = words_for_nothing(cells, header, findings, options)
    return put_back(read_words(heeded).values, cells, kept)


def _say_shortened(cells: pd.Series, header: str, findings: Findings) -> None:
    """Warn of ids that a spreadsheet shortened: 1.23457E+11 may stand for many of them."""
    head = dict.fromkeys(cells.iloc[:FIRST_LOOK].dropna())
    shortened = next((text.strip() for text in head if _SHORTENED.fullmatch(text.strip())), "")
    if shortened:
        findings.warn(
            f"'{header}' holds numbers that a spreadsheet shortened ({shortened}); different ids may look the same.",
            column=header,
            remedy="Export the file again, and do not open and save it in a spreadsheet before you upload it.",
        )


def _date_hint(marks: tuple[str, ...], currencies: tuple[str, ...]) -> str:
    """Tell from the numbers of the file whether people there write the month first."""
    if COMMA in marks:
        return DAY_FIRST
    return MONTH_FIRST if currencies == ("USD",) else ""


def _word_column(
    cells: pd.Series, column: Column, header: str, findings: Findings, options: Mapping[str, Option]
) -> Parsed:
    """Read a column of words of one kind."""
    heeded, kept = cells, dict[str, str]()
    if column.kind not in (Kind.FLAG, Kind.OUTCOME):
        heeded, kept = words_for_nothing(cells, header, findings, options)
    read: WordColumn
    match column.kind:
        case Kind.FLAG:
            read = read_flags(heeded, churn=column.name == "churned")
        case Kind.OUTCOME:
            read = read_outcome(heeded)
        case Kind.MULTI:
            read = read_several(heeded)
        case _:
            read = read_words(heeded)
            if column.kind is Kind.KEY:
                _say_shortened(cells, header, findings)
            if kept:
                read = replace(read, values=put_back(read.values, cells, kept), hidden=0)
    if read.hidden:
        findings.note(
            f"'{header}': {plural(read.hidden, 'cell')} with '-', 'n/a' or 'null' counted as unknown.", column=header
        )
    return Parsed(read.values, read.bad, _WHAT.get(column.kind, "text"))
