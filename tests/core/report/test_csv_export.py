from csv import reader
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp_core.report import safe_cell, to_csv


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-cmd", "@sum", "\tx", "\rx", "=cmd|' /C calc'!A0", "-1+2", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_is_marked(cell):
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5.2", "+3", "-1e-05", "1,200.50", -5.2, 7, None, "Smith & Sons", "a=b", ""])
def test_plain_numbers_and_words_stay_as_they_are(cell):
    assert safe_cell(cell) == cell


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_text_of_an_export_begins_like_a_formula(cells):
    rows = list(reader(StringIO(to_csv(pd.DataFrame({"=name": cells})), newline="")))
    assert rows[0] == ["'=name"]
    for row in rows[1:]:
        assert not row or not row[0].startswith(("=", "@", "\t", "\r")), row


def test_a_lone_carriage_return_stays_inside_its_cell():
    rows = list(reader(StringIO(to_csv(pd.DataFrame({"name": ["a\rb", "c"], "n": [1, 2]})), newline="")))
    assert rows == [["name", "n"], ["a\rb", "1"], ["c", "2"]]


def test_dates_flags_and_unknown_cells():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2025-01-31", None]).astype("datetime64[us]"),
            "left": pd.array([True, None], dtype="boolean"),
            "ring": ["inner", None],
        }
    )
    assert to_csv(frame) == "day,left,ring\n2025-01-31,True,inner\n,,\n"


def test_the_frame_is_not_changed():
    frame = pd.DataFrame({"name": ["=1+1"]})
    to_csv(frame)
    assert frame["name"].tolist() == ["=1+1"]
