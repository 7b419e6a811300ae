"""Prospects: which companies of a list fit the declared ICP, and what to find out about the others?"""

import streamlit as st

from pages.ui import icp_link, prospects_view, state

st.title("Which prospects fit your ICP?")
workspace = state.workspace_or_stop()
icp_link.held_against(workspace)
prospects_view.page(workspace)
