"""Which share of the deals created in a quarter is won: by quarter of creation, and by days since creation."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import points_of_cohorts, quarters_chart, win_curve_chart
from icp_core.metrics import WinCohort, WinCohorts
from pages.ui import cached, measured_deals, show
from pages.ui.work import Work

LEAST_AGE = 30  # days; before, next to no deal is won, so there is nothing to hold against the usual
COHORTS = {
    "created_in": st.column_config.TextColumn("Quarter", help="Quarter in which the deals were created."),
    "n": st.column_config.NumberColumn("Deals", format="localized"),
    "won": st.column_config.NumberColumn("Won", format="localized"),
    "lost": st.column_config.NumberColumn("Lost", format="localized"),
    "open": st.column_config.NumberColumn("Open", format="localized"),
    "rate": st.column_config.TextColumn("Won in time", help="Share won within the days above; 90 % interval."),
    "age": st.column_config.NumberColumn("Watched for", format="%d days", help="Age of its youngest deal."),
    "so_far": st.column_config.TextColumn("Won by then", help="Share won at that age; 90 % interval."),
    "usual": st.column_config.TextColumn(
        "Usual by then", help="What the complete quarters had won at the same age; 90 % interval."
    ),
}


def new_deals(work: Work, observed: Observed) -> None:
    """Say how many new deals are won in time, then show them by quarter of creation."""
    st.header("Of the deals you create, how many are won?", anchor=False)
    found = measured_deals.win_cohorts(work, observed)
    if found.why:
        show.cannot_answer(found.why)
        return
    _answer(found)
    title = f"won within {found.horizon:.0f} days"
    points = points_of_cohorts(found)
    if any(point.estimate.known for point in points):
        figure = cached.figure(work, "win_cohorts", lambda: quarters_chart(points, title=title))
        show.chart(figure, "win_cohorts")
        st.caption(
            "By quarter of creation. An open deal counts as not yet decided, neither as lost nor as left out. A "
            "quarter that is too young stays empty, one that the file does not cover is hollow; why stands beneath the "
            "table."
        )
    show.estimate(st, f"Won within {found.horizon:.0f} days", found.overall, name="win_rate_180d")
    show.chart(cached.figure(work, "win_curve", lambda: win_curve_chart(found)), "win_curve")
    st.caption("Days since creation, complete quarters together. The band is the 90 % interval.")
    _table(found)
    show.download_csv("Download the quarters (CSV)", found.table(), "deals-by-quarter-of-creation.csv")


def _answer(found: WinCohorts) -> None:
    overall = found.overall
    if overall.value is None:
        words = f"Which share of new deals is won within {found.horizon:.0f} days is unknown: {overall.why}"
    else:
        words = (
            f"Of 100 new deals, {100 * overall.value:.0f} are won within {found.horizon:.0f} days of their creation"
            f"{show.between(overall)}"
        )
    young = [one for one in found.cohorts if LEAST_AGE <= one.age < found.horizon][-1:]
    parts = (show.sentence(words), *(show.sentence(_of_the_young(one)) for one in young))
    st.markdown(show.escape(" ".join(part for part in parts if part)))


def _of_the_young(one: WinCohort) -> str:
    """Hold a quarter that is too young against what is usual at its age."""
    now, usual = one.so_far.value, one.usual.value
    if now is None or usual is None:
        return ""
    return (
        f"those created in {one.quarter.label} could be watched for {one.age:.0f} days: {100 * now:.0f} of 100 were "
        f"won{show.between(one.so_far)}, where {100 * usual:.0f} are usual by then"
    )


def _table(found: WinCohorts) -> None:
    """Show the quarters, the newest first, each against what was usual at its age."""
    rows = [
        {
            "created_in": one.quarter.label,
            "n": one.n,
            "won": one.won,
            "lost": one.lost,
            "open": one.open,
            "rate": one.rate,
            "age": one.age,
            "so_far": one.so_far,
            "usual": one.usual,
        }
        for one in reversed(found.cohorts)
    ]
    show.estimate_table(rows, alt="Deals by quarter of creation", columns=COHORTS)
    show.by_reason({one.quarter.label: one.why for one in reversed(found.cohorts) if one.why})
