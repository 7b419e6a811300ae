"""Currencies: their codes and signs, in a cell, in a header and in a column of their own."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from icp_core.ingest.values.distinct import distinct

CODES = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|CNY|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|UAH|INR|BRL|MXN|ARS|CLP|COP|ZAR|SGD|HKD|"
    "TWD|THB|IDR|MYR|PHP|VND|ILS|TRY|AED|SAR|EGP|NGN|KES|KRW|RUB|PKR|BDT|LKR|QAR|KWD|BHD|OMR|JOD|MAD|TND|GHS|PEN|UYU|"
    "GEL|KZT|RSD"
)
SIGNS = {
    "us$": "USD", "usd$": "USD", "r$": "BRL", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
    "s$": "SGD", "hk$": "HKD", "mx$": "MXN", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW",
    "₪": "ILS", "₺": "TRY", "₴": "UAH", "฿": "THB", "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK", "ft": "HUF",
    "lei": "RON", "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "us dollar": "USD",
    "us dollars": "USD", "₽": "RUB", "руб.": "RUB", "руб": "RUB", "₦": "NGN", "ksh": "KES", "₱": "PHP", "₫": "VND",
    "₸": "KZT", "₾": "GEL", "rp": "IDR", "rm": "MYR", "nt$": "TWD", "tl": "TRY", "лв": "BGN", "лв.": "BGN",
    "円": "JPY", "元": "CNY", "rmb": "CNY", "원": "KRW",
    "pound": "GBP", "pounds": "GBP", "fr.": "CHF", "sfr": "CHF", "rs.": "INR",
    "kr": "", "kr.": "", "¤": "",  # crowns of three countries: an amount, but it does not say in which currency
}  # fmt: skip
MONEY_WORD = "|".join([CODES, *(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))])
DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"))  # all write "$"

_HEADER = re.compile(rf"[(\[]\s*(?:in\s+)?(?:t|k|m|mn|mio\.?)?\s*({MONEY_WORD})\s*(?:k|m|mn|mio\.?)?\s*[)\]]", re.I)
_BARE_CODE = re.compile(rf"(?:^|[\s_\-])(?:in\s+)?({CODES}|US\$|[$€£])$", re.IGNORECASE)
_UNIT = re.compile(
    rf"[(\[]\s*(?:in\s+)?(?:(?:{MONEY_WORD})\s*)?(?P<word>thousands?|tsd\.?|k|millions?|mio\.?|mn|mm|m|'?000s?)\s*"
    rf"(?:{MONEY_WORD})?\s*[)\]]|[(\[]\s*(?P<short>t)\s*(?:€|eur)\s*[)\]]",
    re.IGNORECASE,
)
_NO_MONEY = re.compile(rf"(?:{MONEY_WORD})\s*[-–—]+|[-–—]+\s*(?:{MONEY_WORD})", re.IGNORECASE)
_DASHED = "([0-9])([.,])[-–—]{1,2}($|[^0-9])"

Codes = npt.NDArray[np.int8]


def header_currency(header: str) -> str:
    """Return the currency that a header names in brackets or as its last word, empty for none.

    Example:
        >>> header_currency("MRR (EUR)"), header_currency("Amount [$]"), header_currency("Amount (net)")
        ('EUR', 'USD', '')
        >>> header_currency("Opportunity Amount USD"), header_currency("ARR (k€)")
        ('USD', 'EUR')
    """
    match = _HEADER.search(header) or _BARE_CODE.search(header.strip())
    return currency_code(match[1]) if match else ""


def header_factor(header: str) -> float:
    """Return the thousand or million that a header says its amounts are in, 1 for none.

    Example:
        >>> header_factor("ARR (k€)"), header_factor("Revenue [USD millions]"), header_factor("Amount (net)")
        (1000.0, 1000000.0, 1.0)
    """
    match = _UNIT.search(header)
    if match is None or match[0].strip("[( )]").casefold() == "m":  # (m) alone may say months
        return 1.0
    return 1e6 if (match["word"] or "").casefold().startswith("m") else 1e3


def currency_code(text: str) -> str:
    """Return the ISO code of a code, sign or name; empty for something else.

    Example:
        >>> currency_code("eur"), currency_code("€"), currency_code("USD - U.S. Dollar"), currency_code("euro area")
        ('EUR', 'EUR', 'USD', '')
    """
    word = " ".join(text.casefold().split())
    if word in SIGNS:
        return SIGNS[word]
    head = re.match(r"([a-z]{3})(?:$|\s*[-–(:])", word)
    return head[1].upper() if head else ""


def with_cents(texts: pa.Array) -> pa.Array:
    """Write a dash for no cents as two zeros, so that it is not taken for a minus.

    Example:
        >>> with_cents(pa.array(["CHF 25.-", "1.200,-- €", "5.00-"])).to_pylist()
        ['CHF 25.00', '1.200,00 €', '5.00-']
    """
    return pc.replace_substring_regex(texts, _DASHED, r"\1\200\3")


def is_no_money(text: str) -> bool:
    """Whether a cell is a zero as spreadsheets show it in their format for accounts.

    Example:
        >>> is_no_money("$ -"), is_no_money("- €"), is_no_money("-"), is_no_money("$ -5")
        (True, True, False, False)
    """
    return bool(_NO_MONEY.fullmatch(text))


def currency_of_rows(cells: pd.Series) -> tuple[tuple[str, ...], Codes]:
    """Read a column that names the currency of each row.

    Returns:
        The different codes, and for each row the place of its own, -1 where none is named; shape (n,).

    Example:
        >>> names, places = currency_of_rows(pd.Series(["USD", "€", "", "eur"]))
        >>> names, places.tolist()
        (('USD', 'EUR'), [0, 1, -1, 1])
    """
    codes, texts = distinct(cells)
    found = [currency_code(text) for text in texts]
    names = tuple(dict.fromkeys(code for code in found if code))
    places = np.array([names.index(code) if code else -1 for code in (*found, "")], dtype=np.int8)
    return names, places[codes]
