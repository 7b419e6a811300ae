import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.metrics import cumulative_incidence

DEALS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=50)


@settings(deadline=None, max_examples=60)
@given(DEALS)
def test_won_lost_and_undecided_add_up_to_all_deals(rows):
    days, state = np.array([float(row[0]) for row in rows]), np.array([row[1] for row in rows])
    won = cumulative_incidence(days, state)
    lost = cumulative_incidence(days, np.where(state == 1, 2, np.where(state == 2, 1, 0)))
    assert won.incidence + lost.incidence + won.undecided == pytest.approx(np.ones(len(won.times)))
    assert (np.diff(won.incidence) >= -1e-12).all()


def test_open_deals_do_not_count_as_lost():
    curve = cumulative_incidence([10.0] * 10 + [5.0] * 10, [1] * 5 + [2] * 5 + [0] * 10)
    assert curve.at(10).value == pytest.approx(0.5)


def test_a_horizon_turns_later_decisions_into_open_deals():
    curve = cumulative_incidence([10.0] * 10 + [200.0] * 10, [1] * 20, horizon=100)
    assert (curve.wins, curve.at(100).value) == (10, pytest.approx(0.5))


def test_days_beyond_the_follow_up_are_unknown_while_deals_are_open():
    curve = cumulative_incidence([10.0] * 10 + [50.0] * 10, [1] * 10 + [0] * 10)
    assert curve.at(60).why == "no deal has been observed for more than 50 days"


def test_once_every_deal_is_decided_the_share_stays():
    assert cumulative_incidence([10.0] * 20, [1] * 5 + [2] * 15).at(400).value == pytest.approx(0.25)


def test_the_median_cycle_counts_open_deals():
    """Truth 60 days; the median of the deals won so far shows 40 (docs/method.md, same design)."""
    rng = np.random.default_rng(0)
    n = 20_000
    win, loss, seen = rng.exponential(120, n), rng.exponential(60, n), rng.uniform(0, 400, n)
    end, days = np.minimum(win, loss), np.minimum(np.minimum(win, loss), seen)
    state = np.where(end > seen, 0, np.where(win < loss, 1, 2))
    truth = np.median(win[(win < loss) & (win <= 180)])
    answer = cumulative_incidence(days, state).median(180)
    assert answer.low <= truth <= answer.high
    assert np.median(days[state == 1]) < truth


def test_nine_deals_are_too_few():
    assert not cumulative_incidence([5.0] * 9, [1] * 9).at(5).known


def test_no_win_has_an_exact_upper_end():
    answer = cumulative_incidence([5.0] * 20, [2] * 20).at(5)
    assert (answer.value, answer.low) == (0.0, 0.0)
    assert answer.high == pytest.approx(1 - 0.05 ** (1 / 20))


@pytest.mark.parametrize(("days", "state"), [([1.0], [1, 2]), ([-1.0], [1]), ([float("nan")], [0])])
def test_impossible_deals_are_the_programmers_error(days, state):
    with pytest.raises(ValueError, match="days"):
        cumulative_incidence(days, state)


@pytest.mark.parametrize("seed", range(40))
def test_deals_that_all_were_won_are_won_in_whole_whatever_the_rounding(seed):
    days = np.random.default_rng(seed).integers(20, 120, 26).astype(float)
    won = cumulative_incidence(days, np.ones(26, int)).at(365)
    assert won.value == 1.0
    assert 0.85 < won.low < won.high == 1.0
