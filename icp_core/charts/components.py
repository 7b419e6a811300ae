"""The parts of the drift index: how far each one moved the wrong way, in its own reference unit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.theme import COLORWAY, QUIET, figure, tint
from icp_core.results import format_value

if TYPE_CHECKING:
    from icp_core.drift import Component

WORSE, BETTER = COLORWAY[1], COLORWAY[2]
EDGE = 1.5  # full scales; what lies beyond is drawn at the edge and said in words


def component_chart(components: Sequence["Component"]) -> go.Figure:
    """Draw one row a component: to the right it got worse, to the left better, with the interval as a line."""
    shown = [component for component in reversed(components) if component.adverse.known]
    moves = [max(-EDGE, min(EDGE, component.adverse.value or 0.0)) for component in shown]
    chart = figure(
        [
            go.Bar(
                x=moves,
                y=[component.title for component in shown],
                orientation="h",
                marker={"color": [tint(WORSE if move > 0 else BETTER, 0.75) for move in moves]},
                error_x=_interval(shown, moves),
                text=[_change(component) for component in shown],
                textposition="none",
                hovertemplate="%{y}<br>%{text}<extra></extra>",
            )
        ],
        alt="Change from baseline to recent: " + "; ".join(f"{c.title}, {_change(c)}" for c in reversed(shown)) + ".",
        height=90 + 46 * max(len(shown), 2),
    )
    chart.update_xaxes(
        range=[-EDGE, EDGE], tickvals=[-1, 0, 1], ticktext=["much better", "no change", "much worse"], showgrid=True,
        gridcolor=tint(QUIET, 0.25),
    )  # fmt: skip
    chart.update_yaxes(showgrid=False)
    chart.add_vline(x=0, line={"color": QUIET, "width": 1})
    return chart


def _interval(components: Sequence["Component"], moves: Sequence[float]) -> dict[str, object]:
    ups, downs = [], []
    for component, move in zip(components, moves, strict=True):
        low, high = component.adverse.low, component.adverse.high
        ups.append(0.0 if high is None else max(0.0, min(EDGE, high) - move))
        downs.append(0.0 if low is None else max(0.0, move - max(-EDGE, low)))
    return {
        "type": "data",
        "symmetric": False,
        "array": ups,
        "arrayminus": downs,
        "color": QUIET,
        "thickness": 2,
        "width": 4,
    }


def _change(component: "Component") -> str:
    before, after = (format_value(item.value, item.unit) for item in (component.baseline, component.recent))
    return f"{before} before, {after} now"
