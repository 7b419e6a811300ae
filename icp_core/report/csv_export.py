"""Tables as CSV that a spreadsheet may open: no cell of it is run as a formula."""

import csv
import re

import pandas as pd

from icp_core.results.spreadsheets import MARK, looks_like_formula

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")


def safe_cell(cell: object) -> object:
    """Put ``'`` before text that a spreadsheet would take for a formula; numbers stay numbers.

    Example:
        >>> safe_cell("=cmd|' /C calc'!A0"), safe_cell("-5.2"), safe_cell(-5.2), safe_cell("Smith & Sons")
        ("'=cmd|' /C calc'!A0", '-5.2', -5.2, 'Smith & Sons')
    """
    if isinstance(cell, str) and looks_like_formula(cell) and not _PLAIN_NUMBER.fullmatch(cell):
        return f"{MARK}{cell}"
    return cell


def to_csv(frame: pd.DataFrame) -> str:
    """Write a frame as CSV without its index; headers and text are made safe, dates are ISO, unknown cells are empty.

    Example:
        >>> print(to_csv(pd.DataFrame({"name": ["=1+1", "b"], "arr": [-1.5, None]})))
        name,arr
        '=1+1,-1.5
        b,
        <BLANKLINE>
    """
    safe = frame.apply(lambda column: column if pd.api.types.is_numeric_dtype(column) else column.map(safe_cell))
    safe.columns = [safe_cell(str(name)) for name in frame.columns]
    text = str(safe.to_csv(index=False, lineterminator="\n"))
    if "\r" not in text:
        return text
    # Python 3.11 leaves a lone carriage return without quotes, and readers take it for the end of the row
    return str(safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC))
