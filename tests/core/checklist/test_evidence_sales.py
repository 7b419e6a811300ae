from datetime import date, timedelta

import numpy as np
import pytest

from icp_core.checklist.evidence_sales import (
    cac_rising,
    cycle_lengthening,
    new_logos_falling,
    quarter_end_rush,
    win_rate_falling,
)
from icp_core.results import Estimate, Unit, unknown
from tests.core.checklist.conftest import BuildMeasured, deals_closed, drift_with, quarter_rows

FALLING = [60.0, 54.0, 50.0, 44.0, 40.0, 37.0, 33.0, 29.0]


def logos(measured: BuildMeasured, values: list[float | None]):
    return new_logos_falling(measured(periods=quarter_rows("new_logos", values, [int(v or 0) for v in values])))


def test_fewer_new_customers_every_quarter_are_present(measured):
    found = logos(measured, list(FALLING))
    assert found.verdict == "present"
    assert found.estimate.n == int(sum(FALLING))
    assert found.estimate.window == "2024Q1 to 2025Q4"


def test_the_yearly_change_is_that_of_a_quasi_poisson_regression(measured):
    """Witness: statsmodels GLM Poisson with the Pearson scale, floored at 1, and the 90 % normal quantile."""
    sm = pytest.importorskip("statsmodels.api")
    time = np.arange(8)
    fit = sm.GLM(np.array(FALLING), sm.add_constant(time), family=sm.families.Poisson()).fit()
    se = fit.bse[1] * np.sqrt(max(1.0, fit.pearson_chi2 / 6))
    ends = np.exp(4 * (fit.params[1] + np.array([0, -1, 1]) * 1.6448536 * se)) - 1
    found = logos(measured, list(FALLING)).estimate
    assert [found.value, found.low, found.high] == pytest.approx(ends.tolist(), abs=1e-5)


def test_steady_new_customers_are_absent(measured):
    assert logos(measured, [200.0, 203.0, 199.0, 204.0, 201.0, 203.0, 200.0, 205.0]).verdict == "absent"


def test_a_wide_interval_is_unclear(measured):
    assert logos(measured, [12.0, 10.0, 13.0, 9.0, 12.0, 11.0, 10.0, 10.0]).verdict == "unclear"


def test_seven_quarters_are_no_data_and_say_how_many_are_needed(measured):
    found = logos(measured, list(FALLING[:7]))
    assert found.verdict == "no data"
    assert found.why == "7 complete quarters of new customers; a trend needs 8."


def test_few_new_customers_are_no_data_and_not_a_fall(measured):
    found = logos(measured, [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0])
    assert (found.verdict, found.why) == ("no data", "5.5 new customers a quarter on average; a trend needs 10.")


def test_without_dates_the_remedy_names_the_column(measured):
    assert "start_date" in new_logos_falling(measured()).why


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.3, 0.9, "present"), (-0.4, 0.2, "absent"), (0.1, 0.9, "unclear")]
)
def test_a_cycle_is_judged_against_a_tenth_longer(measured, low, high, verdict):
    """ln 1.1 is 0.235 of the full scale of ln 1.5 (docs/method.md S2, 4.7)."""
    adverse = Estimate((low + high) / 2, Unit.RATIO, 400, low, high)
    found = cycle_lengthening(measured(drift=drift_with("cycle", adverse)))
    assert found.verdict == verdict
    assert found.estimate.low == pytest.approx(1.5**low - 1)


def test_a_cycle_that_was_not_measured_gives_the_reason(measured):
    found = cycle_lengthening(measured(drift=drift_with("cycle", unknown(Unit.RATIO, "4 wins in the recent window"))))
    assert (found.verdict, found.estimate) == ("no data", None)
    assert found.why.startswith("4 wins in the recent window.")


def test_a_falling_win_rate_is_shown_as_a_fall(measured):
    adverse = Estimate(1.0, Unit.RATIO, 800, 0.6, 1.4)
    found = win_rate_falling(measured(drift=drift_with("win_rate", adverse)))
    assert found.verdict == "present"
    assert found.estimate.value == pytest.approx(1 / 1.5 - 1)
    assert found.estimate.low < found.estimate.value < found.estimate.high < 0


def test_a_falling_win_rate_on_a_shrinking_pipeline_is_unclear(measured):
    then = [date(2023, 2, 1) + timedelta(days=place) for place in range(300)]
    now = [date(2025, 2, 1) + timedelta(days=3 * place) for place in range(100)]
    adverse = Estimate(1.0, Unit.RATIO, 400, 0.6, 1.4)
    found = win_rate_falling(
        measured(tables={"deals": deals_closed(then + now)}, drift=drift_with("win_rate", adverse))
    )
    assert found.verdict == "unclear"
    assert "pipeline shrank" in found.why


@pytest.mark.parametrize(("growth", "verdict"), [(1.10, "present"), (1.0, "absent")])
def test_cost_of_a_customer_is_judged_against_a_tenth_a_year(measured, growth, verdict):
    costs: list[float | None] = [1000 * growth**quarter for quarter in range(8)]
    found = cac_rising(measured(periods=quarter_rows("cac", costs, [400] * 8, Unit.MONEY)))
    assert found.verdict == verdict
    assert found.estimate.value == pytest.approx(growth**4 - 1)


def test_a_quarter_without_a_cost_keeps_its_place_in_time(measured):
    costs: list[float | None] = [1000 * 1.1**quarter for quarter in range(8)]
    costs[3] = None
    found = cac_rising(measured(periods=quarter_rows("cac", costs, [400] * 8, Unit.MONEY)))
    assert found.estimate.value == pytest.approx(1.1**4 - 1)


def test_wins_in_the_last_days_are_a_rush(measured):
    days = [date(2025, 3, 20) + timedelta(days=place % 12) for place in range(60)]
    days += [date(2025, 4, 1) + timedelta(days=place) for place in range(60)]
    found = quarter_end_rush(measured(tables={"deals": deals_closed(days)}))
    assert found.verdict == "present"
    assert found.estimate.value == pytest.approx(0.5)
    assert "spread evenly it would be 15.4 %" in found.why


def test_wins_spread_evenly_are_no_rush(measured):
    days = [date(2025, 1, 1) + timedelta(days=place) for place in range(365)]
    found = quarter_end_rush(measured(tables={"deals": deals_closed(days)}))
    assert found.verdict == "absent"
    assert found.estimate.value == pytest.approx(4 * 14 / 365)


def test_lost_deals_do_not_count_as_wins(measured):
    days = [date(2025, 3, 20) + timedelta(days=place % 12) for place in range(60)]
    assert quarter_end_rush(measured(tables={"deals": deals_closed(days, "lost")})).verdict == "no data"


def test_close_dates_rounded_to_the_month_cannot_tell(measured):
    days = [date(2025, month, 28) for month in range(1, 13)] * 10
    found = quarter_end_rush(measured(tables={"deals": deals_closed(days)}))
    assert found.verdict == "no data"
    assert "exact day" in found.why


def test_row_order_does_not_matter(measured):
    days = [date(2025, 1, 1) + timedelta(days=2 * place) for place in range(180)]
    frame = deals_closed(days)
    turned = frame.iloc[::-1].reset_index(drop=True)
    assert quarter_end_rush(measured(tables={"deals": frame})) == quarter_end_rush(measured(tables={"deals": turned}))
