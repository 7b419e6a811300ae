"""The sample company is what its truth says, whatever the analysis may make of it."""

import csv
import io
import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import TABLES
from icp_core.profile import profile_from_text
from icp_core.sample import make_company, write_company
from icp_core.sample.world import BEST_EMPLOYEES, BEST_INDUSTRIES, DECLARED_EMPLOYEES, DECLARED_INDUSTRIES

FILES = {f"{table}.csv" for table in set(TABLES) - {"subscriptions"}} | {"icp.yaml", "answers.csv", "truth.json"}


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def large():
    return make_company(accounts=5000)


def inside(table: pd.DataFrame, industries: tuple[str, ...], employees: tuple[int, int]) -> pd.Series:
    """Whether a rule holds; NA where the file does not say."""
    holds = (table["Industry"].isin(industries) & table["Employees"].between(*employees)).astype("boolean")
    return holds.where(table["Industry"].notna() & table["Employees"].notna())


def kept_12_months(customers: pd.DataFrame, end: pd.Timestamp) -> float:
    """Share still here after 12 months among customers that could have been here so long."""
    old = customers[customers["Customer since"] <= end - pd.DateOffset(months=12)]
    days = (old["Churn Date"] - old["Customer since"]).dt.days
    return float(1 - (days < 365.25).mean())


def new_pipeline_share(deals: pd.DataFrame, since: str, until: str) -> float:
    """Share of new-business deals created in a window that meet the declared industry and employees."""
    new = deals[(deals["Deal Type"] == "New Business") & deals["Created Date"].between(since, until)]
    return float(inside(new, DECLARED_INDUSTRIES, DECLARED_EMPLOYEES).mean())


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_company(tmp_path / name, seed=seed, accounts=80, months=30)
    for name in FILES - {"icp.yaml", "answers.csv", "events.csv"}:
        first, second, other = ((tmp_path / folder / name).read_bytes() for folder in "abc")
        assert first == second, name
        assert first != other, name


def test_every_file_is_written_and_the_truth_counts_their_rows(tmp_path):
    write_company(tmp_path, accounts=100)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    truth = json.loads((tmp_path / "truth.json").read_text())
    for table, rows in truth["rows"].items():
        assert len(pd.read_csv(tmp_path / f"{table}.csv")) == rows, table


def test_exactly_as_many_customers_as_asked_for(company, large):
    assert len(company.tables["customers"]) == 1200
    assert len(large.tables["customers"]) == 5000
    assert company.tables["customers"]["Account ID"].is_unique
    assert company.tables["deals"]["Opportunity ID"].is_unique


def test_no_two_companies_share_a_name(large):
    names = large.tables["deals"].groupby("Account Name")["Account ID"].nunique()
    assert names.max() == 1


def test_planted_group_retains_as_its_hazards_say(large):
    customers, truth = large.tables["customers"], large.truth["planted"]
    best = inside(customers, BEST_INDUSTRIES, BEST_EMPLOYEES)
    end = pd.Timestamp(large.truth["as_of"])
    for group, side in ((customers[best.eq(True)], "inside"), (customers[best.eq(False)], "outside")):
        assert kept_12_months(group, end) == pytest.approx(truth[side]["retention_12m"], abs=0.03)  # 3 binomial se
    assert truth["inside"]["retention_12m"] == pytest.approx(np.exp(-12 * 0.003) * (1 - 0.035))


def test_planted_group_is_won_more_often_and_faster(large):
    deals = large.tables["deals"]
    old = deals[(deals["Deal Type"] == "New Business") & (deals["Created Date"] < "2025-01-01")]
    best = inside(old, BEST_INDUSTRIES, BEST_EMPLOYEES)
    for side, group in (("inside", old[best.eq(True)]), ("outside", old[best.eq(False)])):
        won = group[group["Stage"] == "Closed Won"]
        days = (won["Close Date"] - won["Created Date"]).dt.days
        truth = large.truth["planted"][side]
        assert (days <= 180).sum() / len(group) == pytest.approx(truth["win_180d_before"], abs=0.03)
        assert days.median() == pytest.approx(truth["cycle_days_before"], rel=0.1)


def test_declared_share_of_new_pipeline_falls_after_the_onset(company):
    truth = company.truth["drift"]
    assert truth["onset"] == "2025-02"
    deals = company.tables["deals"]
    before = new_pipeline_share(deals, "2023-10-01", "2024-09-30")
    after = new_pipeline_share(deals, "2025-10-01", "2026-09-30")
    assert before == pytest.approx(truth["pipeline_share_declared"]["baseline"], abs=0.03)  # 6 % are not complete
    assert after == pytest.approx(truth["pipeline_share_declared"]["recent"], abs=0.03)
    assert before - after > 0.20  # points: full scale of the drift index, docs/method.md
    assert new_pipeline_share(deals, "2024-08-01", "2025-01-31") == pytest.approx(before, abs=0.06)


def test_without_drift_the_declared_share_does_not_fall():
    steady = make_company(drift=False)
    before = new_pipeline_share(steady.tables["deals"], "2023-10-01", "2024-09-30")
    after = new_pipeline_share(steady.tables["deals"], "2025-10-01", "2026-09-30")
    assert abs(before - after) < 0.05
    assert steady.truth["drift"]["onset"] is None
    assert not steady.tables["events"]["Event"].str.contains("Sales is told").any()


def test_without_segments_all_customers_leave_alike():
    same = make_company(accounts=5000, segments=False)
    customers, end = same.tables["customers"], pd.Timestamp(same.truth["as_of"])
    best = inside(customers, BEST_INDUSTRIES, BEST_EMPLOYEES)
    difference = kept_12_months(customers[best.eq(True)], end) - kept_12_months(customers[best.eq(False)], end)
    assert abs(difference) < 0.03
    large = customers["Employees"] > customers["Employees"].median()
    paid = customers.groupby(large)["Initial ARR"].median()
    assert paid[True] == pytest.approx(paid[False], rel=0.1)
    assert same.truth["planted"]["inside"] == same.truth["planted"]["outside"]
    assert not same.truth["planted"]["found"]


def test_enough_new_logos_every_quarter_for_a_verdict(company):
    starts = company.tables["customers"]["Customer since"]
    by_quarter = starts[starts >= "2023-04-01"].dt.to_period("Q").value_counts()
    assert by_quarter.min() >= 30


def test_revenue_ends_with_the_customer_and_adds_up_to_the_truth(company):
    revenue, customers = company.tables["revenue"], company.tables["customers"].set_index("Account ID")
    last = revenue.groupby("Account ID")["Month"].max()
    churned = customers["Churn Date"].reindex(last.index)
    month_end = last + pd.offsets.MonthEnd(0)
    assert (month_end[churned.notna()] < churned.dropna()).all()
    now = revenue[revenue["Month"] == "2026-09-01"].set_index("Account ID")["MRR"]
    live = customers[customers["Churn Date"].isna()]
    assert set(now.index) == set(live.index)
    assert 12 * now.sum() == pytest.approx(company.truth["counted"]["arr"], abs=0.01)
    assert (12 * now).round(2).equals(live["ARR"].reindex(now.index).rename("MRR"))


def test_net_revenue_retention_of_the_truth_follows_from_the_file(company):
    revenue = company.tables["revenue"].pivot_table(index="Account ID", columns="Month", values="MRR")
    then = revenue[pd.Timestamp("2025-09-01")].dropna()
    now = revenue[pd.Timestamp("2026-09-01")].reindex(then.index).fillna(0.0)
    counted = company.truth["counted"]
    assert now.sum() / then.sum() == pytest.approx(counted["nrr"])
    assert np.minimum(now, then).sum() / then.sum() == pytest.approx(counted["grr"])
    assert (now == 0).mean() == pytest.approx(counted["logo_churn"])
    assert len(then) == counted["nrr_accounts"]


def test_customers_are_older_than_the_deals_and_the_revenue_file(company):
    first = company.tables["customers"]["Customer since"].min()
    assert first < company.tables["revenue"]["Month"].min() < company.tables["deals"]["Created Date"].min()


def test_nothing_lies_after_the_end_and_nothing_closes_before_it_was_created(company):
    end = pd.Timestamp("2026-09-30")
    for name, table in company.tables.items():
        for column in table.select_dtypes("datetime").columns:
            if column != "Close Date":
                assert table[column].max() <= end, (name, column)
    deals = company.tables["deals"]
    closed = deals["Stage"].isin(["Closed Won", "Closed Lost"])
    assert deals["Close Date"][closed].max() <= end
    assert (deals["Close Date"] >= deals["Created Date"]).all()


def test_open_deals_name_the_day_they_are_hoped_to_close_and_some_have_passed_it(company):
    deals = company.tables["deals"]
    hoped = deals["Close Date"][~deals["Stage"].isin(["Closed Won", "Closed Lost"])]
    assert hoped.notna().all()
    assert 0.03 < (hoped <= pd.Timestamp("2026-09-30")).mean() < 0.3


def test_dates_of_customers_follow_each_other(company):
    customers = company.tables["customers"]
    assert (customers["Churn Date"].dropna() > customers["Customer since"][customers["Churn Date"].notna()]).all()


def test_won_new_business_is_where_customers_come_from(company):
    deals, customers = company.tables["deals"], company.tables["customers"].set_index("Account ID")
    won = deals[(deals["Stage"] == "Closed Won") & (deals["Deal Type"] == "New Business")].set_index("Account ID")
    assert (customers["Customer since"].reindex(won.index) == won["Close Date"]).all()
    lost = deals[(deals["Stage"] == "Closed Lost") & (deals["Deal Type"] == "New Business")]
    assert not lost["Account ID"].isin(customers.index).any()


def test_expansion_deals_fall_into_the_life_of_their_customer(company):
    deals, customers = company.tables["deals"], company.tables["customers"].set_index("Account ID")
    more = deals[deals["Deal Type"] == "Expansion"].set_index("Account ID")
    account = customers.reindex(more.index)
    assert len(more) > 300
    assert (more["Created Date"] >= account["Customer since"]).all()
    assert ((more["Close Date"] < account["Churn Date"]) | account["Churn Date"].isna()).all()


def test_a_few_attributes_are_missing(large):
    customers = large.tables["customers"]
    assert customers["Employees"].isna().mean() == pytest.approx(0.04, abs=0.01)
    assert customers["Industry"].isna().mean() == pytest.approx(0.02, abs=0.01)


def test_use_fades_before_a_customer_leaves(company):
    usage = company.tables["usage"].merge(company.tables["customers"], on="Account ID")
    left = usage[usage["Churn Date"].notna() & (usage["Churn Date"] >= "2025-06-01")]
    months_before = (left["Churn Date"].dt.year - left["Month"].dt.year) * 12 + left["Churn Date"].dt.month
    months_before = months_before - left["Month"].dt.month
    assert left.loc[months_before == 1, "Sessions"].mean() < 0.4 * left.loc[months_before > 5, "Sessions"].mean()


def test_best_served_customers_are_the_happier_ones(company):
    answers = company.tables["feedback"].merge(company.tables["customers"], on="Account ID")
    best = inside(answers, BEST_INDUSTRIES, BEST_EMPLOYEES)
    assert answers.loc[best.eq(True), "NPS"].mean() > answers.loc[best.eq(False), "NPS"].mean() + 1


def test_declared_icp_is_valid_and_older_than_a_year(company):
    profile = profile_from_text(company.icp_yaml)
    assert profile.columns == ("industry", "employees", "region")
    assert profile.reviewed is not None
    assert (date(2026, 9, 30) - profile.reviewed).days > 365


def test_answers_name_each_symptom_function_and_person_once(company):
    rows = list(csv.DictReader(io.StringIO(company.answers_csv)))
    assert len({(row["symptom"], row["function"], row["person"]) for row in rows}) == len(rows)
    assert {row["answer"] for row in rows} <= {"0", "1", "2", "3", "4", "don't know", "not applicable"}


IMPOSSIBLE = [({"accounts": 10}, "50 accounts"), ({"months": 23}, "24 months"), ({"end": date(2026, 9, 15)}, "ends")]


@pytest.mark.parametrize(("wrong", "message"), IMPOSSIBLE)
def test_an_impossible_company_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        make_company(**wrong)
