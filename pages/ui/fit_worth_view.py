"""Year by year: is it worth as much to be inside as it used to be?"""

import streamlit as st

from icp_core.fit import Alignment
from icp_core.fit.worth_over_time import TRENDS, Worth
from icp_core.results import Estimate
from pages.ui import cached, show
from pages.ui.work import Work


def over_the_years(work: Work, found: Alignment) -> None:
    """Show the lead of those inside for each year in which accounts started, or deals were created."""
    st.header("Is it worth as much to be inside as it used to be?", anchor=False)
    st.caption(
        "A lead that shrinks while as many as before are inside means that it is not whom you win that changed, "
        "but how those you win do."
    )
    profile = found.fit.profile.model_dump_json()
    for worth in cached.measured(work, "worth_over_time", lambda: found.worth_over_time, profile):
        _trend(worth)


def _trend(worth: Worth) -> None:
    st.subheader(TRENDS[worth.name], anchor=False)
    st.markdown(show.escape(worth.sentence))
    rows = [
        {
            "year": str(year.year),
            "lift": year.lift,
            "inside": year.inside,
            "outside": year.outside,
            "n": f"{year.inside.n:,} and {year.outside.n:,}",
        }
        for year in worth.years
        if year.lift.known
    ]
    if rows:
        _table(worth, rows)
    show.unknowns({str(year.year): year.lift for year in worth.years if not year.lift.known})


def _table(worth: Worth, rows: list[dict[str, str | Estimate]]) -> None:
    text = st.column_config.TextColumn
    columns = {
        "year": text("Year"),
        "lift": text("Inside less outside"),
        "inside": text("Inside"),
        "outside": text("Outside"),
        "n": text("n inside and outside"),
    }
    show.estimate_table(rows, alt=f"{TRENDS[worth.name]}, inside and outside", columns=columns)
