"""How many months an amount pays for: by a column that says so, by the header, or by the rhythm of the payments."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.ingest.matching.headers import plain
from icp_core.ingest.rows.sums import Integers, Pairs
from icp_core.ingest.values.distinct import distinct
from icp_core.ingest.values.durations import months_of

RHYTHMS = np.array([1, 3, 6, 12])  # months between the payments of one account
REGULAR = 0.8  # share of the gaps between payments that keep the account's own rhythm
FEWEST_GAPS = 10  # below, nothing is said about the rhythm of a file

_HEADER = {
    1: {"mrr", "monthly", "mesicni", "monatlich", "mensuel", "mensual", "mensal"},
    12: {"arr", "annual", "annualised", "annualized", "yearly", "acv", "rocni", "jahrlich", "annuel", "anual"},
    3: {"quarterly"},
}
_MONTHLY = re.compile(r"\b(monats|monatl|mensual|mensuel|mensal|mensil|maand|mesicni)")  # also where words are joined
_YEARLY = re.compile(r"\b(jahres|jahrlich|annuel|anual|annual|annuo|anuidade|jaar|rocni)")


def header_months(header: str) -> int | None:
    """Return for how many months an amount is by its header; None where the header does not say.

    Example:
        >>> header_months("MRR (EUR)"), header_months("annual_amount"), header_months("Amount")
        (1, 12, None)
        >>> header_months("Monatsbetrag netto"), header_months("Jahresbetrag"), header_months("Canone mensile")
        (1, 12, 1)
    """
    text = plain(header)
    words = set(text.split())
    if "month" in words or "months" in words or _MONTHLY.search(text):
        return 1
    known = next((months for months, known in _HEADER.items() if words & known), None)
    return 12 if known is None and _YEARLY.search(text) else known


def column_months(cells: pd.Series, counts: pd.Series | None = None) -> tuple[npt.NDArray[np.float64], list[str]]:
    """Read a column of billing intervals, and one of how many of them (every 3 months) where there is one.

    Returns:
        Months a row, NaN where the cell does not say, 0 for a payment made once; and the texts that say nothing.
    """
    codes, texts = distinct(cells)
    read = [months_of(text) for text in texts]
    months = np.array([np.nan if value is None else value for value in read] + [np.nan])[codes]
    if counts is not None:
        numbers = pd.to_numeric(counts.astype("str"), errors="coerce").to_numpy(dtype=float)
        months = months * np.where(np.isfinite(numbers) & (numbers > 0), numbers, 1.0)
    strange = [text for text, value in zip(texts, read, strict=True) if value is None and text.strip()]
    return months, strange


def rhythms(pairs: Pairs, amounts: npt.NDArray[np.float64]) -> tuple[Integers, float, int]:
    """Find how many months pass between the payments of each account.

    An account with a single payment gets the rhythm of the accounts that pay about as much at a time.

    Args:
        pairs: The payments by account and month.
        amounts: What was paid, shape (n,).

    Returns:
        Months for each account of ``pairs.accounts`` (1, 3, 6 or 12), the share of the gaps that keep their account's
        rhythm, and the number of gaps.
    """
    number = max(len(pairs.months), 1)
    calendar = pairs.months.astype("datetime64[M]").astype(np.int64)
    kept = np.unique(pairs.keys[amounts > 0])
    account, month = kept // number, calendar[kept % number] if len(kept) else kept
    same = account[1:] == account[:-1]
    gaps, of = (month[1:] - month[:-1])[same], account[1:][same]
    own = np.zeros(len(pairs.accounts), dtype=np.int64)
    if not len(gaps):
        return np.ones_like(own), 0.0, 0
    middle = pd.Series(gaps).groupby(of).median()
    own[middle.index.to_numpy()] = RHYTHMS[np.abs(middle.to_numpy()[:, None] - RHYTHMS).argmin(axis=1)]
    regular = float((gaps == own[of]).mean())
    paid = pd.Series(amounts[amounts > 0]).groupby(pairs.keys[amounts > 0] // number).median()
    typical = np.zeros(len(own))
    typical[paid.index.to_numpy()] = np.log(paid.to_numpy())
    there = [months for months in RHYTHMS.tolist() if (own == months).any()]
    middles = np.array([np.median(typical[own == months]) for months in there])
    single = own == 0
    own[single] = np.array(there)[np.abs(typical[single][:, None] - middles).argmin(axis=1)]
    return own, regular, len(gaps)
