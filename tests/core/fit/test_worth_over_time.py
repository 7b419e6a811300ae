"""The lead of those inside, year by year: found when it moves, and not when it stands."""

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit import fit_accounts
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.worth_over_time import Worth, WorthYear, worth_over_time
from icp_core.metrics import account_table
from icp_core.results import Estimate, Unit
from tests.core.fit.planted_leads import AS_OF, INSIDE, leads


def test_a_lead_that_goes_from_thirty_points_to_none_is_found_for_retention_and_for_wins():
    retention, wins = leads(3000, np.random.default_rng(1), 0.30, 0.0)
    assert retention.moved
    assert wins.moved
    assert "shrank from" in wins.sentence
    for found in (retention, wins):
        assert found.trend.value == pytest.approx(-0.06, abs=0.02)  # 30 points in five years


def test_a_lead_that_stands_is_seldom_called_moving():
    called = [any(one.moved for one in leads(400, np.random.default_rng([5, seed]), 0.15, 0.15)) for seed in range(40)]
    assert sum(called) <= 5  # 2 expected at 5 %; more than 5 in 1 % of samples


def test_the_year_in_progress_has_no_retention_after_a_year_and_says_why():
    retention, _ = leads(600, np.random.default_rng(2), 0.1, 0.1)
    last = retention.years[-1]
    assert last.year == 2025
    assert not last.lift.known
    assert last.lift.why


def test_the_rates_of_a_year_are_those_of_its_accounts_alone():
    retention, wins = leads(2000, np.random.default_rng(3), 0.1, 0.1)
    assert [year.year for year in wins.years][-5:] == [2021, 2022, 2023, 2024, 2025]
    assert (
        1990 <= sum(year.inside.n + year.outside.n for year in retention.years) <= 2000
    )  # some began on the eve of 2021
    assert 5990 <= sum(year.inside.n + year.outside.n for year in wins.years) <= 6000
    for year in wins.years[-5:]:
        assert year.lift.value == pytest.approx(year.inside.value - year.outside.value)


def test_fewer_than_three_years_have_no_trend():
    retention, wins = leads(40, np.random.default_rng(4), 0.1, 0.1)
    assert not retention.trend.known
    assert retention.p_value is None
    assert "cannot be told" in retention.sentence
    assert wins.name == "win_rate"


def test_a_lead_that_grows_is_said_to_grow():
    lift = Estimate(0.1, Unit.POINTS, 50, low=0.0, high=0.2)
    year = WorthYear(2020, lift, lift, lift)
    found = Worth("win_rate", (year,), Estimate(0.05, Unit.POINTS, 50, low=0.02, high=0.08), 0.01)
    assert found.sentence.startswith("The lead of those inside grew from +10 points (2020)")


def test_deals_that_are_missing_are_named_as_the_reason():
    data = Dataset.of(as_of=AS_OF.date(), customers=pd.DataFrame({"account_id": ["a"], "region": ["EMEA"]}))
    accounts = account_table(data)
    found = worth_over_time(Outcomes.of(data, accounts, None), fit_accounts(accounts.frame, INSIDE), None, uneven="")
    assert [one.trend.why for one in found] == ["no account has a day to go by", "there are no deals"]
