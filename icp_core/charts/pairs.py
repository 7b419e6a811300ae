"""Two numbers of the same thing a row: what was expected, hollow, and what happened, filled with its interval."""

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from icp_core.charts.dots import dots, hollow, lay_rows, shortened
from icp_core.charts.theme import axis, figure
from icp_core.results import Estimate, Unit, format_value

ROW = 46  # pixels a row
LEGEND_ABOVE = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "itemsizing": "constant"}
LONGEST = 60  # letters of a name
LINE = 22  # letters of a line of it, so that a phone has room for the points
ROOF = 1.04  # 100 % and room for its name
TEXT = 19  # pixels a line


def pairs_chart(rows: Sequence[tuple[str, Estimate, Estimate]], *, before: str, after: str, title: str) -> go.Figure:
    """Draw one row a group, in the order given.

    Args:
        rows: Name, what was expected, and what happened; all in one unit. A number that is not known is left out.
        before: What the hollow point is.
        after: What the filled point is.
        title: What the axis measures.
    """
    labels = [_label(name, happened) for name, _, happened in rows]
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    chart = figure(
        [
            hollow(labels, [expected for _, expected, _ in rows], name=before),
            dots(labels, [happened for _, _, happened in rows], name=after),
        ],
        alt=f"{title}. "
        + "; ".join(f"{name}: {before} {_words(first)}, {after} {_words(second)}" for name, first, second in rows)
        + ".",
        height=120 + max(ROW, lines * TEXT + 8) * max(len(rows), 2),
    )
    chart.update_layout(showlegend=True, legend=LEGEND_ABOVE)
    lay_rows(chart, labels, axis(rows[0][2].unit, title) if rows else {})
    if rows and rows[0][2].unit is Unit.RATIO:
        chart.update_xaxes(range=[_least(rows), ROOF])
    return chart


def _least(rows: Sequence[tuple[str, Estimate, Estimate]]) -> float:
    """Return where an axis of shares begins: a little below the lowest end of all intervals, at 0 at the least."""
    ends = [end for row in rows for one in row[1:] for end in (one.value, one.low) if end is not None]
    return max(min(ends, default=0.0) - 0.05, -0.02)


def _label(name: str, happened: Estimate) -> str:
    return "<br>".join(wrap(f"{shortened(name, LONGEST)} ({happened.n:,})", LINE))


def _words(one: Estimate) -> str:
    return format_value(one.value, one.unit)
