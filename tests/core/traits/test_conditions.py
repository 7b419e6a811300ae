import numpy as np
import pandas as pd
import pytest

from icp_core.metrics.column_kinds import holds_codes
from icp_core.traits import Condition, meets, rule_words


def test_an_unknown_value_meets_neither_in_nor_not_in_nor_a_bound() -> None:
    words, numbers = pd.Series(["a", None], dtype="str"), pd.Series([1.0, np.nan])
    assert Condition("x", "in", ("a",)).holds(words).tolist() == [True, False]
    assert Condition("x", "not in", ("b",)).holds(words).tolist() == [True, False]
    assert Condition("x", "<=", 5.0).holds(numbers).tolist() == [True, False]


def test_both_ends_of_between_belong_to_it() -> None:
    assert Condition("x", "between", (1.0, 3.0)).holds(pd.Series([0.9, 1.0, 3.0, 3.1])).tolist() == [0, 1, 1, 0]


def test_a_list_meets_in_when_it_holds_one_of_the_values() -> None:
    cells = pd.Series([["SAP"], ["SAP", "AWS"], [], None])
    assert Condition("t", "in", ("AWS",)).holds(cells).tolist() == [False, True, False, False]
    assert Condition("t", "not in", ("AWS",)).holds(cells).tolist() == [True, False, True, False]


@pytest.mark.parametrize(
    ("values", "codes"),
    [([1.0, 2.0, 3.0], True), ([0.0, 1.0, np.nan], True), ([1.5, 2.0], False), ([25.0, 125.0, 750.0], False)],
)
def test_few_small_whole_numbers_are_codes(values: list[float], codes: bool) -> None:
    assert holds_codes(pd.Series(values)) is codes


def test_employees_are_a_quantity_however_few_values_there_are() -> None:
    assert not holds_codes(pd.Series([5.0, 10.0, 50.0], name="employees"))


def test_codes_are_compared_as_words() -> None:
    assert Condition("Region", "in", ("3",)).holds(pd.Series([1.0, 3.0, np.nan])).tolist() == [False, True, False]


def test_a_rule_reads_as_the_beginning_of_a_sentence() -> None:
    rule = (Condition("industry", "in", ("Software", "Fintech")), Condition("employees", "between", (101.0, 500.0)))
    assert rule_words(rule) == "Software or Fintech with 101 to 500 employees"
    frame = pd.DataFrame({"industry": ["Software", "Retail", "Fintech"], "employees": [101.0, 300.0, 501.0]})
    assert meets(frame, rule).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            (Condition("employees", ">=", 101.0), Condition("country", "in", ("France",))),
            "At least 101 employees in France",
        ),
        ((Condition("industry", "not in", ("Retail",)),), "Any industry but Retail"),
        (
            (
                Condition("technologies", "in", ("SAP",)),
                Condition("plan", "in", ("Pro",)),
                Condition("employees", "<=", 50.0),
            ),
            "Using SAP with plan Pro and at most 50 employees",
        ),
        ((Condition("seats", "between", (5.0, 9.0)),), "Seats from 5 to 9"),
    ],
)
def test_a_rule_is_said_as_people_say_it(rule: tuple[Condition, ...], words: str) -> None:
    assert rule_words(rule) == words
