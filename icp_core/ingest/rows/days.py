"""The date columns of one file: one order of day and month for each, asked where nothing tells it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from icp_core.dataset import Column, Kind
from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Option, Question, RawTable, chosen_word
from icp_core.ingest.values.dates import DAY_FIRST, MONTH_FIRST, ORDERS, YEAR_FIRST, DateColumn, read_dates
from icp_core.ingest.values.fiscal import CALENDAR, fiscal_years, read_periods

_WORDS = {
    DAY_FIRST: "Day first: 03/04 is 3 April",
    MONTH_FIRST: "Month first: 03/04 is 4 March",
    YEAR_FIRST: "Year first: 24-03-05 is 5 March 2024",
}


def read_days(
    raw: RawTable,
    columns: Mapping[str, tuple[str, Column]],
    hint: str,
    findings: Findings,
    options: Mapping[str, Option],
) -> dict[str, DateColumn]:
    """Read the date columns; one whose order is not told takes it from the others, and is asked about.

    Args:
        raw: The file as text.
        columns: Canonical column to its header and its declaration.
        hint: The order that the numbers of the file suggest; empty for none.
        findings: Where remarks and questions go.
        options: What the person chose: ``dates:<Header>`` and ``fiscal``.
    """
    fiscal = chosen_word(options, "fiscal") if chosen_word(options, "fiscal") in fiscal_years() else CALENDAR
    chosen = {name: _chosen(options, header) for name, (header, _) in columns.items()}
    read = {
        name: read_dates(raw.rows[header], forced=chosen[name], fiscal=fiscal) for name, (header, _) in columns.items()
    }
    told = {column.order for name, column in read.items() if column.order and column.sure}
    found = told.pop() if len(told) == 1 else ""
    for name, (header, declared) in columns.items():
        column = read[name]
        if chosen[name]:
            free = read_dates(raw.rows[header], fiscal=fiscal)
            if free.examples or free.by_neighbours or free.order != chosen[name]:
                _ask(column, free, header, findings, decided=True, urgent=True)
        elif column.examples:
            dotted = all("." in text for text in column.examples)  # 3.4.2024 is written where the day comes first
            likely = found or (DAY_FIRST if dotted else hint)
            read[name] = column = read_dates(raw.rows[header], hint=likely, fiscal=fiscal)
            _say_order(column, header, findings, sure=bool(found) or dotted)
            _ask(column, column, header, findings, decided=False, urgent=not found and not dotted)
        elif column.by_neighbours:
            findings.warn(f"'{header}' holds dates in two forms; those with slashes were read {column.order}, "
                "as the dates around them suggest.",
                          column=header, remedy="Export the column as year-month-day if that is wrong.")  # fmt: skip
            _ask(column, column, header, findings, decided=False, urgent=False)
        _say_forms(column, header, declared, findings)
    _ask_fiscal(read, fiscal, findings, decided=bool(chosen_word(options, "fiscal")))
    return read


def first_of_month(days: pd.Series) -> pd.Series:
    """Return the first day of the month of each day.

    Example:
        >>> first_of_month(pd.to_datetime(pd.Series(["2024-03-17"]))).dt.day.tolist()
        [1]
    """
    first = days.to_numpy().astype("datetime64[M]").astype("datetime64[us]")
    return pd.Series(first, index=days.index, copy=False)


def _chosen(options: Mapping[str, Option], header: str) -> str:
    word = chosen_word(options, f"dates:{header}")
    return word if word in ORDERS else ""


def _ask(
    column: DateColumn, doubt: DateColumn, header: str, findings: Findings, *, decided: bool, urgent: bool
) -> None:
    """Ask for the order of one column, with what three of its values would be."""
    orders = [DAY_FIRST, MONTH_FIRST] + ([YEAR_FIRST] if YEAR_FIRST in (column.order, doubt.order) else [])
    read = {order: read_dates(pd.Series(list(doubt.examples), dtype="str"), forced=order).values for order in orders}
    examples = tuple(
        f"{text} is " + ", or ".join(_in_words(read[order][place]) for order in orders)
        for place, text in enumerate(doubt.examples)
    )
    findings.ask(
        Question(
            f"dates:{header}",
            findings.table,
            findings.file,
            f"The dates in '{header}' can be read in more than one order. Which part comes first?",
            {order: _WORDS[order] for order in orders},
            chosen=column.order,
            decided=decided,
            examples=examples,
            urgent=urgent,
        )
    )


def _in_words(day: pd.Timestamp) -> str:
    return "no date" if pd.isna(day) else f"{day.day} {day:%B} {day.year}"


def _say_order(column: DateColumn, header: str, findings: Findings, *, sure: bool) -> None:
    other = MONTH_FIRST if column.order == DAY_FIRST else DAY_FIRST
    (findings.note if sure else findings.warn)(
        f"'{header}' can be read {column.order} or {other}; it was read {column.order} ({', '.join(column.examples)}).",
        column=header,
        remedy=f"Choose {other} on the Data page, or export the dates as year-month-day.",
    )


def _say_forms(column: DateColumn, header: str, declared: Column, findings: Findings) -> None:
    """Say how what is no written day was read."""
    for form, examples in column.forms.items():
        shown = ", ".join(examples)
        match form:
            case "zone":
                sentence = (
                    f"'{header}' holds times with a time zone ({shown}); each counts on the day as it is written."
                )
                findings.note(sentence, column=header)
            case "serial":
                findings.note(f"'{header}' holds days as a spreadsheet counts them ({shown}).", column=header)
            case "seconds":
                sentence = f"'{header}' holds seconds or milliseconds since 1970 ({shown}); the day is that of UTC."
                findings.note(sentence, column=header)
            case "year":
                sentence = f"'{header}' holds only years ({shown}); each counts as its 1 January."
                findings.warn(
                    sentence, column=header, remedy="Export whole dates; times computed from years are rough."
                )
            case "none":
                sentence = f"'{header}' holds days that stand for no date ({shown}); such cells count as empty."
                findings.note(sentence, column=header)
            case "long":
                month = declared.kind is Kind.MONTH
                counts = "in the first month of its period" if month else "on the first day of its period"
                remedy = (
                    "Export it by month; the other months of a period stay empty." if month else "Export whole dates."
                )
                findings.warn(
                    f"'{header}' holds periods ({shown}); each counts {counts}.", column=header, remedy=remedy
                )


def _ask_fiscal(columns: Mapping[str, DateColumn], fiscal: str, findings: Findings, *, decided: bool) -> None:
    """Ask when the fiscal year begins, where quarters or fiscal years occur."""
    labels = list(dict.fromkeys(label for column in columns.values() for label in column.forms.get("fiscal", ())))[:3]
    if not labels:
        return
    days = read_periods(labels, first_month=fiscal).days
    examples = [f"{label} begins on {_in_words(pd.Timestamp(day))}" for label, day in zip(labels, days, strict=True)]
    findings.ask(
        Question(
            "fiscal",
            findings.table,
            findings.file,
            "The dates name quarters or fiscal years. In which month does the fiscal year begin?",
            fiscal_years(),
            chosen=fiscal,
            decided=decided,
            examples=tuple(examples),
            urgent=bool(np.any([label.upper().startswith("F") or "FY" in label.upper() for label in labels])),
        )
    )
