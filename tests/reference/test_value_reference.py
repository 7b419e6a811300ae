"""Pseudo-values, shrinkage, Holm, Gini and cohorts against witnesses, published numbers and simulation."""

import numpy as np
import pandas as pd
import pytest

from icp_core.metrics import (
    arr_movements,
    churn_definitions,
    cohorts,
    concentration,
    retention_groups,
    spells,
    survival_curve,
)
from icp_core.metrics.concentration import gini
from icp_core.metrics.discounting import present_months
from icp_core.metrics.multiple import holm
from icp_core.metrics.pseudo_values import pseudo_months
from icp_core.metrics.shrinkage import shrink
from tests.reference.conftest import folder_or_skip, truth_of


def random_lifetimes(seed, n=200):
    rng = np.random.default_rng(seed)
    life, seen = rng.exponential(20, n), rng.uniform(0, 40, n)
    tenure = np.ceil(np.minimum(life, seen) * 4) / 4
    entry = np.where(np.arange(n) % 3 == 0, np.floor(tenure / 3), 0.0)
    return tenure, life <= seen, entry


@pytest.mark.parametrize("discount", [0.0, 0.15])
def test_pseudo_values_average_to_the_restricted_mean_and_are_its_derivative(discount):
    """The derivative by the weight of one account, taken by counting that account a thousandth more often."""
    tenure, left, entry = random_lifetimes(3)
    curve = survival_curve(tenure, left, entry=entry)
    values = pseudo_months(curve, tenure, left, entry, horizon=20, discount=discount)
    whole = curve.restricted_mean(20, discount=discount).value
    assert values.mean() == pytest.approx(whole, abs=1e-9)

    def weighted(weights):
        times = np.unique(tenure[left])
        times = times[times < 20]
        late = np.where(entry > 0, entry, -1.0)
        steps, before, area = 1.0, 0.0, 0.0
        for time in times:
            area += steps * float(present_months(time, discount) - present_months(before, discount))
            risk = weights[(late < time) & (tenure >= time)].sum()
            steps, before = steps * (1 - weights[(tenure == time) & left].sum() / risk), time
        return area + steps * float(present_months(20, discount) - present_months(before, discount))

    ones, n = np.ones(len(tenure)), len(tenure)
    assert weighted(ones) == pytest.approx(whole, abs=1e-9)
    for place in (0, 7, 50, 111):
        more, less = ones.copy(), ones.copy()
        more[place] += 1e-4
        less[place] -= 1e-4
        slope = (weighted(more) - weighted(less)) / 2e-4
        assert values[place] == pytest.approx(whole + n * slope, abs=1e-4)


def test_without_censoring_a_pseudo_value_is_the_accounts_own_months():
    tenure = np.array([1.0, 4.0, 7.0, 11.0, 30.0])
    left = np.ones(5, bool)
    values = pseudo_months(survival_curve(tenure, left), tenure, left, np.zeros(5), horizon=12)
    assert values == pytest.approx(np.minimum(tenure, 12.0), abs=1e-9)


def test_discounted_months_are_the_integral_of_the_curve():
    tenure, left, entry = random_lifetimes(4)
    curve = survival_curve(tenure, left, entry=entry)
    grid = np.arange(0, 20, 0.001) + 0.0005
    steps = curve.survival[np.searchsorted(curve.times, grid, side="right") - 1]
    worth = (steps * 1.12 ** (-grid / 12)).sum() * 0.001
    assert curve.restricted_mean(20, discount=0.12).value == pytest.approx(worth, abs=1e-6)


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.3, 1.0])
def test_shrinking_beats_the_raw_numbers_in_squared_error(spread):
    """Groups of 5 to 200 accounts, errors known up to chance; relative loss over 400 sets of 8 groups."""
    rng = np.random.default_rng(11)
    raw = drawn = covered = 0.0
    for _ in range(400):
        error = 0.9 / np.sqrt(rng.integers(5, 200, 8))
        truth = rng.normal(7, spread, 8)
        seen = rng.normal(truth, error)
        found = shrink(seen, error**2)
        raw += ((seen - truth) ** 2).sum()
        drawn += ((found.values - truth) ** 2).sum()
        covered += (np.abs(found.values - truth) <= 1.6448536 * np.sqrt(found.variances)).mean() / 400
    assert drawn < raw * (0.65 if spread <= 0.1 else 0.95 if spread < 1 else 1.001)
    assert 0.87 <= covered <= 0.99


def test_equal_errors_give_the_shrinkage_of_james_and_stein():
    """Efron & Morris (1975), JASA 70: batting averages of 18 players after 45 times at bat, arc-sine scale, variance 1."""
    hits = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
    seen = np.sqrt(45) * np.arcsin(2 * hits / 45 - 1)
    found = shrink(seen, np.ones(18))
    squares = ((seen - seen.mean()) ** 2).sum()
    expected = seen.mean() + (1 - 15 / squares) * (seen - seen.mean())
    assert found.mean == pytest.approx(seen.mean(), abs=1e-9)
    assert found.values == pytest.approx(expected, abs=1e-6)
    assert 1 - found.weights[0] == pytest.approx(0.791, abs=2e-3)  # the paper shrinks by 1 - 0.209


def test_holm_equals_statsmodels():
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(1).uniform(0, 0.2, 12)
    assert holm(p.tolist()) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)


def test_gini_equals_the_mean_difference_of_all_pairs():
    values = np.random.default_rng(2).lognormal(3, 1, 150)
    pairs = np.abs(values[:, None] - values[None, :]).mean()
    assert gini(values) == pytest.approx(pairs / (2 * values.mean()), abs=1e-12)


def test_telco_groups_are_tested_as_the_truth_says(telco):
    found = {one.column: one for one in retention_groups(telco.accounts)}
    for column, expected in telco.truth["logrank"].items():
        assert found[column].test.chi2 == pytest.approx(expected["chi2"], rel=1e-5)
    assert [found[name].clear for name in ("Contract", "InternetService", "gender", "PhoneService")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "columns", "key"),
    [("waltons_dataset.csv", ("T", "E", "group"), "logrank"), ("rossi.csv", ("week", "arrest", "fin"), "logrank_fin")],
)
def test_restricted_mean_of_the_lifelines_sets_is_their_integral(file, columns, key):
    raw = pd.read_csv(folder_or_skip("lifelines_oracle") / file)
    tenure, left = raw[columns[0]].to_numpy(float), raw[columns[1]].to_numpy(bool)
    assert key in truth_of("lifelines_oracle")[file.split("_")[0].split(".")[0]]
    curve, horizon = survival_curve(tenure, left), 40.0
    ages = np.arange(0, 40)  # whole weeks and days: the curve is a step function of them
    steps = curve.survival[np.searchsorted(curve.times, ages, side="right") - 1]
    assert curve.restricted_mean(horizon).value == pytest.approx(steps.sum(), abs=1e-9)


def test_dbt_spells_are_the_churns_and_reactivations_of_the_playbook(dbt):
    found, truth = spells(dbt.data, dbt.accounts), dbt.truth["movements"]
    months = {month.label: month for month in arr_movements(dbt.data).months}
    back = found.frame[found.frame["spell"] > 1]["start"].dt.strftime("%Y-%m").value_counts()
    assert set(back.index) == {label for label, row in truth.items() if row["reactivation"]}
    for label, row in truth.items():
        if label in months:
            assert 12 * row["churn"] == months[label].moved["churn"]
            assert 12 * row["mrr"] == months[label].closing
            assert row["customers"] == months[label].paying
    assert (found.came_back.n, len(found.returned)) == (55, 3)


def test_saas_cohorts_and_logos_are_those_of_the_periods(saas):
    raw = pd.read_csv(
        folder_or_skip("saas_analytics_adi") / "subscriptions.csv", parse_dates=["start_date", "end_date"]
    )
    truth = saas.truth["new_customers_by_month"]
    found = {(cell.cohort, cell.age): cell for cell in cohorts(saas.data, saas.accounts).cells}
    for quarter in ("2023Q1", "2023Q2", "2023Q3", "2023Q4"):
        part = raw[raw["start_date"].dt.to_period("Q").astype(str) == quarter]
        assert found[quarter, 4].size == sum(
            count for label, count in truth.items() if str(pd.Period(label, "M").asfreq("Q")) == quarter
        )
        stayed = ~((part["end_date"] - part["start_date"]).dt.days / 30.4375 <= 12)
        if found[quarter, 4].complete:
            assert found[quarter, 4].estimate.value == pytest.approx(stayed.mean(), abs=1e-9)


def test_saas_movements_close_with_the_monthly_revenue_of_the_truth(saas):
    for month in arr_movements(saas.data).months:
        assert month.closing == 12 * saas.truth["mrr_by_month_end"][month.label]
        assert month.paying == saas.truth["active_by_month_end"][month.label]


def test_telco_flag_is_the_only_definition_and_counts_as_published(telco):
    found = churn_definitions(telco.data, telco.accounts)
    flag = found.definitions[0]
    assert (flag.gone, flag.left.n, flag.used) == (telco.truth["churned"], telco.truth["rows"], True)
    assert flag.left.value == pytest.approx(telco.truth["churn_rate"], abs=1e-6)
    assert concentration(telco.accounts).top[10].n == 7043 - 1869


def test_online_retail_is_refused_as_orders():
    from icp_core.dataset import Dataset
    from icp_core.metrics import account_table

    raw = pd.read_csv(folder_or_skip("online_retail_monthly") / "derived_monthly_revenue_per_customer.csv")
    revenue = pd.DataFrame(
        {"account_id": raw["customer_id"].astype(str), "month": pd.to_datetime(raw["month"]), "mrr": raw["revenue"]}
    )
    data = Dataset.of(as_of=pd.Timestamp("2011-11-30").date(), revenue=revenue.astype({"month": "datetime64[us]"}))
    accounts = account_table(data)
    whys = [cohorts(data, accounts, measure="net").why, spells(data, accounts).why, arr_movements(data).why]
    assert all("looks like single orders" in why for why in whys)
