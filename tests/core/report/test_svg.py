import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp_core.report.svg import WIDTH, Axis, Point, bar_chart, line_chart, nice_ticks, scale, stacked_bar

PERCENT = Axis((0.0, 50.0, 100.0), ("0 %", "50 %", "100 %"))


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_ticks_span_the_values_with_few_steps(low, width):
    ticks = nice_ticks(low, low + width)
    slack = 1e-6 * max(abs(low), width)
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + width - slack
    assert 2 <= len(ticks) <= 8


def test_a_bar_is_as_long_as_its_value():
    chart = bar_chart([Point("half", 50.0), Point("whole", 100.0)], PERCENT, "bars")
    half, whole = (float(width) for width in re.findall(r'class="bar"[^>]*width="([\d.]+)"', chart))
    assert whole == pytest.approx(2 * half)


def test_an_unknown_bar_keeps_its_row_and_draws_nothing():
    chart = bar_chart([Point("who knows", None, text="unknown")], PERCENT, "bars")
    assert "who knows" in chart
    assert 'class="bar"' not in chart


def test_a_whisker_beyond_the_axis_ends_at_the_axis():
    chart = bar_chart([Point("wide", 50.0, -900.0, 900.0)], PERCENT, "bars")
    low, high = re.search(r'class="whisker" d="M([\d.]+) .*H([\d.]+)', chart).groups()
    assert (float(low), float(high)) == (1.0, WIDTH - 1)


def test_a_stacked_bar_fills_its_width():
    chart = stacked_bar([Point("a", 0.25), Point("b", 0.75)], "rings")
    widths = re.findall(r'height="26"', chart)
    ends = [float(w) for w in re.findall(r'width="([\d.]+)" height="26"', chart)]
    assert len(widths) == 2
    assert sum(ends) == pytest.approx(WIDTH)


def test_a_line_of_one_quarter_is_a_dot():
    chart = line_chart([Point("2025Q1", 40.0)], PERCENT, "one")
    assert chart.count("<circle") == 1
    assert "polygon" not in chart


def test_the_needle_of_the_scale_stays_on_it():
    for value in (0, 100):
        left = float(re.search(r'class="needle" x="([\d.]+)"', scale(value, value, value, [(0.0, "stable")])).group(1))
        assert 0 <= left <= WIDTH - 4
