"""Dates as people write them, with one order of day and month for a whole column."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.values.literals import MISSING, month_number

DAY_FIRST, MONTH_FIRST = "day first", "month first"
SERIAL_SHARE = 0.8  # share of a column that must be five-digit numbers before they count as Excel's days
EARLIEST, LATEST = 1900, 2100  # years outside are typing errors

_TIME = r"(?:[T ,]+\d{1,2}:\d{2}.*)?"
_ISO = rf"^(\d{{4}})[-/.](\d{{1,2}})(?:[-/.](\d{{1,2}}))?{_TIME}$"
_COMPACT = r"^((?:19|20)\d{2})(0[1-9]|1[0-2])(\d{2})?$"
_NUMERIC = rf"^(\d{{1,2}})\s?[/.\-]\s?(\d{{1,2}})\s?[/.\-]\s?(\d{{4}}|\d{{2}}){_TIME}$"
_MONTH_YEAR = r"^(\d{1,2})[/.\-](\d{4})$"
_WEEKDAY = r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+"
_DAY_NAME_YEAR = rf"^(\d{{1,2}})(?:st|nd|rd|th)?[ .\-/]+([^\W\d_]{{3,9}})[ ,.\-/']+(\d{{4}}|\d{{2}}){_TIME}$"
_NAME_DAY_YEAR = rf"^([^\W\d_]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}$"
_NAME_YEAR = r"^([^\W\d_]{3,9})[ ,.\-/']+(\d{4}|\d{2})$"

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class DateColumn:
    """A column read as days.

    Args:
        values: One day a cell, midnight, NaT where the cell is empty or cannot be read.
        bad: True where a cell holds something that is no date.
        order: ``day first``, ``month first``, or empty when no value needed an order.
        sure: Whether the values themselves, or their neighbours, tell the order.
        examples: Up to three values that fit both orders, when the order had to be assumed.
        by_neighbours: Whether the order was taken from the ISO dates of the same column.
    """

    values: pd.Series
    bad: npt.NDArray[np.bool_]
    order: str = ""
    sure: bool = True
    examples: tuple[str, ...] = ()
    by_neighbours: bool = False


def read_dates(cells: pd.Series, *, hint: str = "", forced: str = "") -> DateColumn:
    """Read a column of text as days; time and time zone are dropped, the written day stands.

    Args:
        cells: Text, shape (n,).
        hint: Order to assume when the column does not tell; day first when empty.
        forced: Order that the person chose.

    Returns:
        The days, shape (n,).

    Example:
        >>> read_dates(pd.Series(["2/18/2008", "3/4/2008"])).values.dt.strftime("%d %b").tolist()
        ['18 Feb', '04 Mar']
    """
    codes, uniques = pd.factorize(cells)
    texts = pd.Series(uniques, dtype="str").str.strip()
    missing = texts.str.casefold().isin(MISSING).to_numpy() | texts.isna().to_numpy()
    days = _plain_days(texts)
    numeric = texts.str.extract(_NUMERIC)
    twofold = numeric[0].notna().to_numpy() & np.isnat(days)
    order, sure, examples, neighbours = "", True, (), False
    if twofold.any():
        first, second, year = (_integers(numeric[part][twofold]) for part in range(3))
        order, sure, neighbours = _order(first, second, year, days)
        if forced:
            order, sure = forced, True
        elif not sure:
            order = hint or order or DAY_FIRST
            both = (first <= 12) & (second <= 12) & (first != second)
            examples = tuple(texts[twofold][both].head(3))
            sure = not examples
        day, month = (first, second) if order == DAY_FIRST else (second, first)
        days[twofold] = _days(_full_year(year), month, day)
    bad = np.isnat(days) & ~missing
    days = np.append(days, np.datetime64("NaT"))  # code -1 (missing cell) points at the last entry
    values = pd.Series(days[codes].astype("datetime64[us]"), index=cells.index)
    return DateColumn(values, np.append(bad, [False])[codes], order, sure, examples, neighbours)


def _plain_days(texts: pd.Series) -> Days:
    """Read every form that needs no decision about day and month."""
    days: Days = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[D]")
    iso = texts.str.extract(_ISO)
    _put(days, iso[0].notna(), lambda at: _days(_integers(iso[0][at]), _integers(iso[1][at]), _integers(iso[2][at], 1)))
    rest = np.isnat(days) & texts.notna().to_numpy()
    if not rest.any():
        return days
    compact = texts.str.extract(_COMPACT)
    _put(
        days,
        compact[0].notna(),
        lambda at: _days(_integers(compact[0][at]), _integers(compact[1][at]), _integers(compact[2][at], 1)),
    )
    month = texts.str.extract(_MONTH_YEAR)
    _put(days, month[0].notna(), lambda at: _days(_integers(month[1][at]), _integers(month[0][at]), _ones(at)))
    if texts[rest].str.contains(r"[^\W\d_]{3}", regex=True).any():
        _named(days, texts.str.replace(_WEEKDAY, "", case=False, regex=True))
    _counted(days, texts)
    return days


def _named(days: Days, texts: pd.Series) -> None:
    """Read the forms in which the month is a word."""
    full = texts.str.extract(_DAY_NAME_YEAR)
    _put(
        days,
        full[0].notna(),
        lambda at: _days(_full_year(_integers(full[2][at])), _months(full[1][at]), _integers(full[0][at])),
    )
    american = texts.str.extract(_NAME_DAY_YEAR)
    _put(
        days,
        american[0].notna(),
        lambda at: _days(_integers(american[2][at]), _months(american[0][at]), _integers(american[1][at])),
    )
    short = texts.str.extract(_NAME_YEAR)
    _put(
        days, short[0].notna(), lambda at: _days(_full_year(_integers(short[1][at])), _months(short[0][at]), _ones(at))
    )


def _counted(days: Days, texts: pd.Series) -> None:
    """Read Excel's count of days, and seconds or milliseconds since 1970."""
    serial = texts.str.fullmatch(r"[2-5]\d{4}(?:\.\d+)?").to_numpy(dtype=bool, na_value=False)
    filled = ~texts.str.casefold().isin(MISSING).to_numpy()
    if serial.any() and serial.sum() >= SERIAL_SHARE * filled.sum():
        count = np.floor(texts[serial].astype(float).to_numpy()).astype(int)
        days[serial] = np.datetime64("1899-12-30") + count.astype("timedelta64[D]")
    for pattern, unit in ((r"1\d{9}(?:\.0)?", "s"), (r"1\d{12}", "ms")):
        since = texts.str.fullmatch(pattern).to_numpy(dtype=bool, na_value=False)
        if since.any():
            days[since] = (
                texts[since]
                .astype(float)
                .to_numpy()
                .astype(np.int64)
                .astype(f"datetime64[{unit}]")
                .astype("datetime64[D]")
            )


def _order(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], year: npt.NDArray[np.int64], days: Days
) -> tuple[str, bool, bool]:
    """Decide what comes first; also whether that is sure, and whether the neighbours told it."""
    day_first = int(((first > 12) & (second <= 12)).sum())
    month_first = int(((second > 12) & (first <= 12)).sum())
    if day_first != month_first:
        return (DAY_FIRST if day_first > month_first else MONTH_FIRST), True, False
    known = days[~np.isnat(days)]
    if len(known):
        margin = np.timedelta64(31, "D")
        low, high = known.min() - margin, known.max() + margin
        years = _full_year(year)
        as_day_first, as_month_first = _days(years, second, first), _days(years, first, second)
        near = [int(((low <= option) & (option <= high)).sum()) for option in (as_day_first, as_month_first)]
        if near[0] != near[1]:
            return (DAY_FIRST if near[0] > near[1] else MONTH_FIRST), True, True
    return "", False, False


def _put(days: Days, found: pd.Series, make: object) -> None:
    """Fill in the days of the texts that have one form and are not read yet."""
    at = found.to_numpy(dtype=bool) & np.isnat(days)
    if at.any():
        days[at] = make(at)  # type: ignore[operator]


def _integers(parts: pd.Series, default: int = 0) -> npt.NDArray[np.int64]:
    return pd.to_numeric(parts, errors="coerce").fillna(default).to_numpy().astype(np.int64)


def _ones(at: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    return np.ones(int(at.sum()), dtype=np.int64)


def _months(names: pd.Series) -> npt.NDArray[np.int64]:
    return np.array([month_number(name) for name in names], dtype=np.int64)


def _full_year(year: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Read 24 as 2024 and 98 as 1998."""
    return np.where(year < 70, year + 2000, np.where(year < 100, year + 1900, year))


def _days(year: npt.NDArray[np.int64], month: npt.NDArray[np.int64], day: npt.NDArray[np.int64]) -> Days:
    """Return the days that exist, NaT for 30 February and for years nobody means."""
    fits = (year >= EARLIEST) & (year <= LATEST) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    first = (np.where(fits, year, 1970) - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (
        np.where(fits, month, 1) - 1
    )
    found = first.astype("datetime64[D]") + (np.where(fits, day, 1) - 1)
    fits &= found.astype("datetime64[M]") == first
    return np.where(fits, found, np.datetime64("NaT"))
