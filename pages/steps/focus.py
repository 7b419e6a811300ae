"""Focus: what if we sold to the bullseye only, how many deals would that need, and are there so many?"""

import streamlit as st

from pages.ui import cached, focus_view, state

st.title("What if you focused on the bullseye?")
work = state.work_or_stop(
    "This page shows how many deals a focus on your best ring would need, and how many there are."
)
observed, comparison = cached.observed(work), cached.compared(work)

focus_view.answer(work, comparison)
if comparison.narrow.why:
    focus_view.missing(observed, comparison)
else:
    focus_view.needed(work, comparison)
    focus_view.figures(work, comparison)
    focus_view.rings(work, comparison)
    focus_view.trust(work, comparison)
