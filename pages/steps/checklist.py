"""Checklist: which signs of drift do the teams see, and what do the files say to each?"""

import streamlit as st

from pages.ui import checklist_form, show, state

st.title("Which signs of drift do your teams see?")
workspace = state.workspace_or_stop()

st.markdown(
    "Each statement speaks of the last two quarters; more is worse. Answers are saved as you click. "
    "Several people may answer; what the files say stands beside the answer and never changes it."
)
checklist_form.contradictions()
checklist_form.form()
checklist_form.files(workspace)
show.steps((show.DRIFT, "See what the files say about drift"), (show.SUMMARY, "Take it to your next meeting"))
