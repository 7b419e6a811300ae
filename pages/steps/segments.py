"""Segments: which groups of customers stay and grow, and what will happen?"""

import streamlit as st

from pages.ui import cached, segment_view, show, state

st.title("Which groups of customers are there?")
work = state.work_or_stop(
    "This page shows the groups your customers fall into by how long they stay and what they pay."
)
observed = cached.observed(work)

segment_view.answer(observed)
if observed.segments.items:
    segment_view.parts(work, observed)
show.steps((show.TRAITS, "See what the best customers share"))
