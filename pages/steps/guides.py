"""Guided paths: which of three situations are we in, and where does each end?"""

import streamlit as st

from pages.ui import guides_view, state

st.title("Which situation are you in?")
work = state.work_or_stop("Three guided paths through these pages, each with a verdict and a draft ICP.")
guides_view.paths(work)
