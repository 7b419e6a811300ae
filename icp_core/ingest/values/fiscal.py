"""Periods by their labels: quarters, halves, fiscal years, numbered months and weeks, each as its first day."""

import re
from calendar import month_name
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CALENDAR = "1"  # the answer that says: fiscal years are calendar years
_SAME_YEAR = " same"  # mark of an answer by which a fiscal year is named after the year in which it begins

_YEAR = r"(?:(?P<fy>FY|FYE|GJ|EX)[\s\-']*)?(?P<year>(?:19|20)\d\d|'?\d\d)(?:/(?P<until>\d\d))?"
_GAP = r"[\s\-_/.,']*(?:of\s+)?"
_PART = r"(?:(?P<kind>Q|H|S|T|P|M|W|CW|KW|WK|WEEK)[\s\-]?(?P<number>\d{1,2})|(?P<number2>[1-4])(?P<kind2>Q|H))"
_FORMS = (
    re.compile(rf"^F?{_PART}{_GAP}{_YEAR}$", re.IGNORECASE),
    re.compile(rf"^{_YEAR}{_GAP}F?{_PART}(?:-(?P<weekday>[1-7]))?$", re.IGNORECASE),
    re.compile(
        r"^(?P<fy>FY|FYE|GJ)[\s\-']*(?P<year>(?:19|20)\d\d|\d\d)(?:[/-](?:20)?(?P<until>\d\d))?$", re.IGNORECASE
    ),
    re.compile(r"^(?P<year>20\d\d)[/-](?:20)?(?P<until>1[3-9]|[2-9]\d)$"),  # 2011-12 is a month
)
_MONTHS = {"Q": 3, "T": 3, "H": 6, "S": 6, "P": 1, "M": 1}  # months of a period; T is the Spanish quarter, S the half


@dataclass(frozen=True)
class Periods:
    """Texts read as periods.

    Args:
        days: First day of each, NaT where the text is none; shape (n,).
        fiscal: True where the day depends on the month in which the fiscal year begins; shape (n,).
        long: True where the period is longer than a month; shape (n,).
    """

    days: npt.NDArray[np.datetime64]
    fiscal: npt.NDArray[np.bool_]
    long: npt.NDArray[np.bool_]


def read_periods(texts: list[str], *, first_month: str = CALENDAR) -> Periods:
    """Read labels of periods.

    Args:
        texts: Different texts, shape (n,).
        first_month: One of `fiscal_years`: the first month of the fiscal year, and which year names it.

    Example:
        >>> labels = ["Q3-2026", "FY26 Q1", "H2 2026", "2024M01", "2024-W05"]
        >>> read_periods(labels).days.astype(str).tolist()
        ['2026-07-01', '2026-01-01', '2026-07-01', '2024-01-01', '2024-01-29']
        >>> read_periods(["FY26 Q1", "FY25/26", "2025/26"], first_month="2").days.astype(str).tolist()
        ['2025-02-01', '2025-02-01', '2025-02-01']
    """
    begin = first_month if first_month in fiscal_years() else CALENDAR
    days = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[D]")
    fiscal, long = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    for position, text in enumerate(texts):
        match = next((found for form in _FORMS if (found := form.match(text))), None)
        if match is not None:
            days[position], fiscal[position], long[position] = _first_day(match.groupdict(), begin)
    fiscal &= ~np.isnat(days)
    return Periods(days, fiscal, long & ~np.isnat(days))


def fiscal_years() -> dict[str, str]:
    """Return the ways in which fiscal years lie, each in words with the year 2026 as the example.

    Example:
        >>> fiscal_years()["2"]
        'February: FY2026 is February 2025 to January 2026'
    """
    ways = {CALENDAR: "January: FY2026 is the calendar year 2026"}
    for month in range(2, 13):
        first, last = month_name[month], month_name[month - 1]
        ways[str(month)] = f"{first}: FY2026 is {first} 2025 to {last} 2026"
        ways[f"{month}{_SAME_YEAR}"] = f"{first}: FY2026 is {first} 2026 to {last} 2027"
    return ways


def _first_day(part: dict[str, str | None], begin: str) -> tuple[np.datetime64, bool, bool]:
    """Return the first day of one label, whether it depends on the fiscal year, and whether it is long."""
    nothing = np.datetime64("NaT", "D")
    digits = int((part["year"] or "").lstrip("'"))
    year = digits if digits > 99 else digits + (2000 if digits < 70 else 1900)
    until = part.get("until")
    if until and int(until) != (year + 1) % 100:
        return nothing, False, False
    kind = (part.get("kind") or part.get("kind2") or "").upper()
    number = int(part.get("number") or part.get("number2") or 1)
    if kind in ("W", "CW", "KW", "WK", "WEEK"):
        weekday = int(part.get("weekday") or 1)
        first_week = np.datetime64(f"{year}-01-04")  # the week with 4 January is the first (ISO 8601)
        monday = first_week - (first_week.astype(np.int64) + 3) % 7
        day = monday + 7 * (number - 1) + (weekday - 1)
        last = np.datetime64(f"{year}-12-28")
        return (day if number >= 1 and day - (weekday - 1) <= last else nothing), False, False
    months = _MONTHS.get(kind, 12)
    if part.get("weekday") or not 1 <= number <= 12 // months:
        return nothing, False, False
    calendar = kind == "M" and not part.get("fy")  # 2024M01 is how statistics write January
    month, _, named = begin.partition(" ")
    start = 1 if calendar else int(month)
    before = 0 if calendar or named or until or start == 1 else 1
    first = np.datetime64(f"{year - before:04d}-{start:02d}", "M") + months * (number - 1)
    return first.astype("datetime64[D]"), not calendar, months > 1
