"""The groups beside each other: the same numbers of each, and which differences are more than luck."""

from typing import Any

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import start_mix_chart
from icp_core.segments.side_by_side import ProfileRow, SideBySide
from pages.ui import cached, measured_segments, show
from pages.ui.work import Work

TABLES = {
    "How large they are": ("n", "share", "arr_share", "acv", "ltv"),
    "How they stayed and grew": ("retention_12m", "nrr", "grr"),
    "How they were won, and what they say": ("win_rate", "sales_cycle_days", "cac", "nps", "references"),
}


def beside(work: Work, observed: Observed) -> None:
    """Say what differs, and show every number of every group."""
    st.header("How do the groups compare?", anchor=False)
    found = measured_segments.side_by_side(work, observed)
    st.markdown(show.escape(found.sentence))
    _table(work, found)
    show.download_csv("Download all numbers (CSV)", found.table(), "segments-side-by-side.csv")
    _unknown(found)
    _started(work, found)
    show.steps((show.COMPARE, "Break any number down by any column"))


def _table(work: Work, found: SideBySide) -> None:
    """Show the numbers by what they are about; a table of all would not fit a screen."""
    columns: dict[str, Any] = {"measure": st.column_config.TextColumn("Number", pinned=True)}
    columns |= {name: st.column_config.TextColumn(name) for name in found.groups}
    by_name = {row.name: row for row in found.rows}
    for title, names in TABLES.items():
        known = [by_name[name] for name in names if any(one.known for one in by_name[name].values.values())]
        if known:
            st.markdown(f"**{title}**")
            rows = [{"measure": row.title, **_cells(row, work.currency)} for row in known]
            show.table(rows, alt=f"The groups side by side: {title}", columns=columns)
    st.caption(
        "In brackets the 90 % interval. 'differs' is more than luck, all tests of the page taken into account. "
        "Retention, revenue and value tell what happened, not what comes."
    )
    with st.expander("What do these numbers mean?"):
        st.markdown("\n".join(f"- **{show.escape(row.title)}**: {show.escape(row.meaning)}" for row in found.rows))


def _cells(row: ProfileRow, currency: str) -> dict[str, str]:
    written = show.written(list(row.values.values()), currency)
    return {
        name: f"{words}, differs" if name in row.differs else words
        for name, words in zip(row.values, written, strict=True)
    }


def _unknown(found: SideBySide) -> None:
    """Name the numbers that no group has, with the reason."""
    none = {row.title: next(iter(row.values.values())) for row in found.rows}
    show.unknowns({title: one for title, one in none.items() if _all_unknown(found, title)})


def _all_unknown(found: SideBySide, title: str) -> bool:
    return not any(one.known for row in found.rows if row.title == title for one in row.values.values())


def _started(work: Work, found: SideBySide) -> None:
    st.header("When did the accounts of each group begin?", anchor=False)
    if found.started.empty:
        st.info("No quarter has 8 accounts or more with a known start.")
        return
    show.chart(cached.figure(work, "start_mix", lambda: start_mix_chart(found)), "start_mix")
    st.caption("Recent quarters have had less time to leave: their share of lost accounts grows with the years.")
    show.download_csv("Download the quarters (CSV)", found.started, "segments-by-start-quarter.csv")
