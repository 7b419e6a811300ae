"""What counts as success: three weights that people set, saved together, and what they mean in words."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.traits import WEIGHTS
from pages.ui import show, state
from pages.ui.work import Work

LABELS = {
    "life": ("How long they stay", "Months a customer may be expected to stay; a young customer is not a short one."),
    "growth": ("How they grow", "Growth of what a customer pays, a year."),
    "value": ("How much they pay", "Yearly recurring revenue, as a rank: the largest customer counts as one customer."),
}
MOST = 100


def form(work: Work, observed: Observed) -> None:
    """Say what successful means now, and let people weigh it differently."""
    st.header("What counts as success?", anchor=False)
    found = observed.traits
    if found.success:
        words = f"An account is successful when it is {found.success}: {found.n_success:,} of {found.n:,}."
        st.markdown(show.escape(words))
    st.markdown(
        "Each part is a rank, so a huge account is worth no more than any other. Accounts are ranked among those that "
        "started about the same time where there are enough start dates, so a young market does not look bad for being "
        "young. A part that your files do not hold is left out, and the others count more. Where only retention is "
        "known, success is to be kept for 12 months, whatever the weights."
    )
    now = work.workspace.settings.success_weights
    keys = {name: f"success_{name}:{work.workspace.id}:{state.generation('success')}" for name in LABELS}
    with st.form("success"):
        for name, (label, meaning) in LABELS.items():
            st.slider(label, 0, MOST, round(MOST * now[name]), 5, key=keys[name], help=meaning)
        st.form_submit_button("Use these weights", **state.doing(_save, work.workspace.id, keys))
    st.caption("Only their proportions count. The traits and the suggested ICP are then searched anew.")
    if now != dict(WEIGHTS):
        st.button("Back to 50, 30 and 20", key="success_default", **state.doing(_reset, work.workspace.id))


def _save(workspace_id: str, keys: dict[str, str]) -> None:
    _set(workspace_id, {name: (state.value_of(key) or 0) / MOST for name, key in keys.items()})


def _reset(workspace_id: str) -> None:
    _set(workspace_id, dict(WEIGHTS))
    state.renew("success")


def _set(workspace_id: str, weights: dict[str, float]) -> None:
    state.save_settings(workspace_id, **{f"success_{name}": weight for name, weight in weights.items()})
