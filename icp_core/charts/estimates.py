"""Several estimates of the same thing side by side: a dot, its interval, its n."""

from collections.abc import Mapping

import plotly.graph_objects as go

from icp_core.charts.theme import ACCENT, GRID, QUIET, axis, figure, value_words
from icp_core.results import Estimate, format_value

ROW = 34  # pixels a row
MOST_ROWS = 20  # more is a table


def estimates_chart(
    rows: Mapping[str, Estimate], *, title: str = "", reference: Estimate | None = None, currency: str = ""
) -> go.Figure:
    """Draw one row a group, the highest first; a group the data cannot answer is named with its reason.

    Args:
        rows: Label to estimate, all in the same unit.
        title: What the axis measures.
        reference: The value of everybody, drawn as a line to compare with.
        currency: ISO code for money.
    """
    known = sorted((item for item in rows.items() if item[1].known), key=lambda item: item[1].value or 0.0)[-MOST_ROWS:]
    silent = [(name, estimate) for name, estimate in rows.items() if not estimate.known][: MOST_ROWS - len(known)]
    order = [*(_label(*item) for item in silent), *(_label(*item) for item in known)]
    chart = figure(
        [_dots([estimate for _, estimate in known], order[len(silent) :], currency)],
        alt=f"{title}: " + "; ".join(_words(name, item, currency) for name, item in reversed(known)) + ".",
        height=70 + ROW * max(len(order), 2),
    )
    unit = next((estimate.unit for estimate in rows.values()), None)
    if unit is not None:
        chart.update_xaxes(showgrid=True, gridcolor=GRID, **axis(unit, title))
    chart.update_yaxes(type="category", categoryorder="array", categoryarray=order, showgrid=False)
    start = min((estimate.low or estimate.value or 0.0 for _, estimate in known), default=0.0)
    for label, estimate in zip(order, (item for _, item in silent), strict=False):
        chart.add_annotation(
            x=start,
            y=label,
            text=_short(estimate.why),
            showarrow=False,
            xanchor="left",
            font={"size": 12},
        )
        chart.add_trace(go.Scatter(x=[None], y=[label], hoverinfo="skip"))
    if reference is not None and reference.value is not None:
        chart.add_vline(x=reference.value, line={"color": QUIET, "dash": "dot", "width": 1.5})
        chart.add_annotation(
            x=reference.value, y=1.0, yref="paper", yanchor="bottom", text="all", showarrow=False, font={"size": 12}
        )
    return chart


def _dots(estimates: list[Estimate], labels: list[str], currency: str) -> go.Scatter:
    values = [estimate.value or 0.0 for estimate in estimates]
    pairs = list(zip(values, estimates, strict=True))
    above = [0.0 if estimate.high is None else estimate.high - value for value, estimate in pairs]
    below = [0.0 if estimate.low is None else value - estimate.low for value, estimate in pairs]
    return go.Scatter(
        x=values,
        y=labels,
        mode="markers",
        marker={"color": ACCENT, "size": 11},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": above,
            "arrayminus": below,
            "color": ACCENT,
            "thickness": 2,
            "width": 0,
        },
        text=[value_words(estimate, currency) for estimate in estimates],
        hovertemplate="%{y}<br>%{text}<extra></extra>",
    )


def _label(name: str, estimate: Estimate) -> str:
    short = name if len(name) <= 24 else f"{name[:23]}…"
    return f"{short} ({estimate.n:,})"


def _words(name: str, estimate: Estimate, currency: str) -> str:
    return f"{name} {format_value(estimate.value, estimate.unit, currency=currency)}"


def _short(why: str) -> str:
    return why if len(why) <= 40 else f"{why[:39]}…"
