"""Numbers and money as people write them, with one decimal mark for a whole column."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.values.literals import MISSING

POINT, COMMA = ".", ","

_CODES = "USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|RON|INR|BRL|MXN|ZAR|SGD|HKD|ILS|TRY|AED|KRW"
_SYMBOLS = {
    "us$": "USD", "usd$": "USD", "r$": "BRL", "a$": "AUD", "c$": "CAD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₩": "KRW", "₪": "ILS", "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK", "euro": "EUR",
    "euros": "EUR", "dollars": "USD", "fr.": "CHF",
}  # fmt: skip
_MONEY_WORD = "|".join([_CODES, *(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True))])
_BODY = re.compile(
    rf"""^(?P<open>\()?\s*(?P<sign>[-+−])?\s*(?:(?P<before>{_MONEY_WORD})\s*(?P<sign2>[-+−])?)?\s*
    (?P<body>\d[\d.,'’\s]*|[.,]\d+)(?P<power>e[-+]?\d{{1,3}})?\s*(?P<suffix>k|m|mn|mio|bn|b|tsd|thousand|million)?\.?\s*
    (?P<percent>%)?\s*(?P<after>{_MONEY_WORD})?\s*(?P<minus>-)?\s*(?P<close>\))?$""",
    re.IGNORECASE | re.VERBOSE,
)
_FACTORS = {"k": 1e3, "tsd": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9}
_PLAIN = re.compile(r"^[-+]?(\d+|\d*[.,]\d+|\d+[.,])(e[-+]?\d{1,3})?$", re.IGNORECASE)
_BAND = re.compile(
    r"^(?P<low>\d[\d,.' ]*)\s*(?:-|–|—|to|bis|until)\s*(?P<high>\d[\d,.' ]*)(?:\s*employees)?$", re.IGNORECASE
)
_OPEN_BAND = re.compile(
    r"^(?:(?:more than|over|>|≥|>=)\s*(?P<over>\d[\d,.' ]*)|(?P<plus>\d[\d,.' ]*)\s*\+)(?:\s*employees)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NumberColumn:
    """A column read as numbers.

    Args:
        values: One number a cell, NaN where the cell is empty or cannot be read.
        bad: True where a cell holds something that is no number.
        currencies: ISO codes found in the cells, each once.
        percent: Whether a cell carried a percent sign (such cells are divided by 100).
        mark: The decimal mark that the values show; empty when none shows it.
        unsure: Up to three values that could be read with either mark.
        bands: Whether a cell held a range (51-200), read as its geometric middle.
    """

    values: pd.Series
    bad: npt.NDArray[np.bool_]
    currencies: tuple[str, ...] = ()
    percent: bool = False
    mark: str = ""
    unsure: tuple[str, ...] = ()
    bands: bool = False


def read_numbers(cells: pd.Series, *, hint: str = POINT, bands: bool = False) -> NumberColumn:
    """Read a column of text as numbers; the decimal mark is one for the whole column.

    Args:
        cells: Text, shape (n,).
        hint: Decimal mark to assume when no value tells it.
        bands: Read ranges too (number of employees).

    Example:
        >>> read_numbers(pd.Series(["1.234,56 €", "(12,50)", "n/a"])).values.tolist()
        [1234.56, -12.5, nan]
        >>> read_numbers(pd.Series(["51-200", "10,000+"]), bands=True).values.round(1).tolist()
        [101.0, 10000.0]
    """
    codes, uniques = pd.factorize(cells)
    texts = ["" if text is None or text != text else str(text).strip() for text in uniques]
    fast = _all_plain(texts)
    if fast is not None:
        values = np.append(fast, np.nan)[codes]
        return NumberColumn(
            pd.Series(values, index=cells.index),
            np.zeros(len(cells), dtype=bool),
            mark=POINT if _any_point(texts) else "",
        )
    matches = [_BODY.match(text) if text.casefold() not in MISSING else None for text in texts]
    mark, unsure = decimal_mark([match["body"] for match in matches if match])
    used = mark or hint
    numbers = np.full(len(texts) + 1, np.nan)
    bad = np.zeros(len(texts) + 1, dtype=bool)
    any_band = False
    for position, (text, match) in enumerate(zip(texts, matches, strict=True)):
        if text.casefold() in MISSING:
            continue
        number = _number(match, used) if match else None
        if number is None and bands:
            number = _band(text)
            any_band |= number is not None
        bad[position] = number is None
        numbers[position] = np.nan if number is None else number
    found = dict.fromkeys(code for match in matches if match and (code := _currency(match)))
    percent = any(match["percent"] for match in matches if match)
    spread = pd.Series(numbers[codes], index=cells.index)
    shown = tuple(text for text in texts if text in unsure)[:3] if not mark else ()
    return NumberColumn(spread, bad[codes], tuple(found), percent, mark, shown, any_band)


def header_currency(header: str) -> str:
    """Return the currency that a header names in brackets, empty for none.

    Example:
        >>> header_currency("MRR (EUR)"), header_currency("Amount [$]"), header_currency("Amount (net)")
        ('EUR', 'USD', '')
    """
    match = re.search(rf"[(\[]\s*({_MONEY_WORD})\s*[)\]]", header, re.IGNORECASE)
    return _SYMBOLS.get(match[1].casefold(), match[1].upper()) if match else ""


def decimal_mark(bodies: list[str]) -> tuple[str, set[str]]:
    """Find the decimal mark that the bodies of the numbers show, and the bodies that fit both readings.

    Example:
        >>> decimal_mark(["1.234,5", "12"])[0], decimal_mark(["1,234"])
        (',', ('', {'1,234'}))
    """
    votes = {POINT: 0, COMMA: 0}
    unsure = set()
    for body in bodies:
        points, commas = body.count(POINT), body.count(COMMA)
        if points and commas:
            votes[max(POINT, COMMA, key=body.rfind)] += 1
        elif points + commas > 1:
            votes[COMMA if points else POINT] += 1
        elif points + commas == 1:
            mark = POINT if points else COMMA
            before, after = body.split(mark)
            if len(after.strip()) == 3 and 1 <= len(before) <= 3 and not before.startswith("0"):
                unsure.add(body)
            else:
                votes[mark] += 1
    if votes[POINT] == votes[COMMA]:
        return (POINT if votes[POINT] else ""), unsure
    return (POINT if votes[POINT] > votes[COMMA] else COMMA), unsure


def is_plain_number(text: str) -> bool:
    """Whether a cell is a bare number that is no code: no leading zero, at most 15 digits.

    Example:
        >>> is_plain_number("12.5"), is_plain_number("09001"), is_plain_number("$5")
        (True, False, False)
    """
    digits = text.lstrip("+-")
    leading = len(digits) > 1 and digits[0] == "0" and digits[1] not in ".,eE"
    return bool(_PLAIN.match(text)) and not leading and sum(mark.isdigit() for mark in digits) <= 17


def _all_plain(texts: list[str]) -> npt.NDArray[np.float64] | None:
    """Read the values at once when every one is a bare number with a decimal point or none."""
    if any("," in text or "_" in text for text in texts):
        return None
    try:
        numbers = np.array([float(text) if text else np.nan for text in texts], dtype=float)
    except ValueError:
        return None
    filled = np.array([bool(text) for text in texts], dtype=bool)
    unsure = any(_one_group(text) for text in texts) and not any(_decided(text) for text in texts)
    return None if unsure or not np.isfinite(numbers[filled]).all() else numbers


def _one_group(text: str) -> bool:
    before, _, after = text.lstrip("+-").partition(".")
    return len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")


def _decided(text: str) -> bool:
    return "." in text and not _one_group(text)


def _any_point(texts: list[str]) -> bool:
    return any("." in text for text in texts)


def _number(match: re.Match[str], mark: str) -> float | None:
    """Read one matched cell with a given decimal mark; None where the marks do not fit it."""
    body = re.sub(r"[\s'’]", "", match["body"])
    other = COMMA if mark == POINT else POINT
    whole, dot, part = body.partition(mark)
    groups = whole.split(other)
    grouped = len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
    if not grouped or mark in part or other in part:
        return None
    try:
        number = float(f"{''.join(groups) or '0'}{'.' if dot else ''}{part}{match['power'] or ''}")
    except ValueError:
        return None
    number *= _FACTORS.get((match["suffix"] or "").casefold(), 1.0)
    if match["percent"]:
        number /= 100
    negative = "-" in (match["sign"] or "").replace("−", "-") or "-" in (match["sign2"] or "").replace("−", "-")
    negative |= bool(match["minus"]) or bool(match["open"] and match["close"])
    return (-number if negative else number) if np.isfinite(number) else None


def _band(text: str) -> float | None:
    """Return the geometric middle of a range, the lower end of an open one, None for something else."""
    match = _BAND.match(text)
    if match:
        low, high = (_count(match[side]) for side in ("low", "high"))
        return float(np.sqrt(max(low, 1.0) * high)) if 0 <= low <= high else None
    match = _OPEN_BAND.match(text)
    return _count(match["over"] or match["plus"]) if match else None


def _count(text: str) -> float:
    return float(re.sub(r"\D", "", text) or 0)


def _currency(match: re.Match[str]) -> str:
    word = (match["before"] or match["after"] or "").casefold()
    return _SYMBOLS.get(word, word.upper())
