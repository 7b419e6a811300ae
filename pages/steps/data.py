"""Data: how were my files read, and what can they answer?"""

import streamlit as st

from pages.ui import data_view, mapping_form, show, state

st.title("Your files, and how they were read")
data_view.uploader()
data_view.files()

work = state.work()
if work is None:
    st.info("A list of your customers as CSV is enough to begin.")
    show.link(show.START, "Or look at the sample company first")
else:
    data_view.counts(work)
    mapping_form.editor(work)
    data_view.issues(work)
    data_view.settings(work)
data_view.answers(work)
