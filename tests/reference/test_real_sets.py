"""The public sets: the figures of their truth.json that metrics cover, and the refusals that `expect` asks for."""

from datetime import date

import pytest

from icp_core.metrics import artefacts, capabilities, headline, movements, nrr_at, period_rows
from icp_core.metrics.monthly import last_day, month_number
from icp_core.metrics.winning import sales_cycle, win_rate


def measures(world):
    return headline(world.data, world.accounts, world.deals)


def month_end(label):
    return last_day(month_number(date.fromisoformat(f"{label}-01")))


# IBM Telco: a tenure, a flag and no date


def test_telco_retention_by_contract_is_that_of_the_truth(telco):
    by = measures(telco)["retention_12m"].by["Contract"]
    assert by["Month-to-month"].value == pytest.approx(0.703097, abs=1e-6)
    assert by["One year"].value == pytest.approx(0.990808, abs=1e-6)


def test_retention_of_100_percent_has_an_interval_too(telco):
    two_years = measures(telco)["retention_12m"].by["Contract"]["Two year"]
    assert two_years.value == 1.0
    assert 0.99 < two_years.low < 1.0


def test_telco_has_no_calendar_so_churn_of_a_year_is_refused_with_that_reason(telco):
    churn = measures(telco)["logo_churn"]
    assert (churn.estimate.value, "no calendar" in churn.estimate.why) == (None, True)
    assert period_rows(telco.data, telco.accounts, None) == ()


def test_telco_live_customers_and_their_revenue_are_those_of_the_source(telco):
    found, truth = measures(telco), telco.truth
    assert found["customers"].estimate.value == truth["rows"] - truth["churned"]
    assert found["mrr"].estimate.value == pytest.approx(truth["mrr_total"] - truth["mrr_lost"])


def test_a_flag_written_as_0_and_1_is_a_breakdown_not_a_number(telco):
    assert set(measures(telco)["retention_12m"].by["SeniorCitizen"]) == {"0", "1"}


# Maven CRM: deals joined by name, no revenue


def test_maven_win_rate_counts_closed_deals_only(maven):
    rate = measures(maven)["win_rate"].estimate
    assert (rate.value, rate.n) == (pytest.approx(maven.truth["win_rate"], abs=1e-6), 6711)


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("industry", "win_rate_by_sector"),
        ("product", "win_rate_by_product"),
        ("regional_office", "win_rate_by_region"),
    ],
)
def test_maven_win_rate_by_level_is_that_of_the_truth(maven, column, key):
    by = measures(maven)["win_rate"].by[column]
    for level, expected in maven.truth[key].items():
        assert (by[level].value, by[level].n) == (pytest.approx(expected["rate"], abs=1e-4), expected["n"])


def test_maven_open_deals_without_account_are_counted_aloud(maven):
    assert "1,425 open deals name no account" in maven.deals.notes


def test_maven_lost_deals_at_value_zero_never_enter_the_contract_value(maven):
    found = measures(maven)
    assert found["acv"].estimate.value == pytest.approx(maven.truth["avg_won_value"], abs=0.01)
    assert found["win_rate_by_value"].estimate.why == "2,473 of 2,473 lost deals carry no value"


def test_maven_cycle_is_the_median_of_won_deals(maven):
    assert measures(maven)["sales_cycle_days"].estimate.value == maven.truth["median_cycle_won"]
    won = maven.deals.won
    for sector, expected in maven.truth["median_cycle_won_by_sector"].items():
        assert sales_cycle(won[won["industry"] == sector]).value == expected


def test_maven_win_rate_by_quarter_and_by_sector_and_quarter(maven):
    rows = {row.quarter.label: row for row in period_rows(maven.data, maven.accounts, maven.deals)}
    for label, expected in maven.truth["win_rate_by_quarter"].items():
        assert rows[label].metrics["win_rate"].value == pytest.approx(expected["rate"], abs=1e-4)
    closed = maven.deals.closed.assign(quarter=lambda frame: frame["closed"].dt.to_period("Q").astype(str))
    for key, expected in maven.truth["win_rate_by_sector_and_quarter"].items():
        sector, label = key.split(" | ")
        rate = win_rate(closed[(closed["industry"] == sector) & (closed["quarter"] == label)])
        assert (rate.n, rate.value) == (expected["n"], pytest.approx(expected["rate"], abs=1e-4))


def test_maven_first_quarter_is_a_partial_period_and_no_trend(maven):
    rows = {row.quarter.label: row.quarter for row in period_rows(maven.data, maven.accounts, maven.deals)}
    assert (rows["2017Q1"].complete, rows["2017Q1"].why) == (False, "closings begin on 2017-03-01")
    assert rows["2017Q2"].complete
    found = artefacts(maven.data, maven.accounts, maven.deals)
    assert [(item.kind, item.where) for item in found] == [
        ("partial period", "closings, 2017Q1"),
        ("partial period", "deal creations, 2016Q4"),  # four a day, from 2016-10-20 on
        ("late entry", "deal creations"),  # closings begin four months later: the deals decided before are missing
        ("calendar", "closings"),  # about 80 % in the last month of a quarter and about 50 % otherwise
    ]


def test_maven_says_that_revenue_questions_cannot_be_answered(maven):
    found = measures(maven)
    assert not found["nrr"].estimate.known
    assert not found["retention_12m"].estimate.known
    assert found["customers"].estimate.why == "no column says who left: these are all accounts of the files"


# SaaS analytics: customers, paid periods, spend


def test_saas_revenue_retention_of_every_month_is_that_of_the_truth(saas):
    for label, expected in saas.truth["nrr_12m"].items():
        found = nrr_at(saas.data, month_end(label))
        assert (found.n, found.opening) == (expected["base_customers"], expected["base_mrr"])
        assert found.net.value == pytest.approx(expected["nrr"], abs=1e-6)
        assert found.gross.value == pytest.approx(expected["grr"], abs=1e-6)


def test_saas_revenue_retention_by_plan_is_that_of_the_truth(saas):
    by = measures(saas)["nrr"].by["plan_type"]
    for plan, expected in saas.truth["nrr_2024_12_by_plan"].items():
        assert (by[plan].n, by[plan].value) == (expected["base_customers"], pytest.approx(expected["nrr"], abs=1e-6))


def test_saas_monthly_revenue_is_that_of_the_truth(saas):
    table = movements(saas.data).set_index("month")["arr"] / 12
    for label, expected in saas.truth["mrr_by_month_end"].items():
        assert table[f"{label}-01"] == pytest.approx(expected)


def test_saas_cost_by_channel_is_the_published_one(saas):
    cac = measures(saas)["cac"]
    assert cac.estimate.value == pytest.approx(saas.truth["cac_blended"], abs=1e-3)
    for channel, expected in saas.truth["cac_by_channel"].items():
        assert cac.by["source"][channel].value == pytest.approx(expected["cac"], abs=1e-3)
        assert cac.by["source"][channel].n == expected["new_customers"]


def test_saas_survival_of_a_year_by_plan(saas):
    by = measures(saas)["retention_12m"].by["plan_type"]
    assert [round(by[plan].value, 3) for plan in ("Enterprise", "Pro", "Starter")] == [0.750, 0.628, 0.493]


def test_saas_bulk_sign_up_day_is_a_spike_and_channels_exceed_their_leads(saas):
    kinds = {item.kind: item for item in artefacts(saas.data, saas.accounts, None)}
    assert "376 of 2,000 new customers fall on 2024-12-30" in kinds["spike"].sentence
    assert "Organic (590 customers from 116 leads)" in kinds["more customers than leads"].sentence


def test_saas_logo_churn_of_a_year_agrees_with_the_retention_of_logos(saas):
    churn = measures(saas)["logo_churn"].estimate
    expected = 1 - saas.truth["nrr_12m"]["2024-12"]["logo_retention"]
    assert (churn.n, churn.value) == (852, pytest.approx(expected, abs=1e-6))


# dbt's MRR playbook: pauses


def test_dbt_movements_are_those_of_the_playbook(dbt):
    table = movements(dbt.data).set_index("month") / 12
    for label, expected in dbt.truth["movements"].items():
        row = table.loc[f"{label}-01"]
        names = {"new": "new", "reactivation": "reactivation", "churn": "churn"}
        names |= {"expansion": "upgrade", "contraction": "downgrade", "arr": "mrr"}
        for ours, theirs in names.items():
            assert row[ours] == pytest.approx(expected[theirs]), (label, ours)


def test_dbt_revenue_retention_is_that_of_the_truth(dbt):
    for label, expected in dbt.truth["nrr_12m"].items():
        found = nrr_at(dbt.data, month_end(label))
        assert found.n == expected["base_customers"]
        assert found.net.value == pytest.approx(expected["nrr"], abs=1e-5)
        assert found.gross.value == pytest.approx(expected["grr"], abs=1e-5)
        assert found.net.why == "carried by a few accounts: no verdict"


def test_dbt_pauses_are_said_aloud(dbt):
    assert any("paused for more than a month and came back" in note for note in dbt.accounts.notes)


# Salesforce sample: what must be refused


def test_salesforce_win_rate_without_a_loss_is_refused_with_that_reason(salesforce):
    found = measures(salesforce)
    assert found["win_rate"].estimate.why == "no deal in this file was lost, so a win rate would print 100 %"
    assert found["win_rate"].by == {}


def test_salesforce_cycle_is_refused_because_deals_close_before_they_are_created(salesforce):
    assert not measures(salesforce)["sales_cycle_days"].estimate.known
    can = {item.metric: item for item in capabilities(salesforce.data)}
    assert (can["sales_cycle_days"].can, can["win_rate"].can, can["pipeline_open"].can) == (False, False, True)


def test_salesforce_pipeline_can_be_given(salesforce):
    assert measures(salesforce)["pipeline_open"].estimate.value == salesforce.truth["opportunities"]["pipeline_amount"]
