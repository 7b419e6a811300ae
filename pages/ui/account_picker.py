"""Choosing one account of many: by a part of its id or name."""

import streamlit as st

from icp_core.analysis import Observed
from pages.ui import measured_segments, state


def pick_account(observed: Observed, name: str) -> str | None:
    """Let a person look an account up; None when no account has these words."""
    typed, chosen = st.columns(2)
    with typed:
        words = st.text_input(
            "Look for",
            help="A part of the account's id or name; empty: those who pay most.",
            **state.kept(f"{name}_words"),
        )
    found = measured_segments.matches(observed, words)
    if not found:
        st.info("No account has these words in its id or name.")
        return None
    with chosen:
        picked: str = st.selectbox("Account", list(found), format_func=lambda account: found[account], key=f"{name}_id")
    return picked
