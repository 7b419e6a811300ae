"""Cohorts and movements: what is drawn is what the result holds, and the edge is marked."""

from datetime import date

import pandas as pd
import pytest

from icp_core.charts import alt_text, cohort_chart, movements_chart, waterfall_chart
from icp_core.charts.theme import between
from icp_core.dataset import Dataset
from icp_core.metrics import account_table, arr_movements, cohorts


@pytest.fixture(scope="module")
def company():
    rows = [
        (f"a{place:02d}", f"2025-{month:02d}-01", 100.0 + (50.0 if month > 5 else 0.0))
        for place in range(20)
        for month in range(1 + place // 10, 13)
        if not (place % 5 == 0 and month > 6)
    ]
    frame = pd.DataFrame(rows, columns=["account_id", "month", "mrr"])
    frame["month"] = pd.to_datetime(frame["month"]).astype("datetime64[us]")
    return Dataset.of(as_of=date(2025, 12, 31), revenue=frame)


@pytest.mark.parametrize("measure", ["logos", "net", "gross"])
def test_a_cohort_chart_holds_the_cells_and_names_the_size(company, measure):
    found = cohorts(company, account_table(company), measure=measure)
    chart = cohort_chart(found)
    inks = chart.data[:2]
    for cell in found.cells:
        text = "".join(heat.text[list(heat.y).index(cell.cohort)][cell.age - 1] for heat in inks)
        expected = "" if cell.estimate.value is None else f"{100 * cell.estimate.value:.0f}"
        assert text.removesuffix("*") == expected
        assert text.endswith("*") == (not cell.complete and expected != "")
    assert "20" in chart.layout.yaxis.ticktext[0] or "10" in chart.layout.yaxis.ticktext[0]
    assert "2025Q1" in alt_text(chart)


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


def test_the_number_of_every_cell_of_a_heat_map_reads_on_its_colour(company):
    """WCAG 2.2: 4.5 to 1, in both themes, because the colours let nothing shine through."""
    for measure in ("logos", "net", "gross"):
        for heat in cohort_chart(cohorts(company, account_table(company), measure=measure)).data[:2]:
            ink = luminance(heat.textfont.color)
            for shade in (shade for row in heat.z for shade in row if shade is not None):
                place = (shade + 1) / 3
                high = next(k for k, (at, _) in enumerate(heat.colorscale) if k % 2 and place <= at + 1e-12)
                (start, one), (end, other) = heat.colorscale[high - 1], heat.colorscale[high]
                under = luminance(between(one, other, min((place - start) / (end - start), 1.0)))
                light, dark = max(ink, under), min(ink, under)
                assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_waterfall_begins_where_the_bar_before_it_ended(company):
    year = arr_movements(company).over(12)
    bar = waterfall_chart(year).data[0]
    steps = [year.moved[kind] for kind in bar.x[1:-1]]
    reached = year.opening
    for base, step in zip(bar.base[1:-1], steps, strict=True):
        assert base == min(reached, reached + step)
        reached += step
    assert reached == pytest.approx(year.closing)
    assert "churn" in alt_text(waterfall_chart(year))


def test_movements_by_quarter_are_stacked_and_an_incomplete_one_is_pale(company):
    periods = arr_movements(company).quarters
    chart = movements_chart(periods)
    assert [trace.name for trace in chart.data] == ["new", "expansion", "reactivation", "contraction", "churn"]
    assert [period.complete for period in periods] == [False, True, True, True]
    opacity = chart.data[0].marker.opacity
    assert opacity[0] < opacity[1] == opacity[2]
    assert "2025Q1 to 2025Q4" in alt_text(chart)


def test_without_revenue_the_charts_say_so():
    data = Dataset.of(customers=pd.DataFrame({"account_id": ["a"]}))
    assert "no revenue by month" in alt_text(cohort_chart(cohorts(data, account_table(data), measure="net")))
    assert "shows none" in alt_text(movements_chart(arr_movements(data).months))
