"""Reads the mapped columns of one file, with what the whole file says about dates and decimal marks."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.dataset import Column, Kind
from icp_core.errors import UserError
from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import RawTable
from icp_core.ingest.matching.mapping import column_of
from icp_core.ingest.values.dates import DAY_FIRST, MONTH_FIRST, DateColumn, read_dates
from icp_core.ingest.values.literals import MISSING
from icp_core.ingest.values.numbers import COMMA, POINT, NumberColumn, header_currency, is_plain_number, read_numbers
from icp_core.ingest.values.words import WordColumn, read_flags, read_outcome, read_several, read_words
from icp_core.results import plural

NUMERIC_SHARE = 0.95  # share of plain numbers from which a column that is not mapped counts as numeric
_RANGES = {
    "nps": (0, 10),
    "csat": (1, 5),
    "employees": (0, np.inf),
    "tenure_months": (0, np.inf),
    "people": (0, np.inf),
}
_WHAT = {
    Kind.DATE: "a date",
    Kind.MONTH: "a month",
    Kind.NUMBER: "a number",
    Kind.MONEY: "an amount",
    Kind.FLAG: "yes or no",
}


@dataclass(frozen=True)
class Parsed:
    """One canonical column, read.

    Args:
        values: One value a row.
        bad: True where the cell holds something that cannot be read.
        what: What was expected, in words.
    """

    values: pd.Series
    bad: npt.NDArray[np.bool_]
    what: str = ""


@dataclass(frozen=True)
class Columns:
    """All mapped columns of one file.

    Args:
        parsed: Canonical column to what was read.
        currencies: ISO codes in the money columns, without the customers' own yearly revenue.
        days: Column of months to the days as they were written.
    """

    parsed: dict[str, Parsed]
    currencies: tuple[str, ...]
    days: dict[str, pd.Series]


def read_columns(
    raw: RawTable, table: str, columns: Mapping[str, str], findings: Findings, *, dates: str = ""
) -> Columns:
    """Read every mapped column of a file.

    Args:
        raw: The file as text.
        table: Canonical table, for the declared types.
        columns: Canonical column to header.
        findings: Where remarks go.
        dates: Order of day and month that the person chose, or empty.

    Raises:
        UserError: A money column holds several currencies.
    """
    declared = {name: column_of(table, name) for name in columns}
    numbers = {
        name: _numbers(raw, declared[name], columns[name], "")
        for name in columns
        if declared[name].kind in (Kind.NUMBER, Kind.MONEY)
    }
    marks = [column.mark for column in numbers.values() if column.mark]
    hint = COMMA if COMMA in marks or (not marks and raw.delimiter == ";") else POINT
    if hint == COMMA:
        numbers = {
            name: column if column.mark else _numbers(raw, declared[name], columns[name], hint)
            for name, column in numbers.items()
        }
    parsed: dict[str, Parsed] = {}
    found: dict[str, None] = {}
    for name, column in numbers.items():
        named = header_currency(columns[name]) if declared[name].kind is Kind.MONEY else ""
        currencies = tuple(dict.fromkeys((*column.currencies, *([named] if named else []))))
        _refuse_mixed(currencies, raw.name, columns[name])
        if name != "annual_revenue":
            found |= dict.fromkeys(currencies)
        parsed[name] = _number_column(column, declared[name], columns[name], hint, findings)
    dated = {name: columns[name] for name in columns if declared[name].kind in (Kind.DATE, Kind.MONTH)}
    days = _date_columns(raw, dated, _date_hint(marks, tuple(found)), dates, findings)
    for name, dated_column in days.items():
        month = declared[name].kind is Kind.MONTH
        parsed[name] = Parsed(
            _first_of_month(dated_column.values) if month else dated_column.values,
            dated_column.bad,
            _WHAT[declared[name].kind],
        )
    for name, header in columns.items():
        if name not in parsed:
            parsed[name] = _word_column(raw.rows[header], declared[name], header, findings)
    return Columns(
        {name: parsed[name] for name in columns},
        tuple(found),
        {name: days[name].values for name in days if declared[name].kind is Kind.MONTH},
    )


def read_attribute(cells: pd.Series, header: str, findings: Findings, lines: npt.NDArray[np.int64]) -> pd.Series | None:
    """Read a column that is not mapped: numbers where nearly all are plain numbers, else words; None when it is empty.

    A code with a leading zero, an amount with a sign or a very long number makes the column words.
    """
    codes, uniques = pd.factorize(cells.str.strip())
    texts = [str(text) for text in uniques]
    known = np.array([text.casefold() not in MISSING for text in texts], dtype=bool)
    plain = np.array([is_plain_number(text) for text in texts], dtype=bool)
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    if counts[known].sum() == 0:
        return None
    zeros = any(
        text[:1] == "0" and not is_plain for text, is_plain in zip(texts, plain, strict=True) if text[1:2].isdigit()
    )
    if zeros or counts[plain & known].sum() < NUMERIC_SHARE * counts[known].sum():
        return read_words(cells).values
    column = read_numbers(cells)
    if column.unsure or column.currencies or column.percent:
        return read_words(cells).values if column.unsure else column.values
    if column.bad.any():
        _warn_cells(findings, lines[column.bad], cells[column.bad], header, "a number, as nearly all of the column are")
    return column.values


def _warn_cells(findings: Findings, lines: npt.NDArray[np.int64], cells: pd.Series, header: str, what: str) -> None:
    from icp_core.dataset import Severity

    findings.rows(
        Severity.WARNING,
        f"'{header}' is not {what}; the cell counts as unknown.",
        lines.tolist(),
        values=cells,
        column=header,
        remedy="Correct the cell if it matters.",
    )


def _numbers(raw: RawTable, column: Column, header: str, hint: str) -> NumberColumn:
    return read_numbers(raw.rows[header], hint=hint or POINT, bands=column.name == "employees")


def _refuse_mixed(currencies: tuple[str, ...], file: str, header: str) -> None:
    if len(currencies) > 1:
        raise UserError(
            "The column holds amounts in several currencies, which cannot be added up.",
            "Export it in one currency.",
            file=file,
            column=header,
            found=", ".join(currencies),
        )


def _number_column(column: NumberColumn, declared: Column, header: str, hint: str, findings: Findings) -> Parsed:
    """Say what was assumed, bring a discount to a share, and refuse values out of range."""
    values, bad = column.values, column.bad
    if column.unsure and not column.mark and any("." in text for text in column.unsure):
        reading = "thousands" if hint == COMMA else "decimals"
        findings.warn(f"'{header}': the point in {', '.join(column.unsure)} was read as {reading}.", column=header,
                      remedy="Export the column with two decimals if that is wrong.")  # fmt: skip
    if column.bands:
        findings.note(
            f"'{header}' holds ranges; each counts with its geometric middle, an open one with its lower end.",
            column=header,
        )
    if declared.name == "discount" and not column.percent and values.abs().max() > 1 and values.abs().max() <= 100:
        values = values / 100
        findings.note(f"'{header}' was read as percent: 10 is a tenth of the list price.", column=header)
    low, high = _RANGES.get(declared.name, (-np.inf, np.inf))
    outside = ((values < low) | (values > high)).to_numpy()
    if outside.any():
        bad = bad | outside
        values = values.mask(outside)
    what = f"a number from {low:g} to {high:g}" if outside.any() and np.isfinite(high) else _WHAT[declared.kind]
    return Parsed(values, bad, what)


def _date_hint(marks: list[str], currencies: tuple[str, ...]) -> str:
    """Tell from the numbers of the file whether people there write the month first."""
    if COMMA in marks:
        return DAY_FIRST
    return MONTH_FIRST if currencies == ("USD",) else ""


def _first_of_month(days: pd.Series) -> pd.Series:
    return pd.Series(days.to_numpy().astype("datetime64[M]").astype("datetime64[us]"), index=days.index)


def _date_columns(
    raw: RawTable, headers: Mapping[str, str], hint: str, forced: str, findings: Findings
) -> dict[str, DateColumn]:
    """Read the date columns; one whose order is not told takes it from the others."""
    columns = {name: read_dates(raw.rows[header], forced=forced) for name, header in headers.items()}
    told = {column.order for column in columns.values() if column.order and column.sure and not column.examples}
    hint = told.pop() if len(told) == 1 else hint
    for name, header in headers.items():
        column = columns[name]
        if column.examples:
            columns[name] = column = read_dates(raw.rows[header], hint=hint)
            _say_order(column, header, findings)
        elif column.by_neighbours:
            findings.warn(f"'{header}' holds dates in two forms; those with slashes were read {column.order}, "
                "as the dates around them suggest.",
                          column=header, remedy="Export the column as year-month-day if that is wrong.")  # fmt: skip
    return columns


def _say_order(column: DateColumn, header: str, findings: Findings) -> None:
    other = MONTH_FIRST if column.order == DAY_FIRST else DAY_FIRST
    findings.warn(
        f"'{header}' can be read day first or month first; it was read {column.order} ({', '.join(column.examples)}).",
        column=header,
        remedy=f"Choose {other} on the Data page, or export the dates as year-month-day.",
    )


def _word_column(cells: pd.Series, column: Column, header: str, findings: Findings) -> Parsed:
    read: WordColumn
    match column.kind:
        case Kind.FLAG:
            read = read_flags(cells, churn=column.name == "churned")
        case Kind.OUTCOME:
            read = read_outcome(cells)
        case Kind.MULTI:
            read = read_several(cells)
        case _:
            read = read_words(cells)
    if read.hidden:
        findings.note(
            f"'{header}': {plural(read.hidden, 'cell')} with '-', 'n/a' or 'null' counted as unknown.", column=header
        )
    return Parsed(read.values, read.bad, _WHAT.get(column.kind, "text"))
