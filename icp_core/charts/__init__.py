"""Results drawn as plotly figures; the only place that draws."""

from icp_core.charts.breakdown import breakdown_chart
from icp_core.charts.cohorts import cohort_chart
from icp_core.charts.components import component_chart
from icp_core.charts.estimates import estimates_chart
from icp_core.charts.fit import groups_by_ring_chart, score_chart, then_and_now_chart
from icp_core.charts.movements import movements_chart, points_of_movements, waterfall_chart
from icp_core.charts.pairs import pairs_chart
from icp_core.charts.poor_fit import poor_fit_chart
from icp_core.charts.quarters import QuarterPoint, events_shown, points_of, points_of_series, quarters_chart
from icp_core.charts.rings import ring_bar
from icp_core.charts.segments import forecast_scatter, segment_scatter, start_mix_chart
from icp_core.charts.survival import MOST_GROUPS, survival_by_group_chart, survival_chart
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
    "MOST_GROUPS",
    "QuarterPoint",
    "alt_text",
    "breakdown_chart",
    "cohort_chart",
    "component_chart",
    "concentration_chart",
    "estimates_chart",
    "events_shown",
    "forecast_scatter",
    "groups_by_ring_chart",
    "loss_reasons_chart",
    "movements_chart",
    "pairs_chart",
    "points_of",
    "points_of_cohorts",
    "points_of_contracts",
    "points_of_cost",
    "points_of_movements",
    "points_of_series",
    "poor_fit_chart",
    "quarter_end_chart",
    "quarters_chart",
    "ring_bar",
    "score_chart",
    "segment_scatter",
    "start_mix_chart",
    "survival_by_group_chart",
    "survival_chart",
    "then_and_now_chart",
    "value_by_group_chart",
    "velocity_chart",
    "waterfall_chart",
    "win_curve_chart",
]
