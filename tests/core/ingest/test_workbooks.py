import io
import random
import zipfile
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from icp_core.dataset import Severity
from icp_core.errors import UserError
from icp_core.ingest import RawTable, Source, import_files, read_raw
from tests.core.ingest.files import written
from tests.core.ingest.workbook_files import Formula, Sheet, workbook, zipped

TABLE = [["account_id", "name", "mrr"], ["A1", "Acme", 12.5], ["A2", "Böhm", 7]]


def sheet_of(folder: Path, sheets: dict, name: str = "book.xlsx", **options: str) -> RawTable:
    return read_raw(written(folder, workbook(sheets), name), name, options=options)


def said(raw: RawTable) -> str:
    return " ".join(issue.reason for issue in raw.issues)


def test_a_workbook_is_read_whatever_its_name(tmp_path) -> None:
    for name in ("book.xlsx", "book.csv"):
        raw = sheet_of(tmp_path, {"Accounts": TABLE}, name)
        assert raw.header == ("account_id", "name", "mrr")
        assert raw.rows["mrr"].tolist() == ["12.5", "7"]
        assert (raw.encoding, raw.questions) == ("workbook, sheet 'Accounts'", ())


def test_cells_keep_their_values_as_text(tmp_path) -> None:
    values = [
        (1234567890123, "1234567890123"),
        (0.1 + 0.2, "0.3"),
        (1.234, "1.2340"),
        (2.5e-7, "0.00000025"),
        (True, "TRUE"),
        (date(2024, 1, 31), "2024-01-31"),
        (datetime.fromisoformat("2024-01-31 14:30"), "2024-01-31 14:30:00"),
        ("007", "007"),
        ("two\nlines", "two\nlines"),
        (Formula("A1*2", 84.0), "84"),
        (Formula('"a"&"b"', "ab"), "ab"),
    ]
    raw = sheet_of(tmp_path, {"S": [["id", "cell"], *([f"A{n}", value] for n, (value, _) in enumerate(values))]})
    assert raw.rows["cell"].tolist() == [text for _, text in values]


def test_what_excel_holds_is_what_the_import_reads(tmp_path) -> None:
    sheet = [
        ["account_id", "industry", "current_arr", "start_date", "churned"],
        ["A1", "Oil", 1.234, date(2024, 2, 3), False],
        ["A2", "Gas", 5.678, date(2023, 12, 31), True],
    ]
    path = written(tmp_path, workbook({"S": sheet}), "c.xlsx")
    frame = import_files([Source("customers", path, "c.xlsx")], tmp_path / "data").data.frame("customers")
    assert frame["current_arr"].tolist() == [1.234, 5.678]
    assert [day.date() for day in frame["start_date"]] == [date(2024, 2, 3), date(2023, 12, 31)]
    assert frame["churned"].tolist() == [False, True]


def test_row_numbers_are_those_that_excel_shows(tmp_path) -> None:
    rows = [
        ["Customers of ACME"],
        [],
        [None, "account_id", "name", "mrr"],
        [None, "A1", "x", 1],
        [],
        [None, "A2", "y", 2],
        [None, "Total", None, 3],
    ]
    raw = sheet_of(tmp_path, {"S": [[], *rows]})
    assert raw.header == ("account_id", "name", "mrr")
    assert raw.lines.tolist() == [5, 7]
    assert [(row.line, row.severity) for row in raw.set_aside] == [(6, Severity.LEFT_OUT), (8, Severity.LEFT_OUT)]
    assert "Text above the header (row 2)" in said(raw)


def test_the_sheet_with_the_table_is_chosen_and_the_others_are_offered(tmp_path) -> None:
    sheets = {
        "Read me": [["This file was made by finance on Monday"]],
        "Small": TABLE[:2],
        "Accounts": TABLE,
        "Old": Sheet([TABLE[0], *([f"B{n}", "x", n] for n in range(9))], state="hidden"),
        "Empty": [],
    }
    raw = sheet_of(tmp_path, sheets)
    assert raw.rows["account_id"].tolist() == ["A1", "A2"]
    (question,) = raw.questions
    assert (question.id, question.chosen, question.decided, question.urgent) == ("sheet", "Accounts", False, True)
    assert list(question.options) == ["Read me", "Small", "Accounts", "Old"]
    assert question.options["Old"] == "Old (hidden, 9 rows: account_id, name, mrr)"
    chosen = sheet_of(tmp_path, sheets, sheet="Old")
    assert len(chosen.rows) == 9
    assert (chosen.questions[0].chosen, chosen.questions[0].decided) == ("Old", True)
    assert sheet_of(tmp_path, sheets, sheet="Gone").rows.equals(raw.rows)


def test_a_sheet_of_remarks_beside_the_table_is_no_question(tmp_path) -> None:
    raw = sheet_of(tmp_path, {"About": [["Made by finance"]], "Accounts": TABLE})
    assert raw.questions == ()
    assert "Sheet 'Accounts' was read; the workbook holds 2 sheets." in said(raw)


def test_errors_and_formulas_without_a_result_are_empty_and_said(tmp_path) -> None:
    rows = [["account_id", "mrr", "arr"], ["A1", "#N/A", Formula("B2*12", None)], ["A2", 5, Formula("B3*12", 60)]]
    raw = sheet_of(tmp_path, {"S": rows})
    assert raw.rows.to_numpy().tolist() == [["A1", "", ""], ["A2", "5", "60"]]
    warned = {issue.reason for issue in raw.issues if issue.severity is Severity.WARNING}
    assert any("1 cell in sheet 'S' (for example B2) held an error" in reason for reason in warned)
    assert any("1 formula in sheet 'S' (for example in C2) came without a result" in reason for reason in warned)


def test_hidden_rows_are_read_and_said(tmp_path) -> None:
    raw = sheet_of(tmp_path, {"S": Sheet(TABLE, hidden_rows=(3,))})
    assert len(raw.rows) == 2
    assert "Hidden in the workbook, but read too: 1 row of sheet 'S'." in said(raw)


def test_every_row_of_merged_cells_has_their_value(tmp_path) -> None:
    rows = [["region", "account_id", "mrr"], ["North", "A1", 1], [None, "A2", 2], [None, "A3", 3], ["South", "A4", 4]]
    raw = sheet_of(tmp_path, {"S": Sheet(rows, merged=("A2:A3",))})
    assert raw.rows["region"].tolist() == ["North", "North", "", "South"]
    assert "Cells merged over several rows (row 2)" in said(raw)


def test_a_header_of_two_rows_is_put_together_and_asked(tmp_path) -> None:
    rows = [["account_id", "Revenue", None], [None, "2023", "2024"], ["A1", 1, 2], ["A2", 3, 4]]
    raw = sheet_of(tmp_path, {"S": Sheet(rows, merged=("A1:A2", "B1:C1"))})
    assert raw.header == ("account_id", "Revenue 2023", "Revenue 2024")
    assert raw.lines.tolist() == [3, 4]
    assert "rows 1 and 2" in said(raw)
    (question,) = raw.questions
    assert (question.id, question.chosen, list(question.options)) == ("header", "1+2", ["1+2", "1", "2", "none"])


def test_a_workbook_in_a_zip_archive_is_read(tmp_path) -> None:
    path = written(tmp_path, zipped({"export/book.xlsx": workbook({"S": TABLE})}), "x.zip")
    assert len(read_raw(path, "x.zip").rows) == 2


def test_a_cell_far_away_is_refused_before_it_takes_the_memory(tmp_path) -> None:
    data = workbook({"S": TABLE})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sheet = files["xl/worksheets/sheet1.xml"]
    files["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(UserError, match=r"a cell far away from the table makes it enormous.*Delete the empty rows"):
        read_raw(written(tmp_path, zipped(files), "x.xlsx"), "x.xlsx")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (workbook({"S": TABLE})[:900], "damaged"),
        (workbook({"S": []}), "workbook is empty"),
        (workbook({"S": [["a", "b"]]}), "header but no rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, content: bytes, what: str) -> None:
    with pytest.raises(UserError, match=f"book.xlsx.*{what}"):
        read_raw(written(tmp_path, content, "book.xlsx"), "book.xlsx")


def test_broken_workbooks_raise_nothing_but_sentences(tmp_path) -> None:
    data = workbook({"S": TABLE, "T": TABLE})
    chance = random.Random(3)
    for _ in range(150):
        at = chance.randrange(len(data))
        size = chance.choice([1, 1, 4, 60])
        broken = data[:at] + chance.randbytes(size) + data[at + chance.choice([0, size]) :]
        try:
            read_raw(written(tmp_path, broken, "b.xlsx"), "b.xlsx")
        except UserError as error:
            assert "b.xlsx" in str(error)


def test_an_old_workbook_is_read(tmp_path) -> None:
    package = find_spec("statsmodels")
    found = Path(package.origin).parent.glob("datasets/macrodata/src/**/*.xls") if package else ()
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        pytest.skip("no .xls file is installed")
    raw = read_raw(path, "macrodata.xls")
    assert raw.header[:2] == ("DATE", "CPIAUCSL")
    assert raw.rows["DATE"].iloc[-1] == "2009-11-01"
    assert raw.rows["M1SL"].iloc[-1] == "1694.2"
