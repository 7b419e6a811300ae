"""Headers that name a month, a quarter or a year, in a file with a column for each."""

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from icp_core.ingest.values.literals import month_number

WIDE_MONTHS = 3  # headers that name periods of one length from which a file has a column for each
MONTH, QUARTER, YEAR = 1, 3, 12  # months
EARLIEST, LATEST = 1980, 2100  # years outside are numbers of something else

_WORDS = re.compile(  # what people write beside the period
    r"\b(mrr|arr|revenue|sales|amount|total|net|recurring|umsatz|tr[zž]by|obrat|receita|ingresos|ca|usd|eur|gbp|czk|chf)\b|[$€£()\[\]]",
    re.IGNORECASE,
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHORT_YEAR = r"(?P<year>(?:(?:19|20)\d\d|\d\d))"
_SEPARATOR = r"[-\s/.,_'’]*"
_FORMS = [
    re.compile(
        rf"^{_YEAR}[-/._ ]?m?(?P<month>0[1-9]|1[0-2]|[1-9])(?:[-/.](?:01|28|29|30|31))?(?:[T ]00:00.*)?$", re.IGNORECASE
    ),
    re.compile(rf"^m?(?P<month>0?[1-9]|1[0-2])[-/._ ]{_YEAR}$", re.IGNORECASE),
    re.compile(rf"^(?P<name>[^\W\d_]{{3,12}})\.?{_SEPARATOR}{_SHORT_YEAR}$"),
    re.compile(rf"^{_YEAR}{_SEPARATOR}(?P<name>[^\W\d_]{{3,12}})\.?$"),
    re.compile(rf"^(?:fy{_SEPARATOR}{_SHORT_YEAR}{_SEPARATOR})q(?P<quarter>[1-4])$", re.IGNORECASE),
    re.compile(rf"^q(?P<quarter>[1-4]){_SEPARATOR}(?:fy)?{_SEPARATOR}{_SHORT_YEAR}$", re.IGNORECASE),
    re.compile(rf"^{_YEAR}{_SEPARATOR}q(?P<quarter>[1-4])$", re.IGNORECASE),
    re.compile(rf"^(?P<quarter>[1-4])q{_SEPARATOR}{_SHORT_YEAR}$", re.IGNORECASE),
    re.compile(rf"^(?:fy{_SEPARATOR}{_SHORT_YEAR})$", re.IGNORECASE),
    re.compile(rf"^{_YEAR}$"),
]
_SLASHED = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-]((?:19|20)\d\d)$")


@dataclass(frozen=True, slots=True)
class PeriodColumn:
    """A column that holds the amounts of one period.

    Args:
        header: Its header.
        first: First month, counted as year * 12 + month - 1.
        months: Length: 1, 3 or 12.
    """

    header: str
    first: int
    months: int


def period_columns(header: Iterable[str]) -> tuple[PeriodColumn, ...]:
    """Return the columns that name periods, of the shortest length that enough of them have.

    A longer one beside them (the quarter after its months, the year at the end) is their sum and no period of its own.

    Example:
        >>> [column.first - 2024 * 12 for column in period_columns(["id", "Jan-24", "Feb-24", "03/2024", "Q1 2024"])]
        [0, 1, 2]
        >>> period_columns(["Q1 2024", "Q2 2024", "Q3 2024", "2024"])[1].months
        3
        >>> period_columns(["id", "2024-01", "Total"])
        ()
    """
    names = list(header)
    slashed = _slashed(names)
    found = [period for name in names if (period := slashed.get(name) or _period(name)) is not None]
    for months in (MONTH, QUARTER, YEAR):
        columns = tuple(period for period in found if period.months == months)
        if len(columns) >= WIDE_MONTHS:
            return columns
    return ()


def row_of_periods(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the cells of a row that name periods one after the other, as a header does; none where there is a gap.

    Example:
        >>> row_of_periods(["Customer", "1/1/2024", "2/1/2024", "3/1/2024", "Total"])
        ('1/1/2024', '2/1/2024', '3/1/2024')
        >>> row_of_periods(["Acme", "2024-01-03", "2024-02-09", "2026-11-30"])
        ()
    """
    columns = period_columns(cells)
    steps = {later.first - earlier.first for earlier, later in itertools.pairwise(columns)}
    return tuple(column.header for column in columns) if steps and steps <= {columns[0].months} else ()


@lru_cache(maxsize=1 << 14)
def _period(header: str) -> PeriodColumn | None:
    text = " ".join(_WORDS.sub(" ", header).split())
    for form in _FORMS:
        match = form.match(text)
        if match is None:
            continue
        parts = match.groupdict()
        year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
        month = int(parts.get("month") or 0) or month_number(parts.get("name") or "")
        if not EARLIEST <= year <= LATEST or ("name" in parts and not month):
            continue
        if parts.get("quarter"):
            return PeriodColumn(header, year * 12 + 3 * int(parts["quarter"]) - 3, QUARTER)
        return PeriodColumn(header, year * 12 + month - 1, MONTH) if month else PeriodColumn(header, year * 12, YEAR)
    return None


def _slashed(names: list[str]) -> dict[str, PeriodColumn]:
    """Read days as months ('2/1/2024' beside '3/1/2024'): the part that is 1 everywhere, or over 12, is the day."""
    matches = {name: match for name in names if (match := _SLASHED.match(name.strip()))}
    if len(matches) < WIDE_MONTHS:
        return {}
    parts = [(int(match[1]), int(match[2])) for match in matches.values()]
    day_second = all(second == 1 for _, second in parts) or any(second > 12 for _, second in parts)
    day_first = all(first == 1 for first, _ in parts) or any(first > 12 for first, _ in parts)
    if day_first == day_second:
        return {}
    month: Callable[[re.Match[str]], int] = (
        (lambda match: int(match[2])) if day_first else (lambda match: int(match[1]))
    )
    return {
        name: PeriodColumn(name, int(match[3]) * 12 + month(match) - 1, MONTH)
        for name, match in matches.items()
        if 1 <= month(match) <= 12
    }
