"""Every kind of workbook that is offered is read from a file that a program wrote (see ``workbooks/README.md``)."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from icp_core.dataset import Severity
from icp_core.errors import UserError
from icp_core.ingest import RawTable, Source, import_files, read_raw
from icp_core.ingest.reading.sheet_process import LONGEST_BLANK
from tests.core.ingest.files import raw
from tests.core.ingest.workbook_files import Sheet, workbook

BOOKS = Path(__file__).parent / "workbooks"
ALL_KINDS = ("xlsx", "xls", "xlsb", "ods")


def book(name: str, **options: str) -> RawTable:
    return read_raw(BOOKS / name, name, options=options)


def said(table: RawTable) -> str:
    return " ".join(issue.reason for issue in table.issues)


def rewritten(name: str, change: Callable[[str, str], str]) -> bytes:
    """Return a workbook whose XML files were changed; the first file of an .ods stays unpacked, as it must."""
    stream = io.BytesIO()
    with zipfile.ZipFile(BOOKS / name) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith((".xml", ".rels")):
                data = change(info.filename, data.decode()).encode()
            new.writestr(info, data, compress_type=info.compress_type)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_same_cells_are_read_alike_from_every_kind(kind: str) -> None:
    table = book(f"base.{kind}", sheet="Sheet1", header="none")
    assert table.rows.to_numpy().tolist() == [
        ["String", "1", "1.1", "TRUE", "FALSE", "2010-10-10", "2010-10-10 10:10:10", "10:10:10", "10:10:10", "255:10:10"]
    ]  # fmt: skip
    assert table.lines.tolist() == [2]


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_workbook_with_a_password_is_refused_with_the_remedy(kind: str) -> None:
    with pytest.raises(UserError, match=rf"password.{kind}: .*protected by a password.*remove the password"):
        book(f"password.{kind}")


@pytest.mark.parametrize("name", ["report.xlsx", "report.ods", "report.xls", "report_1904.xlsx"])
def test_a_report_is_read_alike_whatever_wrote_it(name: str) -> None:
    table = book(name)
    assert table.encoding == "workbook, sheet 'Accounts'"
    assert table.rows["account_id"].tolist() == [f"{number:04d}" for number in range(10)]
    assert table.rows["Account Name"].tolist()[:2] == ['A<b> "c"', "Böhm & Söhne 1"]
    assert table.rows["Start Date"].tolist() == [f"2024-{month:02d}-28" for month in range(1, 11)]
    assert table.rows["Last Login"].iloc[0] == "2025-03-01 09:30:00"
    assert table.rows["ARR"].tolist() == [f"{1234.5 + 1000 * number:.1f}" for number in range(10)]
    assert table.rows["Double"].tolist() == [f"{2469 + 2000 * number}" for number in range(10)]
    assert set(table.rows["Discount"]) == {"0.125"}
    assert set(table.rows["Hours"]) == {"36:00:00"}
    assert table.rows["Note"].tolist() == ["", "", "", "", "two\nlines", "", "", "", "", ""]
    assert table.lines.tolist() == list(range(4, 14))
    assert [(row.line, row.cells[0]) for row in table.set_aside] == [(14, ""), (15, "Total")]
    (question,) = table.questions
    assert list(question.options) == ["Read me", "Accounts", "Secret"]
    assert question.options["Secret"].startswith("Secret (hidden")


@pytest.mark.parametrize("name", ["report.xlsx", "report.ods", "report.xls"])
def test_the_flags_money_and_days_of_a_report_arrive_in_the_data(tmp_path, name: str) -> None:
    mapping = {"churned": "Churned", "current_arr": "ARR", "start_date": "Start Date"}
    done = import_files([Source("customers", BOOKS / name, name, mapping)], tmp_path)
    frame = done.data.frame("customers")
    assert frame["churned"].tolist() == [True, False] * 5
    assert frame["current_arr"].sum() == 57345.0
    assert str(frame["start_date"].iloc[9].date()) == "2024-10-28"
    report = done.reports["customers"]
    assert report.rows_read == report.rows_kept + report.rows_rejected + report.rows_left_out


@pytest.mark.parametrize("name", ["report.xlsx", "report.ods"])
def test_what_is_hidden_merged_or_an_error_is_said(name: str) -> None:
    words = said(book(name))
    assert "Hidden in the workbook, but read too: 1 row and 1 column of sheet 'Accounts'" in words
    assert "Cells merged over several rows (row 4) were read as if each row held their value" in words
    assert "1 cell in sheet 'Accounts' (for example L7) held an error" in words


def empty_rows(rows: int, columns: int, *, below: str = "") -> Callable[[str, str], str]:
    """Put formatted rows without content below the table of the .ods, as Calc writes whole columns with a colour."""

    def change(name: str, text: str) -> str:
        if name != "content.xml":
            return text
        end = text.index("<table:table-row", text.index(">Total<"))  # the rest of the sheet, which Calc writes too
        added = (
            f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:style-name="ce1" '
            f'table:number-columns-repeated="{columns}"/></table:table-row>{below}'
        )
        return text[:end] + added + text[end:]

    return change


def test_a_million_empty_rows_and_columns_of_an_ods_are_no_rows(tmp_path) -> None:
    table = raw(tmp_path, rewritten("report.ods", empty_rows(1_048_560, 16_384)), "far.ods")
    assert len(table.rows) == 10
    assert [row.line for row in table.set_aside] == [14, 15]


def test_a_cell_far_below_costs_a_few_blank_rows_and_not_a_million(tmp_path) -> None:
    cell = "<table:table-row><table:table-cell office:value-type='string'><text:p>end</text:p></table:table-cell></table:table-row>"
    data = rewritten("report.ods", empty_rows(60_000, 3, below=cell))
    table = raw(tmp_path, data, "far.ods")
    assert table.rows["account_id"].tolist()[:10] == [f"{number:04d}" for number in range(10)]
    assert len(table.set_aside) <= LONGEST_BLANK + 3
    assert max([*table.lines.tolist(), *(row.line for row in table.set_aside)]) == 60_016


def test_a_value_repeated_over_the_whole_sheet_of_an_ods_is_refused(tmp_path) -> None:
    cells = "<table:table-cell office:value-type='string' table:number-columns-repeated='16384'><text:p>x</text:p></table:table-cell>"
    below = f"<table:table-row table:number-rows-repeated='1048000'>{cells}</table:table-row>"
    data = rewritten("report.ods", empty_rows(1, 1, below=below))
    with pytest.raises(UserError, match="far away from the table makes it enormous"):
        raw(tmp_path, data, "far.ods")


def test_rows_after_a_long_blank_run_of_an_xlsx_keep_their_numbers(tmp_path) -> None:
    rows = [["id", "name"], ["1", "Ann"], *([[]] * (3 * LONGEST_BLANK)), ["2", "Bob"], ["3", "Cid"]]
    table = raw(tmp_path, workbook({"S": rows}), "a.xlsx")
    assert table.rows["id"].tolist() == ["1", "2", "3"]
    assert table.lines.tolist() == [2, 3 * LONGEST_BLANK + 3, 3 * LONGEST_BLANK + 4]
    assert len(table.set_aside) == LONGEST_BLANK


def test_a_strict_workbook_is_read(tmp_path) -> None:
    spaces = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml/officeDocument/",
    }

    def strict(_: str, text: str) -> str:
        for old, new in spaces.items():
            text = text.replace(old, new)
        return text.replace("<workbook ", '<workbook conformance="strict" ')

    table = raw(tmp_path, rewritten("report.xlsx", strict), "strict.xlsx")
    assert table.rows.equals(book("report.xlsx").rows)


def test_a_workbook_with_macros_is_read_and_its_macros_are_not_run(tmp_path) -> None:
    def with_macros(name: str, text: str) -> str:
        if name == "[Content_Types].xml":
            text = text.replace("spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")
            return text.replace(
                "</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
            )
        return text

    stream = io.BytesIO(rewritten("report.xlsx", with_macros))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    table = raw(tmp_path, stream.getvalue(), "macros.xlsm")
    assert table.rows.equals(book("report.xlsx").rows)


def test_hidden_columns_of_a_workbook_are_said_and_those_beyond_the_table_are_not(tmp_path) -> None:
    rows = [["id", "name", "mrr"], ["1", "Ann", 5]]
    for columns, words in (
        ("<col min='2' max='3' hidden='1'/>", "2 columns"),
        ("<col min='9' max='16384' hidden='1'/>", ""),
    ):
        data = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(workbook({"S": Sheet(rows)}))) as old, zipfile.ZipFile(data, "w") as new:
            for name in old.namelist():
                text = old.read(name)
                new.writestr(
                    name, text.replace(b"<sheetData>", f"<cols>{columns}</cols><sheetData>".replace("'", '"').encode())
                )
        hidden = [issue.reason for issue in raw(tmp_path, data.getvalue(), "a.xlsx").issues if "Hidden" in issue.reason]
        assert hidden == ([f"Hidden in the workbook, but read too: {words} of sheet 'S'."] if words else [])


PAGE = """<html><head><META http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">
<style>td {mso-number-format:\\@}</style></head><body>
<table><tr><td colspan="2"><b>Accounts &amp; Opportunities</b></td></tr></table>
<table border=1><thead><tr><th>Account ID</th><th>Account Name</th><th>Region</th><th>Amount</th></tr></thead>
<tr><td>00100</td><td>Müller <i>&amp;</i>  Söhne&nbsp;AG<br>Köln</td><td rowspan=2>EMEA</td><td align=right>USD 1,000.50</td></tr>
<tr><td>00101<td>Smith<script>alert(1)</script><table><tr><td>inner</table><td>USD 7.00
<tr><td colspan=2>Total<td><td>USD 1,007.50</tr>
</table><p>Copyright</p></body></html>"""


def test_a_web_page_under_the_name_of_a_workbook_is_read_as_it_is_shown(tmp_path) -> None:
    table = raw(tmp_path, PAGE.encode("cp1252"), "report.xls")
    assert table.header == ("Account ID", "Account Name", "Region", "Amount")
    assert table.rows.to_numpy().tolist() == [
        ["00100", "Müller & Söhne AG\nKöln", "EMEA", "USD 1,000.50"],
        ["00101", "Smith", "EMEA", "USD 7.00"],
    ]
    assert [row.cells for row in table.set_aside] == [("Total", "", "", "USD 1,007.50")]
    assert "The file is a web page (HTML), whatever its name" in said(table)


def test_a_web_page_is_read_in_utf_8_and_utf_16_too(tmp_path) -> None:
    page = PAGE.replace("ISO-8859-1", "UTF-8")
    for data in (page.encode(), b"\xef\xbb\xbf" + page.encode(), page.encode("utf-16")):
        assert raw(tmp_path, data, "report.xls").rows["Account Name"].iloc[0] == "Müller & Söhne AG\nKöln"


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
<Worksheet ss:Name="Info"><Table><Row><Cell><Data ss:Type="String">Made by</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
<Worksheet ss:Name="Invoices"><Table><Column ss:Width="80"/><Column ss:Hidden="1" ss:Index="5" ss:Span="1"/>
<Row ss:Index="3"><Cell><Data ss:Type="String">Customer ID</Data></Cell><Cell><Data ss:Type="String">Date</Data></Cell>
<Cell><Data ss:Type="String">Amount</Data></Cell><Cell><Data ss:Type="String">Paid</Data></Cell>
<Cell><Data ss:Type="String">Note</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">007</Data></Cell>
<Cell><Data ss:Type="DateTime">2025-01-31T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">1234.5</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="DateTime">2025-02-28T09:30:00.000</Data></Cell>
<Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>
<Cell ss:Index="5"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">two <B>words</B> &amp; more</ss:Data></Cell></Row>
<Row ss:Index="8"><Cell><Data ss:Type="String">C2</Data></Cell><Cell><Data ss:Type="DateTime">2025-02-28T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Number">1.234</Data></Cell><Cell><Data ss:Type="Boolean">0</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_an_xml_workbook_is_read_with_what_it_hides(tmp_path) -> None:
    table = raw(tmp_path, XML, "invoices.xls")
    assert table.header == ("Customer ID", "Date", "Amount", "Paid", "Note")
    assert table.rows.to_numpy().tolist() == [
        ["007", "2025-01-31", "1234.5", "TRUE", ""],
        ["007", "2025-02-28 09:30:00", "", "", "two words & more"],
        ["C2", "2025-02-28", "1.2340", "FALSE", ""],
    ]
    assert table.lines.tolist() == [4, 5, 8]
    words = said(table)
    assert "The file is an XML workbook (of Excel 2003), whatever its name" in words
    assert "1 row and 2 columns of sheet 'Invoices'" in words
    assert "(for example C5) held an error" in words
    assert table.questions == ()


@pytest.mark.parametrize(
    "text",
    [
        XML.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Workbook'),
        XML[:900],
        XML.replace("</Table></Worksheet></Workbook>", "<Row>"),
    ],
)
def test_an_xml_workbook_that_is_damaged_or_could_swell_is_refused(tmp_path, text: str) -> None:
    with pytest.raises(UserError, match=r"invoices.xls: .*cannot be read"):
        raw(tmp_path, text, "invoices.xls")


def test_a_note_of_what_a_page_shows_is_no_warning(tmp_path) -> None:
    issues = raw(tmp_path, PAGE.encode("cp1252"), "report.xls").issues
    assert {issue.severity for issue in issues} == {Severity.NOTE}
