"""Dates as people write them, with one order of day and month for a whole column."""

import re
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from icp_core.ingest.values.distinct import arrow_texts, distinct
from icp_core.ingest.values.fiscal import CALENDAR, read_periods
from icp_core.ingest.values.literals import MISSING
from icp_core.ingest.values.scripts import plain_signs
from icp_core.ingest.values.written import EARLIEST, LATEST, Days, days_of, full_year, integers, written_days, years

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day first", "month first", "year first"
ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
COUNT_SHARE = 0.8  # share of a column that must be five-digit numbers, or years, before they count as days
CONTRARY_SHARE = 0.1  # dates of the other order for each of the one, up to which they are typing errors
FEWEST_DAYS = 10  # different last parts from which 24-03-05 can be told to end with the day

_NUMERIC = r"^(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|'?\d{2})\.?$"
_TIME = r"(?:[T ,]+(?:at |um |klo )?[0-9]{1,2}[:.h][0-9]{2}(?:$|[^0-9.].*|[.][0-9].*))$"
_STAMP = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}[^a-zA-Z]*(?:Z|UTC|GMT)?)?$"
_SINCE_1970 = r"[1-3][0-9]{9}(?:[0-9]{3})?(?:[.][0-9]+)?$"
_FIRST_SECOND, _LAST_SECOND = 1_000_000_000, 4_000_000_000  # from 2001 to 2096
_ZONE = r"[0-9:.]\s?(?:Z|UTC|GMT|[A-Z]{2,4}T|[+-][0-9]{2}:?[0-9]{2})$"
_NO_DAY = frozenset(  # how databases write no date, or no end
    ("0000-00-00", "00/00/0000", "00.00.0000", "1900-01-00", "0", "0001-01-01", "01/01/0001", "1/1/0001", "01.01.0001",
     "9999-12-31", "12/31/9999", "31/12/9999", "31.12.9999", "2999-12-31", "12/31/2999", "31/12/2999", "31.12.2999")
)  # fmt: skip
_FIRST_DAYS = np.array(["1900-01-01", "1970-01-01"], dtype="datetime64[D]")  # where the counts of programs begin
LONG_BEFORE = np.timedelta64(3652, "D")  # ten years: a first day so long before all others stands for no date


@dataclass(frozen=True)
class DateColumn:
    """A column read as days.

    Args:
        values: One day a cell, midnight, NaT where the cell is empty or cannot be read.
        bad: True where a cell holds something that is no date.
        order: ``day first``, ``month first`` or ``year first``; empty when no value needed an order.
        sure: Whether the values themselves, or their neighbours, tell the order.
        examples: Up to three values that fit both orders, when the order had to be assumed.
        by_neighbours: Whether the order was taken from the ISO dates of the same column.
        monthly: Whether every day is the first of a month.
        forms: What stood in the column that is no written day, to up to three examples: ``zone`` (a time zone),
            ``serial`` (Excel's count of days), ``seconds`` (since 1970), ``year``, ``fiscal`` (a label whose days
            depend on the fiscal year), ``long`` (a label of more than a month), ``none`` (how programs write that
            there is no date).
    """

    values: pd.Series
    bad: npt.NDArray[np.bool_]
    order: str = ""
    sure: bool = True
    examples: tuple[str, ...] = ()
    by_neighbours: bool = False
    monthly: bool = False
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_dates(cells: pd.Series, *, hint: str = "", forced: str = "", fiscal: str = CALENDAR) -> DateColumn:
    """Read a column of text as days; time and time zone are dropped, the written day stands.

    ``2024-03-01T23:30:00-05:00`` is the first of March: that is the day on which it happened where it was written
    down, and the day that the person sees in the export.

    Args:
        cells: Text, as ``str`` or as ``category``; shape (n,).
        hint: Order to assume when the column does not tell; day first when empty.
        forced: Order that the person chose.
        fiscal: First month of the fiscal year, one of `fiscal_years`.

    Returns:
        The days, shape (n,).

    Example:
        >>> read_dates(pd.Series(["2/18/2008", "3/4/2008"])).values.dt.strftime("%d %b").tolist()
        ['18 Feb', '04 Mar']
    """
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        plain = _plain(arrow_texts(cells))
        if plain is not None:
            values = pd.Series(plain[0].astype("datetime64[us]"), index=cells.index, copy=False)
            return DateColumn(values, np.zeros(len(cells), dtype=bool), forms=plain[1])
    codes, texts = distinct(cells)
    plain = _plain(pa.array(texts, pa.large_string()))
    if plain is not None:
        return _spread(DateColumn(pd.Series(plain[0]), np.zeros(len(texts), dtype=bool), forms=plain[1]), codes, cells)
    trimmed = plain_signs(pc.utf8_trim_whitespace(pa.array(texts, pa.large_string())))
    stamped = pc.replace_substring_regex(trimmed, _TIME, "")
    day_codes, days = distinct(stamped.to_pandas().astype("str"))
    column = _read(pd.Series(days, dtype="str"), hint, forced, fiscal)
    zoned = pc.and_(pc.match_substring_regex(trimmed, _ZONE), pc.not_equal(trimmed, stamped))
    if pc.any(zoned).as_py():
        column.forms["zone"] = tuple(trimmed.filter(zoned)[:3].to_pylist())
    return _spread(column, np.append(day_codes, [-1])[codes], cells)


def _spread(column: DateColumn, codes: npt.NDArray[np.intp], cells: pd.Series) -> DateColumn:
    """Give every cell the day of its text; code -1 (a missing cell) points at the last entry, which is no day."""
    days = np.append(column.values.to_numpy().astype("datetime64[us]"), np.datetime64("NaT"))
    values = pd.Series(days[codes], index=cells.index, copy=False)
    bad = np.append(column.bad, [False])[codes] if column.bad.any() else np.zeros(len(codes), dtype=bool)
    return replace(column, values=values, bad=bad, monthly=is_monthly(days), forms=dict(column.forms))


def is_monthly(days: Days) -> bool:
    """Whether every known day is the first of its month."""
    known = days[~np.isnat(days)].astype("datetime64[D]")
    return bool((known == known.astype("datetime64[M]")).all())


def _plain(texts: pa.Array) -> tuple[Days, dict[str, tuple[str, ...]]] | None:
    """Read the cells at once when every one is empty or an ISO date, with or without a time; None when one is not."""
    head = [text for text in texts[:100].to_pylist() if text]
    if head and all(re.match(_SINCE_1970, text) for text in head):
        return _since_1970(texts)
    if any(not re.match(_STAMP, text) for text in head):
        return None
    filled = pc.if_else(pc.equal(texts, ""), None, texts)
    forms: dict[str, tuple[str, ...]] = {}
    if any(len(text) > 10 for text in head):
        if not pc.all(pc.match_substring_regex(filled, _STAMP)).as_py():
            return None
        zoned = pc.match_substring_regex(filled, _ZONE + "|Z$")
        zoned = pc.and_kleene(zoned, pc.greater(pc.utf8_length(filled), 10))
        if pc.any(zoned).as_py():
            forms["zone"] = tuple(dict.fromkeys(filled.filter(zoned)[:50].to_pylist()))[:3]
        filled = pc.utf8_slice_codeunits(filled, 0, 10)
    try:
        days = pc.cast(filled, pa.date32())
    except pa.ArrowInvalid:
        return None
    ends = pc.min_max(days).as_py()
    if ends["min"] is not None and not EARLIEST <= ends["min"].year <= ends["max"].year <= LATEST:
        return None
    found: Days = days.to_numpy(zero_copy_only=False)
    if ends["min"] is not None and np.datetime64(ends["min"]) in _FIRST_DAYS:
        none = _no_days(found)
        found = np.where(none, np.datetime64("NaT"), found)
        forms |= {"none": tuple(texts.filter(pa.array(none))[:3].to_pylist())} if none.any() else {}
    return found, forms


def _no_days(days: Days) -> npt.NDArray[np.bool_]:
    """Return where a program wrote the first day it knows for no date; shape (n,)."""
    first, known = np.isin(days, _FIRST_DAYS), ~np.isnat(days)
    if not first.any() or (first | ~known).all():
        return np.zeros(len(days), dtype=bool)
    early: npt.NDArray[np.bool_] = first & (days < days[known & ~first].min() - LONG_BEFORE)
    return early


def _since_1970(texts: pa.Array) -> tuple[Days, dict[str, tuple[str, ...]]] | None:
    """Read a column of nothing but seconds, or of nothing but milliseconds, since 1970."""
    try:
        count = pc.cast(pc.if_else(pc.equal(texts, ""), None, texts), pa.float64())
    except pa.ArrowInvalid:
        return None
    ends = pc.min_max(count).as_py()
    for unit, one in (("s", 1), ("ms", 1_000)):
        if _FIRST_SECOND * one <= ends["min"] <= ends["max"] < _LAST_SECOND * one:
            whole = pc.cast(pc.floor(count), pa.int64())
            days = pc.cast(whole, pa.timestamp(unit)).to_numpy(zero_copy_only=False).astype("datetime64[D]")
            return days, {"seconds": tuple(text for text in texts[:100].to_pylist() if text)[:3]}
    return None


def _read(texts: pd.Series, hint: str, forced: str, fiscal: str) -> DateColumn:
    """Read different texts without their times."""
    folded = texts.str.casefold()
    none = folded.isin(_NO_DAY).to_numpy()
    missing = folded.isin(MISSING).to_numpy() | none | texts.isna().to_numpy()
    days, forms = written_days(texts), {}
    days[none] = np.datetime64("NaT")
    rest = np.flatnonzero(np.isnat(days) & ~missing)
    if len(rest):
        periods = read_periods(texts.iloc[rest].tolist(), first_month=fiscal)
        days[rest] = periods.days
        for name, at in (("fiscal", periods.fiscal), ("long", periods.long)):
            if at.any():
                forms[name] = tuple(texts.iloc[rest[at][:3]])
        forms |= _counted(days, texts, missing)
    numeric = texts.str.extract(_NUMERIC)
    twofold = numeric[0].notna().to_numpy() & np.isnat(days)
    order, sure, examples, neighbours = "", True, (), False
    if twofold.any():
        parts = [numeric[part][twofold] for part in range(3)]
        first, second, year = integers(parts[0]), integers(parts[1]), years(parts[2])
        order, sure, neighbours = _order(first, second, year, days)
        if forced:
            order, sure, neighbours = forced, True, False
        elif not sure:
            order = order or hint or DAY_FIRST
            both = (first <= 12) & (second <= 12) & (first != second) if order != YEAR_FIRST else first > 0
            examples = tuple(texts[twofold][both].head(3))
            sure = not examples
        days[twofold] = in_order(order, first, second, year)
    early = _no_days(days)
    if (early | none).any():
        days[early], forms["none"] = np.datetime64("NaT"), tuple(texts[early | none].head(3))
    bad = np.isnat(days) & ~missing & ~early
    return DateColumn(pd.Series(days), bad, order, sure, examples, neighbours, forms=forms)


def in_order(
    order: str, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], third: npt.NDArray[np.int64]
) -> Days:
    """Return the days of three numbers each in one order; NaT where there is no such day."""
    match order:
        case "year first":
            return np.where(third < 100, days_of(full_year(first), second, third), np.datetime64("NaT"))
        case "month first":
            return days_of(full_year(third), first, second)
        case _:
            return days_of(full_year(third), second, first)


def _counted(days: Days, texts: pd.Series, missing: npt.NDArray[np.bool_]) -> dict[str, tuple[str, ...]]:
    """Read Excel's count of days, bare years, and seconds or milliseconds since 1970; return what was found."""
    forms = {}
    filled = int((~missing).sum())
    serial = _full(texts, r"[2-5]\d{4}(?:[.,]\d+)?")
    if serial.any() and serial.sum() >= COUNT_SHARE * filled:
        count = np.floor(texts[serial].str.replace(",", ".").astype(float).to_numpy()).astype(int)
        days[serial] = np.datetime64("1899-12-30") + count.astype("timedelta64[D]")
        forms["serial"] = tuple(texts[serial].head(3))
    only_years = _full(texts, r"(?:19|20)\d\d(?:\.0)?")
    if only_years.any() and only_years.sum() >= COUNT_SHARE * filled:
        whole = integers(texts[only_years])
        days[only_years] = days_of(whole, np.ones_like(whole), np.ones_like(whole))
        forms["year"] = tuple(texts[only_years].head(3))
    for pattern, unit in ((r"[1-3]\d{9}(?:\.\d+)?", "s"), (r"[1-3]\d{12}(?:\.\d+)?", "ms")):
        since = _full(texts, pattern)
        if since.any():
            count = np.floor(texts[since].astype(float).to_numpy()).astype(np.int64)
            days[since] = count.astype(f"datetime64[{unit}]").astype("datetime64[D]")
            forms["seconds"] = tuple(texts[since].head(3))
    return forms


def _full(texts: pd.Series, pattern: str) -> npt.NDArray[np.bool_]:
    return texts.str.fullmatch(pattern).to_numpy(dtype=bool, na_value=False)


def _order(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], year: npt.NDArray[np.int64], days: Days
) -> tuple[str, bool, bool]:
    """Decide what comes first; also whether that is sure, and whether the neighbours told it."""
    by_year = _year_first(first, second, year)
    if by_year is not None:
        return YEAR_FIRST, by_year, False
    day_first = int(((first > 12) & (second <= 12)).sum())
    month_first = int(((second > 12) & (first <= 12)).sum())
    if day_first != month_first:
        few, many = sorted((day_first, month_first))
        return (DAY_FIRST if day_first > month_first else MONTH_FIRST), few <= CONTRARY_SHARE * many, False
    known = days[~np.isnat(days)]
    if len(known):
        margin = np.timedelta64(31, "D")
        low, high = known.min() - margin, known.max() + margin
        options = [in_order(order, first, second, year) for order in (DAY_FIRST, MONTH_FIRST)]
        near = [int(((low <= option) & (option <= high)).sum()) for option in options]
        if near[0] != near[1]:
            return (DAY_FIRST if near[0] > near[1] else MONTH_FIRST), True, True
    return "", False, False


def _year_first(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], third: npt.NDArray[np.int64]
) -> bool | None:
    """Whether 24-03-05 begins with the year: True when nothing else fits, False when it is only likely, else None."""
    if np.isnat(in_order(YEAR_FIRST, first, second, third)).any():
        return None
    if (first > 31).any():
        return True
    days_last = len(np.unique(third)) >= FEWEST_DAYS and np.ptp(first) < np.ptp(third)
    return False if days_last and len(np.unique(first)) < len(np.unique(third)) else None
