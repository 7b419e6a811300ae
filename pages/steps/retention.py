"""Retention: how long do customers stay?"""

import streamlit as st

from pages.ui import cached, leaving_view, retention_view, show, state

st.title("How long do customers stay?")
work = state.work_or_stop("This page shows how long customers stay, which kinds stay longer, and who has left.")
observed = cached.observed(work)

retention_view.answer(work, observed)
retention_view.numbers(work, observed)
if observed.survival is None:
    leaving_view.where_somebody_left(work, observed)
else:
    retention_view.curve(work, observed)
    retention_view.parts(work, observed)
show.steps((show.REVENUE, "See what they pay later"), (show.SEGMENTS, "Look at the groups"))
