"""Summary: what do I take to the next meeting?"""

import streamlit as st

from pages.ui import state, summary_view

st.title("Take it to your next meeting")
work = state.work_or_stop("This page makes the drift summary: one document with every finding, number and next step.")

summary_view.downloads(work)
summary_view.preview(work)
