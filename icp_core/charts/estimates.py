"""Several estimates of the same thing side by side: a dot, its interval, its n."""

from collections.abc import Mapping

import plotly.graph_objects as go

from icp_core.charts.dots import MOST_ROWS, ROW, dots, lay_rows, reference_line, row_label, shortened
from icp_core.charts.theme import axis, figure, value_words
from icp_core.results import Estimate, format_value

LONGEST_REASON = 40  # letters


def estimates_chart(
    rows: Mapping[str, Estimate], *, title: str = "", reference: Estimate | None = None, currency: str = ""
) -> go.Figure:
    """Draw one row a group, the highest first; a group the data cannot answer is named with its reason.

    Args:
        rows: Label to estimate, all in the same unit.
        title: What the axis measures.
        reference: The value of everybody, drawn as a line to compare with.
        currency: ISO code for money.
    """
    known = sorted((item for item in rows.items() if item[1].known), key=lambda item: item[1].value or 0.0)[-MOST_ROWS:]
    silent = [(name, estimate) for name, estimate in rows.items() if not estimate.known][: MOST_ROWS - len(known)]
    order = [row_label(name, estimate.n) for name, estimate in (*silent, *known)]
    shown = [estimate for _, estimate in known]
    chart = figure(
        [dots(order[len(silent) :], shown, words=[value_words(estimate, currency) for estimate in shown])],
        alt=f"{title}: " + "; ".join(_words(name, item, currency) for name, item in reversed(known)) + ".",
        height=70 + ROW * max(len(order), 2),
    )
    unit = next((estimate.unit for estimate in rows.values()), None)
    lay_rows(chart, order[::-1], {} if unit is None else axis(unit, title))
    start = min((estimate.low or estimate.value or 0.0 for estimate in shown), default=0.0)
    for label, estimate in zip(order, (item for _, item in silent), strict=False):
        chart.add_annotation(
            x=start,
            y=label,
            text=shortened(estimate.why, LONGEST_REASON),
            showarrow=False,
            xanchor="left",
            font={"size": 12},
        )
        chart.add_trace(go.Scatter(x=[None], y=[label], hoverinfo="skip"))
    if reference is not None and reference.value is not None:
        reference_line(chart, reference.value, "all")
    return chart


def _words(name: str, estimate: Estimate, currency: str) -> str:
    return f"{name} {format_value(estimate.value, estimate.unit, currency=currency)}"
