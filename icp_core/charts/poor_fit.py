"""What went into deals inside and outside the ICP: one bar of 100 % for each kind of effort."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.theme import ACCENT, LEGEND_BELOW, QUIET, axis, figure, tint
from icp_core.results import Estimate, Unit, format_value

if TYPE_CHECKING:
    from icp_core.fit.cost_of_poor_fit import Effort

ROW = 40  # pixels a bar
OUTSIDE = "#65717d"  # white on it can be read (5:1), and it stands out from the light and the dark page alike
SIDES = {
    "inside": ("inside the ICP", ACCENT),
    "outside": ("outside", OUTSIDE),
    "not_placed": ("not placed", tint(QUIET, 0.3)),
}


def poor_fit_chart(rows: Sequence[tuple[str, "Effort"]], *, currency: str = "") -> go.Figure:
    """Draw how each total is parted between inside, outside and not placed, in the order given from the top.

    Args:
        rows: What each bar is called, and its totals; one whose parts are unknown or add up to 0 is left out.
        currency: ISO code for money.
    """
    shown = [(label, parts) for label, row in reversed(rows) if (parts := _parts(row))]
    traces = []
    for place, (words, colour) in enumerate(SIDES.values()):
        shares = [values[place] / sum(values) for _, (values, _) in shown]
        traces.append(
            go.Bar(
                name=words,
                x=shares,
                y=[label for label, _ in shown],
                orientation="h",
                marker={"color": colour},
                text=[f"{100 * share:.0f} %" if share >= 0.06 else "" for share in shares],
                textposition="inside",
                insidetextanchor="middle",
                insidetextfont={"color": "white"} if words != "not placed" else None,
                customdata=[format_value(values[place], unit, currency=currency) for _, (values, unit) in shown],
                hovertemplate=f"%{{y}}, {words}<br>%{{customdata}} (%{{x:.1%}})<extra></extra>",
            )
        )
    told = (f"{label} {100 * values[1] / sum(values):.0f} %" for label, (values, _) in reversed(shown))
    chart = figure(traces, alt=f"Share outside the ICP: {'; '.join(told)}.", height=90 + ROW * max(len(shown), 2))
    chart.update_layout(barmode="stack", showlegend=True, legend={**LEGEND_BELOW, "traceorder": "normal"})
    chart.update_xaxes(range=[0, 1], **axis(Unit.RATIO))
    chart.update_yaxes(showgrid=False)
    return chart


def _parts(row: "Effort") -> tuple[list[float], Unit] | None:
    estimates: list[Estimate] = [row.inside, row.outside, row.not_placed]
    values = [0.0 if estimate.value is None else estimate.value for estimate in estimates]
    return (values, row.outside.unit) if sum(values) > 0 else None
