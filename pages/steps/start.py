"""Start: what is this for, how do I begin, and what was found?"""

import streamlit as st

from pages.ui import begin, state

st.title("Do you still win the customers you serve best?")
begin.purpose()

work = state.work()
if work is None:
    begin.choices()
else:
    begin.overview(work)
    begin.another()
