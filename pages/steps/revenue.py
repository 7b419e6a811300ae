"""Revenue: does ARR grow from the customers you have, and what are they worth?"""

import streamlit as st

from pages.ui import cached, revenue_view, show, state

st.title("Does revenue grow from the customers you have?")
work = state.work_or_stop("This page shows what last year's customers pay today, and what makes revenue rise or fall.")
observed = cached.observed(work)

revenue_view.answer(work, observed)
revenue_view.numbers(work, observed)
revenue_view.last_year(work)
revenue_view.parts(work, observed)
show.steps((show.RETENTION, "See how long they stay"), (show.WINNING, "See what winning them costs"))
