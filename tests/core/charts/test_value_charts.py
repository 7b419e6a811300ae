"""Concentration, value by group and the cells one can click: what is drawn is what the result holds."""

from datetime import date

import pandas as pd
import pytest

from icp_core.charts import alt_text, cohort_chart, concentration_chart, points_of_contracts, value_by_group_chart
from icp_core.dataset import Dataset
from icp_core.metrics import (
    account_table,
    cohorts,
    concentration,
    deal_table,
    new_logo_contracts,
    period_rows,
    value_by_group,
)


@pytest.fixture(scope="module")
def company():
    ids = [f"a{place:03d}" for place in range(120)]
    customers = pd.DataFrame({"account_id": ids, "start_date": pd.Timestamp("2022-01-10")})
    customers["churn_date"] = [pd.Timestamp("2024-06-01") if place % 6 == 0 else pd.NaT for place in range(120)]
    customers["current_arr"] = [1_000.0 * (1 + place % 7) for place in range(120)]
    customers["plan"] = [f"p{place % 5}" for place in range(120)]
    deals = pd.DataFrame({"account_id": ids, "outcome": "won", "amount": 5_000.0})
    deals["close_date"] = pd.to_datetime(["2025-02-01"] * 60 + ["2025-11-20"] * 60)
    return Dataset.of(as_of=date(2025, 11, 25), customers=customers, deals=deals)


def test_the_largest_accounts_reach_everything_in_the_end(company):
    found = concentration(account_table(company))
    line = concentration_chart(found).data[1]
    assert line.y[0] == 0
    assert line.y[-1] == pytest.approx(1.0)
    assert list(line.y) == sorted(line.y)
    assert line.x[-1] == len(found.accounts)
    assert alt_text(concentration_chart(found)) == found.sentence


def test_own_and_drawn_values_stand_side_by_side(company):
    accounts = account_table(company)
    found = value_by_group(accounts, accounts.frame["plan"])
    own, drawn = value_by_group_chart(found, currency="EUR").data
    assert list(own.x) == [one.raw.value for one in found.groups]
    assert list(drawn.x) == [one.shrunk.value for one in found.groups]
    assert "drawn towards the mean" in alt_text(value_by_group_chart(found))


def test_fewer_than_four_groups_are_drawn_once_because_nothing_moved(company):
    accounts = account_table(company)
    found = value_by_group(accounts, accounts.frame["plan"].isin(["p1", "p2"]).map({True: "a", False: "b"}))
    (alone,) = value_by_group_chart(found).data
    assert alone.name == "its own accounts"


def test_first_contracts_of_an_incomplete_quarter_are_marked(company):
    accounts = account_table(company)
    deals = deal_table(company, accounts)
    points = points_of_contracts(new_logo_contracts(deals), period_rows(company, accounts, deals))
    assert [point.label for point in points] == ["2025Q1", "2025Q4"]
    assert not points[-1].complete


def test_every_cell_of_a_heat_map_can_be_clicked_and_says_which_it_is(company):
    found = cohorts(company, account_table(company))
    heat, _, cells = cohort_chart(found).data
    assert [tuple(place) for place in cells.customdata] == [
        (cell.cohort, cell.age) for cell in found.cells if cell.age <= max(heat.x)
    ]
    assert cells.marker.opacity == 0
