"""One number by quarter; a quarter that is not complete is hollow and never joined to the line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from icp_core.charts.theme import ACCENT, QUIET, axis, figure, tint, value_words
from icp_core.results import Estimate, Unit, format_value

if TYPE_CHECKING:
    from icp_core.metrics.periods import PeriodRow

MOST_LABELS = 5  # names of quarters on the axis; more overlap on a phone
MOST_EVENTS = 6  # lines with words on one chart


@dataclass(frozen=True, slots=True)
class QuarterPoint:
    """One quarter of one number."""

    label: str
    complete: bool
    estimate: Estimate


def points_of(periods: Iterable["PeriodRow"], metric: str) -> tuple[QuarterPoint, ...]:
    """Take one metric out of the period rows; quarters that do not hold it are left out."""
    return tuple(
        QuarterPoint(row.quarter.label, row.quarter.complete, row.metrics[metric])
        for row in periods
        if metric in row.metrics
    )


def points_of_series(series: pd.DataFrame, name: str, unit: Unit) -> tuple[QuarterPoint, ...]:
    """Take one component out of ``Drift.series`` (columns quarter, complete, name, value, low, high, n)."""
    rows = series.loc[series["name"] == name] if len(series) else series
    return tuple(QuarterPoint(str(row.quarter), bool(row.complete), _estimate(row, unit)) for row in rows.itertuples())


def quarters_chart(
    points: Sequence[QuarterPoint],
    *,
    title: str,
    currency: str = "",
    events: Iterable[tuple[date, str]] = (),
    onset: tuple[str, str] | None = None,
) -> go.Figure:
    """Draw a number by quarter with its interval.

    Args:
        points: The quarters in order of time.
        title: What is measured, for the axis and for people who cannot see the chart.
        currency: ISO code for money.
        events: Day and title of what happened, drawn as vertical lines.
        onset: First and last quarter in which a change may have begun, drawn as a shaded span.
    """
    labels = [point.label for point in points]
    unit = points[0].estimate.unit if points else Unit.COUNT
    chart = figure(_traces(points, currency), alt=_alt(points, title, currency))
    chart.update_yaxes(**axis(unit, title))
    if unit in (Unit.COUNT, Unit.DAYS, Unit.MONEY):
        chart.update_yaxes(rangemode="tozero")
    chart.update_xaxes(type="category", categoryorder="array", categoryarray=labels, tickangle=0)
    chart.update_xaxes(tickvals=labels[:: -(-len(labels) // MOST_LABELS) or 1])
    if onset and onset[0] in labels and onset[1] in labels:
        chart.add_vrect(
            x0=labels.index(onset[0]) - 0.5, x1=labels.index(onset[1]) + 0.5, fillcolor=tint(QUIET, 0.18), line_width=0
        )
    marked = events_shown(points, events)
    for quarter in dict.fromkeys(_quarter(day) for _, day, _ in marked):
        here = [event for event in marked if _quarter(event[1]) == quarter]
        words = "<br>".join(f"{day.isoformat()}: {title}" for _, day, title in here)
        _mark(chart, labels.index(quarter), ", ".join(letter for letter, _, _ in here), words)
    return chart


def _traces(points: Sequence[QuarterPoint], currency: str) -> list[Any]:
    known = [point for point in points if point.estimate.known]
    whole, part = [p for p in known if p.complete], [p for p in known if not p.complete]
    line = [point if point.complete and point.estimate.known else None for point in points]
    banded = [p for p in whole if p.estimate.low is not None and p.estimate.high is not None]
    return [
        _band_edge(banded, "high", fill=False),
        _band_edge(banded, "low", fill=True),
        go.Scatter(
            x=[point.label for point in points],
            y=[None if point is None else point.estimate.value for point in line],
            mode="lines+markers",
            line={"color": ACCENT, "width": 2.5},
            marker={"color": ACCENT, "size": 8},
            connectgaps=False,
            text=[value_words(point.estimate, currency) for point in points],
            hovertemplate="%{x}<br>%{text}<extra></extra>",
        ),
        go.Scatter(
            x=[point.label for point in part],
            y=[point.estimate.value for point in part],
            mode="markers",
            marker={"color": ACCENT, "size": 10, "symbol": "circle-open", "line": {"width": 2}},
            text=[value_words(point.estimate, currency) for point in part],
            hovertemplate="%{x}, not complete<br>%{text}<extra></extra>",
        ),
    ]


def _band_edge(points: Sequence[QuarterPoint], end: str, *, fill: bool) -> go.Scatter:
    return go.Scatter(
        x=[point.label for point in points],
        y=[getattr(point.estimate, end) for point in points],
        mode="lines",
        line={"width": 0},
        fill="tonexty" if fill else None,
        fillcolor=tint(ACCENT, 0.16),
        hoverinfo="skip",
    )


def events_shown(
    points: Sequence[QuarterPoint], events: Iterable[tuple[date, str]]
) -> tuple[tuple[str, date, str], ...]:
    """Return letter, day and title of the events that the chart marks: those in its quarters, the newest six.

    Example:
        >>> point = QuarterPoint("2025Q1", complete=True, estimate=Estimate(1.0, Unit.COUNT, 1))
        >>> events_shown([point], [(date(2024, 1, 5), "Old"), (date(2025, 2, 1), "New pricing")])
        (('A', datetime.date(2025, 2, 1), 'New pricing'),)
    """
    labels = {point.label for point in points}
    inside = sorted(event for event in events if _quarter(event[0]) in labels)[-MOST_EVENTS:]
    return tuple((chr(ord("A") + place), day, words) for place, (day, words) in enumerate(inside))


def _quarter(day: date) -> str:
    return f"{day.year}Q{(day.month + 2) // 3}"


def _mark(chart: go.Figure, place: int, letters: str, words: str) -> None:
    chart.add_vline(x=place, line={"color": QUIET, "width": 1, "dash": "dot"})
    chart.add_annotation(
        x=place,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=letters,
        showarrow=False,
        font={"size": 12},
        hovertext=words,
    )


def _estimate(row: Any, unit: Unit) -> Estimate:
    if pd.isna(row.value):
        return Estimate(None, unit, int(row.n), why="not enough data in this quarter")
    low, high = (None if pd.isna(end) else float(end) for end in (row.low, row.high))
    return Estimate(float(row.value), unit, int(row.n), low=low, high=high)


def _alt(points: Sequence[QuarterPoint], title: str, currency: str) -> str:
    known = [point for point in points if point.complete and point.estimate.known]
    if not known:
        return f"{title} by quarter: no complete quarter can be shown."
    first, last = known[0], known[-1]
    words = [
        f"{format_value(p.estimate.value, p.estimate.unit, currency=currency)} in {p.label}" for p in (first, last)
    ]
    return f"{title} by quarter: from {words[0]} to {words[1]}. Incomplete quarters are drawn hollow."
