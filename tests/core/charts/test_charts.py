"""Every chart says in words what it draws, and draws what the result holds."""

import tomllib
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from icp_core.charts import (
    COLORWAY,
    QuarterPoint,
    alt_text,
    component_chart,
    estimates_chart,
    points_of_series,
    quarters_chart,
    ring_bar,
    segment_scatter,
    survival_by_group_chart,
    survival_chart,
)
from icp_core.charts.segments import MOST_POINTS
from icp_core.metrics import survival_curve
from icp_core.results import Estimate, Unit, unknown

CONFIG = Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml"


def curve(n: int = 40, leavers: int = 10):
    tenure = np.concatenate([np.arange(1.0, leavers + 1), np.full(n - leavers, 24.0)])
    return survival_curve(tenure, np.arange(n) < leavers)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_charts_and_theme_have_the_same_colours():
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    assert tuple(theme["chartCategoricalColors"]) == COLORWAY


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_chart_colour_can_be_seen_on_the_background(mode):
    background = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][mode]["backgroundColor"]
    assert min(contrast(colour, background) for colour in COLORWAY) >= 3.0  # WCAG 1.4.11, graphical objects


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_buttons_of_the_theme_can_be_read(mode):
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][mode]
    assert contrast(theme["primaryColor"], "#ffffff") >= 4.5  # WCAG 1.4.3; Streamlit writes white on it
    assert contrast(theme["textColor"], theme["backgroundColor"]) >= 7
    assert contrast(theme["linkColor"], theme["backgroundColor"]) >= 4.5


def test_a_survival_chart_draws_the_steps_and_says_where_they_end():
    chart = survival_chart(curve(), horizon=12)
    line = chart.data[-1]
    assert line.x[-1] == 12
    assert line.y[-1] == pytest.approx(0.75)  # 10 of 40 left before month 12
    assert line.line.shape == "hv"
    assert "40 customers" in alt_text(chart)
    assert "75.0 %" in alt_text(chart)


def test_groups_are_at_most_six_and_the_largest_stay():
    curves = {f"group {k}": curve(n=20 + k) for k in range(8)}
    chart = survival_by_group_chart(curves)
    assert len(chart.data) == 6
    assert "group 0" not in [trace.name for trace in chart.data]


def test_an_incomplete_quarter_is_hollow_and_not_joined_to_the_line():
    points = [
        QuarterPoint("2025Q1", complete=True, estimate=Estimate(0.5, Unit.RATIO, 40, low=0.4, high=0.6)),
        QuarterPoint("2025Q2", complete=False, estimate=Estimate(0.1, Unit.RATIO, 3)),
    ]
    chart = quarters_chart(points, title="win rate", events=[(date(2025, 2, 1), "New pricing")])
    line, hollow = chart.data[2], chart.data[3]
    assert list(line.y) == [0.5, None]
    assert (list(hollow.x), hollow.marker.symbol) == (["2025Q2"], "circle-open")
    assert [(mark.text, mark.hovertext) for mark in chart.layout.annotations] == [("A", "2025-02-01: New pricing")]


def test_an_unknown_quarter_is_a_gap_never_a_zero():
    points = [QuarterPoint("2025Q1", complete=True, estimate=unknown(Unit.RATIO, "no deal was closed"))]
    chart = quarters_chart(points, title="win rate")
    assert list(chart.data[2].y) == [None]
    assert "no complete quarter" in alt_text(chart)


def test_a_value_missing_in_the_drift_series_stays_unknown():
    series = pd.DataFrame(
        {
            "quarter": ["2025Q1", "2025Q2"],
            "complete": [True, True],
            "name": ["win_rate"] * 2,
            "value": [0.4, np.nan],
            "low": [0.3, np.nan],
            "high": [0.5, np.nan],
            "n": [30, 2],
        }
    )
    points = points_of_series(series, "win_rate", Unit.RATIO)
    assert [point.estimate.value for point in points] == [0.4, None]


def test_a_group_that_cannot_be_answered_is_named_with_its_reason():
    rows = {"Software": Estimate(0.9, Unit.RATIO, 50, low=0.8, high=0.95), "Retail": unknown(Unit.RATIO, "3 accounts")}
    chart = estimates_chart(rows, title="still here")
    assert chart.layout.annotations[0].text == "3 accounts"
    assert list(chart.data[0].y) == ["Software (50)"]


def test_many_accounts_that_are_all_alike_are_one_dot():
    n = MOST_POINTS + 500
    points = pd.DataFrame(
        {
            "account_id": [str(i) for i in range(n)],
            "arr": np.full(n, 1000.0),
            "expected_life": np.full(n, 30.0),
            "segment": ["High, kept"] * n,
            "left": pd.array([False] * n, dtype="boolean"),
        }
    )
    segments = SimpleNamespace(points=points, items=(SimpleNamespace(name="High, kept", n=n),))
    chart = segment_scatter(segments)
    assert list(chart.data[0].customdata) == [n]
    assert chart.layout.xaxis.type == "log"


def test_the_rings_are_drawn_from_the_bullseye_outwards():
    rings = [SimpleNamespace(ring=name, n=10, share=Estimate(0.5, Unit.RATIO, 20)) for name in ("bullseye", "outside")]
    chart = ring_bar(rings)
    assert list(chart.data[0].y) == ["outside", "bullseye"]  # plotly draws the first at the bottom
    assert alt_text(chart) == "Customers by ring: bullseye 10; outside 10."


def test_a_component_that_was_not_measured_is_not_drawn_as_no_change():
    measured = SimpleNamespace(
        title="Win rate",
        adverse=Estimate(0.8, Unit.RATIO, 100, low=0.2, high=1.4),
        baseline=Estimate(0.4, Unit.RATIO, 100),
        recent=Estimate(0.3, Unit.RATIO, 100),
    )
    missing = SimpleNamespace(title="NRR", adverse=unknown(Unit.RATIO, "no revenue"), baseline=None, recent=None)
    chart = component_chart([measured, missing])
    assert list(chart.data[0].y) == ["Win rate"]
    assert "40.0 % before, 30.0 % now" in alt_text(chart)
