"""Numbers and money as people write them, with one decimal mark for a whole column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from icp_core.ingest.values.bands import read_bands
from icp_core.ingest.values.distinct import arrow_texts, distinct
from icp_core.ingest.values.literals import MISSING
from icp_core.ingest.values.money import DOLLARS, MONEY_WORD, Codes, currency_code, is_no_money, with_cents
from icp_core.ingest.values.scripts import GAPS, may_be_odd, odd_decimals, odd_gaps, plain_signs, shapes

POINT, COMMA = ".", ","
PERCENT_SHARE = 0.5  # share of different values with a percent sign from which those without one are percent too

_BODY = rf"(?:[0-9][0-9.,{GAPS}]*|[.,][0-9]+)"
_FIGURE = rf"(?P<body>{_BODY})(?P<power>[eE][-+]?[0-9]{{1,3}})?"
_DRESS = re.compile(
    rf"""^(?P<open>\()?\s*(?P<sign>[-+−–])?\s*(?:(?P<before>{MONEY_WORD})\s*(?P<sign2>[-+−–])?\s*(?P<open2>\()?)?\s*
    \#\s*(?P<suffix>k|mm|m|mn|mio|mrd|bn|b|tsd|t(?=\s*(?:€|eur))|thousand|million|billion|lakhs?|crores?)?\.?\s*
    (?P<percent>%|per\s?cent|pct|prozent)?\s*(?P<after>{MONEY_WORD})?\s*(?P<minus>[-−])?\s*(?P<close>\))?$""",
    re.IGNORECASE | re.VERBOSE,
)
_FACTORS = {
    "k": 1e3, "t": 1e3, "tsd": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6,
    "bn": 1e9, "b": 1e9, "mrd": 1e9, "billion": 1e9, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7,
}  # fmt: skip
_DECIDED = r"(?:[.](?:[0-9]{0,2}|[0-9]{4,})(?:[eE].*)?$)|^[-+]?(?:0[0-9]*|[0-9]{4,})?[.]"  # a point no thousands have
_BARE = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?$")
_HEAD = 2_000  # cells that are looked at one by one before all are tried at once


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
        spoilt: Up to three ranges that a spreadsheet made dates of, with what each was (``Nov-50 is 11-50``).
        places: For each cell the place of its currency in ``currencies``, -1 for none; None where no cell names one.
        bare_dollar: Whether dollars are only told by a bare $, which other dollars are written with too.
        bare_percent: Cells without a sign that were read as percent because most of the column has one; one below 1
            may be a share, and is bad.
    """

    values: pd.Series
    bad: npt.NDArray[np.bool_]
    currencies: tuple[str, ...] = ()
    percent: bool = False
    mark: str = ""
    unsure: tuple[str, ...] = ()
    bands: bool = False
    places: Codes | None = None
    bare_dollar: bool = False
    bare_percent: int = 0
    spoilt: tuple[str, ...] = ()


def read_numbers(cells: pd.Series, *, hint: str = POINT, forced: str = "", bands: bool = False) -> NumberColumn:
    """Read a column of text as numbers; the decimal mark is one for the whole column.

    Args:
        cells: Text, as ``str`` or as ``category``; shape (n,).
        hint: Decimal mark to assume when no value tells it.
        forced: Decimal mark that the person chose; it stands whatever the values show.
        bands: Read ranges too (number of employees).

    Example:
        >>> read_numbers(pd.Series(["1.234,56 €", "(12,50)", "n/a"])).values.tolist()
        [1234.56, -12.5, nan]
        >>> read_numbers(pd.Series(["51-200", "10,000+"]), bands=True).values.round(1).tolist()
        [101.0, 10000.0]
    """
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        plain = _plain(arrow_texts(cells), forced)
        if plain is not None:
            values = pd.Series(plain[0], index=cells.index, copy=False)
            return NumberColumn(values, np.zeros(len(cells), dtype=bool), mark=plain[1])
    codes, texts = distinct(cells)
    plain = _plain(pa.array(texts, pa.large_string()), forced)
    if plain is not None:
        values = pd.Series(np.append(plain[0], np.nan)[codes], index=cells.index, copy=False)
        return NumberColumn(values, np.zeros(len(cells), dtype=bool), mark=plain[1])
    return _spread(_dressed(texts, hint, forced, bands=bands), codes, cells.index)


def decimal_mark(bodies: Sequence[str], counts: Sequence[int] = ()) -> tuple[str, set[str]]:
    """Find the decimal mark that the bodies of the numbers show, and the bodies that fit both readings.

    Args:
        bodies: Figures with their marks and without anything else.
        counts: How often each occurs; once when not given.

    Example:
        >>> decimal_mark(["1.234,5", "12"])[0], decimal_mark(["1,234"])
        (',', ('', {'1,234'}))
    """
    votes = {POINT: 0, COMMA: 0}
    unsure = set()
    for body, count in zip(bodies, counts or [1] * len(bodies), strict=True):
        points, commas = body.count(POINT), body.count(COMMA)
        if points and commas:
            votes[max(POINT, COMMA, key=body.rfind)] += count
        elif points + commas > 1:
            votes[COMMA if points else POINT] += count
        elif points + commas == 1:
            mark = POINT if points else COMMA
            before, after = body.split(mark)
            if len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0"):
                unsure.add(body)
            else:
                votes[mark] += count
    if votes[POINT] == votes[COMMA]:
        return (POINT if votes[POINT] else ""), unsure
    return (POINT if votes[POINT] > votes[COMMA] else COMMA), unsure


def _plain(texts: pa.Array, forced: str) -> tuple[npt.NDArray[np.float64], str] | None:
    """Read the cells at once when every one is a bare number, nothing, or a word for nothing; None when one is not.

    Returns:
        The numbers, and the decimal mark where the cells show it.
    """
    head = [text.strip() for text in texts[:_HEAD].to_pylist() if text]
    if any(not _BARE.match(text) and text.casefold() not in MISSING for text in head):
        return None
    numbers = _cast(texts)
    if numbers is None:
        numbers = _cast(pc.if_else(pc.equal(texts, ""), None, texts))
    if numbers is None:
        trimmed = pc.utf8_trim_whitespace(texts)
        nothing = pc.is_in(pc.utf8_lower(trimmed), pa.array(sorted(MISSING), pa.large_string()))
        numbers = _cast(pc.if_else(nothing, None, trimmed))
    if numbers is None or np.isinf(numbers).any():
        return None
    if any("." in text and re.search(_DECIDED, text) for text in head):
        return None if forced == COMMA or (not forced and may_be_odd(texts, head)) else (numbers, POINT)
    if not pc.any(pc.match_substring(texts, ".")).as_py():
        return numbers, ""
    if forced == POINT:
        return numbers, POINT
    return (numbers, POINT) if not forced and pc.any(pc.match_substring_regex(texts, _DECIDED)).as_py() else None


def _cast(texts: pa.Array) -> npt.NDArray[np.float64] | None:
    try:
        numbers: npt.NDArray[np.float64] = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    return numbers


@dataclass(frozen=True)
class _Texts:
    """Different texts, read; the last entry of every array stands for a missing cell."""

    numbers: npt.NDArray[np.float64]
    bad: npt.NDArray[np.bool_]
    currencies: tuple[str, ...]
    places: Codes
    percent: npt.NDArray[np.bool_]
    mark: str
    unsure: tuple[str, ...]
    bands: bool
    bare_dollar: bool
    spoilt: tuple[str, ...]


def _dressed(cells: list[str], hint: str, forced: str, *, bands: bool) -> _Texts:
    """Take each text apart into a figure and what it is dressed in: signs, currency, unit, brackets.

    A column of a million amounts holds few different dresses (``$#``, ``(#)``, ``# kr``), so only those are looked at
    one by one; the figures are read all at once.
    """
    texts = with_cents(plain_signs(pc.utf8_trim_whitespace(pa.array(cells, pa.large_string()))))
    nothing = pc.is_in(pc.utf8_lower(texts), pa.array(sorted(MISSING), pa.large_string())).to_numpy(
        zero_copy_only=False
    )
    dresses = pc.replace_substring_regex(texts, _FIGURE.replace("?P<body>", "?:").replace("?P<power>", "?:"), "#")
    dress_codes, names = distinct(dresses.to_pandas().astype("str"))
    matches = [_undressed(name) for name in names]
    fits = np.array([match is not None for match in matches], dtype=bool)[dress_codes] & ~nothing
    figures = pc.extract_regex(texts, _FIGURE)
    gapped = pc.struct_field(figures, "body")
    fits &= ~odd_gaps(gapped)
    bodies = pc.replace_substring_regex(gapped, f"[{GAPS}]", "")
    figure, mark, unsure = _figures(pc.if_else(pa.array(fits), bodies, None), hint, forced)
    power = pc.struct_field(figures, "power")
    if pc.any(pc.not_equal(power, "")).as_py():
        figure = pc.binary_join_element_wise(figure, power, pa.scalar("", pa.large_string()))
    dressed = _cast(figure)
    factors = np.array([_factor(match) if match else np.nan for match in matches])[dress_codes]
    numbers = np.full(len(cells), np.nan) if dressed is None else dressed * factors
    numbers[~np.isfinite(numbers) | ~fits] = np.nan
    numbers[np.array([is_no_money(name) for name in names], dtype=bool)[dress_codes]] = 0.0
    bad = np.isnan(numbers) & ~nothing
    spoilt: tuple[str, ...] = ()
    any_band = False
    if bands:
        found = read_bands([texts[int(at)].as_py() for at in np.flatnonzero(bad)], int((~bad & ~nothing).sum()))
        numbers[bad] = found.middles
        bad, any_band, spoilt = np.isnan(numbers) & ~nothing, bool(np.isfinite(found.middles).any()), found.spoilt
    words = [(_said(match) or "") if match else "" for match in matches]
    named = [currency_code(word) for word in words]
    codes = tuple(dict.fromkeys(code for code in named if code))
    places = np.array([codes.index(code) if code else -1 for code in named], dtype=np.int8)[dress_codes]
    percent = np.array([bool(match and match["percent"]) for match in matches], dtype=bool)[dress_codes] & ~bad
    shown = [texts[int(position)].as_py() for position in np.flatnonzero(unsure)[:3]]
    return _Texts(
        np.append(numbers, np.nan),
        np.append(bad, [False]),
        codes,
        np.append(places, np.int8(-1)),
        np.append(percent, [False]),
        mark,
        tuple(shown),
        any_band,
        {word.casefold() for word, code in zip(words, named, strict=True) if code == "USD"} == {"$"},
        spoilt,
    )


def _figures(bodies: pa.Array, hint: str, forced: str) -> tuple[pa.Array, str, npt.NDArray[np.bool_]]:
    """Write the figures as Arrow reads them; those whose marks fit no number become missing.

    Returns:
        The figures, the decimal mark that they show, and which of them fit both marks while none shows it.
    """
    codes, names = distinct(shapes(bodies).to_pandas().astype("str"))
    plain = [name.replace("z", "0") for name in names]
    mark, doubtful = decimal_mark(plain, np.bincount(codes[codes >= 0], minlength=len(names)).tolist())
    used = forced or mark or hint
    other = COMMA if used == POINT else POINT
    whole = rf"9*|9{{1,3}}(?:\{other}999)+|9{{1,2}}(?:\{other}99)+\{other}999"  # 12,34,567 is how India writes it
    right = re.compile(rf"^(?:{whole})(?:\{used}9*)?$")
    fits = np.append([bool(right.match(name.replace("z", "9"))) for name in names], [False]).astype(bool)[codes]
    fits &= True if forced or not mark else ~odd_decimals(bodies, used)
    unsure = np.append([name in doubtful for name in plain], [False]).astype(bool)[codes]
    kept = pc.if_else(pa.array(fits), bodies, None)
    figures = pc.replace_substring(pc.replace_substring(kept, other, ""), used, POINT)
    return figures, mark, unsure if not mark else np.zeros(len(unsure), dtype=bool)


def _undressed(dress: str) -> re.Match[str] | None:
    """Take one dress apart; None where it is no amount, or a bracket or a second sign is left over."""
    match = _DRESS.match(dress)
    if match is None or bool(match["open"] or match["open2"]) != bool(match["close"]) or _said(match) is None:
        return None
    return match if [bool(match[sign]) for sign in ("sign", "sign2", "minus", "close")].count(True) <= 1 else None


def _said(match: re.Match[str]) -> str | None:
    """Return the currency as one dress names it, empty for none; None where it names two (a $ may be any dollar)."""
    before, after = match["before"] or "", match["after"] or ""
    if before and after and currency_code(before) != currency_code(after):
        return after if before == "$" and currency_code(after) in DOLLARS else None
    return before or after


def _factor(match: re.Match[str]) -> float:
    """Return what the figure of one dress is multiplied with: its unit and its sign."""
    factor = _FACTORS.get((match["suffix"] or "").casefold(), 1.0) / (100 if match["percent"] else 1)
    negative = any((match[sign] or "+") != "+" for sign in ("sign", "sign2", "minus"))
    return -factor if negative or match["close"] else factor


def _spread(read: _Texts, codes: npt.NDArray[np.intp], index: pd.Index) -> NumberColumn:
    """Give every cell what was read from its text."""
    numbers, bad, bare = read.numbers, read.bad, 0
    known = ~np.isnan(numbers)
    if read.percent.sum() >= PERCENT_SHARE * max(int(known.sum()), 1) and read.percent.any():
        plain = known & ~read.percent & (numbers != 0)
        unclear = plain & (np.abs(numbers) < 1)  # 0.1 beside 20 % may be ten percent, or a tenth of one
        numbers = np.where(unclear, np.nan, np.where(plain, numbers / 100, numbers))
        bad, bare = bad | unclear, int((plain & ~unclear)[codes].sum())
    return NumberColumn(
        pd.Series(numbers[codes], index=index, copy=False),
        bad[codes],
        read.currencies,
        bool(read.percent.any()),
        read.mark,
        read.unsure,
        read.bands,
        read.places[codes] if read.currencies else None,
        read.bare_dollar,
        bare,
        read.spoilt,
    )
