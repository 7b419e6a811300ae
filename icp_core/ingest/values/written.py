"""Days written out in a form that needs no decision: year first, or the month as a word."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.values.literals import month_number

EARLIEST, LATEST = 1900, 2100  # years outside are typing errors
NO_YEAR = 9_999  # stands for a year before 100 that is written with four digits (0001, where programs have no date)

_ISO = r"^(\d{4})\s?[-/.]\s?(\d{1,2})(?:\s?[-/.]\s?(\d{1,2}))?\.?$"
_EAST = r"^(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?$"
_COMPACT = r"^((?:19|20)\d{2})(0[1-9]|1[0-2])(\d{2})?$"
_STAMP = r"^((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)T?\d{6}Z?$"  # 20240305101500
_MONTH_YEAR = r"^(\d{1,2})[/.\-](\d{4})$"
_WORD = r"([^\W\d_]{3,12})"
_OF = r"(?:de |del |di |d'|d’|of )?"
_DAY_NAME_YEAR = (
    rf"^(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°)?[ .\-/]*{_OF}{_WORD}[ ,.\-/']*{_OF}(\d{{4}}|\d{{2}})(?: ?[rг]\.?)?$"
)
_NAME_DAY_YEAR = rf"^{_WORD}[. \-]+(\d{{1,2}})(?:st|nd|rd|th)?(?:,|\.|-)?\s*(\d{{4}})$"
_YEAR_NAME_DAY = rf"^(\d{{4}})[ .\-/]+{_WORD}[ .\-/]+(\d{{1,2}})$"
_NAME_YEAR = rf"^{_WORD}[ ,.\-/']+{_OF}(\d{{4}}|\d{{2}})$"
_YEAR_NAME = rf"^(\d{{4}})[ ,.\-/]+{_WORD}$"
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lun|mar|mer|jeu|ven|sam|dim|mi[eé]|jue|vie|s[aá]b|dom|seg|ter|qua|qui|sex|gio|ma|wo|vr|za|zo|po|[uú]t|st|[cč]t|"
    r"p[aá]|ne|pn|wt|[sś]r|cz|pt|sb|nd)(?:[^\W\d_]*(?:-feira)?)[,.]*\s+(?=\d|[^\W\d_]{3})",
    re.IGNORECASE,
)

Days = npt.NDArray[np.datetime64]
Integers = npt.NDArray[np.int64]


def written_days(texts: pd.Series) -> Days:
    """Read the texts that say by themselves which part is the day, the month and the year.

    Args:
        texts: Different texts without times, ``str``; shape (n,).

    Returns:
        The days, NaT where the text has another form; shape (n,).

    Example:
        >>> written_days(pd.Series(["2024-03-05", "Fri, 5 April 2024", "5 mai 2024", "20240305"])).astype(str).tolist()
        ['2024-03-05', '2024-04-05', '2024-05-05', '2024-03-05']
    """
    days: Days = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[D]")
    _put(days, texts, _ISO, (0, 1, 2))
    if not np.isnat(days).any():
        return days
    _put(days, texts, _COMPACT, (0, 1, 2))
    _put(days, texts, _STAMP, (0, 1, 2))
    _put(days, texts, _MONTH_YEAR, (1, 0, None))
    _put(days, texts, _EAST, (0, 1, 2))
    rest = np.isnat(days)
    if texts[rest].str.contains(r"[^\W\d_]{3}", regex=True).any():
        _named(days, texts)
        again = np.isnat(days) & texts.str.contains(_WEEKDAY).to_numpy(dtype=bool, na_value=False)
        if again.any():
            days[again] = _without_weekday(texts[again])
    return days


def integers(parts: pd.Series, default: int = 0) -> Integers:
    """Return parts of dates as whole numbers, ``default`` where there is none."""
    return pd.to_numeric(parts, errors="coerce").fillna(default).to_numpy().astype(np.int64)


def years(parts: pd.Series) -> Integers:
    """Return years as they are written, ``NO_YEAR`` for 0001; two digits stay two.

    Example:
        >>> years(pd.Series(["2024", "24", "'24", "0001"])).tolist()
        [2024, 24, 24, 9999]
    """
    digits = parts.str.lstrip("'")
    numbers = integers(digits)
    return np.where((digits.str.len() == 4).to_numpy(dtype=bool, na_value=False) & (numbers < 100), NO_YEAR, numbers)


def full_year(year: Integers) -> Integers:
    """Read 24 as 2024 and 98 as 1998.

    Example:
        >>> full_year(np.array([24, 98, 2007])).tolist()
        [2024, 1998, 2007]
    """
    return np.where(year < 70, year + 2000, np.where(year < 100, year + 1900, year))


def days_of(year: Integers, month: Integers, day: Integers) -> Days:
    """Return the days that exist, NaT for 30 February and for years nobody means.

    Example:
        >>> days_of(np.array([2024, 2023]), np.array([2, 2]), np.array([29, 29])).astype(str).tolist()
        ['2024-02-29', 'NaT']
    """
    fits = (year >= EARLIEST) & (year <= LATEST) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    first = (np.where(fits, year, 1970) - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (
        np.where(fits, month, 1) - 1
    )
    found = first.astype("datetime64[D]") + (np.where(fits, day, 1) - 1)
    fits &= found.astype("datetime64[M]") == first
    return np.where(fits, found, np.datetime64("NaT"))


def _named(days: Days, texts: pd.Series) -> None:
    """Read the forms in which the month is a word."""
    _put(days, texts, _DAY_NAME_YEAR, (2, 1, 0))
    _put(days, texts, _NAME_DAY_YEAR, (2, 0, 1))
    _put(days, texts, _YEAR_NAME_DAY, (0, 1, 2))
    _put(days, texts, _NAME_YEAR, (1, 0, None))
    _put(days, texts, _YEAR_NAME, (0, 1, None))


def _without_weekday(texts: pd.Series) -> Days:
    """Read what is left when the day of the week is taken away; day, month and year must be words and numbers."""
    days: Days = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[D]")
    cut = texts.str.replace(_WEEKDAY, "", regex=True)
    _put(days, cut, _ISO, (0, 1, 2))
    for form, places in ((_DAY_NAME_YEAR, (2, 1, 0)), (_NAME_DAY_YEAR, (2, 0, 1))):
        _put(days, cut, form, places)
    return days


def _put(days: Days, texts: pd.Series, form: str, places: tuple[int, int, int | None]) -> None:
    """Fill in the days of the texts that have one form and are not read yet; the places of year, month and day."""
    unread = np.isnat(days)
    if not unread.any():
        return
    parts = texts[unread].str.extract(form)
    found = parts[0].notna().to_numpy()
    if not found.any():
        return
    year, month, day = places
    months = parts[month][found]
    words = form.count(_WORD) > 0
    numbers = np.array([month_number(word) for word in months], dtype=np.int64) if words else integers(months)
    dates = np.ones(len(numbers), dtype=np.int64) if day is None else integers(parts[day][found], 1)
    days[np.flatnonzero(unread)[found]] = days_of(full_year(years(parts[year][found])), numbers, dates)
