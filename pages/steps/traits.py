"""Traits: what do the most successful customers share, beyond chance?"""

import streamlit as st

from pages.ui import cached, state, traits_view

st.title("What do your best customers share?")
work = state.work_or_stop("This page shows the traits that your most successful customers share, if there are any.")
observed = cached.observed(work)

traits_view.answer(observed)
traits_view.parts(work, observed)
