"""One metric by group: those that differ from the rest stand out, the others do not pretend to."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.theme import ACCENT, GRID, QUIET, axis, figure, value_words
from icp_core.results import format_value

if TYPE_CHECKING:
    from icp_core.metrics.breakdown import Breakdown, GroupRow

ROW = 34  # pixels a row
MOST_ROWS = 20  # more is a table
LONGEST = 24  # letters of a name


def breakdown_chart(found: "Breakdown", *, title: str = "", currency: str = "") -> go.Figure:
    """Draw one row a group in the order of the result, never sorted by value: that order would be luck.

    Args:
        found: The break-down.
        title: What the axis measures.
        currency: ISO code for money.
    """
    shown = [group for group in found.groups if group.estimate.known][:MOST_ROWS]
    order = [_label(group) for group in shown]
    chart = figure(
        [
            _dots([group for group in shown if group.different is side], colour, name, currency)
            for side, colour, name in ((True, ACCENT, "differs from the rest"), (False, QUIET, "no clear difference"))
        ],
        alt=found.sentence,
        height=90 + ROW * max(len(order), 2),
    )
    chart.update_xaxes(showgrid=True, gridcolor=GRID, **axis(found.overall.unit, title))
    chart.update_yaxes(type="category", categoryorder="array", categoryarray=order[::-1], showgrid=False)
    if found.overall.value is not None:
        chart.add_vline(x=found.overall.value, line={"color": QUIET, "dash": "dot", "width": 1.5})
        words = f"all {format_value(found.overall.value, found.overall.unit)}"
        chart.add_annotation(
            x=found.overall.value, y=1, yref="paper", yanchor="bottom", text=words, showarrow=False, font={"size": 12}
        )
    return chart


def _dots(groups: list["GroupRow"], colour: str, name: str, currency: str) -> go.Scatter:
    parts = [group.estimate for group in groups]
    return go.Scatter(
        x=[part.value for part in parts],
        y=[_label(group) for group in groups],
        name=name,
        mode="markers",
        marker={"color": colour, "size": 11},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [0.0 if part.high is None else part.high - (part.value or 0.0) for part in parts],
            "arrayminus": [0.0 if part.low is None else (part.value or 0.0) - part.low for part in parts],
            "color": colour,
            "thickness": 2,
            "width": 0,
        },
        text=[value_words(part, currency) for part in parts],
        hovertemplate=f"%{{y}}: {name}<br>%{{text}}<extra></extra>",
    )


def _label(group: "GroupRow") -> str:
    name = group.name if len(group.name) <= LONGEST else f"{group.name[: LONGEST - 1]}…"
    return f"{name} ({group.n:,})"
