"""Small .xlsx workbooks, written part by part, because no writer of workbooks is among the tools."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy-mm-dd hh:mm"/></numFmts>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="170" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Formula:
    """A formula with the result that Excel stored; None when none was stored."""

    text: str
    result: float | str | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows from row 1 on, hidden rows, merged cells."""

    rows: Sequence[Sequence[object]]
    state: str = "visible"
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[str, ...] = ()


def workbook(sheets: Mapping[str, Sheet | Sequence[Sequence[object]]]) -> bytes:
    """Return the bytes of a workbook with these sheets."""
    all_sheets = {name: sheet if isinstance(sheet, Sheet) else Sheet(sheet) for name, sheet in sheets.items()}
    numbered = list(enumerate(all_sheets.items(), start=1))
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>'
        for n, (name, sheet) in numbered
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    } | {f"xl/worksheets/sheet{n}.xml": _sheet(sheet) for n, (_, sheet) in numbered}
    return zipped({name: text.encode() for name, text in parts.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _sheet(sheet: Sheet) -> str:
    rows = ""
    for number, row in enumerate(sheet.rows, start=1):
        cells = "".join(_cell(f"{_letters(at)}{number}", value) for at, value in enumerate(row) if value is not None)
        if cells:
            rows += f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if number in sheet.hidden_rows else ""}>{cells}</row>'
    merged = "".join(f'<mergeCell ref="{span}"/>' for span in sheet.merged)
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>'
        f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}</worksheet>"
    )


def _cell(place: str, value: object) -> str:
    match value:
        case Formula(text, result):
            stored = "" if result is None else f"<v>{escape(str(result))}</v>"
            kind = ' t="str"' if isinstance(result, str) else ""
            return f'<c r="{place}"{kind}><f>{escape(text)}</f>{stored}</c>'
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{value!r}</v></c>'
        case datetime():
            return f'<c r="{place}" s="2"><v>{(value - datetime.fromisoformat("1899-12-30")).total_seconds() / 86400!r}</v></c>'
        case date():
            return f'<c r="{place}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        case str() if value.startswith("#"):
            return f'<c r="{place}" t="e"><v>{value}</v></c>'
        case _:
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def _letters(position: int) -> str:
    return (chr(64 + position // 26) if position >= 26 else "") + chr(65 + position % 26)
