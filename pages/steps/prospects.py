"""Prospects: which companies of a list fit the declared ICP, and what to find out about the others?"""

import streamlit as st

from pages.ui import prospects_view, state

st.title("Which prospects fit your ICP?")
prospects_view.page(state.workspace_or_stop())
