"""Retention: how long do customers stay, and do last year's customers pay more today?"""

import streamlit as st

from pages.ui import cached, retention_view, show, state

st.title("How long do customers stay?")
work = state.work_or_stop("This page shows how long customers stay and what they pay later.")
observed = cached.observed(work)

retention_view.numbers(work, observed)
if observed.survival is None:
    show.nothing_yet("The files do not say who left and when.", show.DATA, "Map a churn date or a tenure column")
else:
    retention_view.curve(work, observed)
    retention_view.by_column(work, observed)
retention_view.quarters(work, observed)
