"""How deals are won: by cohort, over time since creation, by lever, by reason and by the end of the quarter."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.dots import ROW, dots, lay_rows, reference_line
from icp_core.charts.quarters import QuarterPoint
from icp_core.charts.theme import ACCENT, COLORWAY, LEGEND_BELOW, QUIET, axis, figure, tint, value_words
from icp_core.results import Unit, Z, format_value, with_currency

if TYPE_CHECKING:
    from icp_core.metrics.cost_by_period import CostByPeriod
    from icp_core.metrics.loss_reasons import LossReasons
    from icp_core.metrics.rush import QuarterEnd
    from icp_core.metrics.velocity import Velocity
    from icp_core.metrics.win_cohorts import WinCohorts

RISE, FALL = COLORWAY[2], COLORWAY[4]
MOST_REASONS = 10  # more is a table
NAMES = {"deals": "open deals", "win_rate": "win rate", "value": "value of a win", "cycle": "sales cycle"}


def points_of_cohorts(found: "WinCohorts") -> tuple[QuarterPoint, ...]:
    """Return the share won within the horizon by quarter of creation, for ``quarters_chart``."""
    return tuple(QuarterPoint(one.quarter.label, one.complete, one.rate) for one in found.cohorts)


def points_of_cost(found: "CostByPeriod", channel: str) -> tuple[QuarterPoint, ...]:
    """Return the cost of a new customer by quarter of the spend, for ``quarters_chart``."""
    whole = {one.quarter.label: one.quarter.complete for one in found.quarters}
    return tuple(QuarterPoint(label, whole[label], estimate) for label, estimate in found.of(channel).items())


def win_curve_chart(found: "WinCohorts") -> go.Figure:
    """Draw the share of deals won by each day after creation, up to the last day that enough deals were watched."""
    curve = found.curve
    if curve is None:
        return figure([], alt=f"Share of deals won by days since creation: {found.why}.")
    last = max(curve.follow_up, found.horizon if found.overall.known else 0.0)
    shown = curve.times <= last
    share = [0.0, *curve.incidence[shown].tolist()]
    error = [0.0, *(Z * curve.se[shown]).tolist()]
    days = [0.0, *curve.times[shown].tolist(), last]  # between the last decision and the end nothing changes
    share, error = [*share, share[-1]], [*error, error[-1]]
    steps = {"mode": "lines", "hoverinfo": "skip"}
    pairs = list(zip(share, error, strict=True))
    chart = figure(
        [
            go.Scatter(x=days, y=[min(s + e, 1.0) for s, e in pairs], line={"width": 0, "shape": "hv"}, **steps),
            go.Scatter(
                x=days,
                y=[max(s - e, 0.0) for s, e in pairs],
                line={"width": 0, "shape": "hv"},
                fill="tonexty",
                fillcolor=tint(ACCENT, 0.16),
                **steps,
            ),
            go.Scatter(
                x=days,
                y=share,
                mode="lines",
                line={"color": ACCENT, "width": 2.5, "shape": "hv"},
                hovertemplate="%{y:.1%} won within %{x:.0f} days<extra></extra>",
            ),
        ],
        alt=f"Share of deals won by days since creation: {value_words(found.overall)} within {found.horizon:.0f} days.",
    )
    chart.update_xaxes(title={"text": "days since the deal was created"})
    chart.update_yaxes(rangemode="tozero", **axis(Unit.RATIO, "share of deals won"))
    chart.add_vline(x=found.horizon, line={"color": QUIET, "dash": "dot", "width": 1.5})
    return chart


def velocity_chart(found: "Velocity", *, currency: str = "") -> go.Figure:
    """Draw the velocity then, what each lever changed, and the velocity now, each bar where the one before it ended."""
    then, now = found.then.velocity.value, found.now.velocity.value
    if then is None or now is None or not found.contributions:
        return figure([], alt=f"Sales velocity: {found.change.why}.")
    parts = {NAMES[name]: part for name, part in found.contributions.items()}
    amounts = [part.value or 0.0 for part in parts.values()]
    reached, bases = then, []
    for amount in amounts:
        bases.append(min(reached, reached + amount))
        reached += amount
    names = [found.then.period.words, *parts, found.now.period.words]
    words = [format_value(value, Unit.MONEY) for value in (then, *amounts, now)]
    colours = [tint(QUIET, 0.7), *(RISE if amount >= 0 else FALL for amount in amounts), tint(QUIET, 0.7)]
    hover = [found.then.velocity, *parts.values(), found.now.velocity]
    chart = figure(
        [
            go.Bar(
                x=["before", *parts, "now"],
                y=[then, *(abs(amount) for amount in amounts), now],
                base=[0.0, *bases, 0.0],
                marker={"color": colours},
                text=words,
                textposition="outside",
                cliponaxis=False,
                customdata=[value_words(one, currency) for one in hover],
                hovertemplate="%{x}<br>%{customdata}<extra></extra>",
            )
        ],
        alt="Sales velocity a day: " + ", ".join(f"{a} {b}" for a, b in zip(names, words, strict=True)) + ".",
    )
    chart.update_yaxes(**axis(Unit.MONEY, with_currency("a day", currency)))
    return chart


def loss_reasons_chart(found: "LossReasons") -> go.Figure:
    """Draw the share of each reason in the year before and in the last year, or over all where years are too thin."""
    shown = found.reasons[:MOST_REASONS]
    two = any(one.now.known for one in shown)
    sides = (
        (("the year before", "then", QUIET), ("the last year", "now", ACCENT))
        if two
        else (("all lost deals", "share", ACCENT),)
    )
    labels = [one.reason for one in shown]
    chart = figure(
        [dots(labels, [getattr(one, side) for one in shown], name=name, colour=colour) for name, side, colour in sides],
        alt=found.sentence,
        height=110 + ROW * max(len(labels), 2),
    )
    lay_rows(chart, labels, {"rangemode": "tozero", **axis(Unit.RATIO, "share of lost deals")})
    chart.update_layout(showlegend=two, legend=LEGEND_BELOW)
    return chart


def quarter_end_chart(found: "QuarterEnd") -> go.Figure:
    """Draw the share of wins in the last days of each complete quarter, against what an even spread would bring."""
    labels = list(found.quarters)
    chart = figure(
        [dots(labels, found.quarters.values(), name="wins")],
        alt=found.sentence,
        height=90 + ROW * max(len(labels), 2),
    )
    title = f"share of wins in the last {found.days} days"
    lay_rows(chart, labels, {"rangemode": "tozero", **axis(Unit.RATIO, title)})
    reference_line(chart, found.expected, "even spread")
    return chart
