"""How the table lies in the text: the delimiter, the row of the header, what stands below the last row."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from icp_core.ingest.matching.periods import row_of_periods
from icp_core.ingest.values.literals import is_month_name, looks_like_data

DELIMITERS = (",", ";", "\t", "|")
HIGHEST_TITLE = 30  # records above the header at most; a report's head has about a dozen
LEAST_AGREEMENT = 0.5  # share of the first rows that a delimiter must cut to one length
RIVAL_AGREEMENT = 0.9  # the same for one that makes the choice doubtful
LEAST_PIPED = 3  # columns that vertical bars must make where the first line has none of them: it is a title then
LEAST_WORDS = 3  # words of a remark; a name seldom has as many and stands alone in its row
MOST_TITLE_FILL = 0.34  # share of the columns that a title line fills at most

_TOTAL = re.compile(
    r"(grand\s+|sub)?-?\s*(totals?|sum|summe|gesamt|gesamtsumme|razem|celkem)\s*([(:].*)?", re.IGNORECASE
)
_SUBTOTAL = re.compile(r"(grand|sub)[\s-]*totals?\s*([(:].*)?|totals?\s*\(\s*\d[\d,.]*\s+\w+\s*\)", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(#(?!(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!))\s*[^\W\d]|//\s*\w)")
_LEGAL = re.compile(
    r"confidential|copyright|©|\(c\)\s|all rights reserved|do not distribute|"
    r"generated (by|on)|exported|\brecords?\b|\brows?\b|^as of\b|^page \d|^filter|^source:",
    re.IGNORECASE,
)


def find_delimiter(lines: Sequence[str]) -> str:
    r"""Name the character that cuts the first lines into rows of the same length; a comma where none does.

    Example:
        >>> find_delimiter(["commas;points\n", "1,1;1.1\n", "0,25;0.25\n"])
        ';'
        >>> find_delimiter(["Customers\n", "id|name|net\n", "1|Ann|1,5\n", "2|Bob|0,5\n"])
        '|'
    """
    cuts = _cuts(lines)
    return cuts[0].delimiter if cuts else ","


def rival_delimiters(lines: Sequence[str]) -> tuple[str, ...]:
    r"""Name the delimiters that cut the lines nearly as well as the best one; none where there is no doubt.

    Example:
        >>> rival_delimiters(["name,net;gross\n", "a,1;2\n"]), rival_delimiters(["name,net\n", "a;b,1\n"])
        ((';',), ())
    """
    best, *others = _cuts(lines) or [_Cut("", 0, 0, header=False)]
    return tuple(
        cut.delimiter
        for cut in others
        if cut.header and cut.agreement >= RIVAL_AGREEMENT and 2 * cut.width >= best.width
    )


@dataclass(frozen=True)
class _Cut:
    """What one delimiter makes of the first lines."""

    delimiter: str
    width: int
    agreement: float
    header: bool

    @property
    def score(self) -> float:
        return self.agreement + 0.25 * self.header + 0.002 * min(self.width, 50)


def _cuts(lines: Sequence[str]) -> list[_Cut]:
    """Return what each delimiter makes of the lines, the best first."""
    cuts: list[_Cut] = []
    for delimiter in DELIMITERS:
        try:
            widths = [len(record) for record in csv.reader(lines, delimiter=delimiter) if "".join(record).strip()]
        except csv.Error:
            continue
        counts = Counter(width for width in widths if width > 1)
        if not counts:
            continue
        width, times = max(counts.items(), key=lambda item: (item[1], item[0]))
        cut = _Cut(delimiter, width, times / len(widths), header=widths[0] == width)
        beaten = any(other.agreement >= cut.agreement for other in cuts)
        inside = delimiter == "|" and not cut.header and (beaten or width < LEAST_PIPED)  # it parts values in cells
        if cut.agreement >= LEAST_AGREEMENT and not inside:
            cuts.append(cut)
    return sorted(cuts, key=lambda cut: -round(cut.score, 9))


def find_header(records: Sequence[Sequence[str]]) -> int:
    """Return the index of the header among the first records: below titles and blanks, the first full row of words.

    Example:
        >>> find_header([["Pipeline report"], [], ["Deal ID", "Stage", "Amount"], ["1", "Won", "10"]])
        2
        >>> find_header([["MRR", "", "", ""], ["Name", "2025-01-01", "2025-02-01", "2025-03-01"], ["A", "1", "2", "3"]])
        1
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
        if narrow and _holds_data(record) and not _holds_data(records[first]):
            return first
        return index
    return first


def _holds_data(record: Sequence[str]) -> bool:
    """Whether a row holds numbers or dates that are no names of months, as the dates above a wide table are."""
    periods = set(row_of_periods(cell.strip() for cell in record if cell.strip()))
    return any(looks_like_data(cell) for cell in record if cell.strip() not in periods)


def looks_like_header(record: Sequence[str]) -> bool:
    """Whether a row holds names rather than values: at most half of its cells are numbers or dates."""
    cells = [cell.strip() for cell in record if cell.strip()]
    if not cells:
        return False
    if len(cells) > 2 and not looks_like_data(cells[0]):
        periods = set(row_of_periods(cells))
        cells = [cell for cell in cells if not is_month_name(cell) and cell not in periods] or cells[:1]
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


def is_remark(record: Sequence[str], width: int) -> bool:
    """Whether a row of a wide table holds nothing but one sentence.

    Example:
        >>> is_remark(["Figures are not audited", "", ""], 3), is_remark(["Acme Ltd", "", ""], 3)
        (True, False)
    """
    cells = [cell for cell in record if cell.strip()]
    return width >= 3 and len(cells) == 1 and len(cells[0].split()) >= LEAST_WORDS


def is_subtotal(record: Sequence[str]) -> bool:
    """Whether a row in the middle of a table adds up others: it says so, and holds only numbers beside.

    Example:
        >>> is_subtotal(["Subtotal", "", "12.50"]), is_subtotal(["Total (3 records)"]), is_subtotal(["Total", "FR"])
        (True, True, False)
    """
    cells = [cell.strip() for cell in record if cell.strip()]
    return bool(cells) and bool(_SUBTOTAL.fullmatch(cells[0])) and all(map(looks_like_data, cells[1:]))


def is_comment(cell: str) -> bool:
    """Whether a first cell begins a comment rather than a record.

    Example:
        >>> is_comment("# made by billing"), is_comment("#N/A"), is_comment("#1042")
        (True, False, False)
    """
    return bool(_COMMENT.match(cell))


def _filled(record: Sequence[str]) -> int:
    return sum(1 for cell in record if cell.strip())


def _is_title(record: Sequence[str], width: int) -> bool:
    filled = _filled(record)
    comment = record[0].lstrip().startswith("#") and len(record) != width
    return comment or (filled <= max(1, MOST_TITLE_FILL * width) and filled < width)
