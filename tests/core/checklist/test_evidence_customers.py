import math
from datetime import date, timedelta

import pandas as pd
import pytest

from icp_core.checklist.evidence_customers import (
    cs_outgrows_revenue,
    gross_churn_rising,
    nrr_below_100,
    onboarding_harder,
    satisfaction_falling,
)
from icp_core.metrics import Measure
from icp_core.results import Estimate, Unit, unknown
from tests.core.checklist.conftest import drift_with, quarter_rows

NO_CHANGE = Estimate(0.0, Unit.RATIO, 300, -0.05, 0.05)


def nrr(value, low, high, n=300):
    return {"nrr": Measure("nrr", Estimate(value, Unit.RATIO, n, low, high))}


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.90, 0.98, "present"), (1.01, 1.09, "absent"), (0.96, 1.04, "unclear")]
)
def test_net_revenue_retention_is_judged_against_one_hundred_percent(measured, low, high, verdict):
    assert nrr_below_100(measured(headline=nrr((low + high) / 2, low, high))).verdict == verdict


@pytest.mark.parametrize(("fall", "verdict"), [(0.10, "present"), (0.04, "absent")])
def test_a_fall_by_more_than_five_points_is_present_even_above_one_hundred(measured, fall, verdict):
    """docs/method.md C15: a fall above 5 points whose lower bound is above 0; 15 points are the full scale (4.7)."""
    adverse = Estimate(fall / 0.15, Unit.RATIO, 300, 0.05, 1.2)
    found = nrr_below_100(measured(headline=nrr(1.05, 1.01, 1.09), drift=drift_with("nrr", adverse)))
    assert found.verdict == verdict


def test_thirty_accounts_are_needed_for_net_revenue_retention(measured):
    found = nrr_below_100(measured(headline=nrr(0.5, 0.3, 0.7, n=29)))
    assert (found.verdict, found.why) == ("no data", "29 accounts a year ago; 30 are needed.")


def test_unknown_net_revenue_retention_names_the_missing_file(measured):
    headline = {"nrr": Measure("nrr", unknown(Unit.RATIO, "no revenue by month"))}
    assert nrr_below_100(measured(headline=headline)).why == "No revenue by month. Add revenue by account and month."


def test_more_first_year_losses_are_present(measured):
    adverse = Estimate(1.0, Unit.RATIO, 200, 0.5, 1.5)
    found = gross_churn_rising(measured(drift=drift_with("early_churn", adverse)))
    assert found.verdict == "present"
    assert found.estimate.value == pytest.approx(1.0)  # twice the losses is the full scale


def test_rising_losses_by_quarter_are_found_where_the_first_year_is_not_known(measured):
    rates = [0.02, 0.024, 0.03, 0.035, 0.042, 0.05, 0.06, 0.07]
    found = gross_churn_rising(measured(periods=quarter_rows("logo_churn", rates, [1000] * 8, Unit.RATIO)))
    assert found.verdict == "present"
    assert found.estimate.value == pytest.approx(math.exp(4 * math.log(0.07 / 0.02) / 7) - 1, rel=0.1)


def test_losses_in_the_first_year_and_by_quarter_can_both_be_small(measured):
    steady = quarter_rows("logo_churn", [0.05] * 8, [4000] * 8, Unit.RATIO)
    found = gross_churn_rising(measured(periods=steady, drift=drift_with("early_churn", NO_CHANGE)))
    assert found.verdict == "absent"


def test_no_losses_at_all_are_absent_not_unknown(measured):
    found = gross_churn_rising(measured(periods=quarter_rows("logo_churn", [0.0] * 8, [50] * 8, Unit.RATIO)))
    assert (found.verdict, found.estimate.value, found.estimate.n) == ("absent", 0.0, 400)


@pytest.mark.parametrize(
    ("rates", "live", "reason"),
    [
        ([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.13, 0.32], 12, "12 customers at the start of a quarter on average"),
        ([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.025, 0.075], 40, "4 customers lost"),
    ],
)
def test_a_handful_of_losses_is_no_trend(measured, rates, live, reason):
    """The dbt playbook (12 live customers a quarter) was said to lose 58,038 % more customers each year."""
    found = gross_churn_rising(measured(periods=quarter_rows("logo_churn", rates, [live] * 8, Unit.RATIO)))
    assert found.verdict == "no data"
    assert found.why.startswith(reason)


def feedback(column, levels, per_quarter=200):
    """In quarter q the answers are spread so that their mean is ``levels[q]``."""
    rows = []
    for place, (high, low) in enumerate(levels):
        start = pd.Period("2024Q1", "Q").start_time + pd.DateOffset(months=3 * place)
        rows += [(f"a{i}", start + timedelta(days=i % 80), high if i % 2 else low) for i in range(per_quarter)]
    frame = pd.DataFrame(rows, columns=["account_id", "date", column])
    return frame.assign(date=frame["date"].astype("datetime64[us]"), **{column: frame[column].astype(float)})


def test_falling_csat_is_present_with_its_yearly_change(measured):
    levels = [(5.0 - 0.1 * quarter, 4.0 - 0.1 * quarter) for quarter in range(8)]
    found = satisfaction_falling(measured(tables={"feedback": feedback("csat", levels)}))
    assert found.verdict == "present"
    assert found.estimate.value == pytest.approx(-0.4)


def test_steady_csat_is_absent(measured):
    found = satisfaction_falling(measured(tables={"feedback": feedback("csat", [(5.0, 4.0)] * 8, 400)}))
    assert found.verdict == "absent"


def test_nps_counts_promoters_less_detractors(measured):
    """Half of the answers turn from 10 to 8 in the second year: NPS falls from 50 to 0."""
    levels = [(10.0, 8.0)] * 4 + [(8.0, 8.0)] * 4
    found = satisfaction_falling(measured(tables={"feedback": feedback("nps", levels)}))
    assert found.verdict == "present"
    assert found.estimate.unit == Unit.SCORE
    assert -50 < found.estimate.value < -25


def test_too_few_quarters_of_feedback_are_no_data(measured):
    found = satisfaction_falling(measured(tables={"feedback": feedback("csat", [(5.0, 4.0)] * 3)}))
    assert (found.verdict, found.estimate.n) == ("no data", 600)
    assert "3 complete periods" in found.why


def heads(then, now):
    months = pd.to_datetime(["2024-12-01", "2025-12-01"]).astype("datetime64[us]")
    return pd.DataFrame({"month": months, "function": "Customer Success", "people": [float(then), float(now)]})


@pytest.mark.parametrize(("now", "verdict"), [(15, "present"), (10, "absent")])
def test_customer_success_is_held_against_revenue(measured, now, verdict):
    revenue = quarter_rows("arr", [1e6] * 8, [100] * 8, Unit.MONEY)
    found = cs_outgrows_revenue(measured(periods=revenue, tables={"headcount": heads(10, now)}))
    assert found.verdict == verdict
    assert found.estimate.value == pytest.approx(now / 10)


def test_a_team_of_two_says_nothing(measured):
    revenue = quarter_rows("arr", [1e6] * 8, [100] * 8, Unit.MONEY)
    found = cs_outgrows_revenue(measured(periods=revenue, tables={"headcount": heads(2, 4)}))
    assert found.why == "2 people a year ago; 3 are needed."


def starts_and_usage(waits):
    """Ten customers start each quarter and first use the product ``waits[q]`` months later, one of them one more."""
    customers, usage = [], []
    for place, wait in enumerate(waits):
        start = pd.Period("2024Q1", "Q").start_time + pd.DateOffset(months=3 * place)
        for i in range(10):
            name = f"c{place}-{i}"
            customers.append((name, start))
            usage.append((name, start + pd.DateOffset(months=wait + (i == 0))))
    when = "datetime64[us]"
    frames = (
        pd.DataFrame(customers, columns=["account_id", "start_date"]),
        pd.DataFrame(usage, columns=["account_id", "month"]),
    )
    return {"customers": frames[0].astype({"start_date": when}), "usage": frames[1].astype({"month": when})}


def test_a_longer_way_to_first_use_is_present(measured):
    tables = starts_and_usage([1, 1, 2, 2, 3, 4, 5, 6])
    assert onboarding_harder(measured(as_of=date(2025, 12, 31), tables=tables)).verdict == "present"


def test_usage_from_the_first_month_on_says_nothing_about_going_live(measured):
    tables = starts_and_usage([0] * 8)
    tables["usage"] = tables["usage"].assign(month=pd.Timestamp("2024-01-01")).astype({"month": "datetime64[us]"})
    found = onboarding_harder(measured(tables=tables))
    assert (found.verdict, "first month" in found.why) == ("no data", True)


def test_without_usage_the_remedy_names_the_file(measured):
    assert "usage" in onboarding_harder(measured()).why
