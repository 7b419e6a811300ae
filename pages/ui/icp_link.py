"""The way from another page to one declared ICP: which one a page holds against, and the one a draft became."""

import streamlit as st

from icp_core.profile import IcpProfile
from icp_core.workspace import Workspace
from pages.ui import show, state


def held_against(workspace: Workspace) -> None:
    """Say which ICP the figures of the page are held against, with the way to it; nothing where none has criteria."""
    compared = state.compared_icp(workspace)
    if compared is None or compared.profile is None or not compared.profile.criteria:
        return
    _open(workspace.id, compared.key, f"Held against: {compared.profile.name}", "held_against")


def draft(workspace_id: str, found: IcpProfile, words: str, key: str, why: str) -> None:
    """Offer to take what the data suggest as a draft; where it was taken already, the way to it.

    Args:
        workspace_id: Workspace that takes it.
        found: The draft.
        words: What the button says.
        key: Key of the button.
        why: Reason that stands beside the first version.
    """
    taken = state.like(workspace_id, found)
    if taken is None or taken.profile is None:
        st.button(words, key=key, **state.doing(state.take_draft, workspace_id, found, why))
        return
    st.markdown(show.escape(f"Declared as '{taken.profile.name}'."))
    _open(workspace_id, taken.key, "Open it on the ICP page", f"open:{key}")


def _open(workspace_id: str, icp: int, words: str, key: str) -> None:
    """Lead to one ICP; a link would show whichever was open last."""
    if st.button(
        show.escape(words),
        key=key,
        type="tertiary",
        icon=":material/arrow_forward:",
        icon_position="right",
        on_click=state.show_icp,
        args=(workspace_id, icp),
    ):
        st.switch_page(show.ICP)
