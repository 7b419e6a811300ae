"""The shapes in which revenue and usage come, and how each becomes one row an account and month."""

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from icp_core.dataset import Severity
from icp_core.ingest.findings import Findings, row_list
from icp_core.ingest.matching.periods import MONTH, QUARTER, PeriodColumn, period_columns
from icp_core.ingest.rows.amounts import read_wide
from icp_core.ingest.rows.intervals import header_months
from icp_core.ingest.rows.payments import payments_of
from icp_core.ingest.rows.prepaid import by_month, by_period
from icp_core.ingest.rows.sums import Integers, added_up, further_rows, pairs_of
from icp_core.ingest.rows.table import Reading, is_wide
from icp_core.results import join_words

LONGEST_PERIOD = 1200  # months; a period that ends in the year 2999 is one that runs


@dataclass(frozen=True)
class Shaped:
    """The canonical tables made of one file.

    Args:
        tables: Canonical table to its rows (``subscriptions`` and later ``revenue`` for periods).
        shape: What was recognised and done, one sentence.
        last_day: The last day that the file speaks of; None when it holds no date of its own.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    shape: str = ""
    last_day: date | None = None


def shape_of(reading: Reading) -> Shaped:
    """Bring a file into its canonical rows and say how."""
    product = reading.mapping.product
    if product is not None and product.note:
        reading.findings.note(product.note)
    shaped = _shaped(reading)
    if product is None:
        return shaped
    return Shaped(shaped.tables, f"it looks like a {product.name}; {shaped.shape}", shaped.last_day)


def _shaped(reading: Reading) -> Shaped:
    frame = _without_tells(reading)
    match reading.table:
        case "revenue" if is_wide(reading.mapping, reading.raw):
            return _wide(reading)
        case "revenue":
            payments = payments_of(reading)
            made = by_period(payments) if "start_date" in frame else by_month(payments)
            return Shaped(made.tables, "; ".join((made.shape, *payments.said)), made.last_day)
        case "usage":
            return _usage(reading)
        case "customers" if "tenure_months" in frame and "start_date" not in frame:
            return Shaped(
                {"customers": frame}, "one row is one customer; how long it stayed is a number of months, without dates"
            )
        case table:
            return Shaped({table: frame}, f"one row is {_ONE_ROW.get(table, 'one record')}")


_ONE_ROW = {
    "customers": "one customer",
    "deals": "one deal",
    "spend": "the spend of one month",
    "feedback": "one answer",
    "headcount": "the people of one function in one month",
    "releases": "one release",
    "events": "one event",
}


def monthly_revenue(periods: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Count each paid period in the months at whose end it ran.

    A period counts in a month when it started by the month's last day and had not ended by then.

    Args:
        periods: ``account_id``, ``start_date``, ``end_date`` (NaT while it runs), ``mrr``.
        as_of: No month after the one of this day is made.

    Returns:
        ``account_id``, ``month``, ``mrr``: one row an account and month, summed over its periods.

    Example:
        >>> one = pd.DataFrame({"account_id": ["a"], "start_date": pd.to_datetime(["2024-01-15"]), "mrr": [50.0]})
        >>> ended = one.assign(end_date=pd.to_datetime(["2024-03-31"]))
        >>> monthly_revenue(ended, date(2024, 6, 30))["month"].dt.month.tolist()
        [1, 2]
    """
    starts = periods["start_date"].to_numpy().astype("datetime64[M]")
    ends = periods["end_date"].to_numpy() if "end_date" in periods else np.full(len(periods), np.datetime64("NaT"))
    last = (
        ends.astype("datetime64[M]") - 1
    )  # a month counts when its last day is before the end, so the month of the end never does
    bound = np.datetime64(as_of, "M")
    last = np.where(np.isnat(ends) | (last > bound), bound, last)
    count = np.clip((last - starts).astype(np.int64) + 1, 0, LONGEST_PERIOD)
    index = np.repeat(np.arange(len(periods)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    months = pd.Series((starts[index] + step).astype("datetime64[us]"))
    accounts = periods["account_id"].iloc[index].reset_index(drop=True)
    made = added_up(pairs_of(accounts, months), {"mrr": pd.Series(periods["mrr"].to_numpy(dtype=float)[index])})
    return made.sort_values(["account_id", "month"], ignore_index=True)


def _without_tells(reading: Reading) -> pd.DataFrame:
    """Take columns out that are filled from what became of the row, and say which."""
    there = [header for header in reading.mapping.tells if header in reading.frame]
    if there:
        reading.findings.note(
            f"{join_words([repr(header) for header in there])} {'tells' if len(there) == 1 else 'tell'} how the deals "
            "went; left out, so that no trait explains the outcome by itself."
        )
    return reading.frame.drop(columns=there) if there else reading.frame


def _wide(reading: Reading) -> Shaped:
    """Turn a column for each period into rows; an amount of a quarter or a year is spread over its months."""
    columns = period_columns(reading.raw.header)
    months = columns[0].months
    running = header_months(columns[0].header) == MONTH or header_months(columns[0].header) == 12
    parts = 1 if months == MONTH or running else months
    yearly = 12 if header_months(columns[0].header) == 12 else 1
    kept = reading.raw.rows[reading.sieve.kept].reset_index(drop=True)
    frames = []
    read = _wide_amounts(reading, kept, columns)
    for column in columns:
        amounts = read[column.header] / parts / yearly
        for month in range(column.first, column.first + months):
            day = np.datetime64(month - 1970 * 12, "M").astype("datetime64[us]")
            rows = pd.DataFrame({"account_id": reading.frame["account_id"], "month": day, "mrr": amounts})
            frames.append(rows.dropna(subset=["mrr"]))
    long = pd.concat(frames, ignore_index=True)
    pairs = pairs_of(long["account_id"], long["month"])
    long = added_up(pairs, {"mrr": long["mrr"]}).sort_values(["account_id", "month"], ignore_index=True)
    what = {MONTH: "a month", QUARTER: "a quarter"}.get(months, "a year")
    shape = f"one column is {what} ({len(columns)} of them); an empty cell is no revenue"
    if parts > 1:
        shape += f", and each amount is spread over its {months} months"
    if yearly > 1:
        shape += "; the amounts are by year, a month is a twelfth"
    last = max(column.first + months - 1 for column in columns)
    _say_sums(reading, columns)
    return Shaped({"revenue": long}, shape, month_end(long["month"]) if len(long) else _end_of(last))


def _say_sums(reading: Reading, columns: tuple[PeriodColumn, ...]) -> None:
    """Say which columns of longer periods and totals were left out beside the months."""
    used = {column.header for column in columns} | set(reading.mapping.columns.values())
    words = ("total", "sum", "celkem", "summe", "gesamt", "q1", "q2", "q3", "q4", "ytd")
    sums = [
        header
        for header in reading.raw.header
        if header not in used and any(word in header.casefold().split() or period_like(header) for word in words)
    ]
    if sums:
        reading.findings.note(
            f"{join_words([repr(header) for header in sums])} {'sums' if len(sums) == 1 else 'sum'} up other columns; "
            "left out, so that nothing counts twice."
        )


def period_like(header: str) -> bool:
    """Whether a header alone names a quarter or a year."""
    return bool(period_columns([header] * 3))


def _wide_amounts(reading: Reading, kept: pd.DataFrame, columns: tuple[PeriodColumn, ...]) -> dict[str, pd.Series]:
    """Read the amounts of the rows that are kept; the whole file was looked at before, and what is open was asked."""
    headers = [column.header for column in columns]
    currency = reading.mapping.helpers.get("currency", "")
    told = Findings(reading.table, reading.raw.name)  # said of the whole file already
    read = read_wide(replace(reading.raw, rows=kept), headers, currency, told, reading.options).parsed
    for header in headers:
        bad = read[header].bad
        if bad.any():
            reading.findings.rows(
                Severity.WARNING,
                f"'{header}' is not an amount; the month counts as unknown.",
                reading.lines[bad].tolist(),
                values=kept.loc[bad, header],
                column=header,
            )
    return {header: read[header].values for header in headers}


def _usage(reading: Reading) -> Shaped:
    frame = reading.frame
    shape = "one row is one account in one month"
    if not {"active", "sessions"} & set(frame):
        frame = frame.assign(sessions=1.0)
        shape = "one row is one event; counted by account and month"
    if "active" in frame:
        frame = frame.assign(active=frame["active"].astype("boolean"))
    pairs = pairs_of(frame["account_id"], frame["month"])
    if further_rows(pairs):
        lines = reading.lines[_again(pairs.keys)]
        frame = added_up(pairs, {name: frame[name] for name in ("active", "sessions") if name in frame})
        shape += f"; several rows of the same account and month added up ({row_list(lines.tolist(), 3)})"
    columns = [name for name in ("account_id", "month", "active", "sessions") if name in frame]
    return Shaped({"usage": frame[columns]}, shape, month_end(frame["month"]))


def _again(keys: Integers) -> np.ndarray:
    """Mark the rows whose key stands in an earlier row."""
    again = np.ones(len(keys), dtype=bool)
    again[np.unique(keys, return_index=True)[1]] = False
    return again


def month_end(months: pd.Series) -> date | None:
    """Return the last day of the latest month; None when there is none."""
    last = months.max()
    return None if pd.isna(last) else (pd.Timestamp(last) + pd.offsets.MonthEnd(0)).date()


def _end_of(month: int) -> date:
    return (pd.Timestamp(year=month // 12, month=month % 12 + 1, day=1) + pd.offsets.MonthEnd(0)).date()
