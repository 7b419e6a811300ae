"""One number by quarter, chosen from several: for the pages that say what happened."""

from collections.abc import Sequence

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import points_of, quarters_chart
from pages.ui import cached, show, state
from pages.ui.events import events_of, legend
from pages.ui.work import Work


def quarters(work: Work, observed: Observed, series: Sequence[str], *, page: str) -> None:
    """Show one number by quarter, incomplete quarters hollow.

    Args:
        series: Canonical names of the metrics to choose from; those no quarter knows are not offered.
        page: Begins the keys of the widgets, one word a page.
    """
    offered = [name for name in series if any(point.estimate.known for point in points_of(observed.periods, name))]
    if not offered:
        return
    st.header("Quarter by quarter")
    name = st.selectbox("Number", offered, format_func=show.title_of, **state.kept(f"{page}_series"))
    points = points_of(observed.periods, name)
    events = events_of(work)
    figure = cached.figure(
        work,
        "quarters",
        lambda: quarters_chart(points, title=show.title_of(name), currency=work.currency, events=events),
        name,
        events,
    )
    show.chart(figure, f"{page}_quarters_chart")
    legend(points, events)
    st.caption("A hollow point is a quarter that is not complete; it stays out of every trend.")
