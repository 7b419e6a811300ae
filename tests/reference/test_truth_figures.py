"""The figures of the truth.json files that a metric covers and that no other file of this folder compares.

Not compared, because no metric answers it: profit, margin and discounts of order lines, the index of population
stability, silhouettes and mean spend by code, chi-square tests of traits by share, and the seller's own monthly total,
which his paid periods do not reproduce.
"""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.metrics import (
    account_table,
    arr_movements,
    churn_definitions,
    concentration,
    log_rank,
    new_logos,
    nrr_at,
    retention_groups,
    revenue_retention,
    survival_curve,
    win_rate,
)
from icp_core.metrics.cost import cost_of_winning
from icp_core.metrics.monthly import last_day, month_number
from icp_core.metrics.winning import contract_value, discount_rate, median_discount, open_pipeline, sales_cycle
from tests.reference.conftest import folder_or_skip, truth_of
from tests.reference.test_survival_reference import agrees, median_agrees, oracle

# IBM Telco


def test_telco_leavers_of_every_group_are_those_of_the_truth(telco):
    found = {one.column: one for one in retention_groups(telco.accounts)}
    for column, levels in telco.truth["churn_rate_by"].items():
        counted = {group.name: (group.n, int(group.curve.events.sum())) for group in found[column].groups}
        assert counted == {level: (row["n"], row["hits"]) for level, row in levels.items()}, column


def test_telco_mean_revenue_by_contract_and_what_left_with_the_leavers(telco):
    frame, truth = telco.accounts.frame, telco.truth
    for contract, expected in truth["mean_mrr_by_contract"].items():
        assert frame.loc[frame["Contract"] == contract, "arr"].mean() / 12 == pytest.approx(expected, abs=1e-4)
    left = frame["left"].astype(bool)
    assert frame.loc[left, "arr"].sum() / frame["arr"].sum() == pytest.approx(truth["mrr_churn_rate"], abs=1e-6)


def test_telco_as_a_whole_has_no_median(telco):
    frame = telco.accounts.observed
    median_agrees(survival_curve(frame["tenure"], frame["left"].astype(bool)), telco.truth["km_all"])


# SaaS analytics


def test_saas_churn_a_month_is_told_for_accounts_and_for_revenue(saas):
    """The author prints 3.3 % a month: that is revenue; of accounts 4.6 % leave a month.

    Accounts that come and go within one month are in the truth and in no month's end: hence 0.05 points.
    """
    pairs = list(pairwise(arr_movements(saas.data).months))
    left, live = sum(now.accounts["churn"] for _, now in pairs), sum(before.paying for before, _ in pairs)
    lost, paid = -sum(now.moved["churn"] for _, now in pairs), sum(before.closing for before, _ in pairs)
    assert left / live == pytest.approx(saas.truth["monthly_logo_churn"]["value"], abs=5e-4)
    assert lost / paid == pytest.approx(saas.truth["monthly_mrr_churn"]["value"], abs=5e-4)


def test_saas_leavers_of_every_group_are_those_of_the_truth(saas):
    found = {one.column: one for one in retention_groups(saas.accounts)}
    for column, key in (
        ("plan_type", "churn_by_plan"),
        ("source", "churn_by_channel"),
        ("country", "churn_by_country"),
    ):
        counted = {group.name: (group.n, int(group.curve.events.sum())) for group in found[column].groups}
        assert counted == {level: (row["n"], row["hits"]) for level, row in saas.truth[key].items()}, column


def test_saas_medians_and_log_rank_by_group(saas):
    frame = saas.accounts.observed
    for column, key in (("plan_type", "km_by_plan"), ("source", "km_by_channel")):
        for level, expected in saas.truth[key].items():
            rows = frame[frame[column] == level]
            curve = survival_curve(rows["tenure"], rows["left"].astype(bool), entry=rows["entry"])
            median_agrees(curve, expected)
    for column, key in (("plan_type", "plan_type"), ("source", "acquisition_channel"), ("country", "country")):
        result = log_rank(frame["tenure"], frame["left"].astype(bool), frame[column])
        assert result.p == pytest.approx(saas.truth["logrank"][key]["p"], rel=5e-3)


def test_saas_new_customers_of_every_month_and_of_the_busiest_days(saas):
    days = new_logos(saas.accounts, None).frame["day"]
    assert days.dt.strftime("%Y-%m").value_counts().to_dict() == saas.truth["new_customers_by_month"]
    counts = days.dt.strftime("%Y-%m-%d").value_counts()
    assert {day: counts[day] for day in saas.truth["signups_on_busiest_days"]} == saas.truth["signups_on_busiest_days"]


def test_saas_spend_and_leads_of_every_channel(saas):
    cost = cost_of_winning(saas.data, new_logos(saas.accounts, None), shift=0)
    for channel, expected in saas.truth["cac_by_channel"].items():
        won, led = cost.leads[channel][1], cost.leads[channel][0]
        assert (won, led) == (expected["new_customers"], expected["leads"])
        assert won / led == pytest.approx(expected["customers_per_lead"], abs=1e-5)
        assert cost.by_channel[channel].value * won == pytest.approx(expected["spend"], abs=0.01)


def test_saas_share_that_has_left_and_logos_kept_a_year(saas):
    used = next(one for one in churn_definitions(saas.data, saas.accounts).definitions if one.used)
    assert (used.gone, used.left.value) == (saas.truth["ended"], pytest.approx(saas.truth["churned_share"], abs=1e-9))
    for label, expected in saas.truth["nrr_12m"].items():
        assert kept_logos(saas.data, label) == pytest.approx(expected["logo_retention"], abs=1e-6)


def kept_logos(data, label):
    from icp_core.metrics.monthly import monthly_revenue
    from icp_core.metrics.revenue import account_pairs

    pairs = account_pairs(monthly_revenue(data), month_number(date.fromisoformat(f"{label}-01")))
    return (pairs["closing"] > 0).mean()


# dbt's MRR playbook


def test_dbt_openings_and_logos_kept_a_year(dbt):
    for label, expected in dbt.truth["nrr_12m"].items():
        found = nrr_at(dbt.data, last_day(month_number(date.fromisoformat(f"{label}-01"))))
        assert found.opening == expected["base_mrr"]
        assert kept_logos(dbt.data, label) == pytest.approx(expected["logo_retention"], abs=1e-5)


# AWS orders: no recurring revenue, but the arithmetic of a cohort holds for years of orders


def aws_years():
    raw = pd.read_csv(next(folder_or_skip("aws_saas_sales").glob("*.csv")), encoding="utf-8-sig")
    year = pd.to_datetime(raw["Order Date"], format="%m/%d/%Y").dt.year
    table = raw.assign(year=year).pivot_table(index="Customer", columns="year", values="Sales", aggfunc="sum")
    return table.fillna(0.0), raw.groupby("Customer")["Industry"].first()


def test_aws_revenue_kept_year_over_year_and_by_industry():
    (table, industry), truth = aws_years(), truth_of("aws_saas_sales")
    for label, expected in truth["year_over_year"].items():
        one, other = (int(part) for part in label.split("->"))
        found = revenue_retention(table[one], table[other])
        assert (found.n, found.opening) == (expected["base_customers"], pytest.approx(expected["base_revenue"]))
        assert found.net.value == pytest.approx(expected["nrr"], rel=1e-5)
        assert found.gross.value == pytest.approx(expected["grr"], rel=1e-5)
        assert (table.loc[table[one] > 0, other] > 0).mean() == expected["logo_retention"]
    for name, expected in truth["nrr_by_industry"].items():
        rows = table[(industry == name).reindex(table.index)]
        found = revenue_retention(rows[2022], rows[2023])
        assert (found.n, found.net.value) == (
            expected["base_customers"],
            pytest.approx(expected["nrr_2022_2023"], rel=1e-5),
        )
        assert found.net.why == "carried by a few accounts: no verdict"


# wholesale customers


def test_wholesale_customers_are_concentrated_as_the_truth_says():
    raw = pd.read_csv(folder_or_skip("wholesale_customers") / "Wholesale customers data.csv", encoding="cp1252")
    spend = raw[["Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen"]].sum(axis=1)
    customers = pd.DataFrame({"account_id": [f"c{i}" for i in range(len(raw))], "current_arr": spend.astype(float)})
    found = concentration(account_table(Dataset.of(customers=customers)))
    tenth = found.accounts["cumulated"].iloc[len(raw) // 10 - 1]
    assert tenth == pytest.approx(truth_of("wholesale_customers")["top10pct_share_of_spend"], abs=1e-5)


# Maven CRM


def test_maven_win_rate_by_month_of_closing_and_by_size(maven):
    closed = maven.deals.closed
    months = closed["closed"].dt.strftime("%Y-%m")
    edges = [0, 500, 2000, 5000, np.inf]
    sizes = pd.cut(closed["employees"], edges, labels=["<=500", "501-2000", "2001-5000", ">5000"]).astype("str")
    for values, key in ((months, "win_rate_by_close_month"), (sizes, "win_rate_by_size_band")):
        for level, expected in maven.truth[key].items():
            rate = win_rate(closed[values == level])
            assert (rate.n, rate.value) == (expected["n"], pytest.approx(expected["rate"], abs=1e-4)), level


def test_maven_values_by_sector_add_up_to_what_was_won(maven):
    won, truth = maven.deals.won, maven.truth
    assert won["amount"].sum() == truth["won_value"]
    assert won["amount"].median() == truth["median_won_value"]
    assert maven.deals.won["account_id"].nunique() == truth["accounts_with_a_won_deal"]
    for sector, expected in truth["avg_won_value_by_sector"].items():
        value = contract_value(won[won["industry"] == sector])
        assert value.value == pytest.approx(expected, abs=0.01)
        assert value.value * value.n == pytest.approx(truth["won_value_by_sector"][sector], abs=0.5)


def test_maven_cycles_of_won_and_of_lost_deals(maven):
    frame, truth = maven.deals.frame, maven.truth
    assert frame.loc[frame["outcome"] == "won", "days"].mean() == pytest.approx(truth["mean_cycle_won"], abs=1e-3)
    assert frame.loc[frame["outcome"] == "lost", "days"].median() == truth["median_cycle_lost"]
    assert sales_cycle(maven.deals.won).n == truth["won"]


def test_maven_discounts_of_single_deals_and_the_one_weighted_by_value(maven):
    """Unweighted, the mean is 0.35 %; weighted by list price it is what was given away of it."""
    won, truth = maven.deals.won, maven.truth
    single = 1 - won["amount"] / won["list_price"]
    assert median_discount(maven.deals).value == pytest.approx(truth["median_discount"], abs=1e-8)
    assert single.mean() == pytest.approx(truth["mean_discount"], abs=1e-8)
    assert (single < 0).mean() == pytest.approx(truth["share_sold_above_list"], abs=1e-6)
    weighted = 1 - won["amount"].sum() / won["list_price"].sum()
    assert discount_rate(maven.deals).value == pytest.approx(weighted, abs=1e-12)
    for sector, expected in truth["mean_discount_by_sector"].items():
        assert single[won["industry"] == sector].mean() == pytest.approx(expected, abs=1e-8)


# Salesforce sample


def test_salesforce_pipeline_and_wins_are_counted(salesforce):
    expected, deals = salesforce.truth["opportunities"], salesforce.deals
    assert (len(deals.won), deals.won["amount"].sum()) == (expected["won"], expected["won_amount"])
    assert len(deals.closed) == expected["closed"]
    assert open_pipeline(deals).value == expected["pipeline_amount"]
    assert int(deals.frame["matched"].sum()) == expected["account_ids_found"]
    assert deals.frame["account_id"].nunique() == expected["accounts"]


# lifelines


@pytest.mark.parametrize(
    ("file", "columns", "key"),
    [("waltons_dataset.csv", ("T", "E", "group"), "waltons"), ("rossi.csv", ("week", "arrest", "fin"), "rossi")],
)
def test_lifelines_sets_as_a_whole(file, columns, key):
    tenure, left, group = oracle(file, *columns)
    truth = truth_of("lifelines_oracle")[key]
    curve = survival_curve(tenure, left, level=0.95)
    assert agrees(curve, truth["all"])
    median_agrees(curve, truth["all"])
    expected = truth["logrank" if key == "waltons" else "logrank_fin"]["p"]
    assert log_rank(tenure, left, group).p == pytest.approx(expected, rel=5e-3)
