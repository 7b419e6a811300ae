"""Lengths of time in words: 12 months, 2 years, annual."""

import re

import numpy as np
import pandas as pd

from icp_core.ingest.values.distinct import distinct

MEASURED = ("term_months", "tenure_months")  # canonical columns that count months
DAYS_A_MONTH = 30.4375
_MONTHS = {  # beginnings of words to how many months one is
    "mo": 1.0, "mth": 1.0, "mes": 1.0, "maand": 1.0, "m": 1.0,
    "y": 12.0, "ja": 12.0, "an": 12.0, "añ": 12.0, "ano": 12.0,
    "q": 3.0, "w": 7 / DAYS_A_MONTH, "d": 1 / DAYS_A_MONTH, "tag": 1 / DAYS_A_MONTH,
}  # fmt: skip
_NAMED = {
    "monthly": 1, "month to month": 1, "month-to-month": 1, "monatlich": 1, "mensuel": 1, "mensual": 1,
    "quarterly": 3, "semi-annual": 6, "semiannual": 6, "half-yearly": 6, "annual": 12, "annually": 12, "yearly": 12,
    "jährlich": 12, "annuel": 12, "anual": 12, "biennial": 24,
}  # fmt: skip
_UNITS = (
    r"months?|mos?|mths?|monate?n?|mois|mes(?:es)?|maand(?:en)?|m|years?|yrs?|y|jahre?n?|ja(?:ar|ren)|ans?|années?"
    r"|años?|anos?|quarters?|qtrs?|weeks?|wks?|w|days?|d|tage?n?"
)
_LENGTH = re.compile(rf"^(\d+(?:[.,]\d{{1,2}})?)\s*[-\s]?\s*({_UNITS})\.?(?:\s+(?:contract|term|plan))?$")


def months_of(text: str) -> float | None:
    """Return the months that a length in words says; None for anything else, a bare number too.

    Example:
        >>> [months_of(text) for text in ("12 months", "2 yrs", "1-year", "36 Monate", "Annual", "12", "soon")]
        [12.0, 24.0, 12.0, 36.0, 12.0, None, None]
    """
    word = " ".join(text.casefold().split())
    if word in _NAMED:
        return float(_NAMED[word])
    match = _LENGTH.match(word)
    if match is None:
        return None
    unit = max((begin for begin in _MONTHS if match[2].startswith(begin)), key=len)
    return float(match[1].replace(",", ".")) * _MONTHS[unit]


def in_months(cells: pd.Series) -> tuple[pd.Series, tuple[str, ...]]:
    """Write the lengths of a column as bare numbers of months, and leave all other cells alone.

    Args:
        cells: Text, as ``str`` or as ``category``; shape (n,).

    Returns:
        The column, and the different texts that said a length.

    Example:
        >>> in_months(pd.Series(["12 months", "24", "1 year"]))[0].tolist()
        ['12', '24', '12']
    """
    codes, texts = distinct(cells)
    read = {text: months for text in texts if text and (months := months_of(text)) is not None}
    if not read:
        return cells, ()
    written = np.array([f"{read[text]:.10g}" if text in read else text for text in [*texts, None]], dtype=object)
    return pd.Series(written[codes], cells.index, dtype="str"), tuple(read)
