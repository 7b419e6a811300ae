import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.metrics import log_rank, survival_curve

LIFETIMES = st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(0, 12)), min_size=1, max_size=60)


def curve_of(rows, **options):
    tenure = np.array([float(row[0]) for row in rows])
    entry = np.minimum(np.array([float(row[2]) for row in rows]), tenure)
    return survival_curve(tenure, np.array([row[1] for row in rows]), entry=entry, **options)


@settings(deadline=None, max_examples=60)
@given(LIFETIMES)
def test_a_survival_curve_never_rises_and_lies_inside_its_interval(rows):
    curve = curve_of(rows)
    assert (np.diff(curve.survival) <= 1e-12).all()
    assert ((curve.low <= curve.survival + 1e-12) & (curve.survival <= curve.high + 1e-12)).all()
    assert len(curve.rows()) == len(curve.times)


@settings(deadline=None, max_examples=40)
@given(LIFETIMES, st.randoms())
def test_the_order_of_the_accounts_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert curve_of(rows).survival.tolist() == curve_of(shuffled).survival.tolist()


@settings(deadline=None, max_examples=40)
@given(LIFETIMES)
def test_doubling_the_data_keeps_the_curve_and_narrows_the_interval(rows):
    one, two = curve_of(rows), curve_of(rows * 2)
    assert one.survival == pytest.approx(two.survival)
    inside = (one.survival > 0) & (one.survival < 1)
    assert ((two.high - two.low)[inside] <= (one.high - one.low)[inside] + 1e-12).all()


def test_leaving_comes_before_the_last_sight_of_another_in_the_same_month():
    curve = survival_curve([5.0] * 20, [True] + [False] * 19)
    assert curve.at(5).value == pytest.approx(0.95)
    assert curve.at_risk[1] == 20


def test_the_curve_is_stopped_below_ten_accounts():
    curve = survival_curve(np.arange(1.0, 21.0), [False] * 20)
    assert curve.at(11).known
    assert curve.at(12).why == "fewer than 10 accounts observed that long"
    assert curve.at(21).why == "nobody has been observed for more than 20 months"


def test_where_nobody_left_the_lower_end_is_exact():
    answer = survival_curve([12.0] * 30, [False] * 30).at(12)
    assert (answer.value, answer.high) == (1.0, 1.0)
    assert answer.low == pytest.approx(0.05 ** (1 / 30))


def test_the_median_life_is_unknown_while_more_than_half_are_here():
    why = survival_curve([12.0] * 30, [True] * 5 + [False] * 25).median().why
    assert why == "more than half are still here after 12 months, and no longer has been observed"


def test_months_kept_without_any_leaving_is_the_whole_horizon_with_an_interval():
    kept = survival_curve([24.0] * 20, [False] * 20).restricted_mean(24)
    assert (kept.value, kept.high) == (24.0, 24.0)
    assert kept.low < 24


def test_accounts_that_entered_late_are_not_at_risk_before():
    tenure, left = [30.0] * 20 + [10.0] * 20, [False] * 20 + [True] * 10 + [False] * 10
    late = survival_curve(tenure, left, entry=[20.0] * 20 + [0.0] * 20)
    assert late.at(10).value == pytest.approx(0.5)
    assert not late.at(15).known  # between 10 and 20 months nobody was observed


def test_no_account_gives_an_unknown_curve():
    assert survival_curve([], []).at(12).why == "no account has a known lifetime"


@pytest.mark.parametrize(
    ("tenure", "left", "entry"),
    [([1.0, 2.0], [True], None), ([-1.0], [True], None), ([float("nan")], [True], None), ([2.0], [True], [3.0])],
)
def test_impossible_lifetimes_are_the_programmers_error(tenure, left, entry):
    with pytest.raises(ValueError, match=r"tenure|entry"):
        survival_curve(tenure, left, entry=entry)


def test_one_group_cannot_be_compared():
    with pytest.raises(ValueError, match="two groups"):
        log_rank([1.0, 2.0], [True, False], ["a", "a"])


def test_equal_groups_do_not_differ():
    result = log_rank([1.0, 2.0, 3.0] * 2, [True, True, False] * 2, ["a"] * 3 + ["b"] * 3)
    assert (result.chi2, result.p) == (pytest.approx(0, abs=1e-12), pytest.approx(1.0))


def test_when_everybody_has_left_nobody_is_here_later():
    curve = survival_curve([3.0] * 20 + [9.0] * 10, [True] * 30)
    assert (curve.at(12).value, curve.at(12).n, curve.at(12).low) == (0.0, 30, 0.0)


def test_one_last_leaver_does_not_empty_a_curve_whose_others_were_still_here():
    curve = survival_curve([3.0] * 29 + [9.0], [False] * 29 + [True])
    assert not curve.at(12).known
