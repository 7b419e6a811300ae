"""Winning: how many deals are won, how fast, and what does a new customer cost?"""

import streamlit as st

from pages.ui import cached, show, state, winning_view

st.title("How do you win customers, and what does it cost?")
work = state.work_or_stop("This page shows how many deals you win, how long that takes and what a new customer costs.")
observed = cached.observed(work)

winning_view.answer(work, observed)
if observed.deals is None:
    show.nothing_yet("Won and lost deals tell how you win customers.", show.DATA, "Upload your deals")
else:
    winning_view.numbers(work, observed)
winning_view.parts(work, observed)
winning_view.artefacts(observed)
show.steps((show.COMPARE, "See which customers and deals differ"), (show.FOCUS, "See what a focus would need"))
