"""The observed groups against the rings of the declared ICP."""

import streamlit as st

from icp_core.charts import groups_by_ring_chart
from icp_core.fit import RINGS, Alignment
from pages.ui import cached, show
from pages.ui.work import Work


def groups(work: Work, found: Alignment) -> None:
    """Show for each group which share of it stands in which ring."""
    st.header("Which of your customer groups does the ICP reach?", anchor=False)
    rows = found.segment_table
    if rows.empty:
        show.nothing_yet("There are no groups to compare with.", show.SEGMENTS, "See why on the Segments page")
        return
    reached = rows.dropna(subset=["inside_share"])
    if len(reached):
        most = reached.loc[reached["inside_share"].idxmax()]
        least = reached.loc[reached["inside_share"].idxmin()]
        st.markdown(
            show.escape(
                f"The ICP reaches most of '{most['segment']}' ({100 * most['inside_share']:.0f} % inside) and least of "
                f"'{least['segment']}' ({100 * least['inside_share']:.0f} %)."
            )
        )
    show.chart(cached.figure(work, "groups_by_ring", lambda: groups_by_ring_chart(rows)), "groups_by_ring")
    share = st.column_config.NumberColumn
    columns = {
        "segment": "Group",
        "n": "Customers",
        **{ring: ring.capitalize() for ring in RINGS},
        "inside_share": share("Of the group, inside", format="percent"),
        "share_of_inside": share("Of those inside, in it", format="percent"),
    }
    show.table(rows, alt="Customers of each group by ring of the declared ICP", columns=columns)
    st.caption("Shares are of the customers that can be placed. Groups are found blind to the ICP.")
    show.steps((show.SEGMENTS, "See the groups"))
