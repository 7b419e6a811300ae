"""The shapes in which revenue and usage come, and how each becomes one row an account and month."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from icp_core.dataset import Severity
from icp_core.ingest.findings import row_list
from icp_core.ingest.matching.roles import month_headers
from icp_core.ingest.rows.table import Reading, is_wide
from icp_core.ingest.values.dates import read_dates
from icp_core.ingest.values.numbers import COMMA, read_numbers
from icp_core.results import plural

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
    frame = reading.frame
    match reading.table:
        case "revenue" if "start_date" in frame:
            return _periods(frame)
        case "revenue" if is_wide(reading.mapping, reading.raw):
            return _wide(reading)
        case "revenue":
            return _by_month(reading)
        case "usage":
            return _usage(reading)
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
    rows = pd.DataFrame(
        {
            "account_id": periods["account_id"].to_numpy()[index],
            "month": (starts[index] + step).astype("datetime64[us]"),
            "mrr": periods["mrr"].to_numpy()[index],
        }
    ).astype({"account_id": "str"})
    return _summed(rows)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of one account and month."""
    return rows.groupby(["account_id", "month"], sort=True)[["mrr"]].sum().reset_index()


def _periods(frame: pd.DataFrame) -> Shaped:
    columns = ["account_id", "start_date", "end_date", "mrr"]
    periods = frame.reindex(columns=columns).astype({"end_date": "datetime64[us]"})
    starts = periods["start_date"]
    last = starts.max()
    if pd.notna(last) and bool((starts.dt.day == 1).all()):
        last = last + pd.offsets.MonthEnd(0)
    shape = (
        "one row is a paid period from start to end; it counts as monthly revenue in every month at whose end it ran, "
        "so a gap is churn and a later period a return"
    )
    return Shaped({"subscriptions": periods}, shape, None if pd.isna(last) else last.date())


def _wide(reading: Reading) -> Shaped:
    headers = month_headers(reading.raw.header)
    months = read_dates(pd.Series(headers, dtype="str")).values
    kept = reading.raw.rows[reading.sieve.kept].reset_index(drop=True)
    frames = []
    for header, month in zip(headers, months, strict=True):
        hint = COMMA if reading.raw.delimiter == ";" else "."
        column = read_numbers(kept[header], hint=hint)
        if column.bad.any():
            reading.findings.rows(
                Severity.WARNING,
                f"'{header}' is not an amount; the month counts as unknown.",
                reading.lines[column.bad].tolist(),
                values=kept.loc[column.bad, header],
                column=header,
            )
        rows = pd.DataFrame({"account_id": reading.frame["account_id"], "month": month, "mrr": column.values})
        frames.append(rows.dropna(subset=["mrr", "month"]))
    long = pd.concat(frames, ignore_index=True).astype({"month": "datetime64[us]"})
    long["month"] = long["month"].dt.to_period("M").dt.to_timestamp().astype("datetime64[us]")
    long = _summed(long)
    return Shaped(
        {"revenue": long},
        f"one column is a month ({len(headers)} of them); an empty cell is no revenue",
        month_end(long["month"]),
    )


def _by_month(reading: Reading) -> Shaped:
    frame = reading.frame[["account_id", "month", "mrr"]]
    days = reading.days["month"]
    invoices = bool((days.dt.day.fillna(1) != 1).any()) and not bool((days.dropna().dt.is_month_end).all())
    again = int(frame.duplicated(["account_id", "month"]).sum())
    if again:
        frame = _summed(frame)
    summed = f"{plural(again, 'further row')} of the same account and month added up"
    if invoices:
        last = days.max()
        shape = (
            f"one row is an invoice or order on a day; summed into months ({len(frame):,} rows of account and month)"
        )
        return Shaped({"revenue": frame}, shape, None if pd.isna(last) else last.date())
    shape = "one row is one account in one month" + (f"; {summed}" if again else "")
    return Shaped({"revenue": frame}, shape, month_end(frame["month"]))


def _usage(reading: Reading) -> Shaped:
    frame = reading.frame
    shape = "one row is one account in one month"
    if not {"active", "sessions"} & set(frame):
        frame = frame.assign(sessions=1.0)
        shape = "one row is one event; counted by account and month"
    if frame.duplicated(["account_id", "month"]).any():
        how = {name: how for name, how in (("active", "max"), ("sessions", "sum")) if name in frame}
        if "active" in frame:
            frame = frame.assign(active=frame["active"].astype("boolean"))
        lines = reading.lines[frame.duplicated(["account_id", "month"]).to_numpy()]
        frame = frame.groupby(["account_id", "month"], as_index=False).agg(how)
        shape += f"; several rows of the same account and month added up ({row_list(lines.tolist(), 3)})"
    columns = [name for name in ("account_id", "month", "active", "sessions") if name in frame]
    return Shaped({"usage": frame[columns]}, shape, month_end(frame["month"]))


def month_end(months: pd.Series) -> date | None:
    """Return the last day of the latest month; None when there is none."""
    last = months.max()
    return None if pd.isna(last) else (pd.Timestamp(last) + pd.offsets.MonthEnd(0)).date()
