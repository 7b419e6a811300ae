"""How the table lies in the text: the delimiter, the row of the header, what stands below the last row."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

from icp_core.ingest.values.literals import is_month_name, looks_like_data

DELIMITERS = (",", ";", "\t", "|")
HIGHEST_TITLE = 30  # records above the header at most; a report's head has about a dozen
LEAST_AGREEMENT = 0.5  # share of the first rows that a delimiter must cut to one length
MOST_TITLE_FILL = 0.34  # share of the columns that a title line fills at most

_TOTAL = re.compile(
    r"(grand\s+|sub)?-?\s*(totals?|sum|summe|gesamt|gesamtsumme|razem|celkem)\s*([(:].*)?", re.IGNORECASE
)
_LEGAL = re.compile(
    r"confidential|copyright|©|\(c\)\s|all rights reserved|do not distribute|"
    r"generated (by|on)|exported|\brecords?\b|\brows?\b|^as of\b|^page \d|^filter|^source:",
    re.IGNORECASE,
)


def find_delimiter(lines: Sequence[str]) -> str:
    r"""Name the character that cuts the first lines into rows of the same length; a comma where none does.

    Example:
        >>> find_delimiter(["commas;points\\n", "1,1;1.1\\n", "0,25;0.25\\n"])
        ';'
    """
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(record) for record in csv.reader(lines, delimiter=delimiter) if "".join(record).strip()]
        except csv.Error:
            continue
        counts = Counter(width for width in widths if width > 1)
        if not counts:
            continue
        width, times = max(counts.items(), key=lambda item: (item[1], item[0]))
        first = widths[0] == width
        if times < LEAST_AGREEMENT * len(widths) or (delimiter == "|" and not first):
            continue
        score = times / len(widths) + 0.25 * first + 0.002 * min(width, 50)
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def find_header(records: Sequence[Sequence[str]]) -> int:
    """Return the index of the header among the first records: below titles and blanks, the first full row of words.

    Example:
        >>> find_header([["Pipeline report"], [], ["Deal ID", "Stage", "Amount"], ["1", "Won", "10"]])
        2
    """
    widths = Counter(len(record) for record in records if _filled(record))
    width = max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
    first = next((index for index, record in enumerate(records) if _filled(record)), 0)
    if width < 2:
        return first
    for index, record in enumerate(records[:HIGHEST_TITLE]):
        if not _filled(record) or _is_title(record, width):
            continue
        narrow = (
            index > first and len(records[first]) == width
        )  # a header of which most names are missing, or a title line
        if narrow and any(map(looks_like_data, record)) and not any(map(looks_like_data, records[first])):
            return first
        return index
    return first


def looks_like_header(record: Sequence[str]) -> bool:
    """Whether a row holds names rather than values: at most half of its cells are numbers or dates."""
    cells = [cell.strip() for cell in record if cell.strip()]
    if not cells:
        return False
    if len(cells) > 2 and not looks_like_data(cells[0]):
        cells = [cell for cell in cells if not is_month_name(cell)] or cells[:1]
    return sum(looks_like_data(cell) for cell in cells) <= len(cells) / 2


def is_footer(record: Sequence[str], width: int) -> bool:
    """Whether a row below the table is a total, a legal line or a remark rather than a record."""
    cells = [cell.strip() for cell in record if cell.strip()]
    if not cells or width < 2:
        return False
    if _TOTAL.fullmatch(cells[0]):
        return True
    few = len(cells) == 1 and width >= 3
    return few and (len(record) == 1 or bool(_LEGAL.search(cells[0])))


def _filled(record: Sequence[str]) -> int:
    return sum(1 for cell in record if cell.strip())


def _is_title(record: Sequence[str], width: int) -> bool:
    filled = _filled(record)
    comment = record[0].lstrip().startswith("#") and len(record) != width
    return comment or (filled <= max(1, MOST_TITLE_FILL * width) and filled < width)
