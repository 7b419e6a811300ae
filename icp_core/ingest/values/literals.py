"""What a single cell looks like: nothing, a number, a date, the name of a month."""

import re

MISSING = frozenset(
    {
        "",
        "na",
        "n/a",
        "#n/a",
        "nan",
        "-",
        "--",
        "–",
        "—",
        "null",
        "none",
        ".",
        "nil",
        "nat",
        "\\n",
        "(blank)",
        "(empty)",
    }
)
MISSING_IN_WORDS = frozenset(
    {"", "-", "--", "–", "n/a", "#n/a", "null"}
)  # in a column of words; NA may be North America, none may mean none

_NUMBER = re.compile(r"[-+(]?\s*[$€£]?\s*\d[\d.,' ]*(e[-+]?\d+)?\s*%?\)?", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ,].*)?")
MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene janv",
            "feb fev fév",
            "mar mär mrz",
            "apr abr avr",
            "may mai",
            "jun juin",
            "jul juil",
            "aug ago aoû",
            "sep set sept",
            "oct okt out",
            "nov",
            "dec dez dic déc",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = re.compile(
    r"(19|20)\d\d[-/.](0?[1-9]|1[0-2])([-/.]01)?|(0?[1-9]|1[0-2])[-/.](19|20)\d\d|([^\W\d_]{3,9})[.]?[-\s/,']+((19|20)?\d\d)",
    re.IGNORECASE,
)


def looks_like_data(cell: str) -> bool:
    """Whether a cell is a number or a date, as no header is.

    Example:
        >>> looks_like_data("2/18/2008 02:36:48"), looks_like_data("19.5 %"), looks_like_data("Close Date")
        (True, True, False)
    """
    text = cell.strip()
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text))


def is_month_name(cell: str) -> bool:
    """Whether a header names one month (``2024-01``, ``Jan 2024``, ``01/2024``).

    Example:
        >>> is_month_name("Jan-24"), is_month_name("2024-01-01"), is_month_name("Plan 9")
        (True, True, False)
    """
    match = _MONTH.fullmatch(cell.strip())
    return bool(match) and (match.group(6) is None or month_number(match.group(6)) > 0)  # type: ignore[union-attr]


def month_number(name: str) -> int:
    """Return 1 to 12 for the name of a month in a few European languages, 0 for another word."""
    word = name.casefold().rstrip(".")
    if word.startswith("juin"):
        return 6
    if word.startswith("juil"):
        return 7
    return MONTH_NUMBERS.get(word[:3], 0)
