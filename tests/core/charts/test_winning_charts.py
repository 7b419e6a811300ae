"""Charts of winning: what is drawn is what the result holds, incomplete cohorts are hollow, no order by luck."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from icp_core.charts import (
    alt_text,
    breakdown_chart,
    loss_reasons_chart,
    points_of_cohorts,
    points_of_cost,
    quarter_end_chart,
    quarters_chart,
    velocity_chart,
    win_curve_chart,
)
from icp_core.dataset import Dataset
from icp_core.metrics import (
    Company,
    account_table,
    breakdown,
    cost_by_period,
    deal_table,
    loss_reasons,
    new_logos,
    quarter_end,
    sales_velocity,
    win_cohorts,
)


@pytest.fixture(scope="module")
def company():
    rng = np.random.default_rng(3)
    n = 1500
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, n), unit="D")
    closed = created + pd.to_timedelta(rng.integers(5, 120, n), unit="D")
    sector = rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2])
    won = rng.random(n) < np.where(sector == "c", 0.6, 0.3)
    outcome = np.where(closed > pd.Timestamp("2025-12-31"), "open", np.where(won, "won", "lost"))
    deals = pd.DataFrame(
        {
            "outcome": outcome,
            "amount": 1000.0,
            "created_date": created.astype("datetime64[us]"),
            "close_date": closed.astype("datetime64[us]"),
            "sector": sector,
            "deal_type": "New",
            "source": "Ads",
            "loss_reason": pd.Series(rng.choice(["price", "fit"], n)).where(outcome == "lost"),
        }
    )
    months = pd.Series(pd.date_range("2024-01-01", "2025-12-01", freq="MS")).astype("datetime64[us]")
    spend = pd.DataFrame({"month": months, "channel": "Ads", "amount": 500.0})
    data = Dataset.of(as_of=date(2025, 12, 31), deals=deals, spend=spend)
    accounts = account_table(data)
    return Company(data, accounts, deal_table(data, accounts))


def test_cohorts_whose_horizon_has_not_passed_are_not_complete_points(company):
    found = win_cohorts(company.deals)
    points = points_of_cohorts(found)
    assert [point.complete for point in points] == [one.complete for one in found.cohorts]
    assert not points[-1].complete
    assert "hollow" in alt_text(quarters_chart(points, title="won within 180 days"))


def test_the_win_curve_rises_and_ends_where_the_result_says(company):
    found = win_cohorts(company.deals)
    line = win_curve_chart(found).data[-1]
    assert list(line.y) == sorted(line.y)
    assert line.y[0] == 0
    assert max(line.y) == pytest.approx(found.overall.value, abs=1e-9)
    assert "no deals file" in alt_text(win_curve_chart(win_cohorts(None)))


def test_the_bars_of_velocity_begin_where_the_bar_before_them_ended(company):
    found = sales_velocity(company.deals)
    bar = velocity_chart(found, currency="EUR").data[0]
    steps = [part.value for part in found.contributions.values()]
    assert bar.y[0] + sum(steps) == pytest.approx(bar.y[-1])
    assert list(bar.x) == ["before", "open deals", "win rate", "value of a win", "sales cycle", "now"]
    assert "no deals file" in alt_text(velocity_chart(sales_velocity(None)))


def test_loss_reasons_show_both_years(company):
    chart = loss_reasons_chart(loss_reasons(company.deals))
    assert [trace.name for trace in chart.data] == ["the year before", "the last year"]
    assert set(chart.data[0].y) == {"price", "fit"}


def test_the_end_of_the_quarter_stands_against_the_even_spread(company):
    found = quarter_end(company.deals)
    chart = quarter_end_chart(found)
    assert set(chart.data[0].y) == set(found.quarters)
    assert chart.layout.shapes[0].x0 == pytest.approx(found.expected)


def test_cost_points_cover_every_quarter_of_the_spend(company):
    found = cost_by_period(company.data, new_logos(company.accounts, company.deals), shift=0)
    assert [point.label for point in points_of_cost(found, "Ads")] == [one.quarter.label for one in found.quarters]


def test_a_breakdown_is_drawn_in_the_order_of_the_result_with_the_different_groups_apart(company):
    found = breakdown(company, "win_rate", "sector")
    chart = breakdown_chart(found, title="win rate")
    order = [label.split(" (")[0] for label in reversed(chart.layout.yaxis.categoryarray)]
    assert order == [group.name for group in found.groups]
    assert [label.split(" (")[0] for label in chart.data[0].y] == [g.name for g in found.groups if g.different]
    assert alt_text(chart) == found.sentence
