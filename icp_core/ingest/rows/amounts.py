"""The number columns of one file: one decimal mark for each, thousands, ranges and currencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from icp_core.dataset import Column, Kind
from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Mask, Option, Question, RawTable, chosen_word
from icp_core.ingest.matching.headers import names_cents
from icp_core.ingest.rows.currencies import ASIDE, money_column, settled
from icp_core.ingest.rows.parsed import Parsed, Refused
from icp_core.ingest.values.durations import MEASURED, in_months
from icp_core.ingest.values.money import header_currency, header_factor
from icp_core.ingest.values.numbers import COMMA, POINT, NumberColumn, read_numbers
from icp_core.results import plural

MARKS = {"point": POINT, "comma": COMMA}
COUNTED = frozenset(("employees", "people", "leads", "sessions"))  # whole numbers: a mark can only part thousands
POINT_MONEY = frozenset(("USD", "GBP", "CAD", "AUD", "NZD", "JPY", "CNY", "INR", "HKD", "SGD", "MXN", "ILS"))
_RANGES = {
    "nps": (0, 10),
    "csat": (1, 5),
    "employees": (0, np.inf),
    "tenure_months": (0, np.inf),
    "people": (0, np.inf),
}
_WHAT = {Kind.NUMBER: "a number", Kind.MONEY: "an amount"}


@dataclass(frozen=True)
class Amounts:
    """The number columns of one file.

    Args:
        parsed: Canonical column to what was read.
        currencies: ISO codes in the money columns, without the customers' own yearly revenue.
        marks: The decimal marks that the columns show.
        refused: Rows in a currency that is not used.
        written: ISO codes as they stand in the file, before any conversion.
    """

    parsed: dict[str, Parsed]
    currencies: tuple[str, ...]
    marks: tuple[str, ...]
    refused: tuple[Refused, ...]
    written: tuple[str, ...] = ()


def read_amounts(
    raw: RawTable,
    columns: Mapping[str, tuple[str, Column]],
    currency: str,
    findings: Findings,
    options: Mapping[str, Option],
) -> Amounts:
    """Read every number column of a file.

    Args:
        raw: The file as text.
        columns: Canonical column to its header and its declaration.
        currency: Header of the column that names the currency of each row; empty for none.
        findings: Where remarks and questions go.
        options: What the person chose: ``decimals:<Header>``, ``currency``, ``rates``.

    Raises:
        UndecidedError: Amounts are in several currencies, and nobody said what to do.
    """
    read = _with_marks(raw, columns, findings, options)
    marks = tuple(column.mark for column in read.values() if column.mark)
    money = []
    for name, column in read.items():
        header, declared = columns[name]
        if declared.kind is Kind.MONEY:
            money.append(
                money_column(
                    name, header, _in_units(column, header, findings), raw.rows[currency] if currency else None
                )
            )
    one, currencies, refused = settled(money, findings.table, findings, options)
    parsed = {name: _parsed(one.get(name, column), *columns[name], findings) for name, column in read.items()}
    written = dict.fromkeys(code for column in money if column.name != ASIDE for code in column.codes)
    return Amounts(parsed, currencies, marks, tuple(refused), tuple(written))


def read_wide(
    raw: RawTable, headers: Sequence[str], currency: str, findings: Findings, options: Mapping[str, Option]
) -> Amounts:
    """Read the columns of a file that has one for each month: one decimal mark and one currency for all of them.

    Args:
        raw: The file as text.
        headers: The columns of months.
        currency: Header of the column that names the currency of each row; empty for none.
        findings: Where remarks and questions go.
        options: What the person chose: ``decimals:<first header that is in doubt>``, ``currency``, ``rates``.

    Returns:
        The amounts, by header.

    Raises:
        UndecidedError: Amounts are in several currencies, and nobody said what to do.
    """
    read = {header: read_numbers(raw.rows[header]) for header in headers}
    marks = {column.mark for column in read.values() if column.mark}
    told = COMMA if COMMA in marks else POINT if marks else ""
    doubtful = next((header for header in headers if read[header].unsure), "")
    used = told or (COMMA if raw.delimiter == ";" else POINT)
    if doubtful:
        forced = chosen_mark(options, doubtful)
        used = forced or used
        ask_mark(read[doubtful], doubtful, used, findings, decided=bool(forced), urgent=not told)
    for header, column in read.items():
        if column.unsure and used != POINT:
            read[header] = read_numbers(raw.rows[header], forced=used)
    rows = raw.rows[currency] if currency else None
    money = [money_column(header, header, column, rows) for header, column in read.items()]
    one, currencies, refused = settled(money, findings.table, findings, options)
    parsed = {header: Parsed(column.values, column.bad, "an amount") for header, column in one.items()}
    return Amounts(parsed, currencies, tuple(marks), tuple(refused))


def ask_mark(column: NumberColumn, header: str, used: str, findings: Findings, *, decided: bool, urgent: bool) -> None:
    """Ask which mark parts the decimals of a column whose values do not tell."""
    example = column.unsure[0]
    readings = {
        answer: f"{example} is {_read_with(example, mark)}" for answer, mark in MARKS.items()
    }  # fmt: skip
    findings.ask(
        Question(
            f"decimals:{header}",
            findings.table,
            findings.file,
            f"The figures in '{header}' can be read in two ways: as thousands, or with three decimals. Which is right?",
            readings,
            chosen=next(answer for answer, mark in MARKS.items() if mark == used),
            decided=decided,
            examples=tuple(
                f"{text} is {_read_with(text, POINT)}, or {_read_with(text, COMMA)}" for text in column.unsure
            ),
            urgent=urgent,
        )
    )


def chosen_mark(options: Mapping[str, Option], header: str) -> str:
    """Return the decimal mark that a person chose for a column; empty when nothing was chosen."""
    return MARKS.get(chosen_word(options, f"decimals:{header}"), "")


def _read_with(text: str, mark: str) -> str:
    return f"{read_numbers(pd.Series([text]), forced=mark).values.iloc[0]:,.10g}"


def _with_marks(
    raw: RawTable, columns: Mapping[str, tuple[str, Column]], findings: Findings, options: Mapping[str, Option]
) -> dict[str, NumberColumn]:
    """Read each column with the mark that it shows, else with that of the others, and ask about what stays open."""
    forced = {name: chosen_mark(options, header) for name, (header, _) in columns.items()}
    cells = {name: _cells(raw, name, header, findings) for name, (header, _) in columns.items()}
    read = {name: read_numbers(cells[name], forced=forced[name], bands=name == "employees") for name in columns}
    marks = {column.mark for column in read.values() if column.mark}
    told = COMMA if COMMA in marks else POINT if marks else ""
    hint = told or (COMMA if raw.delimiter == ";" else POINT)
    for name, (header, declared) in columns.items():
        column = read[name]
        if not column.unsure:
            continue
        used = forced[name] or _likely(column, header, declared, hint)
        if used != (forced[name] or POINT):
            again = read_numbers(cells[name], forced=used, bands=name == "employees")
            read[name] = replace(again, unsure=column.unsure)
        if forced[name]:
            ask_mark(column, header, used, findings, decided=True, urgent=True)
        elif declared.name in COUNTED:
            findings.note(
                f"'{header}': {column.unsure[0]} was read as {_read_with(column.unsure[0], used)}.", column=header
            )
        else:
            one = len({mark for text in column.unsure for mark in (POINT, COMMA) if mark in text}) == 1
            sure = one and (bool(told) or _in_point_money(column, header))
            _say_mark(column, header, used, findings, sure=sure)
            ask_mark(column, header, used, findings, decided=False, urgent=not sure)
    return read


def _cells(raw: RawTable, name: str, header: str, findings: Findings) -> pd.Series:
    """Return the cells of a column of numbers; lengths of time in words become months, which is said."""
    if name not in MEASURED:
        return raw.rows[header]
    cells, lengths = in_months(raw.rows[header])
    if lengths:
        findings.note(f"'{header}': lengths in words were read as months, such as {lengths[0]!r}.", column=header)
    return cells


def _in_point_money(column: NumberColumn, header: str) -> bool:
    """Whether the cells, or else the header, name currencies of countries that write the decimals after a point."""
    codes = set(column.currencies) or {header_currency(header)} - {""}
    return bool(codes) and codes <= POINT_MONEY


def _likely(column: NumberColumn, header: str, declared: Column, hint: str) -> str:
    """Return the decimal mark to assume for a column that holds only figures like 1.234."""
    if declared.name in COUNTED:
        return COMMA if any(POINT in text for text in column.unsure) else POINT
    if _in_point_money(column, header):
        return POINT
    return hint


def _say_mark(column: NumberColumn, header: str, used: str, findings: Findings, *, sure: bool) -> None:
    point = any(POINT in text for text in column.unsure)
    reading = "decimals" if point == (used == POINT) else "thousands"
    mark = "point" if point else "comma"
    sentence = f"'{header}': the {mark} in {', '.join(column.unsure)} was read as {reading}."
    remedy = "Choose the other reading on the Data page, or export the column with two decimals, if that is wrong."
    (findings.note if sure else findings.warn)(sentence, column=header, remedy=remedy)


def _in_units(column: NumberColumn, header: str, findings: Findings) -> NumberColumn:
    """Bring amounts to whole units where the header says that they are in cents, thousands or millions."""
    if names_cents(header):
        findings.note(f"'{header}' says that its amounts are in cents; each was divided by 100.", column=header)
        return replace(column, values=column.values / 100)
    factor = header_factor(header)
    if factor == 1:
        return column
    findings.note(
        f"'{header}' says that its amounts are in units of {factor:,.0f}; each was multiplied.", column=header
    )
    return replace(column, values=column.values * factor)


def _shares(values: pd.Series, bad: Mask, header: str, findings: Findings) -> tuple[pd.Series, Mask]:
    """Bring discounts without a sign to shares; where a column holds both shares and percent, the rarer are unknown."""
    size = values.abs()
    share, percent = (size > 0) & (size < 1), (size > 1) & (size <= 100)
    if not percent.any() or size.max() > 100:
        return values, bad
    if share.sum() > percent.sum():
        return values.mask(percent), bad | percent.to_numpy()
    findings.note(f"'{header}' was read as percent: 10 is a tenth of the list price.", column=header)
    return (values / 100).mask(share), bad | share.to_numpy()


def _parsed(column: NumberColumn, header: str, declared: Column, findings: Findings) -> Parsed:
    """Say what was assumed, bring a discount to a share, and refuse values out of range."""
    values, bad = column.values, column.bad
    if column.bare_percent:
        cells = plural(column.bare_percent, "cell")
        findings.warn(
            f"'{header}': {cells} without a percent sign read as percent, as most of the column have one.",
            column=header,
        )
    if column.bands:
        findings.note(
            f"'{header}' holds ranges; each counts with its geometric middle (51-200 with 101), one without an upper "
            "end with its lower end.",
            column=header,
        )
    if column.spoilt:
        findings.warn(
            f"'{header}' holds ranges that a spreadsheet made dates of; each was read as the range it was "
            f"({', '.join(column.spoilt)}).",
            column=header,
            remedy="Correct the cells if that is wrong.",
        )
    if declared.name == "discount" and not column.percent:
        values, bad = _shares(values, bad, header, findings)
    what = _WHAT[declared.kind]
    if declared.name in _RANGES:
        low, high = _RANGES[declared.name]
        outside = ((values < low) | (values > high)).to_numpy()
        if outside.any():
            bad, values = bad | outside, values.mask(outside)
            what = f"a number from {low:g} to {high:g}" if np.isfinite(high) else what
    return Parsed(values, bad, what)
