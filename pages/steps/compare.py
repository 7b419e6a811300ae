"""Compare: which customers and deals differ, in any number, by any column?"""

import streamlit as st

from pages.ui import cached, compare_view, show, state

st.title("Which customers and deals differ?")
work = state.work_or_stop("This page holds groups of customers and deals against each other, in any number.")
compare_view.compare(work, cached.observed(work))
show.steps((show.SEGMENTS, "Look at the groups"), (show.TRAITS, "See what the best customers share"))
