"""ICP: whom do we say we want to win?"""

import streamlit as st

from pages.ui import (
    cached,
    icp_about,
    icp_beside,
    icp_editor,
    icp_files,
    icp_picker,
    icp_versions,
    show,
    state,
    suggestion_view,
)
from pages.ui.icp_open import open_icp

st.title("Whom do you want to win?")
work = state.work_or_stop("Here you declare your ideal customer, with values from your own data.")
st.markdown("Say what must hold, what counts in favour and what rules an account out. Every change is saved.")
icp = open_icp(work)
icp_picker.picker(work, icp)
parts = {
    "Suggestion": lambda: suggestion_view.suggestion(work, cached.compared(work)),
    "File": lambda: icp_files.files(work, icp),
}
if icp is None:
    icp_versions.removed(work)
else:
    parts = {
        "Criteria": lambda: icp_editor.criteria(icp),
        "Owner and review": lambda: icp_about.about(icp),
        "People and behaviour": lambda: icp_about.people(icp),
        "Versions": lambda: icp_versions.versions(icp),
        "Side by side": lambda: icp_beside.side_by_side(icp),
        **parts,
    }
show.parts("icp_part" if icp else "icp_begin", parts)
