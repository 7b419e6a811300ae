"""What is said of accounts that the judging rule has not seen: each condition's part, and the few largest accounts."""

import numpy as np
import pandas as pd
import pytest

from icp_core.traits.codes import Codes
from icp_core.traits.evidence import Found
from icp_core.traits.held_out import INSIDE, OUTSIDE, UNJUDGED, Counts, Judged, chance_of, cross_fit, judged_by
from icp_core.traits.largest import carried, largest_of


def two_columns(n: int = 1500) -> tuple[Codes, np.ndarray, Found]:
    """Success needs both first levels; the rule on show asks for them."""
    rng = np.random.default_rng(8)
    values = rng.integers(0, 3, (n, 2))
    both = (values == 0).all(axis=1)
    success = rng.random(n) < np.where(both, 0.7, 0.2)
    box = {0: np.arange(4) == 0, 1: np.arange(4) == 0}
    return Codes(values, np.array([3, 3]), np.array([False, False])), success, Found(box, 9.0, both | True, both)


def test_what_each_condition_adds_is_the_whole_rule_against_the_rule_without_it() -> None:
    # by hand: inside 3 of 4 succeed, without the first column 4 of 8
    values = np.array([[0, 0]] * 4 + [[1, 0]] * 4 + [[1, 1]] * 4)
    success = np.array([1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0], dtype=bool)
    codes = Codes(values, np.array([2, 2]), np.array([False, False]))
    box = {0: np.array([True, False, False]), 1: np.array([True, False, False])}
    judged = judged_by(codes, Found(box, 1.0, success, codes.inside(box)), np.ones(12, dtype=bool))
    assert judged.adds(0, success).value == pytest.approx(3 / 4 - 4 / 8)
    assert judged.adds(1, success).value == pytest.approx(0.0)  # the first column alone picks the same accounts


def test_both_conditions_of_a_planted_rule_add_and_a_passenger_does_not() -> None:
    codes, success, rule = two_columns()
    (judged,) = cross_fit(codes, success, [rule], np.random.default_rng(0))
    for column in (0, 1):
        gain = judged.adds(column, success)
        assert gain.value == pytest.approx(0.5 * 2 / 3, abs=0.08)  # .7 against a third of .7 and two thirds of .2
        assert gain.low > 0
    riding = Judged.nobody({0: rule.box[0], 1: rule.box[1]}, len(success))
    riding.judge(codes, {0: rule.box[0]}, np.ones(len(success), dtype=bool))
    assert riding.adds(1, success).value == 0.0


def test_nobody_judged_is_unknown_and_not_zero() -> None:
    judged = Judged.nobody({0: np.array([True, False])}, 5)
    assert (judged.whole == UNJUDGED).all()
    assert judged.adds(0, np.ones(5, dtype=bool)).value is None
    assert Counts.of(np.ones(5, dtype=bool), judged.whole).inside.value is None


def test_every_account_is_judged_once_by_a_rule_that_was_mined_without_it() -> None:
    codes, success, rule = two_columns()
    (judged,) = cross_fit(codes, success, [rule], np.random.default_rng(0))
    assert set(np.unique(judged.whole)) == {INSIDE, OUTSIDE}
    assert ((judged.whole == INSIDE) == rule.inside).mean() > 0.95


@pytest.mark.parametrize("counts", [(8, 10, 2, 10), (0, 5, 3, 5), (5, 5, 0, 5), (30, 40, 100, 400)])
def test_the_exact_p_value_is_that_of_scipy(counts: tuple[int, int, int, int]) -> None:
    stats = pytest.importorskip("scipy.stats")
    hits, n = counts[0] + counts[2], counts[1] + counts[3]
    expected = stats.hypergeom.sf(counts[0] - 1, n, hits, counts[1])
    assert chance_of(Counts(*counts)) == pytest.approx(expected, rel=1e-9)


def test_the_largest_accounts_are_left_out_counted_and_searched_again() -> None:
    codes, success, rule = two_columns()
    judged = judged_by(codes, rule, np.ones(len(success), dtype=bool))
    arr = np.full(len(success), 100.0)
    arr[np.flatnonzero(rule.inside)[:3]] = [5000.0, 200.0, 200.0]
    found = largest_of(rule, judged.whole, success, arr=pd.Series(arr), codes=codes, seed=0)
    total = arr[rule.inside].sum()
    assert found.held_by_one.value == pytest.approx(5000 / total)
    assert found.held_by_few.value == pytest.approx(5400 / total)
    assert found.inside.n == rule.inside.sum() - 3
    assert found.stays
    assert "Without them the same search finds it again: " in found.sentence
    assert carried(found).startswith("One account carries this") == (5000 / total > 0.3)


def test_a_trait_that_stands_on_its_three_largest_accounts_is_told() -> None:
    rng = np.random.default_rng(0)
    values = np.where(np.arange(200) < 9, 0, 1)[:, None]  # nine accounts; without three of them too few for a rule
    success = (np.arange(200) < 9) | (rng.random(200) < 0.2)
    codes = Codes(values, np.array([2]), np.array([False]))
    box = {0: np.array([True, False, False])}
    rule = Found(box, 9.0, np.ones(200, dtype=bool), codes.inside(box))
    judged = judged_by(codes, rule, np.ones(200, dtype=bool))
    found = largest_of(rule, judged.whole, success, arr=pd.Series(np.arange(200.0) + 1), codes=codes, seed=0)
    assert not found.stays
    assert "Without its 3 largest accounts it is not found." in carried(found)


def test_nothing_is_said_of_the_largest_where_nobody_knows_what_accounts_pay() -> None:
    codes, success, rule = two_columns(300)
    judged = judged_by(codes, rule, np.ones(300, dtype=bool))
    arr = pd.Series(np.full(300, np.nan))
    assert largest_of(rule, judged.whole, success, arr=arr, codes=codes, seed=0) is None
    assert carried(None) == ""
