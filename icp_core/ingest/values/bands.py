"""Sizes given as ranges: 51-200, 10,000+, fewer than 10."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from icp_core.ingest.values.literals import month_number

_COUNT = r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+|\d+(?:\.\d+)?"
_SIZE = rf"(?:{_COUNT})\s*[km]?"
_UNIT = (
    r"(?:\s*(?:employees?|people|persons?|staff|fte|ftes|users|seats|mitarbeiter|mitarbeitende|ma|salariés|empleados))?"
)
_BETWEEN = re.compile(
    rf"^(?:between\s+|from\s+|von\s+)?(?P<low>{_SIZE})\s*(?:-|–|—|−|~|\.\.+|to|and|bis|until|à|a)\s*(?P<high>{_SIZE}){_UNIT}$",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"^(?:(?:more than|over|above|at least|from|mehr als|über|ab|>|≥|>=)\s*(?P<over>{_SIZE})"
    rf"|(?P<plus>{_SIZE})\s*(?:\+|plus|(?:and|or) (?:more|above|over|up)|und mehr|et plus|y más|\s-$)){_UNIT}"
    r"(?:\s*\+)?$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"^(?:fewer than|less than|under|below|up to|at most|weniger als|unter|bis zu|bis|<|≤|<=)\s*"
    rf"(?P<high>{_SIZE}){_UNIT}$",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"^(?P<size>{_SIZE}){_UNIT}$", re.IGNORECASE)
_ALONE = re.compile(
    r"^(?:self[\s-]?employed|just me|(?:only )?myself(?: only)?|solo|one[\s-]person|sole proprietor)$", re.IGNORECASE
)
_NAMED = re.compile(
    r"^(?:(?P<name>[^\W\d_]{3,9})\.?-(?P<figure>\d{2})|(?P<figure2>\d{1,2})-(?P<name2>[^\W\d_]{3,9})\.?)$"
)
_WHOLE = re.compile(
    r"^(?:(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<one>\d{1,2})[/.](?P<other>\d{1,2})[/.]\d{4})"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?$"
)
_LAST_DAY = 31


@dataclass(frozen=True)
class Bands:
    """Texts read as ranges.

    Args:
        middles: What stands for each, NaN where it is no range, shape (n,).
        spoilt: Up to three that a spreadsheet made dates of, with what each was.
    """

    middles: npt.NDArray[np.float64]
    spoilt: tuple[str, ...]


def read_bands(texts: Sequence[str], others: int = 0) -> Bands:
    """Read the different texts of a column that are no plain numbers, as far as they are ranges.

    Dates among them are ranges that a spreadsheet spoilt where the column holds other ranges, or more numbers than
    dates: a column of nothing but dates is one of dates.

    Args:
        texts: Different texts, shape (n,).
        others: How many more different texts of the column are plain numbers.

    Example:
        >>> read_bands(["1-10", "Nov-50", "51-200", "many"])
        Bands(middles=array([  3.16227766,  23.4520788 , 100.99504938,          nan]), spoilt=('Nov-50 is 11-50',))
    """
    found = [middle_of_band(text) for text in texts]
    middles = np.array([np.nan if middle is None else middle for middle in found], dtype=np.float64)
    spoilt = {place: spoilt_band(text) for place, text in enumerate(texts) if found[place] is None}
    spoilt = {place: band for place, band in spoilt.items() if band}
    if all(middle is None for middle in found) and len(spoilt) > others:
        return Bands(middles, ())
    for place, band in spoilt.items():
        middles[place] = middle_of_band(band)
    return Bands(middles, tuple(f"{texts[place]} is {band}" for place, band in list(spoilt.items())[:3]))


def spoilt_band(text: str) -> str:
    """Return the range that a spreadsheet turned into a date, empty for another text: two numbers, the lower first.

    Example:
        >>> [spoilt_band(text) for text in ("Nov-50", "10-Feb", "2-Oct", "2024-02-10", "1950-11-01", "5-May", "SMB")]
        ['11-50', '2-10', '2-10', '2-10', '11-50', '', '']
    """
    if match := _NAMED.match(text):
        ends = [month_number(match["name"] or match["name2"]), int(match["figure"] or match["figure2"])]
    elif (match := _WHOLE.match(text)) and match["one"]:
        ends = [int(match["one"]), int(match["other"])]
    elif match:
        late = int(match["year"]) % 100
        ends = [int(match["month"]), late if match["day"] == "01" and late > _LAST_DAY else int(match["day"])]
    else:
        return ""
    low, high = sorted(ends)
    return f"{low}-{high}" if 0 < low < high else ""


def middle_of_band(text: str) -> float | None:
    """Return the geometric middle of a range, the lower end of one open above, None for something else.

    A range open below begins with 1. The geometric middle stands for a range of sizes better than the arithmetic one,
    for there are more small companies than large ones in every range.

    Example:
        >>> [round(middle_of_band(band) or 0) for band in ("51-200", "1,001–5,000", "10,000+", "<10", "1-5k")]
        [101, 2237, 10000, 3, 2236]
        >>> middle_of_band("Nov-50") is None
        True
    """
    if match := _BETWEEN.match(text):
        low, high = _size(match["low"]), _size(match["high"])
        factor = _factor(match["high"])
        low *= factor if _factor(match["low"]) == 1 and low < high / factor else 1  # 1-5k begins at a thousand
        return float(np.sqrt(max(low, 1.0) * high)) if 0 <= low <= high else None
    if match := _BELOW.match(text):
        return float(np.sqrt(max(_size(match["high"]), 1.0)))
    if match := _FROM.match(text):
        return _size(match["over"] or match["plus"])
    match = _PLAIN.match(text)
    return 1.0 if _ALONE.match(text) else _size(match["size"]) if match else None


def _size(text: str) -> float:
    """Read a count; a mark before three digits separates thousands, for nobody counts people in parts."""
    word = text.casefold().strip()
    body = word.rstrip("km").strip()
    whole = re.sub(r"[,.' \u00a0\u202f](?=\d{3}(?!\d))", "", body)
    return float(whole) * _factor(word)


def _factor(text: str) -> float:
    return {"k": 1e3, "m": 1e6}.get(text.strip().casefold()[-1], 1.0)
