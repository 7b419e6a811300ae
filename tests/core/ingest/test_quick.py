"""The quick reader reads what the careful one reads, row for row and line for line, or leaves the file to it."""

import csv
import io
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.ingest.reading.quick import quick_rows

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
    found = quick_rows(file, delimiter, skip=1, sample=[["h1", "h2", "h3"], *expected[:5]])
    if text.count('"') % 2:
        assert found is None
        return
    assert found is not None
    rows = [list(row) for row in found.frame.astype("str").itertuples(index=False)]
    assert [(line, row) for line, row in zip(found.lines.tolist(), rows, strict=True) if any(row)] == [
        (line, row) for line, row in _fitting(text, delimiter, 3) if any(row)
    ]
    assert [(misfit.line, list(misfit.cells)) for misfit in found.misfits] == misfits


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
    assert quick_rows(file, ",", skip=1, sample=[["a", "b"]]) is None


def test_text_that_is_not_utf_8_leaves_the_file_to_the_careful_reader(tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_bytes("a,b\n1,é\n".encode("cp1252"))
    assert quick_rows(file, ",", skip=1, sample=[["a", "b"]]) is None


def test_few_different_values_are_kept_as_codes_over_many_blocks(tmp_path: Path):
    file = tmp_path / "a.csv"
    rows = [f"id{number},{'won' if number % 3 else 'lost'}" for number in range(400_000)]
    file.write_text("\n".join(["id,stage", *rows]))
    found = quick_rows(file, ",", skip=1, sample=[["id", "stage"], *([f"id{n}", "won"] for n in range(20))])
    assert found is not None
    assert [str(kind) for kind in found.frame.dtypes] == ["str", "category"]
    assert found.frame["1"].astype("str").tolist() == [row.split(",")[1] for row in rows]
    assert np.array_equal(found.lines, np.arange(2, 400_002))
