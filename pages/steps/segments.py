"""Segments: which groups of customers stay and grow, and what do the best ones share?"""

import streamlit as st

from pages.ui import cached, segment_view, state

st.title("Which groups of customers are there?")
work = state.work_or_stop(
    "This page shows the groups your customers fall into by how long they stay and what they pay."
)
observed = cached.observed(work)

segment_view.answer(observed)
if observed.segments.items:
    segment_view.scatter(work, observed)
    segment_view.cards(work, observed)
    segment_view.survival(work, observed)
segment_view.traits(work, observed)
