import gzip

import pytest

from icp_core.dataset import Severity
from icp_core.errors import UserError
from icp_core.ingest import read_raw
from tests.core.ingest.files import raw, written

TABLE = "account_id;industry;mrr\r\nA1;Banken;12,50\r\nA2;Öl;7,00\r\n"


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with BOM"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_common_encodings_are_found_and_named(tmp_path, encoding: str, label: str) -> None:
    table = raw(tmp_path, TABLE.encode(encoding))
    assert table.encoding == label
    assert table.rows["industry"].tolist() == ["Banken", "Öl"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "имя,город\nАнна Иванова,Москва\nПётр Сидоров,Казань\nОльга Павлова,Самара\n"),
        ("cp1250", "jméno,město\n" + "Žofie Křížová,Plzeň\nŘehoř Dvořák,Děčín\nJiří Švec,Ústí\n" * 5),
    ],
)
def test_letters_of_other_alphabets_are_read_by_their_own_code_page(tmp_path, encoding: str, text: str) -> None:
    table = raw(tmp_path, text.encode(encoding))
    assert ",".join(table.rows.iloc[0]) == text.splitlines()[1]


def test_a_chosen_encoding_and_delimiter_stand(tmp_path) -> None:
    path = written(tmp_path, "a,b;c\n1,2;3\n".encode("cp1252"))
    table = read_raw(path, "file.csv", options={"encoding": "latin-1", "delimiter": ";"})
    assert (table.header, table.encoding) == (("a,b", "c"), "ISO-8859-1")
    with pytest.raises(UserError, match="encoding that was chosen is unknown"):
        read_raw(path, "file.csv", options={"encoding": "klingon"})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter: str) -> None:
    rows = [["id", "name", "note"], ["1", "Ann", "a"], ["2", "Bob", "b"]]
    assert raw(tmp_path, "\n".join(delimiter.join(row) for row in rows)).delimiter == delimiter


def test_excels_line_that_names_the_delimiter_is_no_row(tmp_path) -> None:
    table = raw(tmp_path, "sep=;\nid;name\n1;a,b\n")
    assert (table.header, table.lines.tolist()) == (("id", "name"), [3])


def test_a_report_with_titles_above_and_totals_below_gives_its_rows(tmp_path) -> None:
    # the form of a Salesforce report, reference/headers.md
    table = raw(
        tmp_path,
        "Pipeline by stage\nAs of 2024-05-01\n\nOpportunity ID,Stage,Amount\n1,Closed Won,10\n2,Prospecting,20\n"
        ',,\n"Grand Totals (2 records)",,\n\nConfidential Information - Do Not Distribute\n"Copyright (c) 2000-2024 salesforce.com, inc."\n',
    )
    assert table.lines.tolist() == [5, 6]
    assert [(row.line, row.severity) for row in table.set_aside] == [
        (line, Severity.LEFT_OUT) for line in (7, 8, 9, 10, 11)
    ]
    assert any("Pipeline by stage" in issue.reason for issue in table.issues)


def test_a_company_called_total_is_no_footer(tmp_path) -> None:
    assert len(raw(tmp_path, "account_id,name,country\n1,Acme,FR\nTotalEnergies,Total Gas,FR\n").rows) == 2


def test_the_row_number_is_the_line_on_which_the_record_starts(tmp_path) -> None:
    table = raw(tmp_path, 'id,note\r\n1,"two\r\nlines"\r\n2,"three\nlong\rlines"\r\n\r\n3,x,y\r\n4,z\r\n')
    assert table.lines.tolist() == [2, 4, 9]
    assert [(row.line, row.severity.value) for row in table.set_aside] == [(7, "left out"), (8, "rejected")]


def test_extra_cells_count_only_when_something_stands_in_them(tmp_path) -> None:
    table = raw(tmp_path, "id,name\n1,a,,\n2,b,x\n")
    assert table.lines.tolist() == [2]
    assert table.set_aside[0].cells == ("2", "b", "x")


def test_a_quote_that_opens_far_down_is_named_by_its_line(tmp_path) -> None:
    rows = "".join(f"{number},fine\n" for number in range(100))
    with pytest.raises(UserError, match=r"row 102: A quote opens") as refused:
        raw(tmp_path, f'id,note\n{rows}7,"open\n{rows}')
    assert refused.value.row == 102


def test_a_quote_inside_a_cell_is_no_opening(tmp_path) -> None:
    assert raw(tmp_path, 'id,note\n1,5" pipe\n2,x\n').rows["note"].tolist() == ['5" pipe', "x"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
        (b"PK\x03\x04" + bytes(50), "Excel workbook"),
        (b"%PDF-1.4 rest", "a PDF"),
        (bytes(range(256)) * 4, "control characters"),
        (b"\n \r\n", "3 bytes|4 bytes"),
        (b"\x1f\x8b broken", "damaged"),
        (b"\xff\xfea", "position"),
    ],
)
def test_what_is_no_text_is_refused_with_what_was_found(tmp_path, content: bytes, what: str) -> None:
    with pytest.raises(UserError, match=what):
        raw(tmp_path, content)


def test_a_compressed_file_is_read(tmp_path) -> None:
    assert len(raw(tmp_path, gzip.compress(TABLE.encode())).rows) == 2


def test_a_filled_column_without_a_name_is_kept(tmp_path) -> None:
    table = raw(tmp_path, ",account_id\n0,A1\n1,A2\n")
    assert table.header == ("column_1", "account_id")
    assert "no name" in table.issues[0].reason


def test_a_header_of_months_is_a_header(tmp_path) -> None:
    assert raw(tmp_path, "account,2024-01,2024-02,2024-03\nA,1,2,3\n").header[1:] == ("2024-01", "2024-02", "2024-03")


def test_no_row_that_fits_the_header_is_refused(tmp_path) -> None:
    with pytest.raises(UserError, match="No row fits the header in row 1, which has 2 names"):
        raw(tmp_path, "id,name\n1,a,b\n2,c,d\n")


def test_a_cell_may_hold_megabytes(tmp_path) -> None:
    assert raw(tmp_path, f'id,note\n1,"{"x" * 300_000}"\n').rows["note"].str.len().item() == 300_000
