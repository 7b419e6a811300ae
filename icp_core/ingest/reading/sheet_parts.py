"""What an .xlsx workbook says beside its values: hidden rows and columns, errors, formulas without a result."""

import html
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

PIECE = 4 << 20  # bytes of a sheet that are looked at together
LAST_COLUMN = 16_384  # of a sheet in Excel

Span = tuple[tuple[int, int], tuple[int, int]]  # first and last cell of merged cells, each as (row, column) from 0

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"")
_HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_ERROR = re.compile(rb"<(?:\w+:)?c\b[^>]*\bt=\"e\"[^>]*>")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\bt=\"str\")([^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"\br=\"([A-Z]+\d+)\"")


@dataclass
class SheetParts:
    """What was seen in the text of one sheet.

    Args:
        hidden_rows: Rows that Excel does not show.
        hidden_columns: Columns that it does not show.
        errors: Cells with an error such as ``#N/A``, in the form ``B7``.
        without_result: Cells with a formula whose result was never stored.
        merged: Cells that were merged, where the reader of the values does not tell.
    """

    hidden_rows: int = 0
    hidden_columns: int = 0
    errors: list[str] = field(default_factory=list)
    without_result: list[str] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)

    def look(self, text: bytes) -> None:
        """Look at a piece of the sheet that ends with a row."""
        self.hidden_rows += len(_HIDDEN_ROW.findall(text)) if b"hidden=" in text else 0
        if b"<col" in text or b":col" in text:
            self.hidden_columns += sum(map(_columns_of, _HIDDEN_COLUMNS.findall(text)))
        if b't="e"' in text:
            self.errors += [_place(found[0]) for found in _ERROR.finditer(text)]
        if b"<f" in text or b":f" in text:
            self.without_result += [_place(found[1]) for found in _NO_RESULT.finditer(text)]


def sheet_parts(data: bytes) -> dict[str, SheetParts]:
    """Look at the text of every sheet of a workbook.

    Args:
        data: The workbook.

    Returns:
        What was seen, by the name of the sheet; nothing for a workbook that is not .xlsx or .xlsm.

    Raises:
        zipfile.BadZipFile: The workbook is damaged.
    """
    if not data.startswith(b"PK"):
        return {}
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        for sheet, part in _sheet_files(archive, names).items():
            with archive.open(part) as stream:
                found[sheet] = _looked(stream)
    return found


def _sheet_files(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Return the file of each sheet inside the workbook."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    relations = _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {_attribute(tag, rb"\bId"): _attribute(tag, rb"\bTarget") for tag in relations}
    files = {}
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(_attribute(tag, rb"\w+:id"), "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if part in names:
            files[_attribute(tag, rb"\bname")] = part
    return files


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(name + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return html.unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def _looked(stream: IO[bytes]) -> SheetParts:
    parts, rest = SheetParts(), b""
    while piece := stream.read(PIECE):
        text = rest + piece
        end = text.rfind(b"</row>") + len(b"</row>")
        if end < len(b"</row>"):
            end = 0
        parts.look(text[:end])
        rest = text[end:]
    parts.look(rest)
    return parts


def _place(cell: bytes) -> str:
    found = _PLACE.search(cell)
    return found[1].decode() if found else "a cell"


def _columns_of(tag: bytes) -> int:
    """Count the columns that one entry speaks of; the one that reaches to the last column of the sheet is no column."""
    first, last = (int(_attribute(tag, name) or 0) for name in (rb"\bmin", rb"\bmax"))
    return 0 if last >= LAST_COLUMN else last - first + 1


def column_letters(column: int) -> str:
    """Return the letters over a column, counted from 0.

    Example:
        >>> [column_letters(column) for column in (0, 25, 26, 701, 702)]
        ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
