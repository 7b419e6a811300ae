"""What stands in and around a table and is no part of it: blank rows, repeated headers, totals, footers, remarks."""

import heapq
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from icp_core.dataset import Severity
from icp_core.ingest.findings import row_list
from icp_core.ingest.forms import Lines, Mask, RowSetAside
from icp_core.ingest.reading.layout import is_comment, is_footer, is_remark, is_subtotal
from icp_core.ingest.reading.pile import Rows
from icp_core.ingest.reading.remarks import Remarks
from icp_core.ingest.values.distinct import distinct
from icp_core.results import plural

FOOTER = 25  # records at the end in which totals and legal lines are looked for
KEPT_UNNAMED = (
    0.5  # share of filled cells from which a column without a name is data (a forgotten header), not a remark
)
_ODD = re.compile(r"\s*(#|//|gran|sub[\s-]|subt|tota|$)", re.IGNORECASE)  # blank, a comment, a subtotal


def without_fillers(rows: Rows, header: Sequence[str]) -> Rows:
    """Leave out rows that hold no record: blank ones, the header once more, comments, subtotals."""
    if not len(rows.frame):
        return rows
    odd = _odd(rows.frame.iloc[:, 0], header[0])
    if not odd.any():
        return rows
    blank = odd.copy()
    blank[odd] = _all_blank(rows.frame[odd])
    rows, odd = rows.without(blank, "The row is blank."), odd[~blank]
    cells = [name.strip() for name in header]
    kinds = np.full(len(odd), "", dtype=object)
    kinds[odd] = [_kind(record, cells) for record in _records(rows.frame[odd])]
    for kind in sorted(set(kinds[odd]) - {""}):
        rows, kinds = rows.without(kinds == kind, kind), kinds[kinds != kind]
    return rows


def _odd(first: pd.Series, name: str) -> Mask:
    """Mark the rows whose first cell begins as no record does; only these are looked at cell by cell.

    Four letters tell it, and of them a column of a million different ids has few.
    """
    again = (first == name).to_numpy(dtype=bool, na_value=False)
    if isinstance(first.dtype, pd.CategoricalDtype):
        begins = pd.Series(first.cat.categories, dtype="str").str.slice(0, 4)
        strange = np.flatnonzero(_match_oddly(begins))
        return again | np.isin(first.cat.codes.to_numpy(), strange) if len(strange) else again
    return again | _match_oddly(first.str.slice(0, 4))


def _match_oddly(begins: pd.Series) -> Mask:
    codes, texts = distinct(begins)
    return _spread(codes, [bool(_ODD.match(text)) for text in texts])


def without_footer(rows: Rows, width: int) -> Rows:
    """Leave out totals, legal lines and remarks at the end, which are no records."""
    start = max(0, len(rows.frame) - FOOTER)
    tail = dict(zip(rows.lines[start:].tolist(), _records(rows.frame.iloc[start:]), strict=True))
    tail |= {row.line: row.cells for row in heapq.nlargest(FOOTER, rows.aside, key=lambda row: row.line)}
    footer: dict[int, tuple[str, ...]] = {}
    below: dict[int, tuple[str, ...]] = {}  # remarks that are a footer if a blank row or a total stands above them
    for line in sorted(tail, reverse=True):
        record = tail[line]
        if is_footer(record, width):
            footer |= below | {line: record}
            below = {}
        elif is_remark(record, width):
            below[line] = record
        elif "".join(record).strip():
            break
        else:
            footer |= below
            below = {}
    if not footer:
        return rows
    reason = "The row stands below the table: a total, a footer or a remark."
    keep = ~np.isin(rows.lines, list(footer))
    aside = [row for row in rows.aside if row.line not in footer]
    aside += [RowSetAside(line, cells, Severity.LEFT_OUT, reason) for line, cells in sorted(footer.items())]
    return Rows(rows.frame[keep].reset_index(drop=True), rows.lines[keep], tuple(aside))


def without_zero_bytes(frame: pd.DataFrame, lines: Lines, remarks: Remarks) -> pd.DataFrame:
    """Take zero bytes out of the cells and say where they were."""
    cleaned = {}
    for header in frame:
        codes, texts = distinct(frame[header])
        found = _spread(codes, ["\x00" in text for text in texts])
        if found.any():
            cleaned[str(header)] = (
                pd.Series([text.replace("\x00", "") for text in texts], dtype="str").take(codes).array
            )
            at = lines[found].tolist()
            sentence = f"A zero byte stood in the cell of {row_list(at)}, column '{header}'; it was taken out."
            remarks.warn(sentence, "Check these cells.", row=at[0], column=str(header))
    return frame.assign(**cleaned) if cleaned else frame


def without_unnamed(frame: pd.DataFrame, lines: Lines, unnamed: Sequence[str], remarks: Remarks) -> pd.DataFrame:
    """Leave out columns without a name, unless most of their cells are filled; say what stood in them."""
    dropped = []
    cells, rows = 0, set()
    for column in unnamed:
        codes, texts = distinct(frame[column])
        filled = _spread(codes, [bool(text.strip()) for text in texts])
        if filled.any() and filled.mean() >= KEPT_UNNAMED:
            remarks.note(f"A column has no name; it is called '{column}' here.", column=column)
            continue
        dropped.append(column)
        cells += int(filled.sum())
        rows.update(lines[filled].tolist())
    if dropped:
        what = f"{plural(cells, 'cell')} stood in them ({row_list(sorted(rows))})" if cells else "they are empty"
        remarks.note(f"{plural(len(dropped), 'column')} without a name left out; {what}.")
    return frame.drop(columns=dropped) if dropped else frame


def _kind(record: Sequence[str], header: Sequence[str]) -> str:
    """Say what a row is instead of a record; empty for a record."""
    if [cell.strip() for cell in record] == header:
        return "The row repeats the header."
    if is_subtotal(record):
        return "The row is a subtotal."
    return "The row is a comment." if is_comment(record[0]) and not "".join(record[1:]).strip() else ""


def _all_blank(frame: pd.DataFrame) -> Mask:
    blank: Mask = np.ones(len(frame), dtype=bool)
    for position in range(frame.shape[1]):
        codes, texts = distinct(frame.iloc[:, position])
        blank &= _spread(codes, [not text or text.isspace() for text in texts])
    return blank


def _spread(codes: np.ndarray[tuple[int], np.dtype[np.intp]], flags: Sequence[bool]) -> Mask:
    """Give every cell the flag of its text."""
    spread: Mask = np.append(np.array(flags, dtype=bool), [False])[codes]
    return spread


def _records(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(map(str, cells)) for cells in frame.to_numpy(dtype=object)]
