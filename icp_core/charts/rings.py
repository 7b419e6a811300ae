"""The rings of the declared ICP: how many customers stand in each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from icp_core.charts.theme import ACCENT, QUIET, axis, figure, tint
from icp_core.results import Unit

if TYPE_CHECKING:
    from icp_core.fit import RingShare

RING_COLOURS = {
    "bullseye": ACCENT,
    "inner": tint(ACCENT, 0.62),
    "outer": tint(QUIET, 0.75),
    "outside": tint(QUIET, 0.5),
    "unclassified": tint(QUIET, 0.25),
}


def ring_bar(rings: Sequence["RingShare"]) -> go.Figure:
    """Draw one bar a ring, from the bullseye outwards, with its share and count at the end of the bar."""
    shown = list(reversed(rings))
    shares = [row.share.value or 0.0 for row in shown]
    chart = figure(
        [
            go.Bar(
                x=shares,
                y=[row.ring for row in shown],
                orientation="h",
                marker={"color": [RING_COLOURS.get(row.ring, QUIET) for row in shown]},
                text=[f" {100 * share:.0f} % ({row.n:,})" for share, row in zip(shares, shown, strict=True)],
                textposition="outside",
                cliponaxis=False,
                hovertemplate="%{y}: %{x:.1%}<extra></extra>",
            )
        ],
        alt="Customers by ring: " + "; ".join(f"{row.ring} {row.n:,}" for row in rings) + ".",
        height=60 + 42 * max(len(shown), 2),
    )
    chart.update_xaxes(visible=False, range=[0, max([*shares, 0.01]) * 1.3], **axis(Unit.RATIO))
    chart.update_yaxes(showgrid=False)
    return chart
