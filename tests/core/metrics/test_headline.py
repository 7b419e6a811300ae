from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import DEFINITIONS, account_table, capabilities, csat_of, deal_table, headline, nps_of
from icp_core.metrics.cost import cost_of_winning, cycle_months, new_logos
from icp_core.metrics.measure import by_level
from icp_core.metrics.proportion import share, wilson
from icp_core.results import Unit

NAMES = {
    "customers", "arr", "mrr", "acv", "nrr", "grr", "gross_churn", "logo_churn", "retention_12m", "retention_24m",
    "rmst_36m", "ltv", "win_rate", "win_rate_by_value", "sales_cycle_days", "cac", "cac_payback_months", "ltv_cac",
    "quick_ratio", "discount_rate", "gone_dark", "pipeline_open", "nps", "csat",
    "win_rate_180d", "win_rate_expansion", "sales_velocity", "pipeline_coverage",
}  # fmt: skip


def days(values):
    return pd.Series(pd.to_datetime(list(values))).astype("datetime64[us]")


def answers(as_of=date(2025, 12, 31), gross_margin=1.0, **tables):
    data = Dataset.of(as_of=as_of, **tables)
    accounts = account_table(data)
    return headline(data, accounts, deal_table(data, accounts), gross_margin=gross_margin)


def companies(n=40, **columns):
    flags = pd.Series([number % 4 == 0 for number in range(n)], dtype="boolean")
    months = [float(6 + number % 30) for number in range(n)]
    ids = [f"A{number}" for number in range(n)]
    return pd.DataFrame(
        {"account_id": ids, "tenure_months": months, "churned": flags, "current_arr": 1200.0, **columns}
    )


def test_every_metric_is_there_even_without_any_data_and_says_why():
    found = answers()
    assert set(found) == NAMES
    assert all(measure.estimate.why for measure in found.values())
    assert not any(measure.estimate.known for measure in found.values())


def test_every_headline_metric_has_a_definition_and_its_unit():
    found = answers(customers=companies())
    assert set(DEFINITIONS) >= NAMES
    assert {name: measure.estimate.unit for name, measure in found.items()} == {
        name: DEFINITIONS[name].unit for name in found
    }


def test_files_without_any_date_show_no_window():
    found = answers(as_of=date(1900, 1, 1), customers=companies())
    windows = {found[name].estimate.window for name in ("customers", "arr", "retention_12m", "logo_churn")}
    assert windows == {"", "all accounts"}


def test_customers_and_revenue_count_live_accounts_alone():
    found = answers(customers=companies())
    assert found["customers"].estimate.value == 30
    assert found["arr"].estimate.value == pytest.approx(30 * 1200)
    assert found["mrr"].estimate.value == pytest.approx(30 * 100)


def test_lifetime_value_is_monthly_revenue_times_margin_times_months_kept():
    full, half = (answers(customers=companies(), gross_margin=margin) for margin in (1.0, 0.5))
    kept = full["rmst_36m"].estimate
    assert full["ltv"].estimate.value == pytest.approx(100 * kept.value)
    assert full["ltv"].estimate.why.startswith("gross margin unknown: 100 % used")
    assert half["ltv"].estimate.value == pytest.approx(50 * kept.value)


def test_months_kept_are_restricted_to_what_was_observed_and_say_so():
    assert answers(customers=companies())["rmst_36m"].estimate.why.startswith("out of 26.0 months")


@pytest.mark.parametrize("margin", [0.0, 1.2, -0.1])
def test_an_impossible_margin_is_the_programmers_error(margin):
    with pytest.raises(ValueError, match="gross margin"):
        answers(gross_margin=margin)


def test_a_level_with_fewer_than_eight_accounts_is_unknown_with_its_count():
    plans = ["small"] * 7 + ["large"] * 33
    by = answers(customers=companies(plan=plans))["retention_12m"].by["plan"]
    assert by["small"].why == "7 accounts: fewer than 8"
    assert by["large"].known


def test_columns_with_too_many_levels_or_one_are_not_broken_down():
    found = answers(customers=companies(city=[f"c{n % 13}" for n in range(40)], all=["x"] * 40, size=list(range(40))))
    assert found["retention_12m"].by == {}


def test_a_column_that_only_repeats_the_outcome_is_no_breakdown_of_the_win_rate():
    deals = pd.DataFrame(
        {"outcome": ["won", "lost"] * 10, "result": ["1 yes", "2 no"] * 10, "team": ["x"] * 9 + ["y"] * 11}
    )
    by = answers(deals=deals)["win_rate"].by
    assert set(by) == {"team"}


def test_logo_churn_takes_the_accounts_live_a_year_ago():
    starts = days(["2023-01-01"] * 10 + ["2025-06-01"] * 5)
    ends = days(["2025-03-01"] * 4 + [None] * 6 + ["2025-09-01"] * 5)
    frame = pd.DataFrame({"account_id": [str(n) for n in range(15)], "start_date": starts, "churn_date": ends})
    churn = answers(customers=frame)["logo_churn"].estimate
    assert (churn.value, churn.n, churn.window) == (0.4, 10, "2024-12-31 to 2025-12-31")


def world_of_spend(**changes):
    starts = days([f"2025-{month:02d}-10" for month in range(1, 13)])
    frame = pd.DataFrame(
        {"account_id": [str(n) for n in range(12)], "start_date": starts, "source": ["Ads", "Web"] * 6}
    )
    months = days([f"2025-{month:02d}-01" for month in range(1, 13)])
    spend = pd.DataFrame({"month": months, "channel": ["ads", "Fairs"] * 6, "amount": 100.0, **changes})
    return {"customers": frame, "spend": spend}


def test_cost_is_spend_over_new_customers_with_the_poisson_interval():
    cac = answers(**world_of_spend())["cac"]
    assert cac.estimate.value == pytest.approx(100.0)
    low, high = cac.estimate.low, cac.estimate.high
    assert (low, high) == pytest.approx((1200 / 19.442, 1200 / 6.924), rel=1e-3)  # Garwood limits of 12 events
    assert cac.by["source"]["ads"].value == pytest.approx(100.0)
    assert cac.by["source"]["Fairs"].why == "no new customer in the window"


def test_customers_are_counted_later_by_the_sales_cycle():
    closes = days(["2025-06-30"] * 8)
    deals = pd.DataFrame({"outcome": ["won"] * 8, "created_date": closes - pd.Timedelta(days=61), "close_date": closes})
    tables = world_of_spend()
    data = Dataset.of(as_of=date(2025, 12, 31), deals=deals, **tables)
    accounts = account_table(data)
    table = deal_table(data, accounts)
    cost = cost_of_winning(data, new_logos(accounts, table), shift=cycle_months(table))
    assert (cost.shift, cost.spend, cost.logos) == (2, 1000.0, 10)
    assert cost.cac.window == "spend of 2025-01 to 2025-10, customers 2 months later"


def test_cost_without_spend_or_without_dates_is_unknown():
    assert answers(customers=companies())["cac"].estimate.why == "no spend file: add one with month and amount"
    undated = answers(customers=companies(), spend=world_of_spend()["spend"])["cac"].estimate
    assert undated.why.startswith("nothing says when customers were won")


def test_satisfaction_takes_the_answers_of_the_last_year():
    dates = days(["2025-06-01"] * 10 + ["2020-01-01"] * 10)
    feedback = pd.DataFrame({"date": dates, "nps": [10.0] * 10 + [0.0] * 10, "csat": [4.0, 5.0] * 10})
    found = answers(feedback=feedback)
    assert (found["nps"].estimate.value, found["nps"].estimate.n) == (100.0, 10)
    assert found["csat"].estimate.value == pytest.approx(4.5)


def test_answers_outside_the_scale_do_not_count():
    assert nps_of(pd.Series([10.0] * 8 + [11.0, -1.0, None])).n == 8
    assert csat_of(pd.Series([3.0] * 8 + [0.0, 6.0])).n == 8


def test_seven_answers_are_too_few():
    assert nps_of(pd.Series([9.0] * 7)).why == "7 answers: too few"


def test_a_share_of_nothing_is_unknown_and_an_impossible_one_is_an_error():
    assert share(0, 0, why_none="nobody was asked").why == "nobody was asked"
    with pytest.raises(ValueError, match="0 <= hits <= n"):
        wilson(5, 4)
    with pytest.raises(ValueError, match="level"):
        wilson(1, 4, level=1.0)


def test_rows_without_a_level_are_left_out_of_the_breakdown():
    frame = pd.DataFrame({"plan": ["a"] * 9 + [None] * 9})
    found = by_level(frame, ["plan"], lambda rows: share(len(rows), len(rows)), noun="account", unit=Unit.RATIO)
    assert {level: part.n for level, part in found["plan"].items()} == {"a": 9}


def test_capabilities_name_what_is_missing_for_every_metric():
    found = {item.metric: item for item in capabilities(Dataset.of(customers=companies()))}
    assert set(found) == set(DEFINITIONS)
    assert found["retention_12m"].can
    assert found["retention_12m"].why == "from customers.tenure_months and customers.churned"
    assert found["logo_churn"].can is False
    assert (found["win_rate"].why, found["win_rate"].needs) == ("no deals file", "deals.outcome")
    assert all(bool(item.needs) != item.can for item in found.values())


def test_names_and_order_of_the_accounts_change_no_metric():
    frame = companies(plan=["a", "b"] * 20)
    other = frame.iloc[::-1].assign(account_id=[f"Z{number}" for number in range(40)]).reset_index(drop=True)
    here, there = answers(customers=frame), answers(customers=other)
    for name in ("retention_12m", "rmst_36m", "arr", "ltv"):
        assert here[name].estimate.value == pytest.approx(there[name].estimate.value)
        assert set(here[name].by) == set(there[name].by)


def test_months_kept_and_lifetime_value_of_all_levels_cover_the_same_months():
    """Starter is sold for a year and a half only: over its own months it would seem to stay less long than Pro."""
    rng = np.random.default_rng(3)
    start = pd.to_datetime(["2021-01-15"] * 100 + ["2024-06-15"] * 100)
    end = start + pd.to_timedelta(rng.exponential(1500, 200).astype(int) + 1, unit="D")
    customers = pd.DataFrame(
        {
            "account_id": [f"a{i}" for i in range(200)],
            "start_date": start.astype("datetime64[us]"),
            "churn_date": pd.Series(end).where(end <= "2025-12-31").astype("datetime64[us]"),
            "current_arr": 1200.0,
            "plan": ["Pro"] * 100 + ["Starter"] * 95 + ["Tiny"] * 5,
        }
    )
    found = answers(customers=customers)
    for name, unit in (("rmst_36m", 1.0), ("ltv", 100.0)):
        by = found[name].by["plan"]
        assert by["Pro"].window == by["Starter"].window == "first 18.5 months"
        assert abs(by["Pro"].value - by["Starter"].value) < 2.5 * unit
        assert by["Tiny"].why == "5 accounts: fewer than 8"
    assert found["rmst_36m"].estimate.value > found["rmst_36m"].by["plan"]["Pro"].value  # over 36 months
