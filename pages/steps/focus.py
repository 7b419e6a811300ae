"""Focus: what if we sold to the bullseye only, and what did deals outside the ICP cost?"""

import streamlit as st

from pages.ui import cached, focus_view, icp_link, state

st.title("What if you focused?")
work = state.work_or_stop(
    "This page shows how many deals a focus on your best ring would need, how many there are, and what deals outside "
    "your ICP cost."
)
icp_link.held_against(work.workspace)
focus_view.page(work, cached.observed(work), cached.compared(work))
