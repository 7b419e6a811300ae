"""ICP: whom do we say we want to win?"""

import streamlit as st

from pages.ui import cached, icp_editor, icp_files, state

st.title("Whom do you want to win?")
work = state.work_or_stop("Here you declare your ideal customer, with values from your own data.")
comparison = cached.compared(work)

st.markdown("Say what must hold, what counts in favour and what rules an account out. Every change is saved.")
icp_editor.picker(work)
if work.workspace.active_profile is not None:
    icp_editor.about(work)
    icp_editor.criteria(work, comparison)
    icp_editor.matches(work, comparison)
icp_files.suggestion(work, comparison)
icp_files.files(work)
