"""One metric by group: those that differ from the rest stand out, the others do not pretend to."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.dots import MOST_ROWS, ROW, dots, lay_rows, reference_line, row_label
from icp_core.charts.theme import ACCENT, QUIET, axis, figure, value_words
from icp_core.results import format_value

if TYPE_CHECKING:
    from icp_core.metrics.breakdown import Breakdown, GroupRow


def breakdown_chart(found: "Breakdown", *, title: str = "", currency: str = "") -> go.Figure:
    """Draw one row a group in the order of the result, never sorted by value: that order would be luck.

    Args:
        found: The break-down.
        title: What the axis measures.
        currency: ISO code for money.
    """
    shown = [group for group in found.groups if group.estimate.known][:MOST_ROWS]
    order = [row_label(group.name, group.n) for group in shown]
    chart = figure(
        [
            _dots([group for group in shown if group.different is side], colour, name, currency)
            for side, colour, name in ((True, ACCENT, "differs from the rest"), (False, QUIET, "no clear difference"))
        ],
        alt=found.sentence,
        height=90 + ROW * max(len(order), 2),
    )
    lay_rows(chart, order, axis(found.overall.unit, title))
    if found.overall.value is not None:
        reference_line(chart, found.overall.value, f"all {format_value(found.overall.value, found.overall.unit)}")
    return chart


def _dots(groups: list["GroupRow"], colour: str, name: str, currency: str) -> go.Scatter:
    parts = [group.estimate for group in groups]
    words = [value_words(part, currency) for part in parts]
    return dots([row_label(group.name, group.n) for group in groups], parts, name=name, colour=colour, words=words)
