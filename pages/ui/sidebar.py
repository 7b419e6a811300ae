"""Beside every page: which workspace is open, and when something was last saved."""

import streamlit as st

from pages.ui import state


def setup() -> None:
    """Draw the workspace picker and what the last action has to say; called once a run, before the page."""
    names = state.workspace_names()
    state.pick_default(names)
    with st.sidebar:
        if names:
            st.selectbox(
                "Workspace",
                list(names),
                index=None,
                format_func=lambda key: names.get(key, key),
                key=state.PICKED,
                bind="query-params",
                required=True,
                placeholder="Choose a workspace",
            )
        with st.popover("New or rename", width="stretch"):
            _name_forms(names)
        moment = state.saved_at()
        if moment is not None:
            st.caption(f"Saved {moment:%H:%M:%S}")
    state.begin_run()


def _name_forms(names: dict[str, str]) -> None:
    with st.form("new_workspace", border=False, clear_on_submit=True):
        st.text_input("Name of the new workspace", key="new_name", max_chars=80)
        st.form_submit_button("Create", **state.doing(lambda: state.create_workspace(state.value_of("new_name"))))
    open_now = state.value_of(state.PICKED)
    if open_now in names:
        key = f"rename:{open_now}"
        with st.form("rename_workspace", border=False):
            st.text_input("Name of the open workspace", names[open_now], key=key, max_chars=80)
            st.form_submit_button(
                "Rename", **state.doing(lambda: state.rename_workspace(open_now, state.value_of(key)))
            )
