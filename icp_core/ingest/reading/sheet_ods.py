"""What an .ods workbook says beside its values: hidden rows and columns, errors, merged cells."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from icp_core.ingest.reading.sheet_parts import LAST_COLUMN, SheetParts, column_letters

MIME_TYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDDEN = ("collapse", "filter")


def is_ods(data: bytes) -> bool:
    """Whether a workbook is an OpenDocument sheet, which says so at its beginning."""
    return data.startswith(b"PK") and MIME_TYPE in data[:200]


def ods_parts(data: bytes) -> dict[str, SheetParts]:
    """Look through the sheets of a workbook.

    Args:
        data: The workbook.

    Returns:
        What was seen, by the name of the sheet; nothing for one that is locked.

    Raises:
        zipfile.BadZipFile: The workbook is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if CONTENT not in archive.namelist() or b"encryption-data" in archive.read("META-INF/manifest.xml"):
            return {}
        found: dict[str, SheetParts] = {}
        with archive.open(CONTENT) as stream:
            try:
                _look(ElementTree.iterparse(stream, ("start", "end")), found)  # noqa: S314 (an .ods declares no entity; what swells is refused before)
            except ElementTree.ParseError as error:
                raise zipfile.BadZipFile from error
    return found


def _look(events: Iterator[tuple[str, ElementTree.Element]], found: dict[str, SheetParts]) -> None:
    parts, row = SheetParts(), 0
    for event, element in events:
        if event == "start":
            if element.tag == f"{_TABLE}table":
                parts, row = found.setdefault(element.get(f"{_TABLE}name", ""), SheetParts()), 0
        elif element.tag == f"{_TABLE}table-column":
            repeated, hidden = _repeated(element, "columns"), element.get(f"{_TABLE}visibility") in _HIDDEN
            parts.hidden_columns += repeated if hidden and repeated < LAST_COLUMN // 2 else 0
            element.clear()
        elif element.tag == f"{_TABLE}table-row":
            filled = _look_at_row(element, row, parts)
            repeated = _repeated(element, "rows")
            parts.hidden_rows += repeated if filled and element.get(f"{_TABLE}visibility") in _HIDDEN else 0
            row += repeated
            element.clear()


def _look_at_row(element: ElementTree.Element, row: int, parts: SheetParts) -> bool:
    """Note errors and merged cells of a row; return whether any of its cells holds something."""
    column, filled = 0, False
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        filled = filled or len(cell) > 0
        if cell.get(_KIND) == "error":
            parts.errors.append(f"{column_letters(column)}{row + 1}")
        down, across = (int(cell.get(f"{_TABLE}number-{what}-spanned", "1")) for what in ("rows", "columns"))
        if down > 1 or across > 1:
            parts.merged.append(((row, column), (row + down - 1, column + across - 1)))
        column += _repeated(cell, "columns")
    return filled


def _repeated(element: ElementTree.Element, what: str) -> int:
    given = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(given) if given.isdecimal() else 1
