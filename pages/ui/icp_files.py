"""The ICP as a file, and the ICP that the data suggest."""

from collections.abc import Callable

import streamlit as st

from icp_core.analysis import Comparison
from icp_core.profile import profile_from_text, profile_to_yaml
from pages.ui import show, state
from pages.ui.work import Work


def suggestion(work: Work, comparison: Comparison) -> None:
    """Show what the data suggest, with its evidence and one click to take it as a draft."""
    found = comparison.suggestion
    st.header("What the data suggest")
    if found.profile is None:
        st.markdown(show.escape(show.sentence(found.why)))
        return
    if found.why:
        st.markdown(show.escape(show.sentence(found.why)))
    for line in found.evidence or tuple(str(item) for item in found.profile.criteria):
        st.markdown(f"- {show.escape(show.sentence(line))}")
    st.button("Take it as a draft", key="take_draft", **state.doing(state.declare, work.workspace.id, found.profile))
    st.caption("The draft becomes an ICP of its own; the ones you declared stay as they are.")


def files(work: Work) -> None:
    """Load an ICP from a file, and give the open one out."""
    st.header("As a file")
    profile = work.workspace.active_profile
    if profile is not None:
        st.download_button(
            "Download this ICP (YAML)",
            lambda: profile_to_yaml(profile),
            "icp.yaml",
            "application/yaml",
            on_click="ignore",
            key="download:icp",
        )
    key = f"icp_file:{state.generation('icp_file')}"
    st.file_uploader(
        "Load an ICP (YAML or JSON)", ["yaml", "yml", "json"], **state.taking_text(key, _loader(work.workspace.id))
    )


def _loader(workspace_id: str) -> Callable[[str, str], None]:
    def load(name: str, text: str) -> None:
        state.declare(workspace_id, profile_from_text(text, file=name))
        state.renew("icp_file")

    return load
