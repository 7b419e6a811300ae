"""Drift: do we win other customers than we used to, and do they do worse?"""

import streamlit as st

from pages.ui import cached, drift_view, show, state

st.title("Is your ICP drifting?")
work = state.work_or_stop("This page shows whether the customers you win are changing, and since when.")
observed, comparison = cached.observed(work), cached.compared(work)

drift_view.answer(comparison)
if comparison.profile is None:
    show.nothing_yet("Declare an ICP to see whether new business leaves it.", show.ICP, "Declare your ICP")
drift_view.dials(comparison)
drift_view.by_quarter(work, comparison)
drift_view.parts(work, comparison)
drift_view.mix_or_rate(comparison)
drift_view.artefacts(observed)
show.steps(
    (show.FIT, "See how the ICP fits"), (show.CHECKLIST, "Ask your teams"), (show.SUMMARY, "Take it to a meeting")
)
