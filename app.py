"""The ICP workbench: page config and page list; everything else stands in pages/ and icp_core/."""

from pathlib import Path

import streamlit as st

from pages.ui import show, sidebar, state

st.set_page_config(
    page_title="ICP workbench", page_icon=Path(__file__).parent / "pages" / "ui" / "icon.png", layout="wide"
)
page = st.navigation(
    {
        "Begin": [
            st.Page(show.START, title="Start", default=True),
            st.Page(show.DATA, title="Data"),
            st.Page(show.GUIDES, title="Guided paths"),
        ],
        "What happened": [
            st.Page(show.RETENTION, title="Retention"),
            st.Page(show.REVENUE, title="Revenue"),
            st.Page(show.WINNING, title="Winning"),
            st.Page(show.COMPARE, title="Compare"),
            st.Page(show.SEGMENTS, title="Segments"),
            st.Page(show.TRAITS, title="Traits"),
        ],
        "What you believe": [st.Page(show.ICP, title="ICP"), st.Page(show.CHECKLIST, title="Checklist")],
        "What it means": [
            st.Page(show.FIT, title="Fit"),
            st.Page(show.DRIFT, title="Drift"),
            st.Page(show.FOCUS, title="Focus"),
            st.Page(show.PROSPECTS, title="Prospects"),
            st.Page(show.SUMMARY, title="Summary"),
        ],
        "Help": [st.Page(show.ABOUT, title="About")],
    },
    expanded=True,
)
with show.boundary():
    sidebar.setup()
    with st.container(width=show.PAGE_WIDTH):
        page.run()
    state.end_run()
