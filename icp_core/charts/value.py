"""How revenue is spread over the accounts, and what the accounts of each group are worth."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.dots import MOST_ROWS, dots, hollow, lay_rows, row_label
from icp_core.charts.quarters import QuarterPoint
from icp_core.charts.theme import ACCENT, LEGEND_BELOW, QUIET, axis, figure, tint, value_words
from icp_core.results import Unit, format_value, with_currency

if TYPE_CHECKING:
    from icp_core.metrics.concentration import Concentration
    from icp_core.metrics.lifetime_value import ValueByGroup
    from icp_core.metrics.new_logo_contracts import NewLogoContracts
    from icp_core.metrics.periods import PeriodRow

MOST_POINTS = 300  # of a line; more cannot be told apart on a screen
ROW = 42  # pixels a group: a dot above a ring needs more than a dot


def concentration_chart(found: "Concentration") -> go.Figure:
    """Draw the share of ARR that the largest accounts pay together, beside accounts that all pay the same."""
    reached = found.accounts["cumulated"].to_list()
    n = len(reached)
    counts = sorted({round(1 + step * (n - 1) / (MOST_POINTS - 1)) for step in range(MOST_POINTS)} if n else set())
    shares = [reached[count - 1] for count in counts]
    chart = figure(
        [
            go.Scatter(
                x=[0, n], y=[0, 1], name="if all paid the same", mode="lines", hoverinfo="skip",
                line={"color": QUIET, "dash": "dot", "width": 1.5},
            ),
            go.Scatter(
                x=[0, *counts], y=[0, *shares], name="these accounts", mode="lines",
                line={"color": ACCENT, "width": 2.5}, fill="tozeroy", fillcolor=tint(ACCENT, 0.12),
                hovertemplate="the %{x:,} largest pay %{y:.1%}<extra></extra>",
            ),
        ],
        alt=found.sentence,
    )  # fmt: skip
    chart.update_layout(showlegend=True, legend=LEGEND_BELOW)
    chart.update_yaxes(range=[0, 1.02], **axis(Unit.RATIO, "share of ARR"))
    chart.update_xaxes(title={"text": "accounts, the largest first"}, rangemode="tozero")
    return chart


def value_by_group_chart(found: "ValueByGroup", *, currency: str = "") -> go.Figure:
    """Draw each group's own value hollow and the one drawn towards the mean filled, the largest group on top."""
    shown = [one for one in found.groups if one.raw.known][:MOST_ROWS]
    labels = [row_label(one.group, one.n) for one in shown]
    drawn = "drawn towards the mean" if not found.why else "its own accounts"
    worth = [f"{value_words(one.shrunk, currency)}<br>{one.weight:.0%} its own" for one in shown]
    traces = [dots(labels, [one.shrunk for one in shown], name=drawn, words=worth)]
    if not found.why:
        alone = [value_words(one.raw, currency) for one in shown]
        own = hollow(labels, [one.raw for one in shown], name="its own accounts alone", words=alone)
        traces.insert(0, own)
    words = "; ".join(f"{one.group} {format_value(one.shrunk.value, Unit.MONEY, currency=currency)}" for one in shown)
    chart = figure(
        traces, alt=f"Lifetime value by group, {drawn}: {words or 'unknown'}.", height=120 + ROW * max(len(shown), 2)
    )
    chart.update_layout(showlegend=not found.why, legend=LEGEND_BELOW)
    title = with_currency("lifetime value", currency)
    lay_rows(chart, labels, {"rangemode": "tozero", **axis(Unit.MONEY, title)})
    return chart


def points_of_contracts(found: "NewLogoContracts", periods: Iterable["PeriodRow"]) -> tuple[QuarterPoint, ...]:
    """Take the first contracts by quarter, for :func:`quarters_chart`, complete where the periods are."""
    complete = {row.quarter.label for row in periods if row.quarter.complete}
    return tuple(QuarterPoint(label, label in complete, value) for label, value in found.quarters.items())
