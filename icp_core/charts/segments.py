"""The customer groups: what an account pays against how long it stays, and when the accounts of each group began."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from icp_core.charts.quarters import MOST_LABELS
from icp_core.charts.theme import COLORWAY, GRID, LEGEND_BELOW, axis, cycle_colours, figure, tint
from icp_core.results import Unit, format_value, with_currency

if TYPE_CHECKING:
    from icp_core.segments import Segments
    from icp_core.segments.forecast import Forecast
    from icp_core.segments.side_by_side import SideBySide

MOST_POINTS = 2_000  # drawn one by one as SVG; WebGL is quicker, and absent on remote desktops and many office machines
CELLS = (56, 28)  # across and up, for more accounts than that: a dot then stands for all accounts of its cell
SMALLEST, LARGEST = 3.0, 16.0  # pixels of such a dot
RISK, STAYS = (
    (COLORWAY[4], COLORWAY[1], COLORWAY[5]),
    (COLORWAY[0], COLORWAY[2], COLORWAY[3]),
)  # high, low, unknown value
NARROW = 100  # times the smallest; below it powers of ten alone leave the axis nearly without marks


def segment_scatter(segments: "Segments", *, currency: str = "") -> go.Figure:
    """Draw the accounts by ARR, on a logarithmic axis, and expected life, one colour a group."""
    points = segments.points.dropna(subset=["arr", "expected_life"])
    names = [item.name for item in segments.items] or sorted(points["segment"].dropna().unique())
    groups = "; ".join(f"{item.name} {item.n:,}" for item in segments.items)
    drawn = points.assign(
        value=points["expected_life"], group=points["segment"], live=~points["left"].fillna(value=False).astype(bool)
    )
    colours = dict(zip(names, cycle_colours(len(names)), strict=True))
    alt = f"accounts by ARR and expected lifetime. Groups: {groups}."
    chart = _account_map(drawn, colours, Unit.MONTHS, alt=alt, currency=currency)
    chart.update_yaxes(title={"text": "expected months as a customer"}, rangemode="tozero")
    return chart


def forecast_scatter(forecast: "Forecast", *, currency: str = "") -> go.Figure:
    """Draw the live accounts by ARR and by the predicted retention, with the line below which they are at risk."""
    risky = [one.name for one in forecast.groups if one.at_risk]
    others = [one.name for one in forecast.groups if not one.at_risk]
    colours = dict(zip(risky, RISK, strict=False)) | dict(zip(others, STAYS, strict=False))
    groups = "; ".join(f"{one.name} {one.n:,}" for one in forecast.groups)
    drawn = forecast.points.assign(value=forecast.points["predicted"], live=True)
    alt = f"live accounts by ARR and predicted retention. Groups: {groups}."
    chart = _account_map(drawn, colours, Unit.RATIO, alt=alt, currency=currency)
    chart.update_yaxes(**axis(Unit.RATIO, f"predicted to stay {forecast.months:.0f} months"))
    if forecast.cut is not None:
        chart.add_hline(y=forecast.cut, line={"color": GRID, "width": 2})
        words = f"at risk below {format_value(forecast.cut, Unit.RATIO)}"
        chart.add_annotation(
            x=0, xref="paper", y=forecast.cut, text=words, showarrow=False, xanchor="left", yanchor="top",
            font={"size": 12},
        )  # fmt: skip
    return chart


def start_mix_chart(found: "SideBySide") -> go.Figure:
    """Draw for each quarter which share of its new accounts each group took in."""
    rows = found.started
    traces = [
        go.Bar(
            x=rows["quarter"], y=rows[name], name=name, marker={"color": colour}, customdata=rows["n"],
            hovertemplate=f"{name}<br>%{{x}}: %{{y:.0%}} of %{{customdata:,}} accounts<extra></extra>",
        )
        for name, colour in zip(found.groups, cycle_colours(len(found.groups)), strict=True)
    ]  # fmt: skip
    ends = "; ".join(f"{name} {100 * float(rows[name].iloc[-1]):.0f} %" for name in found.groups) if len(rows) else ""
    chart = figure(traces, alt=f"Groups by the quarter in which the accounts began; the last quarter: {ends}.")
    chart.update_layout(barmode="stack", showlegend=True, legend=LEGEND_BELOW, bargap=0.15)
    chart.update_yaxes(range=[0, 1], **axis(Unit.RATIO, "share of the quarter's new accounts"))
    labels = list(rows["quarter"])
    chart.update_xaxes(type="category", tickangle=0, tickvals=labels[:: -(-len(labels) // MOST_LABELS) or 1])
    return chart


def _account_map(points: pd.DataFrame, colours: Mapping[str, str], unit: Unit, *, alt: str, currency: str) -> go.Figure:
    """Draw accounts over the logarithm of their ARR: one by one, or all those of a cell as one dot."""
    here = points.loc[points["arr"] > 0]
    many = len(here) > MOST_POINTS
    drawn, dots = (_cells(here), _dots_of_cells) if many else (here, _dots)
    traces = [dots(drawn.loc[drawn["group"] == name], name, colour, unit) for name, colour in colours.items()]
    chart = figure(traces, alt=f"{len(here):,} {alt}", height=420)
    label = with_currency("ARR of the account", currency)
    chart.update_xaxes(type="log", title={"text": label}, showgrid=True, gridcolor=GRID, **_ticks(here["arr"]))
    chart.update_layout(showlegend=True, legend=LEGEND_BELOW)
    return chart


def _cells(points: pd.DataFrame) -> pd.DataFrame:
    """Count the accounts of each group in each cell of the map: ``arr, value, group, n, size``."""
    logs, value = np.log10(points["arr"].to_numpy(dtype=float)), points["value"].to_numpy(dtype=float)
    across, up = (
        np.minimum((cells * (axis - axis.min()) / max(float(np.ptp(axis)), 1e-9)).astype(int), cells - 1)
        for axis, cells in ((logs, CELLS[0]), (value, CELLS[1]))
    )
    cells = pd.DataFrame({"across": across, "up": up, "group": points["group"], "logs": logs, "value": value})
    found = cells.groupby(["across", "up", "group"], observed=True, as_index=False).agg(
        logs=("logs", "mean"), value=("value", "mean"), n=("logs", "size")
    )
    size = SMALLEST + (LARGEST - SMALLEST) * np.sqrt(found["n"] / max(int(found["n"].max()), 1))
    return found.assign(arr=10 ** found["logs"], size=size)


def _dots_of_cells(cells: pd.DataFrame, name: str, colour: str, unit: Unit) -> go.Scatter:
    return go.Scatter(
        x=cells["arr"],
        y=cells["value"],
        name=name,
        mode="markers",
        marker={"color": tint(colour, 0.6), "size": cells["size"], "line": {"width": 0}},
        customdata=cells["n"],
        hovertemplate=f"{name}<br>%{{customdata:,}} accounts<br>ARR about %{{x:,.0f}}<br>{_value(unit)}<extra></extra>",
    )


def _dots(points: pd.DataFrame, name: str, colour: str, unit: Unit) -> go.Scatter:
    live = np.where(points["live"].to_numpy(dtype=bool), "live", "has left")
    return go.Scatter(
        x=points["arr"].to_numpy(dtype=float),
        y=points["value"].to_numpy(dtype=float),
        name=name,
        mode="markers",
        marker={"color": colour, "size": 6, "opacity": 0.65},
        customdata=np.column_stack([points["account_id"].astype(str), live]),
        hovertemplate=(
            f"%{{customdata[0]}}, %{{customdata[1]}}<br>{name}<br>ARR %{{x:,.0f}}<br>{_value(unit)}<extra></extra>"
        ),
    )


def _value(unit: Unit) -> str:
    return "%{y:.0f} months expected" if unit is Unit.MONTHS else "%{y:.0%} predicted"


def _ticks(values: pd.Series) -> dict[str, object]:
    """Return the marks of the logarithmic axis: powers of ten, and 2 and 5 between them where it spans few."""
    if values.empty or values.max() >= NARROW * values.min():
        return {"dtick": 1}
    powers = range(int(np.floor(np.log10(values.min()))), int(np.ceil(np.log10(values.max()))) + 1)
    return {"tickvals": [step * 10.0**power for power in powers for step in (1, 2, 5)], "tickformat": "~s"}
