"""The tables of a web page (HTML): what a CRM calls .xls is often one, such as the printable view of a report."""

import re
from html.parser import HTMLParser

from icp_core.errors import UserError
from icp_core.ingest.reading.sheet_parts import LAST_COLUMN
from icp_core.ingest.reading.sheet_table import WrittenTable


def tables_of_page(text: str, file: str) -> list[WrittenTable]:
    r"""Return the tables of a web page that hold any row.

    Args:
        text: The page.
        file: Its name, for messages.

    Raises:
        UserError: It holds no table.

    Example:
        >>> text = "<table><tr><th>id<th>name<tr><td>1<td>M&uuml;ller<br>GmbH</table>"
        >>> tables_of_page(text, "a.xls")[0].rows
        {1: ['id', 'name'], 2: ['1', 'Müller\nGmbH']}
    """
    page = _Page()
    page.feed(text)
    page.close()
    tables = [table for table in page.tables if table.rows]
    if not tables:
        raise UserError(
            "This is a web page (HTML) without a table; an export often ends so when the log-in has run out.",
            "Log in again and export as CSV or as an Excel workbook (.xlsx).",
            file=file,
        )
    return tables


class _Page(HTMLParser):
    """Gathers the tables of a web page; a cell over several columns or rows counts as merged."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[WrittenTable] = []
        self._open: list[_OpenTable] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._unseen += 1
        if tag == "table":
            table = WrittenTable(f"Table {len(self.tables) + 1}")
            self.tables.append(table)
            self._open.append(_OpenTable(table))
        elif self._open and tag == "tr":
            self._open[-1].begin_row()
        elif self._open and tag in ("td", "th"):
            given = dict(attrs)
            self._open[-1].begin_cell(_count(given.get("colspan")), _count(given.get("rowspan")))
        elif self._open and tag == "br":
            self._open[-1].text.append("\n")
        elif self._open:
            self._open[-1].text.append(" " if tag in ("p", "div", "li") else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._unseen = max(0, self._unseen - 1)
        if self._open and tag in ("td", "th", "tr", "table"):
            self._open[-1].end_cell()
        if self._open and tag == "table":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self._unseen:
            self._open[-1].text.append(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        super().close()
        for table in self._open:
            table.end_cell()


class _OpenTable:
    """A table while it is read.

    Args:
        table: Where its cells go.
    """

    def __init__(self, table: WrittenTable) -> None:
        self._table = table
        self._row = self._column = 0
        self._size = (1, 1)
        self._taken: dict[int, int] = {}  # column to the last row that a cell from above reaches into
        self._in_cell = False
        self.text: list[str] = []

    def begin_row(self) -> None:
        self.end_cell()
        self._row += 1
        self._column = 0
        self._table.rows.setdefault(self._row, [])

    def begin_cell(self, columns: int, rows: int) -> None:
        self.end_cell()
        if not self._row:
            self.begin_row()
        while self._taken.get(self._column, 0) >= self._row:
            self._column += 1
        self._size, self._in_cell, self.text = (columns, rows), True, []

    def end_cell(self) -> None:
        if not self._in_cell:
            self.text = []
            return
        columns, rows = self._size
        lines = "".join(self.text).replace("\xa0", " ").split("\n")
        self._table.put(self._row, self._column, "\n".join(line.strip() for line in lines).strip())
        last = self._row + rows - 1
        if rows > 1:
            self._taken |= dict.fromkeys(range(self._column, self._column + columns), last)
        if rows > 1 or columns > 1:
            first = (self._row - 1, self._column)
            self._table.merged.append((first, (last - 1, self._column + columns - 1)))
        if columns > 1:
            self._table.put(self._row, self._column + columns - 1, "")
        self._column += columns
        self._in_cell, self.text = False, []


def _count(given: str | None) -> int:
    return min(max(int(given), 1), LAST_COLUMN) if given and given.strip().isdecimal() else 1
