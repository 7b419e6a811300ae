"""The declared ICP against the customers: where the scores lie, groups against rings, rings a year later."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.dots import dots, row_label
from icp_core.charts.rings import RING_COLOURS
from icp_core.charts.theme import ACCENT, GRID, HEIGHT, LEGEND_BELOW, QUIET, axis, figure, tint, value_words
from icp_core.results import Estimate, Unit, format_value

if TYPE_CHECKING:
    import pandas as pd

    from icp_core.fit.distribution import ScoreDistribution

ROW = 44  # pixels a row
HEADROOM = 84  # pixels above the bars, where the names of the limits stand
LIFT = 0.1  # of the height of the bars, from one name to the next


def score_chart(found: "ScoreDistribution") -> go.Figure:
    """Draw how many accounts have which score, with the limits of the rings across."""
    middle = [float(start) + 2.5 for start in found.starts]
    limits = {"bullseye": found.limits.bullseye, "inner": found.limits.inner, "outer": found.limits.outer}
    words = "; ".join(f"{name} from {limit:g}" for name, limit in limits.items())
    bars = (
        ("the score decides", found.by_score, ACCENT),
        ("a must-have or an exclusion decides", found.by_gate, tint(QUIET, 0.5)),
    )
    chart = figure(
        [
            go.Bar(
                x=middle, y=list(counts), name=name, marker={"color": colour}, width=4.6,
                hovertemplate=f"score %{{x:.0f}} or so: %{{y:,}}, {name}<extra></extra>",
            )
            for name, counts, colour in bars
        ],
        alt=f"Accounts by fit score. {found.sentence} Limits: {words}.",
        height=HEIGHT + HEADROOM,
    )  # fmt: skip
    chart.update_layout(barmode="stack", showlegend=True, legend=LEGEND_BELOW, legend_traceorder="normal", bargap=0.0)
    chart.update_xaxes(range=[0, 106], dtick=20, title={"text": "fit score"})
    chart.update_yaxes(title={"text": "accounts"}, rangemode="tozero")
    chart.update_layout(margin_t=HEADROOM)
    for place, (name, limit) in enumerate(reversed(limits.items())):
        chart.add_shape(
            x0=limit, x1=limit, y0=0, y1=1 + LIFT * (place + 1), yref="paper",
            line={"color": QUIET, "dash": "dash", "width": 1.5},
        )  # fmt: skip
        chart.add_annotation(
            x=limit, y=1 + LIFT * place, yref="paper", text=f"{name} {limit:g}", showarrow=False, font={"size": 12},
            xanchor="right" if limit > 70 else "left", yanchor="bottom", xshift=-3 if limit > 70 else 3,
        )  # fmt: skip
    return chart


def groups_by_ring_chart(table: "pd.DataFrame") -> go.Figure:
    """Draw for each group of accounts which share of it stands in which ring.

    Args:
        table: One row a group: ``segment``, ``n`` and one column a ring.
    """
    names = [row_label(str(name), n) for name, n in zip(table["segment"], table["n"], strict=True)]
    rings = [ring for ring in RING_COLOURS if ring in table]
    chart = figure(
        [
            go.Bar(
                x=list(table[ring] / table["n"]), y=names, name=ring, orientation="h",
                marker={"color": RING_COLOURS[ring]}, customdata=list(table[ring]),
                hovertemplate=f"%{{y}}: %{{x:.0%}} {ring} (%{{customdata:,}})<extra></extra>",
            )
            for ring in rings
        ],
        alt="Groups by ring: "
        + "; ".join(
            f"{row['segment']}: {format_value((row['bullseye'] + row['inner']) / row['n'], Unit.RATIO)} inside"
            for row in table.to_dict("records")
        )
        + ".",
        height=90 + ROW * max(len(names), 2),
    )  # fmt: skip
    chart.update_layout(barmode="stack", showlegend=True, legend=LEGEND_BELOW, legend_traceorder="normal")
    chart.update_xaxes(range=[0, 1], **axis(Unit.RATIO))
    chart.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False)
    return chart


def then_and_now_chart(rows: Mapping[str, Sequence[Estimate]], series: Sequence[str], *, title: str = "") -> go.Figure:
    """Draw one row a ring with several estimates of the same thing below each other, the first one strongest.

    Args:
        rows: Label to the estimates, in the order of ``series``; unknown ones are left out.
        series: What each of them is, such as two years.
        title: What the axis measures.
    """
    labels = list(rows)
    step = 0.24
    traces = []
    for place, name in enumerate(series):
        shown = [found[place] for found in rows.values()]
        heights = [len(labels) - 1 - row - step * place for row in range(len(labels))]
        colour = ACCENT if place == 0 else tint(QUIET, 0.8)
        said = [f"{label}, {name}<br>{value_words(one)}" for label, one in zip(labels, shown, strict=True)]
        trace = dots(heights, shown, name=name, colour=colour, words=said)
        traces.append(trace.update(hovertemplate="%{text}<extra></extra>"))  # a height says nothing to a reader
    alt = "; ".join(
        f"{label} {format_value(found[0].value, found[0].unit)}" for label, found in rows.items() if found[0].known
    )
    chart = figure(traces, alt=f"{title} by ring, {series[0]}: {alt}.", height=100 + ROW * max(len(labels), 2))
    unit = next((found[0].unit for found in rows.values()), Unit.RATIO)
    chart.update_layout(showlegend=len(series) > 1, legend=LEGEND_BELOW)
    named = title if len(series) == 1 else ""  # a legend below leaves no room for it on a narrow screen
    chart.update_xaxes(showgrid=True, gridcolor=GRID, **axis(unit, named))
    chart.update_yaxes(
        tickmode="array", tickvals=[len(labels) - 1 - row - step / 2 for row in range(len(labels))], ticktext=labels,
        showgrid=False, range=[-0.7, len(labels) - 0.5],
    )  # fmt: skip
    return chart
