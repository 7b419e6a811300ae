import numpy as np
import pandas as pd
import pytest

from icp_core.charts import alt_text, forecast_scatter, pairs_chart, segment_scatter, start_mix_chart
from icp_core.results import Estimate, Unit, unknown
from icp_core.segments import Segments
from icp_core.segments.forecast import Forecast, ForecastGroup
from icp_core.segments.side_by_side import SideBySide

NONE = unknown(Unit.RATIO, "no groups")


def segments(n: int) -> Segments:
    rng = np.random.default_rng(1)
    points = pd.DataFrame(
        {
            "account_id": [f"a{place}" for place in range(n)],
            "arr": np.exp(rng.normal(9, 1, n)),
            "expected_life": rng.uniform(0, 36, n),
            "segment": np.where(rng.random(n) < 0.3, "High value, kept", "Low value, lost"),
            "left": pd.array(rng.random(n) < 0.3, dtype="boolean"),
        }
    )
    labels = points.set_index("account_id")["segment"]
    return Segments(True, "", "k-means", NONE, (), labels, points, horizon=36.0)


def forecast(n: int) -> Forecast:
    rng = np.random.default_rng(1)
    predicted = rng.uniform(0.4, 1, n)
    points = pd.DataFrame(
        {
            "account_id": [f"a{place}" for place in range(n)],
            "arr": np.exp(rng.normal(9, 1, n)),
            "predicted": predicted,
            "group": np.where(predicted < 0.7, "Low value, at risk", "Low value, expected to stay"),
        }
    )
    groups = tuple(
        ForecastGroup(name, "risk" in name, int(count), NONE, NONE, NONE)
        for name, count in points["group"].value_counts().sort_index().items()
    )
    return Forecast(True, "", 12.0, n, 50, NONE, cut=0.7, groups=groups, points=points)


def test_few_accounts_are_drawn_one_by_one_with_their_id() -> None:
    chart = segment_scatter(segments(500))
    assert sum(len(trace.x) for trace in chart.data) == 500
    assert chart.data[0].customdata[0][0].startswith("a")


def test_of_a_hundred_thousand_every_account_is_counted_in_a_dot_and_the_dots_stay_few() -> None:
    chart = segment_scatter(segments(100_000))
    assert sum(len(trace.x) for trace in chart.data) < 3_500
    assert sum(int(np.sum(trace.customdata)) for trace in chart.data) == 100_000
    assert all(trace.type == "scatter" for trace in chart.data)  # SVG: WebGL is absent on many office machines
    assert "100,000 accounts" in alt_text(chart)


def test_the_line_of_the_forecast_stands_at_the_break_and_colours_tell_risk() -> None:
    chart = forecast_scatter(forecast(300), currency="EUR")
    assert chart.layout.shapes[0].y0 == 0.7
    assert chart.layout.annotations[0].text == "at risk below 70.0 %"
    colours = {trace.name: trace.marker.color for trace in chart.data}
    assert len(set(colours.values())) == 2
    assert sum(len(trace.x) for trace in chart.data) == 300


def test_a_pair_is_drawn_hollow_before_and_filled_with_its_interval_after() -> None:
    rows = [
        ("kept", Estimate(0.9, Unit.RATIO, 50), Estimate(0.8, Unit.RATIO, 40, low=0.7, high=0.87)),
        ("few", NONE, unknown(Unit.RATIO, "too few", n=3)),
    ]
    chart = pairs_chart(rows, before="then", after="a year later", title="share")
    hollow, filled = chart.data
    assert hollow.marker.symbol == "circle-open"
    assert list(filled.x) == [0.8]
    assert filled.error_x.array[0] == pytest.approx(0.07)
    assert filled.error_x.arrayminus[0] == pytest.approx(0.1)
    assert "kept: then 90.0 %, a year later 80.0 %" in alt_text(chart)
    assert "few: then unknown, a year later unknown" in alt_text(chart)


def test_the_shares_of_a_quarter_are_stacked_in_the_order_of_the_groups() -> None:
    started = pd.DataFrame({"quarter": ["2025Q1", "2025Q2"], "n": [10, 20], "a": [0.4, 0.5], "b": [0.6, 0.5]})
    chart = start_mix_chart(SideBySide(("a", "b"), (), 0, "", started))
    assert [trace.name for trace in chart.data] == ["a", "b"]
    assert chart.layout.barmode == "stack"
    assert "the last quarter: a 50 %; b 50 %" in alt_text(chart)
