"""Every file of ../shared/data/ugly does what its manifest says a good importer does."""

import re

import pytest

from icp_core.errors import UserError
from icp_core.ingest import RawTable, Source, import_files, read_raw
from icp_core.ingest.values.dates import MONTH_FIRST, read_dates
from icp_core.ingest.values.numbers import read_numbers
from icp_core.ingest.values.words import read_words
from tests.core.ingest.files import SHARED, imported

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")


def ugly(name: str) -> RawTable:
    return read_raw(SHARED / "ugly" / name, name)


def said(raw: RawTable) -> str:
    return " ".join(issue.reason for issue in raw.issues)


def test_a_byte_order_mark_is_no_part_of_the_first_header() -> None:
    raw = ugly("01_utf8_bom.csv")
    assert raw.header == ("foo", "bar", "baz")
    assert raw.rows["baz"].tolist() == ["3", "ʤ"]
    assert raw.issues == ()


def test_utf_16_is_found_and_named() -> None:
    raw = ugly("02_utf16le_real.csv")
    assert raw.encoding == "UTF-16"
    assert raw.header[0] == "Organisation_code"
    assert not raw.rows.apply(lambda cells: cells.str.contains("\x00", regex=False)).to_numpy().any()


def test_latin_letters_that_are_not_utf_8_are_read_as_windows_1252_and_said() -> None:
    raw = ugly("05_latin1.csv")
    assert raw.encoding == "Windows-1252"
    assert raw.rows["name"].head(2).tolist() == ["José Álvarez", "Müller"]
    assert "Windows-1252" in said(raw)


def test_the_decimal_mark_is_decided_per_column() -> None:
    raw = ugly("09_semicolon_decimal_comma.csv")
    assert raw.delimiter == ";"
    expected = [1.1, 0.25, 15300, 15300, -15300]
    assert read_numbers(raw.rows["commas"]).values.tolist() == pytest.approx(expected)
    assert read_numbers(raw.rows["periods"]).values.tolist() == pytest.approx(expected)


def test_quoted_thousands_are_numbers() -> None:
    money = read_numbers(ugly("12_thousands_quoted.csv").rows["money"])
    assert money.values.tolist() == [100000.0, 300000.2, 300000000.4, 50.0, 9999999999.2]
    assert not money.bad.any()


def test_a_file_without_a_header_says_that_its_first_row_looks_like_data_and_asks_for_names() -> None:
    raw = ugly("14_tab_no_header.csv")
    assert raw.delimiter == "\t"
    assert raw.header[0] == "column_1"
    assert raw.lines[0] == 1
    (question,) = raw.questions
    assert (question.id, question.chosen, question.urgent) == ("header", "none", True)
    assert "first row looks like data, not like the names of the columns" in question.sentence


def test_a_zero_byte_is_named_and_the_cell_not_cut() -> None:
    raw = ugly("15_nul_in_cell_pipe.csv")
    assert raw.delimiter == "|"
    assert raw.rows.iloc[0].tolist() == ["val1", "val2", "val3"]
    assert (raw.issues[0].row, raw.issues[0].column) == (2, "col2")


def test_lines_may_end_with_a_lone_carriage_return() -> None:
    raw = ugly("17_cr_only.csv")
    assert raw.rows.shape == (2, 3)
    assert raw.rows["a"].tolist() == ["1", "Once upon\ra time"]


def test_a_quoted_line_break_is_no_row() -> None:
    raw = ugly("19_quotes_and_newlines.csv")
    assert len(raw.rows) == 2
    assert raw.lines.tolist() == [2, 5]
    assert raw.rows["b"][0] == 'ha \n"ha" \nha'


def test_ragged_rows_are_listed_by_line_and_the_others_kept() -> None:
    raw = ugly("21_ragged.csv")
    assert [(row.line, row.reason) for row in raw.set_aside] == [
        (2, "The row has 4 cells, the header has 3."),
        (3, "The row has 2 cells, the header has 3."),
    ]
    assert raw.lines.tolist() == [4]


def test_equal_headers_are_told_apart_and_said() -> None:
    raw = ugly("23_duplicate_headers.csv")
    assert raw.header == ("id", "name", "id_2", "age", "id_3")
    assert raw.rows["id_3"].tolist() == ["001101", "001102"]
    assert "'id_2'" in said(raw)
    assert "'id_3'" in said(raw)


def test_columns_without_a_name_are_left_out_and_said() -> None:
    raw = ugly("25_blank_headers.csv")
    assert raw.header == ("a", "b", "c")
    assert "2 columns without a name left out" in said(raw)
    assert raw.lines.tolist() == [2, 3]
    assert [(row.line, row.reason) for row in raw.set_aside] == [(4, "The row is blank.")]


@pytest.mark.parametrize(
    ("name", "what"), [("26_empty_0_bytes.csv", "is empty"), ("27_header_only.csv", "header but no rows")]
)
def test_a_file_without_rows_is_refused_by_name(name: str, what: str) -> None:
    with pytest.raises(UserError, match=f"{name}.*{what}"):
        ugly(name)


def test_a_date_in_another_form_is_read_by_its_neighbours() -> None:
    column = read_dates(ugly("31_mixed_dates.csv").rows["B"])
    assert column.values.dt.strftime("%m-%d").tolist() == ["03-08", "03-09", "03-10", "03-11", "03-12"]
    assert (column.order, column.by_neighbours) == (MONTH_FIRST, True)


def test_a_quote_that_is_never_closed_is_named_by_its_line() -> None:
    with pytest.raises(
        UserError, match=r"35_unterminated_quote.csv, row 1: A quote opens in this row and is never closed"
    ):
        ugly("35_unterminated_quote.csv")


def test_formulas_are_kept_as_text_and_never_dropped(tmp_path) -> None:
    lines = (SHARED / "ugly/37_formula_injection.txt").read_text().splitlines()
    raw = ugly("37_formula_injection.txt")
    assert [*raw.header, *raw.rows.iloc[:, 0], *(",".join(row.cells) for row in raw.set_aside)] == lines
    quoted = [f'a{number},"{line.replace(chr(34), chr(34) * 2)}"' for number, line in enumerate(lines)]
    result = imported(tmp_path, customers="\n".join(["account_id,industry", *quoted]))
    assert result.data.frame("customers")["industry"].tolist() == lines


def test_a_code_keeps_its_leading_zero() -> None:
    assert read_words(ugly("39_leading_zeros_real.csv").rows["CODGEO"]).values.tolist()[0] == "09001"


def test_missing_words_are_unknown_in_numbers_and_stay_words_elsewhere() -> None:
    row = ugly("40_missing_words.csv").rows.T[0]
    assert row.tolist() == ["", "NA", "N/A", "NONE", "NULL", "."]
    assert read_numbers(row).values.isna().all()
    assert not read_numbers(row).bad.any()
    words = read_words(row).values
    assert words[words.notna()].tolist() == ["NA", "NONE", "."]


def test_a_compressed_file_is_unpacked_and_said() -> None:
    raw = ugly("42_gzip_named_csv.csv")
    assert raw.header == ("id", "name")
    assert "compressed (gzip)" in said(raw)


def test_rows_of_commas_are_left_out_and_counted() -> None:
    raw = ugly("46_blank_rows.csv")
    assert len(raw.rows) == 2
    assert {row.reason for row in raw.set_aside} == {"The row is blank."}
    assert [row.line for row in raw.set_aside] == list(range(4, 4 + len(raw.set_aside)))
    assert len(raw.set_aside) == (SHARED / "ugly/46_blank_rows.csv").read_text().count("\n,,")


def test_remarks_beside_the_data_are_counted_and_left_out() -> None:
    raw = ugly("48_notes_beside_data_real.csv")
    assert raw.encoding == "UTF-8 and Windows-1252"  # 'Café' stands there in UTF-8, the hard spaces in Windows-1252
    assert len(raw.rows) == 440
    assert re.search(r"4 columns without a name left out; 8 cells stood in them \(rows 10", said(raw))


def test_no_ugly_file_raises_anything_but_a_sentence(tmp_path) -> None:
    for path in sorted((SHARED / "ugly").glob("*.[ct][sx][vt]")):
        for table in (None, "customers", "deals", "revenue"):
            try:
                result = import_files([Source(table, path, path.name)], tmp_path)
            except UserError as error:
                assert path.name in str(error)
            else:
                report = next(iter(result.reports.values()))
                assert report.rows_read == report.rows_kept + report.rows_rejected + report.rows_left_out
