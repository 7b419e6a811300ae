"""The sheets of an XML workbook ("XML Spreadsheet 2003"), which billing systems and older exports still write."""

import io
import re
from xml.etree import ElementTree

from icp_core.errors import UserError
from icp_core.ingest.reading.sheet_parts import column_letters
from icp_core.ingest.reading.sheet_table import WrittenTable
from icp_core.ingest.reading.typed import cell_text

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_NAME = f"{{{SPREADSHEET}}}"
_HIDDEN = "{urn:schemas-microsoft-com:office:excel}Visible"


def sheets_of_xml(text: str, file: str) -> list[WrittenTable]:
    """Return the sheets of an XML workbook, as Excel 2003 writes it.

    Args:
        text: The workbook.
        file: Its name, for messages.

    Raises:
        UserError: It is damaged, or declares entities of its own, which could swell.
    """
    damaged = UserError(
        "The workbook cannot be read; it is damaged, or no workbook at all.",
        "Open it in Excel and save it as .xlsx, or as CSV (UTF-8).",
        file=file,
        found="XML that cannot be read",
    )
    if "<!ENTITY" in text:
        raise damaged
    tables: list[WrittenTable] = []
    source = io.BytesIO(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode())
    try:
        for _, element in ElementTree.iterparse(source):  # noqa: S314 (entities, which could swell, are refused above)
            if element.tag == f"{_NAME}Worksheet":
                tables.append(_sheet(element))
                element.clear()
    except ElementTree.ParseError as error:
        raise damaged from error
    if not tables:
        raise damaged
    return tables


def _sheet(element: ElementTree.Element) -> WrittenTable:
    table = WrittenTable(
        element.get(f"{_NAME}Name", ""), any(found.text != "SheetVisible" for found in element.iter(_HIDDEN))
    )
    number = 0
    for row in element.iter(f"{_NAME}Row"):
        number = _place(row, number)
        table.parts.hidden_rows += row.get(f"{_NAME}Hidden") == "1"
        column = -1
        for cell in row.iter(f"{_NAME}Cell"):
            column = _place(cell, column + 1) - 1
            data = cell.find(f"{_NAME}Data")
            if data is not None:
                table.put(number, column, _value(data))
                if data.get(f"{_NAME}Type") == "Error":
                    table.parts.errors.append(f"{column_letters(column)}{number}")
            across, down = _extra(cell, "MergeAcross"), _extra(cell, "MergeDown")
            if across or down:
                table.merged.append(((number - 1, column), (number - 1 + down, column + across)))
            column += across
        number += _extra(row, "Span")
    for about in element.iter(f"{_NAME}Column"):
        table.parts.hidden_columns += (about.get(f"{_NAME}Hidden") == "1") * (1 + _extra(about, "Span"))
    return table


def _place(element: ElementTree.Element, before: int) -> int:
    given = element.get(f"{_NAME}Index", "")
    return int(given) if given.isdecimal() else before + 1


def _extra(element: ElementTree.Element, name: str) -> int:
    given = element.get(f"{_NAME}{name}", "")
    return int(given) if given.isdecimal() else 0


def _value(data: ElementTree.Element) -> str:
    """Write a cell as a workbook's cells are written."""
    text = "".join(data.itertext())
    match data.get(f"{_NAME}Type"):
        case "Number":
            try:
                return cell_text(float(text))
            except ValueError:
                return text
        case "DateTime":
            day, _, time = text.partition(".")[0].partition("T")
            return day if time in ("", "00:00:00") else f"{day} {time}"
        case "Boolean":
            return cell_text(text.strip() == "1")
        case "Error":
            return ""
        case _:
            return text
