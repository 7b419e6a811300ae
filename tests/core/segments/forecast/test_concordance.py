import numpy as np
import pytest

from icp_core.segments.forecast.hazard import Lives
from icp_core.segments.forecast.skill import concordance


def test_pairs_are_counted_as_harrell_counts_them() -> None:
    # by hand: leavers at 2 (pace 3) and 4 (pace 1); live at 5 (pace 2) and 3 (pace 1)
    # at 2: beats 1, 2 and 1: 3 of 3; at 4: only the account of 5 is still there, and is slower is false: 0 of 1
    lives = Lives(np.array([2.0, 4, 5, 3]), np.array([True, True, False, False]), np.zeros(4))
    assert concordance(np.array([3.0, 1, 2, 1]), lives, np.zeros(4)).value == pytest.approx(3 / 4)


def test_equal_predictions_are_half_right() -> None:
    lives = Lives(np.arange(1.0, 31), np.ones(30, dtype=bool), np.zeros(30))
    assert concordance(np.zeros(30), lives, np.zeros(30)).value == 0.5


def test_accounts_of_two_folds_are_never_compared() -> None:
    lives = Lives(np.array([1.0, 2.0]), np.array([True, False]), np.zeros(2))
    assert not concordance(np.array([1.0, 0.0]), lives, np.array([0, 1])).known


def test_an_account_not_yet_observed_is_no_comparison() -> None:
    lives = Lives(np.array([6.0, 30.0]), np.array([True, False]), np.array([0.0, 12.0]))
    assert not concordance(np.array([1.0, 0.0]), lives, np.zeros(2)).known


def test_the_interval_is_narrower_with_more_accounts() -> None:
    def width(n: int) -> float:
        rng = np.random.default_rng(n)
        pace = rng.normal(size=n)
        life = rng.exponential(np.exp(-pace))
        found = concordance(pace, Lives(life, np.ones(n, dtype=bool), np.zeros(n)), np.zeros(n))
        assert found.low < found.value < found.high
        return found.high - found.low

    assert width(1000) < width(100) / 2
