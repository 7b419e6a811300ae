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
    path = written(tmp_path, "a,b;c\n1,é;3\n".encode("cp1252"))
    table = read_raw(path, "file.csv", options={"encoding": "latin-1", "delimiter": ";"})
    assert (table.header, table.encoding) == (("a,b", "c"), "ISO-8859-1")
    assert {question.id: (question.chosen, question.decided) for question in table.questions} == {
        "encoding": ("latin-1", True),
        "delimiter": (";", True),
    }


def test_a_chosen_encoding_that_cannot_read_the_file_is_ignored_and_said(tmp_path) -> None:
    path = written(tmp_path, "id,name\n1,José\n".encode("cp1252"))
    for encoding in ("klingon", "utf-8", "hex"):
        table = read_raw(path, "file.csv", options={"encoding": encoding, "delimiter": "no"})
        assert (table.encoding, table.delimiter) == ("Windows-1252", ",")
        assert f"The encoding '{encoding}' that was chosen cannot read this file" in table.issues[0].reason


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
        (b"PK\x03\x04" + bytes(50), "zip archive or a workbook, but it is damaged"),
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


def test_guessed_letters_are_shown_as_each_encoding_reads_them(tmp_path) -> None:
    table = raw(tmp_path, "id,name\n1,Müller\n2,José\n".encode("cp1252"))
    (question,) = table.questions
    assert (question.id, question.chosen, question.decided) == ("encoding", "cp1252", False)
    assert question.options["cp1252"] == "Western European (Windows-1252): Müller, José"
    assert question.options["cp1251"] == "Cyrillic (Windows-1251): Mьller, Josй"
    assert len(set(question.options.values())) == len(question.options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_that_a_file_tells_is_no_question(tmp_path, encoding: str) -> None:
    assert raw(tmp_path, TABLE.encode(encoding)).questions == ()


@pytest.mark.parametrize(("encoding", "label"), [("mac_roman", "Mac Roman"), ("cp850", "DOS 850")])
def test_letters_of_an_old_mac_or_of_dos_are_told_from_windows(tmp_path, encoding: str, label: str) -> None:
    table = raw(tmp_path, "id,name\n1,Müller\n2,José Álvarez\n3,Françoise\n".encode(encoding))
    assert table.encoding == label
    assert table.rows["name"].tolist() == ["Müller", "José Álvarez", "Françoise"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_rows_in_two_encodings_are_read_each_in_its_own(tmp_path, newline: str) -> None:
    lines = ["id,name", "1,José", "2,Müller", "3,Ann", "4,Žofie – “x”"]
    data = newline.encode().join(line.encode("cp1252" if line.startswith("2") else "utf-8") for line in lines)
    table = raw(tmp_path, data)
    assert table.rows["name"].tolist() == ["José", "Müller", "Ann", "Žofie – “x”"]
    assert table.encoding == "UTF-8 and Windows-1252"
    assert "2 rows with letters beyond A to Z in UTF-8 and 1 in Windows-1252" in table.issues[0].reason
    assert (table.issues[0].row, table.issues[0].severity) == (3, Severity.WARNING)
    assert table.questions[0].chosen == "mixed"


def test_two_encodings_in_one_line_lose_no_letter(tmp_path) -> None:
    data = b"id,a,b\n1,Jos\xc3\xa9,M\xfcller\n2,\x81x,y\n"
    table = raw(tmp_path, data)
    assert table.rows.iloc[0].tolist() == ["1", "José", "Müller"]
    assert not table.rows.apply(lambda cells: cells.str.contains("\ufffd")).to_numpy().any()


def test_a_delimiter_in_real_doubt_is_asked(tmp_path) -> None:
    table = raw(tmp_path, "name,net;gross\nAcme,1;2\nBolt,3;4\n")
    (question,) = table.questions
    assert (question.id, question.chosen, question.urgent) == ("delimiter", ",", True)
    assert question.options[";"] == "semicolon: name,net | gross"


def test_a_file_with_decimal_commas_leaves_no_doubt_about_its_semicolons(tmp_path) -> None:
    assert raw(tmp_path, "id;net;gross\n1;1,5;2,5\n2;3,5;4,5\n").questions == ()


def test_a_file_without_a_header_is_read_as_data_and_the_row_of_the_names_asked(tmp_path) -> None:
    path = written(tmp_path, "1001,2024-01-31,12.50\n1002,2024-02-29,13.50\n")
    table = read_raw(path, "file.csv")
    assert table.header == ("column_1", "column_2", "column_3")
    assert table.lines.tolist() == [1, 2]
    (question,) = table.questions
    assert (question.id, question.chosen, question.urgent) == ("header", "none", True)
    assert question.options["1"] == "Row 1: 1001, 2024-01-31, 12.50"
    chosen = read_raw(path, "file.csv", options={"header": "1"})
    assert chosen.header == ("1001", "2024-01-31", "12.50")
    assert (chosen.lines.tolist(), chosen.questions[0].decided) == ([2], True)


def test_a_chosen_row_of_names_stands_and_one_that_is_not_there_is_ignored(tmp_path) -> None:
    path = written(tmp_path, "Pipeline report\n\nid,name\n1,Ann\n2,Bob\n")
    assert read_raw(path, "file.csv", options={"header": "none"}).header == ("column_1", "column_2")
    assert read_raw(path, "file.csv", options={"header": "4"}).header == ("1", "Ann")
    for gone in ("2", "99", "x"):
        table = read_raw(path, "file.csv", options={"header": gone})
        assert (table.header, table.questions) == (("id", "name"), ())


def test_a_row_of_groups_above_equal_names_is_put_before_them(tmp_path) -> None:
    table = raw(tmp_path, ",2023,,2024,\nid,ARR,Seats,ARR,Seats\nA,1,2,3,4\nB,5,6,7,8\n")
    assert table.header == ("id", "2023 ARR", "2023 Seats", "2024 ARR", "2024 Seats")
    assert table.questions[0].chosen == "1+2"
    alone = read_raw(tmp_path / "file.csv", "file.csv", options={"header": "2"})
    assert alone.header == ("id", "ARR", "Seats", "ARR_2", "Seats_2")


def test_a_first_row_of_data_under_gaps_of_the_header_is_no_part_of_it(tmp_path) -> None:
    table = raw(tmp_path, "id,name,,\nA1,Ann,x,y\nA2,Bob,,\nA3,Cid,,\n")
    assert (table.header, table.lines.tolist()) == (("id", "name"), [2, 3, 4])


def test_a_quote_left_open_until_the_next_one_is_refused_with_its_line(tmp_path) -> None:
    rows = [f"{number},fine,x" for number in range(50)]
    rows[9], rows[30] = '9,"open,x', '30,"quoted, rightly",x'
    with pytest.raises(UserError, match=r"row 11: A quote opens in this row and is not closed in its row"):
        raw(tmp_path, "\n".join(["id,note,more", *rows]))


def test_long_texts_with_line_breaks_and_commas_are_no_open_quote(tmp_path) -> None:
    letter = "Dear Bob,\nthanks, and\nsee you, soon\nall the best, Ann\nPS: more, later"
    table = raw(tmp_path, "id,note\n" + "".join(f'{number},"{letter}"\n' for number in range(40)))
    assert table.rows["note"].tolist() == [letter] * 40


def test_a_header_that_comes_again_and_comments_and_subtotals_are_no_records(tmp_path) -> None:
    table = raw(
        tmp_path,
        "account_id,region,mrr\n# exported, by billing\nA1,North,1\n# second part\n#7,South,2\nSubtotal,,3\naccount_id,region,mrr\nA3,,4\n"
        "Total (3 records),,7\nA4,West,5\n",
    )
    assert table.rows["account_id"].tolist() == ["A1", "#7", "A3", "A4"]
    assert {row.line: row.reason for row in table.set_aside} == {
        2: "The row is a comment.",
        4: "The row is a comment.",
        6: "The row is a subtotal.",
        7: "The row repeats the header.",
        9: "The row is a subtotal.",
    }
    assert {row.severity for row in table.set_aside} == {Severity.LEFT_OUT}


def test_a_remark_below_a_blank_row_is_a_footer_and_a_short_last_row_is_not(tmp_path) -> None:
    table = raw(tmp_path, "id,name,mrr\n1,Ann,3\n,,\nFigures are not audited,,\n")
    assert table.lines.tolist() == [2]
    assert "below the table" in table.set_aside[-1].reason
    assert len(raw(tmp_path, "name,city,mrr\nAnn,Rome,3\nThe Big Company,,\n").rows) == 2


def test_headers_that_differ_in_capitals_only_are_told_apart_and_said(tmp_path) -> None:
    table = raw(tmp_path, "id,Amount,AMOUNT, amount \n1,2,3,4\n")
    assert table.header == ("id", "Amount", "AMOUNT_2", "amount_3")
    assert "differs from 'Amount' only in its capitals" in table.issues[0].reason


def test_lines_may_end_in_several_ways(tmp_path) -> None:
    table = raw(tmp_path, "id,name\r\n1,a\n2,b\r3,c\r\n4,d")
    assert table.rows["name"].tolist() == ["a", "b", "c", "d"]
    assert table.lines.tolist() == [2, 3, 4, 5]


def test_zero_bytes_are_named_and_taken_out(tmp_path) -> None:
    table = raw(tmp_path, "id,name\n1,An\x00n\n2,Bob\n")
    assert table.rows["name"].tolist() == ["Ann", "Bob"]
    assert (table.issues[0].row, table.issues[0].column) == (2, "name")
