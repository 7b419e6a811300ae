"""What in the files looks like a trend and is none, beside the numbers that it would bend."""

from collections.abc import Collection, Iterable

import streamlit as st

from icp_core.analysis import Observed
from icp_core.metrics import Artefact
from pages.ui import show


def artefacts(observed: Observed, sources: Collection[str]) -> None:
    """Name what bends the numbers of some sources; nothing where nothing does.

    Args:
        sources: Names of the sources as they begin ``Artefact.where``.
    """
    found = [item for item in observed.artefacts if item.where.split(",")[0] in sources]
    if found:
        st.markdown("**Looks like a trend and is none:**\n" + listed(found))


def listed(found: Iterable[Artefact]) -> str:
    """Write each sentence once, as a list: the same quarter is often incomplete in several sources."""
    return "\n".join(f"- {show.escape(sentence)}" for sentence in dict.fromkeys(item.sentence for item in found))
