"""The bars of poor fit add up to 100 %, and what is unknown has no bar."""

import pytest

from icp_core.charts import alt_text, poor_fit_chart
from icp_core.fit.cost_of_poor_fit import Effort
from icp_core.results import Estimate, Unit, unknown

SHARE = Estimate(0.6, Unit.RATIO, 10, 0.3, 0.8)


def effort(*values: float | None) -> Effort:
    parts = [unknown(Unit.MONEY, "no amount") if value is None else Estimate(value, Unit.MONEY, 3) for value in values]
    return Effort("value", "lost", parts[0], parts[1], parts[2], SHARE)


def test_each_bar_is_parted_into_inside_outside_and_not_placed() -> None:
    chart = poor_fit_chart([("Value", effort(30, 60, 10)), ("Days", effort(1, 3, 0))], currency="EUR")
    assert [trace.name for trace in chart.data] == ["inside the ICP", "outside", "not placed"]
    assert list(chart.data[0].y) == ["Days", "Value"]  # the first row stands on top
    for bar in zip(*(trace.x for trace in chart.data), strict=True):
        assert sum(bar) == pytest.approx(1)
    assert alt_text(chart) == "Share outside the ICP: Value 60 %; Days 75 %."


def test_what_is_unknown_or_nothing_has_no_bar() -> None:
    chart = poor_fit_chart(
        [("Value", effort(None, None, None)), ("Discount", effort(0, 0, 0)), ("Days", effort(1, 1, 0))]
    )
    assert list(chart.data[0].y) == ["Days"]
