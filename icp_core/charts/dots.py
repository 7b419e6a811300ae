"""A dot and its interval for each group, a row a group: what every chart of estimates beside each other is made of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from icp_core.charts.theme import ACCENT, GRID, QUIET, value_words
from icp_core.results import Estimate

ROW = 34  # pixels a row
MOST_ROWS = 20  # more is a table
LONGEST = 24  # letters of a name


def dots(
    places: Iterable[str | float],
    estimates: Iterable[Estimate],
    *,
    name: str = "",
    colour: str = ACCENT,
    words: Sequence[str] = (),
) -> go.Scatter:
    """Draw each known estimate as a dot with its interval; what is unknown is left out.

    Args:
        places: Where each one stands: the label of its row, or the height.
        estimates: As many as places.
        name: What they are, for the legend and the hover label.
        colour: A colour of the palette.
        words: What each hover label says; by default value, interval and n.

    Example:
        >>> from icp_core.results import Unit, unknown
        >>> shown = [Estimate(0.5, Unit.RATIO, 10, low=0.25, high=0.75), unknown(Unit.RATIO, "no deal was lost")]
        >>> drawn = dots(["new", "old"], shown)
        >>> drawn.y, drawn.x, drawn.error_x.array
        (('new',), (0.5,), (0.25,))
    """
    everything = list(estimates)
    said = words or [value_words(one) for one in everything]
    known = [row for row in zip(places, everything, said, strict=True) if row[1].value is not None]
    return go.Scatter(
        x=[one.value for _, one, _ in known],
        y=[place for place, _, _ in known],
        name=name or None,
        mode="markers",
        marker={"color": colour, "size": 11},
        error_x=_intervals([one for _, one, _ in known], colour),
        text=[text for _, _, text in known],
        hovertemplate=f"%{{y}}{f': {name}' if name else ''}<br>%{{text}}<extra></extra>",
    )


def hollow(
    places: Iterable[str | float], estimates: Iterable[Estimate], *, name: str, words: Sequence[str] = ()
) -> go.Scatter:
    """Draw what was expected, or what stands behind a dot: a ring without an interval."""
    trace = dots(places, estimates, name=name, colour=QUIET, words=words)
    trace.update(marker={"size": 15, "symbol": "circle-open", "line": {"width": 2}}, error_x={"visible": False})
    return trace


def lay_rows(chart: go.Figure, labels: Sequence[str], measured: Mapping[str, Any]) -> None:
    """Lay the rows out in the order given, the first one on top, over an axis of what is measured."""
    chart.update_xaxes(showgrid=True, gridcolor=GRID, **measured)
    chart.update_yaxes(type="category", categoryorder="array", categoryarray=list(labels)[::-1], showgrid=False)


def reference_line(chart: go.Figure, value: float, words: str) -> None:
    """Draw the line that every row is compared with, its name above it."""
    chart.add_vline(x=value, line={"color": QUIET, "dash": "dot", "width": 1.5})
    chart.add_annotation(x=value, y=1, yref="paper", yanchor="bottom", text=words, showarrow=False, font={"size": 12})


def row_label(name: str, n: int) -> str:
    """Name a row, cut where it would leave no room for the dots, with the number behind it.

    Example:
        >>> row_label("Software", 1200), row_label("Financial services and insurance", 9)
        ('Software (1,200)', 'Financial services and … (9)')
    """
    return f"{shortened(name)} ({n:,})"


def shortened(name: str, longest: int = LONGEST) -> str:
    """Cut a long name, and show that it was cut."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _intervals(known: Sequence[Estimate], colour: str) -> dict[str, Any]:
    values = [one.value or 0.0 for one in known]
    return {
        "type": "data",
        "symmetric": False,
        "array": [0.0 if one.high is None else one.high - value for value, one in zip(values, known, strict=True)],
        "arrayminus": [0.0 if one.low is None else value - one.low for value, one in zip(values, known, strict=True)],
        "color": colour,
        "thickness": 2,
        "width": 0,
    }
