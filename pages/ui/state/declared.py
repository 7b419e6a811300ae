"""The open workspace and what people declare in it: loaded from the store in every run, saved with every change."""

import os

import streamlit as st

from icp_core.checklist import Answer
from icp_core.store import Store
from icp_core.workspace import Settings, Workspace
from pages.ui import cached, show
from pages.ui.state.session import notice

NEW_NAME = "My company"
PICKED = "ws"  # the address says which workspace is open, so a refresh and a second tab show the same


def store() -> Store:
    """Return the store of this process."""
    return cached.store(os.environ.get("ICP_HOME", ""), os.environ.get("ICP_DATABASE_URL", ""))


def workspace_names() -> dict[str, str]:
    """Id and name of every workspace, the newest first; equal names are told apart by the end of the id."""
    found = store().list_workspaces()
    given = [item.name for item in found]
    return {item.id: item.name if given.count(item.name) == 1 else f"{item.name} ({item.id[-6:]})" for item in found}


def pick_default(names: dict[str, str]) -> None:
    """Open the newest workspace unless the address or the person already chose one that exists."""
    asked = st.query_params.get(PICKED)
    if not names or st.session_state.get(PICKED) in names or asked in names.values():
        return
    newest = next(iter(names))
    st.session_state[PICKED] = newest
    if asked:
        notice("error", f"There is no workspace '{asked}' here. '{names[newest]}' is open instead.")


def workspace() -> Workspace | None:
    """Load the open workspace from the store; None when there is none yet."""
    known = list(workspace_names())
    picked = st.session_state.get(PICKED)
    chosen = picked if picked in known else next(iter(known), None)
    return None if chosen is None else store().load(chosen)


def workspace_or_stop() -> Workspace:
    """Return the open workspace, or say how to make one and end the page."""
    found = workspace()
    if found is None:
        show.nothing_yet("There is no workspace yet.", show.START, "Begin on the Start page")
        st.stop()
    return found


def create_workspace(name: str) -> str:
    """Make a workspace and open it."""
    made = store().create_workspace(name)
    st.session_state[PICKED] = made.id
    return str(made.id)


def rename_workspace(workspace_id: str, name: str) -> None:
    """Give a workspace another name."""
    store().rename_workspace(workspace_id, name)


def save_settings(workspace_id: str, **changes: object) -> None:
    """Change some settings and leave what another tab changed meanwhile."""
    newest = store().load(workspace_id)
    settings = Settings.model_validate({**newest.settings.model_dump(), **changes})
    store().save_settings(workspace_id, settings, who="", base_version=newest.version)


def save_answers(workspace_id: str, *answers: Answer) -> None:
    """Add answers, all or none; the latest of a person to a symptom counts."""
    store().save_answers(workspace_id, answers)
