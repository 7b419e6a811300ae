"""How numbers, dates and lists are written: the one place, for screen, file and command line alike."""

from calendar import month_name
from collections.abc import Iterable
from datetime import date

from icp_core.results.unit import Unit

_INITIALS = {"arr", "mrr", "id", "nps", "csat", "url"}
_SUFFIXES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))


def format_value(
    value: float | None, unit: Unit, *, currency: str = "", exact: bool = False, bare: bool = False
) -> str:
    """Write one number in its unit, rounded for reading.

    Args:
        value: The number; None means unknown.
        unit: What it is measured in.
        currency: ISO code for money.
        exact: Whether money is written in full.
        bare: Whether the unit is left out, for a number that stands behind one with the same unit.

    Example:
        >>> format_value(0.8432, Unit.RATIO), format_value(1_250_000, Unit.MONEY, currency="EUR")
        ('84.3 %', 'EUR 1.25M')
        >>> format_value(None, Unit.COUNT), format_value(0.8432, Unit.RATIO, bare=True)
        ('unknown', '84.3')
    """
    if value is None:
        return "unknown"
    if unit is Unit.MONEY:
        money = _money(value, exact=exact)
        return money if bare else f"{currency} {money}".strip()
    number, name = _parts(value, unit)
    return number if bare else f"{number}{name}"


def format_date(day: date | None) -> str:
    """Write a date as ISO 8601, which every reader orders the same way."""
    return "unknown" if day is None else day.isoformat()


def format_month(period: str) -> str:
    """Write a month (``2024-02``) in words; a quarter stays as it is.

    Example:
        >>> format_month("2024-02"), format_month("2024Q1")
        ('February 2024', '2024Q1')
    """
    year, dash, month = period.partition("-")
    return f"{month_name[int(month)]} {year}" if dash and month.isdecimal() and 1 <= int(month) <= 12 else period


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Join words as a sentence does.

    Example:
        >>> join_words(["Software", "Fintech", "Retail"], "or")
        'Software, Fintech or Retail'
    """
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun.

    Example:
        >>> plural(1, "account"), plural(1200, "account")
        ('1 account', '1,200 accounts')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def with_currency(label: str, currency: str) -> str:
    """Name what is counted in money, with the currency where somebody said it.

    Example:
        >>> with_currency("ARR", "EUR"), with_currency("ARR", "")
        ('ARR (EUR)', 'ARR')
    """
    return f"{label} ({currency})" if currency else label


def column_words(name: str) -> str:
    """Write the name of a column as people read it; a header in words stays as it is.

    Example:
        >>> column_words("company_size"), column_words("current_arr"), column_words("Lead Source")
        ('company size', 'current ARR', 'Lead Source')
    """
    return " ".join(word.upper() if word in _INITIALS else word for word in name.split("_")) if "_" in name else name


def _parts(value: float, unit: Unit) -> tuple[str, str]:
    """Return the digits of a number that is not money, and what its unit is called behind them."""
    match unit:
        case Unit.RATIO:
            return f"{100 * value:.1f}", " %"
        case Unit.POINTS:
            return f"{100 * value:+.1f}", " points"
        case Unit.MONTHS:
            return f"{value:.1f}", " months"
        case Unit.DAYS:
            return f"{value:,.0f}", " days"
        case Unit.FACTOR:
            return f"{value:.2f}", "x"
        case Unit.SCORE:
            return f"{value:.1f}", ""
        case Unit.INDEX:
            return f"{value:.0f}", ""
        case _:
            return f"{value:,.0f}", ""


def _money(value: float, *, exact: bool) -> str:
    if exact:
        return f"{value:,.2f}"
    for size, suffix in _SUFFIXES:
        if abs(value) >= 0.9995 * size:  # 999,999 is written 1M, not 1000k
            return f"{value / size:.3g}{suffix}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
