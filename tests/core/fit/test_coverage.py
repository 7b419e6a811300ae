"""What share of a list is inside, when not everything is known."""

import numpy as np
import pandas as pd
import pytest

from icp_core.fit import fit_accounts
from icp_core.fit.coverage import Judged, share_inside, unequal_knowledge
from icp_core.metrics.proportion import wilson
from icp_core.profile import IcpProfile

MUST_A = {"column": "a", "op": "in", "value": ["1"], "mode": "require"}
MUST_B = {"column": "b", "op": "in", "value": ["1"], "mode": "require"}
SCORE_C = {"column": "c", "op": "in", "value": ["1"], "weight": 3}


def judged(a, b=None, c=None, criteria=(MUST_A,)):
    columns = {"a": a, "b": b, "c": c}
    frame = pd.DataFrame({"account_id": "", **{name: values for name, values in columns.items() if values is not None}})
    return Judged.of(fit_accounts(frame, IcpProfile(criteria=criteria)))


def share(found, among=None, **options):
    return share_inside(found, np.ones(len(found.inside), bool) if among is None else among, **options)


def test_with_everything_known_it_is_the_plain_share_with_its_wilson_interval():
    result = share(judged([1] * 30 + [0] * 70))
    assert result.value == pytest.approx(0.30)
    assert (result.low, result.high) == pytest.approx(wilson(30, 100))
    assert result.n == 100
    assert result.why == "100 of 100 accounts could be judged"


def test_with_a_weighted_criterion_known_everywhere_it_still_is_the_plain_share():
    result = share(judged([1] * 60 + [0] * 40, c=[1] * 30 + [0] * 70, criteria=(MUST_A, SCORE_C)))
    assert result.value == pytest.approx(0.30)
    assert (result.low, result.high) == pytest.approx(wilson(30, 100))


def test_a_decided_miss_among_half_known_accounts_does_not_count():
    """Kleene's "decided" would read 20 of 60; both must-haves are known for 40, of whom 20 pass."""
    a, b = [1] * 20 + [0] * 20 + [0] * 20, [1] * 40 + [None] * 20
    result = share(judged(a, b, criteria=(MUST_A, MUST_B)))
    assert result.value == pytest.approx(0.5)
    assert result.why == "40 of 60 accounts could be judged"


def test_a_weighted_criterion_unknown_for_some_is_taken_from_those_for_whom_it_is_known():
    """60 of 100 pass the must-have; of the 40 of them with a known c, 10 score high enough: 0.6 x 0.25."""
    a = [1] * 60 + [0] * 40
    c = [1] * 10 + [0] * 30 + [None] * 20 + [None] * 40
    result = share(judged(a, c=c, criteria=(MUST_A, SCORE_C)))
    assert result.value == pytest.approx(0.15)
    assert result.n == 80
    assert result.low < 0.15 < result.high


def test_nobody_inside_is_zero_with_an_interval_not_unknown():
    result = share(judged([0] * 20))
    assert result.value == 0
    assert (result.low, result.high) == pytest.approx(wilson(0, 20))


def test_amounts_weigh_and_widen_the_interval():
    found = judged([1] * 50 + [0] * 50)
    amounts = np.array([1.0] * 49 + [100.0] + [1.0] * 50)
    result = share(found, weights=amounts)
    assert result.value == pytest.approx(149 / 199)
    plain = share(found)
    assert result.high - result.low > 2 * (plain.high - plain.low)


@pytest.mark.parametrize(
    ("a", "why"),
    [
        ([], "there are no accounts"),
        ([None, None], "none of 2 accounts has a known value for every must-have"),
    ],
)
def test_what_cannot_be_judged_is_unknown_with_the_reason(a, why):
    result = share(judged(pd.Series(a, dtype=object)))
    assert result.value is None
    assert result.why == why


def test_a_column_that_nobody_has_cannot_make_everybody_a_miss():
    result = share(judged([1] * 20 + [0] * 20, criteria=(MUST_A, {**SCORE_C, "column": "elsewhere"})))
    assert result.value is None
    assert "too little is known" in result.why


def test_a_light_column_that_nobody_has_is_left_aside():
    light = {**SCORE_C, "column": "elsewhere", "weight": 0.1}
    assert share(judged([1] * 20 + [0] * 20, criteria=(MUST_A, light))).value == pytest.approx(0.5)


def test_only_the_list_asked_about_counts():
    among = np.array([True] * 20 + [False] * 20)
    assert share(judged([1] * 20 + [0] * 20), among, noun="open deals").why == "20 of 20 open deals could be judged"


def test_a_list_of_one_is_written_as_one():
    assert share(judged([1]), noun="deals created").why == "the only one could be judged"
    assert share(judged([None]), noun="deals created").why == "the only one has no known value for every must-have"


def test_knowing_less_of_those_that_left_is_said():
    found = judged([1] * 100 + [None] * 50 + [1] * 50)
    left = np.array([False] * 100 + [True] * 100)
    words = unequal_knowledge(found, left, np.ones(200, bool))
    assert words.startswith("100 % of the live accounts can be judged and 50 % of those that left")


def test_knowing_as_much_of_both_is_not_mentioned():
    found = judged([1, None] * 100)
    assert unequal_knowledge(found, np.arange(200) < 100, np.ones(200, bool)) == ""
    assert unequal_knowledge(found, np.zeros(200, bool), np.ones(200, bool)) == ""
