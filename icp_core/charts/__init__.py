"""Results drawn as plotly figures; the only place that draws."""

from icp_core.charts.breakdown import breakdown_chart
from icp_core.charts.cohorts import cohort_chart
from icp_core.charts.components import component_chart
from icp_core.charts.estimates import estimates_chart
from icp_core.charts.movements import movements_chart, points_of_movements, waterfall_chart
from icp_core.charts.quarters import QuarterPoint, events_shown, points_of, points_of_series, quarters_chart
from icp_core.charts.rings import ring_bar
from icp_core.charts.segments import segment_scatter
from icp_core.charts.survival import survival_by_group_chart, survival_chart
from icp_core.charts.theme import COLORWAY, alt_text
from icp_core.charts.value import concentration_chart, points_of_contracts, value_by_group_chart
from icp_core.charts.winning import (
    loss_reasons_chart,
    points_of_cohorts,
    points_of_cost,
    quarter_end_chart,
    velocity_chart,
    win_curve_chart,
)

__all__ = [
    "COLORWAY",
    "QuarterPoint",
    "alt_text",
    "breakdown_chart",
    "cohort_chart",
    "component_chart",
    "concentration_chart",
    "estimates_chart",
    "events_shown",
    "loss_reasons_chart",
    "movements_chart",
    "points_of",
    "points_of_cohorts",
    "points_of_contracts",
    "points_of_cost",
    "points_of_movements",
    "points_of_series",
    "quarter_end_chart",
    "quarters_chart",
    "ring_bar",
    "segment_scatter",
    "survival_by_group_chart",
    "survival_chart",
    "value_by_group_chart",
    "velocity_chart",
    "waterfall_chart",
    "win_curve_chart",
]
