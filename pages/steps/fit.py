"""Fit: do the customers we have match the ICP we declare, and does the ICP match the customers who do best?"""

import streamlit as st

from pages.ui import cached, fit_view, icp_link, show, state

st.title("Does the ICP match your best customers?")
work = state.work_or_stop("This page holds your declared ICP against your customers, in both directions.")
icp_link.held_against(work.workspace)
comparison = cached.compared(work)

if comparison.alignment is None:
    show.nothing_yet("No ICP is declared yet.", show.ICP, "Declare your ICP")
else:
    fit_view.answer(comparison)
    fit_view.parts(work, comparison)
    show.steps(
        (show.ICP, "Change the criteria"),
        (show.DRIFT, "See whether you drift away from it"),
        (show.FOCUS, "See what a focus would need"),
    )
