"""What became of groups made a year ago: the only fair test of a group that was made from what happened."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import pairs_chart
from icp_core.results import format_date
from icp_core.segments.forecast import Landmark
from pages.ui import cached, measured_segments, show
from pages.ui.work import Work

COLUMNS = {
    "group": st.column_config.TextColumn("Group, a year ago"),
    "n": st.column_config.NumberColumn("Live then", format="localized"),
    "shown": st.column_config.TextColumn(
        "Its retention then",
        help="Stayed for 12 months, as the group would have shown it: of the past it was made from.",
    ),
    "kept": st.column_config.TextColumn("Still here a year later", help="Of those live then, with the 90 % interval."),
    "nrr": st.column_config.TextColumn("Net revenue retention", help="Over that year."),
}


def followed(work: Work, observed: Observed) -> None:
    """Show what the year brought the groups, and the accounts at risk, of a year ago."""
    st.header("Would it have told the last year?", anchor=False)
    st.markdown(
        "Everything is made again from nothing but what was known a year ago; then the year that followed is looked at."
    )
    with st.spinner("Making the groups of a year ago"):
        _one(work, "The groups", measured_segments.segments_followed(work, observed), "segments_followed")
    with st.spinner("Making the forecast of a year ago"):
        _one(work, "The forecast", measured_segments.forecast_followed(work, observed), "forecast_followed")


def _one(work: Work, title: str, found: Landmark, name: str) -> None:
    st.subheader(title, anchor=False)
    st.markdown(show.escape(found.sentence))
    if not found.groups:
        return
    chart = cached.figure(
        work,
        name,
        lambda: pairs_chart(
            [(one.name, one.shown, one.kept) for one in found.groups],
            before="its retention then",
            after="still here a year later",
            title="share of accounts",
        ),
        found.sentence,
    )
    show.chart(chart, name)
    rows = [
        {"group": one.name, "n": one.n, "shown": one.shown, "kept": one.kept, "nrr": one.nrr} for one in found.groups
    ]
    show.estimate_table(rows, alt=f"{title}, followed for a year", columns=COLUMNS, currency=work.currency)
    days = f"From {format_date(found.since)} to {format_date(found.until)}."
    st.caption(show.escape(" ".join([days, *found.notes])))
    show.download_csv("Download (CSV)", found.table(), f"{name.replace('_', '-')}.csv")
