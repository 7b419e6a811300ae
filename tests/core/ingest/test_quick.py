"""The quick reader reads what the careful one reads, row for row and line for line, or leaves the file to it."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.errors import UserError
from icp_core.ingest import read_raw
from icp_core.ingest.matching.headers import name_columns
from icp_core.ingest.progress import Stretch
from icp_core.ingest.reading.head import Head
from icp_core.ingest.reading.pile import Rows, fits
from icp_core.ingest.reading.quick import LargeFile, quick_rows

PLAIN = ["a", "b", "é", " ", "1.5", "", "x y", 'in"side', "'"]
QUOTED = ['"x"', '"x""y"', '"x,y"', '"x\ny"', '"x\r\ny"', '"x\ry"', '""', '"a"b']
CELLS = st.sampled_from(PLAIN + QUOTED)
RECORDS = st.lists(st.lists(CELLS, min_size=3, max_size=3) | st.lists(CELLS, min_size=1, max_size=5), max_size=30)


@settings(max_examples=400, deadline=None)
@given(
    records=RECORDS,
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_both_readers_see_the_same_rows_on_the_same_lines(records, end, last, delimiter, tmp_path_factory):
    file = tmp_path_factory.mktemp("quick") / "a.csv"
    lines = [delimiter.join(["h1", "h2", "h3"]), delimiter.join("123"), *(delimiter.join(record) for record in records)]
    text = end.join(lines) + (end if last else "")
    file.write_text(text, "utf-8", newline="")
    expected, misfits = _careful(text, delimiter)
    found = read(file, delimiter, ["h1", "h2", "h3"], expected[:5])
    if (
        text.count('"') % 2
        or any(fits(cells, 3, 3) or "\n" in "".join(cells) or "\r" in "".join(cells) for _, cells in misfits)
        or swallowed(expected, delimiter)
    ):
        assert found is None
        return
    assert found is not None
    rows = [list(row) for row in found.frame.astype("str").itertuples(index=False)]
    assert [(line, row) for line, row in zip(found.lines.tolist(), rows, strict=True) if any(row)] == [
        (line, row) for line, row in _fitting(text, delimiter, 3) if any(row)
    ]
    assert [(row.line, list(row.cells)) for row in found.aside] == misfits


def read(file: Path, delimiter: str, header: list[str], sample: list[list[str]]) -> Rows | None:
    head = Head(name_columns(header), tuple(header), 1, 1)
    return quick_rows(LargeFile(file, file.name, delimiter, 1, Stretch()), head, sample)


def swallowed(rows: list[list[str]], delimiter: str) -> bool:
    parts = (part for row in rows for cell in row for part in cell.splitlines()[1:-1])
    return any(part.count(delimiter) == 2 for part in parts)


def _careful(text: str, delimiter: str) -> tuple[list[list[str]], list[tuple[int, list[str]]]]:
    fits = [row for _, row in _fitting(text, delimiter, 3)]
    misfits = [(line, row) for line, row in _all(text, delimiter)[1:] if len(row) not in (0, 3)]
    return fits, misfits


def _fitting(text: str, delimiter: str, width: int) -> list[tuple[int, list[str]]]:
    return [(line, row) for line, row in _all(text, delimiter)[1:] if len(row) == width]


def _all(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found, line = [], 1
    for row in reader:
        found.append((line, row))
        line = reader.line_num + 1
    return found


def test_a_zero_byte_leaves_the_file_to_the_careful_reader(tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"a,b\n1,\x002\n")
    assert read(file, ",", ["a", "b"], [["1", "2"]]) is None


def test_text_that_is_not_utf_8_leaves_the_file_to_the_careful_reader(tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_bytes("a,b\n1,é\n".encode("cp1252"))
    assert read(file, ",", ["a", "b"], [["1", "2"]]) is None


def test_few_different_values_are_kept_as_codes_over_many_blocks(tmp_path: Path):
    file = tmp_path / "a.csv"
    rows = [f"id{number},{'won' if number % 3 else 'lost'}" for number in range(400_000)]
    file.write_text("\n".join(["id,stage", *rows]))
    found = read(file, ",", ["id", "stage"], [[f"id{n}", "won"] for n in range(20)])
    assert found is not None
    assert [str(kind) for kind in found.frame.dtypes] == ["str", "category"]
    assert found.frame["1"].astype("str").tolist() == [row.split(",")[1] for row in rows]
    assert np.array_equal(found.lines, np.arange(2, 400_002))


def test_a_quote_left_open_until_the_next_one_leaves_the_file_to_the_careful_reader(tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_text('a,b\n1,"x\n2,y\n3,z\n4,w"\n')
    assert read(file, ",", ["a", "b"], [["1", "x"]]) is None


def test_a_large_file_is_read_as_a_small_one(tmp_path: Path):
    """Titles above, a footer below, a ragged row and a blank one in the middle: the same rows, lines and remarks."""
    head = ["Pipeline report", "", "Deal ID,Stage,Amount"]
    rows = [f"d{number},{'Won' if number % 2 else 'Lost'},{number}.50" for number in range(200_000)]
    rows[1000] = "d1000,Won"
    rows[2000] = ""
    rows[3000] = 'd3000,"Won\nagain",1.0'
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    foot = ["Total,,7.5", "Confidential Information - Do Not Distribute"]
    large.write_text("\n".join([*head, *rows, *foot]))
    small.write_text("\n".join([*head, *rows[:4000], *foot]))
    quick, careful = read_raw(large, "a.csv"), read_raw(small, "a.csv")
    assert quick.header == careful.header
    assert len(quick.rows) == 200_000 - 2
    assert quick.lines[:3998].tolist() == careful.lines[:3998].tolist()
    assert quick.rows.head(3998).astype("str").to_dict("list") == careful.rows.astype("str").to_dict("list")
    assert [(row.severity, row.reason) for row in quick.set_aside] == [
        (row.severity, row.reason) for row in careful.set_aside
    ]
    assert [issue.reason for issue in quick.issues] == [issue.reason for issue in careful.issues]


def test_an_open_quote_that_makes_one_row_of_many_is_refused_by_its_line_in_a_large_file_too(tmp_path: Path):
    rows = [f"d{number},Won,{number}.50" for number in range(200_000)]
    rows[50_000] = 'd50000,"Won,1.0'
    rows[50_020] = 'd50020,Won",1.0'
    file = tmp_path / "a.csv"
    file.write_text("\n".join(["Deal ID,Stage,Amount", *rows]))
    with pytest.raises(UserError, match=r"row 50002: A quote opens in this row"):
        read_raw(file, "a.csv")
