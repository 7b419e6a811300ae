from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from icp_core.results import Estimate, Unit, unknown
from icp_core.segments.forecast import Third, forecast
from tests.core.segments.forecast.worlds import COLUMNS, accounts, company


@pytest.fixture(scope="module")
def planted():
    made, truth = company(1500, 1, signal=True)
    return made, truth, forecast(made, COLUMNS)


def test_a_planted_pattern_is_found_and_the_thirds_come_out_in_order(planted) -> None:
    _, _, found = planted
    assert found.found
    assert found.order.low > 0.55
    kept = [third.observed.value for third in found.thirds]
    assert kept[0] + 0.15 < kept[2]
    assert [third.holds for third in found.thirds] == [True, True, True]


@pytest.mark.parametrize("lifetimes", ["exponential", "renewal"])
def test_predictions_are_near_the_truth_whatever_the_shape_of_lifetimes(lifetimes: str) -> None:
    made, truth = company(4000, 2, signal=True, lifetimes=lifetimes)
    found = forecast(made, COLUMNS)
    live = dict(zip(made.frame["account_id"], truth, strict=True))
    predicted, true = found.points["predicted"].to_numpy(), found.points["account_id"].map(live).to_numpy()
    assert np.corrcoef(predicted, true)[0, 1] > 0.75
    for part in np.array_split(np.argsort(predicted), 3):
        assert predicted[part].mean() == pytest.approx(true[part].mean(), abs=0.05)


def test_columns_that_tell_nothing_forecast_nothing() -> None:
    # the bar is 5 %: of 12 worlds, three or more false alarms would come in 2 %
    found = [forecast(company(400, seed, signal=False)[0], COLUMNS) for seed in range(12)]
    assert sum(one.found for one in found) <= 2
    silent = next(one for one in found if not one.found)
    assert "do not forecast who stays" in silent.why
    assert silent.cut is None
    assert silent.points.empty
    assert silent.at_risk.empty
    assert silent.order.known


def test_at_risk_are_live_accounts_predicted_below_the_break(planted) -> None:
    made, truth, found = planted
    live = set(made.frame.loc[~made.frame["left"], "account_id"])
    assert set(found.points["account_id"]) == live
    risk = set(found.at_risk["account_id"])
    true = dict(zip(made.frame["account_id"], truth, strict=True))
    assert max(found.at_risk["predicted"]) < found.cut
    assert np.mean([true[one] for one in risk]) + 0.1 < np.mean([true[one] for one in live - risk])
    assert {one.name for one in found.groups} == {
        "High value, at risk",
        "High value, expected to stay",
        "Low value, at risk",
        "Low value, expected to stay",
    }
    assert sum(one.n for one in found.groups) == len(live)


def test_a_prediction_holds_inside_the_interval_or_within_three_points() -> None:
    def third(predicted: float, value: float | None, reach: float) -> bool:
        seen = unknown(Unit.RATIO, "too few")
        if value is not None:
            seen = Estimate(value, Unit.RATIO, 100, low=value - reach, high=value + reach)
        return Third("lowest third", 100, Estimate(predicted, Unit.RATIO, 100), seen).holds

    assert third(0.78, 0.70, 0.09)
    assert third(0.72, 0.70, 0.001)
    assert not third(0.75, 0.70, 0.04)
    assert not third(0.75, None, 0.0)


def test_the_order_of_the_rows_changes_nothing(planted) -> None:
    made, _, found = planted
    shuffled = replace(made, frame=made.frame.sample(frac=1, random_state=3).reset_index(drop=True))
    again = forecast(shuffled, COLUMNS)
    pd.testing.assert_frame_equal(again.points, found.points)
    assert again.order == found.order


def test_a_column_filled_for_present_customers_only_does_not_forecast_that_the_others_leave() -> None:
    made, _ = company(600, 5, signal=False)
    color = np.random.default_rng(5).choice(["red", "blue"], 600)
    known = made.frame.assign(colour=pd.Series(color).where(~made.frame["left"].astype(bool)))
    assert not forecast(replace(made, frame=known, attributes=("colour",)), ("colour",)).found


def test_without_any_arr_the_groups_know_risk_alone(planted) -> None:
    made, _, _ = planted
    bare = replace(made, frame=made.frame.assign(arr=np.nan), value_from="", why_no_value="none")
    found = forecast(bare, COLUMNS)
    assert [one.name for one in found.groups] == ["At risk", "Expected to stay"]
    assert found.value_cut is None
    assert not found.groups[0].arr.known


def test_the_reasons_name_the_column_that_makes_an_account_leave_faster(planted) -> None:
    _, _, found = planted
    account = found.at_risk["account_id"].iloc[0]
    reasons = dict(found.reasons(account))
    assert max(reasons, key=lambda name: abs(np.log(reasons[name]))) in ("industry", "employees")
    assert list(found.weight)[-1] == "noise"
    assert found.reasons("nobody") == ()
    row = found.table().set_index("account_id").loc[account]
    assert row["factor industry"] == pytest.approx(reasons["industry"])


def test_with_fewer_than_200_accounts_or_30_leavers_nothing_is_forecast() -> None:
    few = forecast(company(150, 1, signal=True)[0], COLUMNS)
    assert not few.found
    assert few.why.startswith("Not enough data for a forecast: it needs 200 accounts and 30 that left")
    assert not few.thirds
    made, _ = company(300, 1, signal=True)
    frame = made.frame.copy()
    frame.loc[frame["left"].cumsum() > 20, "left"] = False
    assert "300 and 20" in forecast(replace(made, frame=frame), COLUMNS).why


def test_columns_in_which_nothing_differs_leave_nothing_to_forecast_from() -> None:
    made, _ = company(300, 1, signal=True)
    same = replace(made, frame=made.frame.assign(plan="Pro"))
    assert "no column describes the accounts before the sale" in forecast(same, ("plan",)).why


def test_unknown_lifetimes_are_said_and_not_guessed() -> None:
    made, _ = company(300, 1, signal=True)
    silent = replace(made, lifetimes_from="", why_no_lifetimes="no column says who left")
    assert forecast(silent, COLUMNS).why == "Nothing can be forecast: no column says who left."


def test_where_nobody_leaves_within_a_year_there_is_nothing_to_forecast() -> None:
    n = 300
    left = np.arange(n) < 60
    made = accounts(
        tenure=np.where(left, 20.0, 30.0), left=left, age=np.full(n, 30.0), plan=np.where(np.arange(n) % 2, "a", "b")
    )
    assert forecast(made, ("plan",)).why == "Nobody has left within 12 months: there is nothing to forecast."
