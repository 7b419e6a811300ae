"""Lengths of time in words, in months: 12 months, 2 years, annual, every quarter."""

import re

import numpy as np
import pandas as pd

from icp_core.ingest.matching.headers import plain
from icp_core.ingest.values.distinct import distinct

MEASURED = ("term_months", "tenure_months")  # canonical columns that count months
ONCE = 0.0  # months of an amount that is not recurring
DAYS_IN_MONTH = 365.25 / 12

_UNITS = {
    1 / DAYS_IN_MONTH: "day days daily d",
    7 / DAYS_IN_MONTH: "week weeks weekly w tydne wochentlich",
    1: "month months monthly mo mos mon mths mth m mesic mesicne mesicni monat monate monatlich mois mensuel mensuelle "
    "mes meses maand maanden mensual mensal",
    3: "quarter quarters quarterly ctvrtletne ctvrtletni quartal vierteljahrlich quartalsweise trimestriel trimestral",
    6: "halfyear halfyearly semiannual semiannually semiannuel pololetne halbjahrlich semestral semestriel",
    12: "year years yrs yearly annual annually annum y yr rok rocne rocni jahr jahre jahrlich annuel annuelle an "
    "ano anual",
    24: "biennial biennially",
}
_MONTHS_OF = {word: float(months) for months, words in _UNITS.items() for word in words.split()}
_ONCE = re.compile(r"\b(one time|onetime|once|one off|single|lifetime|einmalig|jednorazove|ponctuel|unico)\b")


def months_of(text: str) -> float | None:
    """Read a billing interval in months; 0 for a payment made once, None where the text says nothing.

    Example:
        >>> months_of("year"), months_of("Every 3 months"), months_of("P1Y"), months_of("one-time"), months_of("gold")
        (12.0, 3.0, 12.0, 0.0, None)
    """
    words = plain(text)
    if _ONCE.search(words):
        return ONCE
    words = re.sub(r"^p(?=\d)", "", words.replace("semi annual", "semiannual").replace("half year", "halfyear"))
    match = re.search(r"(\d+)\s*([a-z]+)", words)
    if match and match[2] in _MONTHS_OF and int(match[1]):
        return int(match[1]) * _MONTHS_OF[match[2]]
    found = [_MONTHS_OF[word] for word in words.split() if len(word) > 1 and word in _MONTHS_OF]
    return found[0] if found else None


def in_months(cells: pd.Series) -> tuple[pd.Series, tuple[str, ...]]:
    """Write the lengths of a column as bare numbers of months, and leave all other cells alone.

    Args:
        cells: Text, as ``str`` or as ``category``; shape (n,).

    Returns:
        The column, and the different texts that said a length.

    Example:
        >>> in_months(pd.Series(["12 months", "24", "2 yrs", "Annual", "36 Monate", "soon"]))[0].tolist()
        ['12', '24', '24', '12', '36', 'soon']
    """
    codes, texts = distinct(cells)
    read = {text: months for text in texts if text and (months := months_of(text))}
    if not read:
        return cells, ()
    written = np.array([f"{read[text]:.10g}" if text in read else text for text in [*texts, None]], dtype=object)
    return pd.Series(written[codes], cells.index, dtype="str"), tuple(read)
