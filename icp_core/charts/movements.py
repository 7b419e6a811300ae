"""What made ARR rise or fall: as a waterfall over one span of time, and as bars by period."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.quarters import QuarterPoint
from icp_core.charts.theme import ACCENT, COLORWAY, LEGEND_BELOW, QUIET, axis, figure, tint
from icp_core.results import Unit, format_value, with_currency

if TYPE_CHECKING:
    from icp_core.metrics.movements import ArrPeriod

COLOURS = {
    "new": ACCENT,
    "expansion": COLORWAY[2],
    "reactivation": COLORWAY[3],
    "contraction": COLORWAY[1],
    "churn": COLORWAY[4],
}
MOST_LABELS = 6
PALE = 0.4  # opacity of a bar whose period is not complete; the legend keeps the full colour


def waterfall_chart(period: "ArrPeriod", *, currency: str = "") -> go.Figure:
    """Draw opening ARR, the five movements and closing ARR, each bar beginning where the one before it ended."""
    kinds = list(COLOURS)
    amounts = [period.moved[kind] for kind in kinds]
    reached, bases = period.opening, []
    for amount in amounts:
        bases.append(min(reached, reached + amount))
        reached += amount
    names = ["opening", *kinds, "closing"]
    heights = [period.opening, *(abs(amount) for amount in amounts), period.closing]
    words = [format_value(value, Unit.MONEY) for value in (period.opening, *amounts, period.closing)]
    chart = figure(
        [
            go.Bar(
                x=names,
                y=heights,
                base=[0.0, *bases, 0.0],
                marker={"color": [tint(QUIET, 0.7), *COLOURS.values(), tint(QUIET, 0.7)]},
                text=words,
                textposition="outside",
                cliponaxis=False,
                customdata=["", *(f"{period.accounts[kind]:,} times" for kind in kinds), f"{period.paying:,} accounts"],
                hovertemplate="%{x}: %{text}<br>%{customdata}<extra></extra>",
            )
        ],
        alt=f"ARR, {period.label}: " + ", ".join(f"{a} {b}" for a, b in zip(names, words, strict=True)) + ".",
    )
    chart.update_yaxes(**axis(Unit.MONEY, with_currency("ARR", currency)))
    lines = [f"{'<br>' * (place % 2)}{name}" for place, name in enumerate(names)]  # in two lines: upright on a phone
    chart.update_xaxes(tickangle=0, tickvals=names, ticktext=lines)
    return chart


def movements_chart(periods: Sequence["ArrPeriod"], *, currency: str = "") -> go.Figure:
    """Draw gains above and losses below zero, one bar a period; a period that is not complete is pale."""
    labels = [period.label for period in periods]
    chart = figure(
        [
            go.Bar(
                x=labels,
                y=[period.moved[kind] for period in periods],
                name=kind,
                marker={"color": colour, "opacity": [1.0 if period.complete else PALE for period in periods]},
                text=[format_value(period.moved[kind], Unit.MONEY, currency=currency) for period in periods],
                textposition="none",
                customdata=[period.accounts[kind] for period in periods],
                hovertemplate=f"%{{x}}, {kind}: %{{text}}<br>%{{customdata:,}} times<extra></extra>",
            )
            for kind, colour in COLOURS.items()
        ],
        alt=_alt(periods),
        height=380,
    )
    chart.update_layout(barmode="relative", showlegend=True, legend=LEGEND_BELOW)
    chart.update_yaxes(**axis(Unit.MONEY, with_currency("change of ARR", currency)))
    chart.update_xaxes(type="category", tickangle=0, tickvals=labels[:: -(-len(labels) // MOST_LABELS) or 1])
    return chart


def points_of_movements(periods: Sequence["ArrPeriod"]) -> tuple[QuarterPoint, ...]:
    """Take the quick ratio out of movements by quarter, for :func:`quarters_chart`."""
    return tuple(QuarterPoint(period.label, period.complete, period.quick_ratio) for period in periods)


def _alt(periods: Sequence["ArrPeriod"]) -> str:
    if not periods:
        return "Movements of ARR: one month shows none."
    gained = sum(period.closing - period.opening for period in periods)
    change = format_value(gained, Unit.MONEY)
    return f"Movements of ARR by period, {periods[0].label} to {periods[-1].label}: ARR changed by {change} in all."
