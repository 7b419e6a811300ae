"""Tables that a system wrote as a web page (HTML) or as XML and called a workbook."""

import codecs
import re
from collections.abc import Iterator

import numpy as np

from icp_core.ingest.reading.records import Batch
from icp_core.ingest.reading.sheet_page import tables_of_page
from icp_core.ingest.reading.sheet_process import BATCH
from icp_core.ingest.reading.sheet_xml import SPREADSHEET, sheets_of_xml

_BEGINNING = 3_000  # bytes in which a file says that it is one of these
_PAGE = re.compile(r"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype html|html|head|meta|body|table)\b", re.I | re.S)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)|encoding\s*=\s*[\"']([\w-]+)", re.I)
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class WrittenSheets:
    """The tables of a web page or of an XML workbook.

    Args:
        data: The file.
        file: Its name, for messages.

    Raises:
        UserError: It holds no table, or is damaged.
    """

    def __init__(self, data: bytes, file: str) -> None:
        text = _text(data)
        is_xml = _is_xml(text[:_BEGINNING])
        tables = sheets_of_xml(text, file) if is_xml else tables_of_page(text, file)
        self.what = "an XML workbook (of Excel 2003)" if is_xml else "a web page (HTML)"
        self._tables = {table.name: table for table in tables}
        self.sheets = [table.about() for table in tables]
        self.parts = {table.name: table.parts for table in tables}

    def batches(self, sheet: str) -> Iterator[Batch]:
        """Yield the rows of a table with their numbers."""
        rows = self._tables[sheet].rows
        numbers = sorted(rows)
        for start in range(0, len(numbers), BATCH):
            several = numbers[start : start + BATCH]
            yield np.array(several, dtype=np.int64), [rows[number] for number in several]

    def close(self) -> None:
        """Nothing is open."""


def is_written(data: bytes) -> bool:
    """Whether a file is a web page or an XML workbook, whatever its name.

    Example:
        >>> is_written(b"<html><body><table>"), is_written(b"id;name")
        (True, False)
    """
    start = _text(data[:_BEGINNING])
    return bool(_PAGE.match(start)) or _is_xml(start)


def _text(data: bytes) -> str:
    """Decode by what the file says of itself, else as UTF-8, else as Windows-1252."""
    said = _CHARSET.search(data[:_BEGINNING])
    named = (said[1] or said[2]).decode() if said else "utf-8"
    codec = next((codec for mark, codec in _MARKS.items() if data.startswith(mark)), named)
    for name in (codec, "utf-8"):
        try:
            return data.decode("cp1252" if name.lower() in ("iso-8859-1", "latin1") else name)
        except (UnicodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def _is_xml(start: str) -> bool:
    return start.lstrip("\ufeff \r\n\t").startswith(("<?xml", "<Workbook", "<ss:Workbook")) and SPREADSHEET in start
