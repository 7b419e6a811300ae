"""How long customers stay, drawn as the steps that the estimate really has."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from icp_core.charts.theme import ACCENT, LEGEND_BELOW, axis, cycle_colours, figure, tint
from icp_core.results import Unit

if TYPE_CHECKING:
    from icp_core.metrics.survival import SurvivalCurve

MOST_STEPS = 400  # points a line; more cannot be told apart on a screen
MOST_GROUPS = 6  # lines; more cannot be read


def survival_chart(curve: "SurvivalCurve", horizon: float | None = None) -> go.Figure:
    """Draw one survival curve with its interval as a band.

    Args:
        curve: The estimate.
        horizon: Months to show; as long as enough accounts are observed when None.
    """
    months, here = _steps(curve, horizon)
    at = curve.at(months[-1]) if len(months) else None
    alt = f"Share of {curve.n:,} customers still here by month. After {months[-1]:.0f} months: {at or 'unknown'}."
    chart = figure(
        [
            go.Scatter(x=months, y=here["high"], mode="lines", line={"width": 0, "shape": "hv"}, hoverinfo="skip"),
            go.Scatter(
                x=months,
                y=here["low"],
                mode="lines",
                line={"width": 0, "shape": "hv"},
                fill="tonexty",
                fillcolor=tint(ACCENT, 0.18),
                hoverinfo="skip",
            ),
            _line("Still here", months, here, ACCENT),
        ],
        alt=alt,
    )
    return _axes(chart)


def survival_by_group_chart(curves: Mapping[str, "SurvivalCurve"], horizon: float | None = None) -> go.Figure:
    """Draw one line a group, each named at its right end; at most six, the largest first."""
    largest = sorted(curves, key=lambda name: -curves[name].n)[:MOST_GROUPS]
    shown = {name: curves[name] for name in curves if name in largest}
    traces: list[Any] = []
    ends: list[tuple[str, float, float, str]] = []
    for (name, curve), colour in zip(shown.items(), cycle_colours(len(shown)), strict=True):
        months, here = _steps(curve, horizon)
        traces.append(_line(name, months, here, colour))
        ends.append((f"{name} ({curve.n:,})", float(months[-1]), float(here["survival"][-1]), colour))
    words = "; ".join(f"{label}: {100 * level:.0f} % after {month:.0f} months" for label, month, level, _ in ends)
    chart = figure(traces, alt=f"Share of customers still here by month and group. {words}.", height=400)
    chart.update_layout(showlegend=True, legend=LEGEND_BELOW)
    return _axes(chart)


def _steps(curve: "SurvivalCurve", horizon: float | None) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    end = curve.follow_up or curve.longest
    until = min(end, horizon) if horizon else end
    inside = np.flatnonzero(curve.times <= until)
    if len(inside) > MOST_STEPS:
        inside = np.unique(inside[np.linspace(0, len(inside) - 1, MOST_STEPS).astype(int)])
    columns = {name: np.asarray(getattr(curve, name))[inside] for name in ("survival", "low", "high", "at_risk")}
    extended = {name: np.append(values, values[-1]) for name, values in columns.items()}
    return np.append(curve.times[inside], until), extended


def _line(name: str, months: np.ndarray, here: dict[str, np.ndarray], colour: str) -> go.Scatter:
    return go.Scatter(
        x=months,
        y=here["survival"],
        name=name,
        mode="lines",
        line={"color": colour, "width": 2.5, "shape": "hv"},
        customdata=np.column_stack([here["low"], here["high"], here["at_risk"]]),
        hovertemplate=(
            f"{name}<br>month %{{x:.0f}}: %{{y:.1%}}<br>%{{customdata[0]:.1%}} to %{{customdata[1]:.1%}}"
            "<br>%{customdata[2]:,} observed so long<extra></extra>"
        ),
    )


def _axes(chart: go.Figure) -> go.Figure:
    chart.update_yaxes(range=[0, 1.02], **axis(Unit.RATIO, "still here"))
    chart.update_xaxes(title={"text": "months since the start"}, rangemode="tozero")
    return chart
