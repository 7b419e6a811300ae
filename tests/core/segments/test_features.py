import numpy as np
import pytest

from icp_core.metrics.expected_life import expected_life
from icp_core.metrics.survival import survival_curve
from icp_core.segments.features import features


def test_a_live_account_of_three_months_is_not_a_short_life(make_accounts) -> None:
    accounts = make_accounts(21, tenure=[3.0] + [30.0] * 10 + [10.0] * 10, left=[False] * 11 + [True] * 10)
    life = features(accounts.frame).life
    assert life[0] > life[11]


def test_expected_life_is_age_plus_area_under_the_curve_over_survival_at_that_age() -> None:
    # by hand: S = 1 up to 10, 0.5 after; horizon 20; live at 4: 4 + (6 * 1 + 10 * .5) / 1 = 15
    curve = survival_curve([10.0] * 5 + [20.0] * 5, [True] * 5 + [False] * 5)
    life = expected_life(curve, np.array([4.0, 12.0, 10.0, 40.0]), np.array([False, False, True, False]), 20.0)
    assert life.tolist() == pytest.approx([15.0, 20.0, 10.0, 20.0])


def test_the_horizon_is_the_longest_follow_up_where_it_is_shorter_than_36_months(make_accounts) -> None:
    accounts = make_accounts(40, tenure=[12.0] * 35 + [20.0] * 5, left=[True] * 5 + [False] * 35)
    assert features(accounts.frame).horizon == 12.0


def test_a_missing_arr_is_taken_from_the_start_and_stays_missing_otherwise(make_accounts) -> None:
    accounts = make_accounts(3, arr=[10.0, np.nan, np.nan], initial_arr=[5.0, 7.0, np.nan])
    found = features(accounts.frame).arr
    assert found[:2].tolist() == [10.0, 7.0]
    assert np.isnan(found[2])


def test_an_account_that_left_on_an_unknown_day_has_no_lifetime(make_accounts) -> None:
    accounts = make_accounts(12, tenure=[np.nan] + [5.0] * 11, left=[True] * 12)
    assert np.isnan(features(accounts.frame).life[0])
