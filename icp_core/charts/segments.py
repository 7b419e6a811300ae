"""The customer groups: what an account pays against how long it may be expected to stay."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from icp_core.charts.theme import GRID, LEGEND_BELOW, cycle_colours, figure

if TYPE_CHECKING:
    from icp_core.segments import Segments

MOST_POINTS = 2_000  # drawn as SVG: WebGL is quicker, and absent on remote desktops and many office machines

NARROW = 100  # times the smallest; below it powers of ten alone leave the axis nearly without marks


def segment_scatter(segments: "Segments", *, currency: str = "") -> go.Figure:
    """Draw one dot an account, ARR on a logarithmic axis, by group; of many a fixed draw of 2,000."""
    points = segments.points.dropna(subset=["arr", "expected_life"])
    points = points.loc[points["arr"] > 0]
    shown = points if len(points) <= MOST_POINTS else points.sample(MOST_POINTS, random_state=0)
    names = [item.name for item in segments.items] or sorted(shown["segment"].dropna().unique())
    traces = [_dots(shown, name, colour) for name, colour in zip(names, cycle_colours(len(names)), strict=True)]
    groups = "; ".join(f"{item.name} {item.n:,}" for item in segments.items)
    chart = figure(
        traces,
        alt=f"{len(shown):,} of {len(points):,} accounts by ARR and expected lifetime. Groups: {groups}.",
        height=420,
    )
    label = f"ARR of the account ({currency})" if currency else "ARR of the account"
    chart.update_xaxes(type="log", title={"text": label}, showgrid=True, gridcolor=GRID, **_ticks(shown["arr"]))
    chart.update_yaxes(title={"text": "expected months as a customer"}, rangemode="tozero")
    chart.update_layout(showlegend=True, legend=LEGEND_BELOW)
    return chart


def _ticks(values: pd.Series) -> dict[str, object]:
    """Return the marks of the logarithmic axis: powers of ten, and 2 and 5 between them where it spans few."""
    if values.empty or values.max() >= NARROW * values.min():
        return {"dtick": 1}
    powers = range(int(np.floor(np.log10(values.min()))), int(np.ceil(np.log10(values.max()))) + 1)
    return {"tickvals": [step * 10.0**power for power in powers for step in (1, 2, 5)], "tickformat": "~s"}


def _dots(points: pd.DataFrame, name: str, colour: str) -> go.Scatter:
    here = points.loc[points["segment"] == name]
    left = here["left"].fillna(value=False).to_numpy(dtype=bool)
    return go.Scatter(
        x=here["arr"].to_numpy(dtype=float),
        y=here["expected_life"].to_numpy(dtype=float),
        name=name,
        mode="markers",
        marker={"color": colour, "size": 6, "opacity": 0.65},
        customdata=np.column_stack([here["account_id"].astype(str), np.where(left, "has left", "live")]),
        hovertemplate="%{customdata[0]}, %{customdata[1]}<br>ARR %{x:,.0f}<br>%{y:.0f} months expected<extra></extra>",
    )
