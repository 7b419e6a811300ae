"""Sizes given as ranges: 51-200, 10,000+, fewer than 10."""

import re

import numpy as np

_COUNT = r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+|\d+(?:\.\d+)?"
_SIZE = rf"(?:{_COUNT})\s*[km]?"
_UNIT = (
    r"(?:\s*(?:employees|people|persons|staff|fte|ftes|users|seats|mitarbeiter|mitarbeitende|ma|salariés|empleados))?"
)
_BETWEEN = re.compile(
    rf"^(?:between\s+|from\s+|von\s+)?(?P<low>{_SIZE})\s*(?:-|–|—|−|~|\.\.+|to|and|bis|until|à|a)\s*(?P<high>{_SIZE}){_UNIT}$",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"^(?:(?:more than|over|above|at least|from|mehr als|über|ab|>|≥|>=)\s*(?P<over>{_SIZE})"
    rf"|(?P<plus>{_SIZE})\s*(?:\+|and more|or more|and above|und mehr|\s-$)){_UNIT}(?:\s*\+)?$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"^(?:fewer than|less than|under|below|up to|at most|weniger als|unter|bis zu|bis|<|≤|<=)\s*"
    rf"(?P<high>{_SIZE}){_UNIT}$",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"^(?P<size>{_SIZE}){_UNIT}$", re.IGNORECASE)


def middle_of_band(text: str) -> float | None:
    """Return the geometric middle of a range, the lower end of one open above, None for something else.

    A range open below begins with 1. The geometric middle stands for a range of sizes better than the arithmetic one,
    for there are more small companies than large ones in every range.

    Example:
        >>> [round(middle_of_band(band) or 0) for band in ("51-200", "1,001–5,000", "10,000+", "<10", "1k to 5k")]
        [101, 2237, 10000, 3, 2236]
        >>> middle_of_band("Nov-50") is None
        True
    """
    if match := _BETWEEN.match(text):
        low, high = _size(match["low"]), _size(match["high"])
        return float(np.sqrt(max(low, 1.0) * high)) if 0 <= low <= high else None
    if match := _BELOW.match(text):
        return float(np.sqrt(max(_size(match["high"]), 1.0)))
    if match := _FROM.match(text):
        return _size(match["over"] or match["plus"])
    match = _PLAIN.match(text)
    return _size(match["size"]) if match else None


def _size(text: str) -> float:
    """Read a count; a mark before three digits separates thousands, for nobody counts people in parts."""
    word = text.casefold().strip()
    factor = {"k": 1e3, "m": 1e6}.get(word[-1], 1.0)
    body = word.rstrip("km").strip()
    whole = re.sub(r"[,.' \u00a0\u202f](?=\d{3}(?!\d))", "", body)
    return float(whole) * factor
