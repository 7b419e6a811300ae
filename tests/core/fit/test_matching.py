"""What each operator and mode means, value by value."""

import numpy as np
import pandas as pd
import pytest

from icp_core.fit.matching import match
from icp_core.profile import Criterion

UNKNOWN = "unknown"


def scores(values, **criterion):
    column = values if isinstance(values, pd.Series) else pd.Series(values)
    found, words = match(pd.DataFrame({"x": column}), Criterion(column="x", **criterion))
    assert all(("unknown" in text) == np.isnan(score) for text, score in zip(words(), found.score, strict=True))
    return [UNKNOWN if np.isnan(score) else round(float(score), 2) for score in found.score]


@pytest.mark.parametrize("mode", ["require", "score"])
def test_in_ignores_case_and_blanks_and_leaves_the_missing_unknown(mode):
    assert scores(["Software", " sOFTWARE ", "Retail", None, ""], op="in", value=["software"], mode=mode) == [
        1, 1, 0, UNKNOWN, UNKNOWN,
    ]  # fmt: skip


def test_not_in_holds_for_everything_that_is_not_listed():
    assert scores(["LATAM", "EMEA", None], op="not in", value=["latam"], mode="require") == [0, 1, UNKNOWN]


@pytest.mark.parametrize("op", ["in", "not in"])
def test_an_exclusion_keeps_the_listed_values_out_whichever_way_it_is_written(op):
    assert scores(["LATAM", "EMEA", None], op=op, value=["LATAM"], mode="exclude") == [1, 0, UNKNOWN]


def test_an_excluded_range_is_kept_out_with_hard_edges():
    assert scores([9.0, 10, 15, 20, 21, None], op="between", value=[10, 20], mode="exclude") == [0, 1, 1, 1, 0, UNKNOWN]


def test_a_list_passes_in_when_any_entry_matches_and_not_in_when_none_does():
    lists = pd.Series([["SAP", "Salesforce"], np.array(["SAP"]), None, []], dtype=object)
    assert scores(lists, op="in", value=["salesforce"]) == [1, 0, UNKNOWN, UNKNOWN]
    assert scores(lists, op="not in", value=["salesforce"]) == [0, 1, UNKNOWN, UNKNOWN]
    assert scores(lists, op="in", value=["salesforce"], mode="exclude") == [1, 0, UNKNOWN, UNKNOWN]


def test_a_number_is_compared_with_a_word_by_its_value():
    assert scores([1.0, 2.0, 2.5, None], op="in", value=["1", "2.50"]) == [1, 0, 1, UNKNOWN]
    assert scores([1, 2], op="in", value=["1"]) == [1, 0]


def test_a_code_with_a_leading_zero_is_not_the_number():
    assert scores(["007", "7"], op="in", value=["007"]) == [1, 0]


@pytest.mark.parametrize("word", ["Yes", "true", "1"])
def test_a_flag_is_compared_with_the_usual_words(word):
    assert scores(pd.array([True, False, None], dtype="boolean"), op="in", value=[word]) == [1, 0, UNKNOWN]


def test_a_date_is_compared_by_its_iso_form():
    assert scores(pd.to_datetime(["2025-01-31", None]), op="in", value=["2025-01-31"]) == [1, UNKNOWN]


@pytest.mark.parametrize("mode", ["require", "score"])
def test_both_ends_belong_to_a_range(mode):
    assert scores([101.0, 500, 300], op="between", value=[101, 500], mode=mode) == [1, 1, 1]


def test_a_weighted_range_fades_on_the_log_scale_to_zero_at_ten_percent_of_its_width():
    """docs/method.md: 100 to 500 fades to 0 at about 85 and 590 (exactly 100 x 5^-0.1 and 500 x 5^0.1)."""
    ends = [100 * 5**-0.1, 500 * 5**0.1]
    assert ends == pytest.approx([85.1, 587.3], abs=0.1)
    assert scores([85.0, 588.0], op="between", value=[100, 500]) == [0, 0]
    halfway = [100 * 5**-0.05, 500 * 5**0.05]
    assert scores(halfway, op="between", value=[100, 500]) == [0.5, 0.5]


def test_a_range_that_touches_zero_fades_on_the_plain_scale():
    assert scores([0.0, 50, 52.5, 55, -2.5, -5], op="between", value=[0, 50]) == [1, 1, 0.5, 0, 0.5, 0]


def test_a_single_end_fades_over_ten_percent_of_itself():
    assert scores([100.0, 96, 90], op=">=", value=100) == [1, pytest.approx(0.59, abs=0.01), 0]
    assert scores([100.0, 112], op="<=", value=100) == [1, 0]
    assert scores([-10.0, -10.5, -11], op=">=", value=-10) == [1, 0.5, 0]


def test_zero_and_negative_amounts_are_far_below_a_range_of_positive_ones():
    assert scores([0.0, -3], op="between", value=[1, 10]) == [0, 0]


def test_a_soft_edge_of_nothing_and_a_range_of_one_number_are_hard():
    assert scores([99.0, 100, 101], op="between", value=[100, 500], soft_edge=0) == [0, 1, 1]
    assert scores([4.9, 5, 5.1], op="between", value=[5, 5]) == [0, 1, 0]


def test_a_must_have_is_hard_but_remembers_its_soft_edge():
    frame = pd.DataFrame({"x": [100.0, 95.0, 80.0, None]})
    found, _ = match(frame, Criterion(column="x", op="between", value=[100, 500], mode="require"))
    assert found.score[:3].tolist() == [1, 0, 0]
    assert found.near.tolist() == [False, True, False, False]


def test_text_for_a_number_is_unknown_and_said_so_but_a_number_in_text_counts():
    frame = pd.DataFrame({"x": ["250", " 300 ", "many", None]})
    found, words = match(frame, Criterion(column="x", op=">=", value=200))
    assert found.score[:2].tolist() == [1, 1]
    assert np.isnan(found.score[2:]).all()
    assert found.note == (
        "The ICP asks for a number in 'x', which holds something else in 1 row (for example 'many'); "
        "there it counts as unknown."
    )
    assert words().tolist()[2] == "x: unknown"


def test_dates_and_lists_are_no_numbers():
    assert scores(pd.to_datetime(["2025-01-31"]), op=">=", value=1) == [UNKNOWN]
    assert scores(pd.Series([["a"]], dtype=object), op=">=", value=1) == [UNKNOWN]


def test_a_column_that_is_not_there_is_unknown_for_everybody():
    found, words = match(pd.DataFrame({"y": [1, 2]}), Criterion(column="x", op="in", value=["a"]))
    assert found.absent
    assert np.isnan(found.score).all()
    assert words().tolist() == ["x: unknown", "x: unknown"]


def test_reasons_say_what_stood_there_and_what_came_of_it():
    def words(values, **criterion):
        return match(pd.DataFrame({"x": pd.Series(values)}), Criterion(column="x", **criterion))[1]().tolist()

    assert words([80.0, 95, 300, 1_234_567], op="between", value=[100, 500]) == [
        "x 80: below 100", "x 95: just below 100", "x 300: yes", "x 1,230,000: above 500",
    ]  # fmt: skip
    assert words(["A", "B", None], op="in", value=["a"]) == ["x A: yes", "x B: no", "x: unknown"]
    assert words(["A", "B"], op="in", value=["a"], mode="exclude") == ["x A: excluded", "x B: not excluded"]
    lists = [["q", "r", "s", "t"], ["q", "a"]]
    assert words(lists, op="in", value=["a"]) == ["x q, r, s: no", "x a: yes"]


def test_an_empty_list_of_accounts_gives_an_empty_answer():
    for criterion in ({"op": "in", "value": ["a"]}, {"op": ">=", "value": 1}):
        assert scores(pd.Series([], dtype="str"), **criterion) == []


def test_a_column_is_found_by_the_header_that_the_file_has():
    """An ICP written with the file's own header, 'Customer Type', left every account unclassified."""
    frame = pd.DataFrame({"customer_type": ["A", "B"], "size": [1.0, 2.0], "Size ": [3.0, 4.0]})
    found, words = match(frame, Criterion(column="Customer Type", op="in", value=["a"]))
    assert (found.score.tolist(), words().tolist()) == ([1.0, 0.0], ["customer_type A: yes", "customer_type B: no"])
    assert found.criterion.column == "customer_type"
    ambiguous, _ = match(frame, Criterion(column="SIZE", op=">=", value=1))
    assert ambiguous.absent


def test_a_country_is_the_same_by_every_name_and_code():
    frame = pd.DataFrame({"country": ["United States", "USA", "Deutschland", "France", "Atlantis", None]})
    wanted = Criterion(column="country", op="in", value=("US", "Germany", "atlantis"))
    score = match(frame, wanted)[0].score.tolist()
    assert score[:5] == [1.0, 1.0, 1.0, 0.0, 1.0]
    assert np.isnan(score[5])
    other = Criterion(column="territory", op="in", value=("US",))
    assert match(frame.rename(columns={"country": "territory"}), other)[0].score.tolist()[:2] == [0.0, 0.0]
