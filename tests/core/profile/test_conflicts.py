"""Criteria that exclude each other get a sentence at each of them."""

import pytest

from icp_core.profile import IcpProfile, conflicts


def one(column, op, value, mode="require", **more):
    return {"column": column, "op": op, "value": value, "mode": mode, **more}


def said(*criteria, several=()):
    return {(r.position, r.grave): r.sentence for r in conflicts(IcpProfile(criteria=criteria), several=several)}


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (one("employees", ">=", 500), one("employees", "<=", 100), "No number is both"),
        (one("employees", "between", [1, 10]), one("employees", "between", [11, 20]), "No number is both"),
        (one("industry", "in", ["A"]), one("industry", "in", ["B"]), "No account has a value of both"),
        (one("industry", "in", ["A"]), one("industry", "not in", ["a ", "B"]), "The one refuses every value"),
        (one("industry", "in", ["A"]), one("industry", "in", ["a"], "exclude"), "asks for what the other rules out"),
        (one("industry", "in", ["A"]), one("industry", "not in", ["A"], "exclude"), "what the other rules out"),
        (one("employees", "between", [5, 9]), one("employees", "<=", 10, "exclude"), "what the other rules out"),
        (one("country", "in", ["USA"]), one("country", "in", ["United States"], "exclude"), "rules out"),
    ],
)
def test_two_criteria_that_nobody_can_meet_are_said_at_both(first, second, words):
    found = said(first, second)
    assert set(found) == {(0, True), (1, True)}
    assert words in found[0, True]
    assert "criterion 2 says" in found[0, True]
    assert "criterion 1 says" in found[1, True]
    assert found[0, True].endswith("Nobody can be inside.")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (one("industry", "in", ["A"], "score"), one("industry", "in", ["A"], "exclude"), "is ruled out"),
        (one("industry", "in", ["A"], "score"), one("industry", "in", ["B"]), "never adds to the fit"),
        (one("industry", "in", ["A", "B"]), one("industry", "in", ["B"], "exclude"), "'B' stands in both"),
        (one("industry", "in", ["A"]), one("industry", "in", ["a"]), "stands in criterion 2 too"),
        (one("industry", "in", ["A"], "exclude"), one("industry", "not in", ["A"], "exclude"), "in criterion 2 too"),
    ],
)
def test_a_criterion_that_can_never_count_is_said_without_alarm(first, second, words):
    found = said(first, second)
    assert words in found[0, False]
    assert not any(grave for _, grave in found)


@pytest.mark.parametrize(
    "criteria",
    [
        [one("employees", ">=", 100), one("employees", "<=", 100)],
        [one("industry", "in", ["A", "B"]), one("industry", "in", ["B", "C"])],
        [one("industry", "in", ["A"]), one("region", "in", ["A"], "exclude")],
        [one("industry", "in", ["A"], "score"), one("industry", "in", ["B"], "score")],
        [one("industry", "in", ["A"]), one("industry", "in", ["B"], "exclude")],
        [one("employees", ">=", 50), one("employees", "<=", 10, "exclude")],
    ],
)
def test_criteria_that_go_together_get_no_remark(criteria):
    assert not said(*criteria)


def test_an_account_may_hold_both_of_two_technologies():
    criteria = [one("technologies", "in", ["A"]), one("technologies", "in", ["B"])]
    assert said(*criteria)
    assert not said(*criteria, several=["technologies"])


def test_three_lists_that_overlap_two_by_two_and_leave_nothing_are_noticed():
    found = said(*(one("x", "in", pair) for pair in (["A", "B"], ["B", "C"], ["A", "C"])))
    assert found[0, True] == "Together with criteria 2, 3 it leaves no value. Nobody can be inside."


def test_500_criteria_on_one_column_are_looked_at():
    criteria = [one("x", "in", [f"v{i}", "A"]) for i in range(499)]
    assert not said(*criteria)
    assert said(*criteria, one("x", "in", ["other"]))[499, True].startswith("No account has a value of both")
