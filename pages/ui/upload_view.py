"""The top of the Data page: where files are dropped, and in one sentence what became of them."""

from collections.abc import Callable

import streamlit as st

from icp_core.ingest import KINDS
from icp_core.results import plural
from pages.ui import cached, show, state
from pages.ui.work import Work


def uploader() -> None:
    """Take files; they go to disk at once and leave the browser's session."""
    drop(
        "uploader",
        "Drop the exports of your CRM and billing here: a list of customers first, then deals, revenue and the rest",
        state.take_uploads,
        "As they were exported; they stay on this machine.",
    )


def drop(name: str, words: str, take: Callable[[str], None], hint: str) -> None:
    """Show a place to drop files on; what is dropped goes to ``take`` by the widget's key, and the place is new."""
    key = f"{name}:{state.generation(name)}"
    st.file_uploader(
        words, accept_multiple_files=True, key=key, on_change=take, args=(key,),
        help=f"{hint} Of a file that cannot be read you are told what to do with it.",
    )  # fmt: skip
    st.caption(KINDS)


def happened(work: Work) -> None:
    """Say what was read, what was not, and what the reader is asked for."""
    asked = sum(question.urgent and not question.decided for question in work.questions)
    rejected = sum(report.rows_rejected for report in work.imported.reports.values())
    words = [show.escape(cached.told(work))]
    if rejected:
        words.append(f"{plural(rejected, 'row')} could not be read.")
    if asked:
        words.append(f"**{plural(asked, 'thing')} {'needs' if asked == 1 else 'need'} your answer.**")
    (st.warning if work.refused or asked else st.success)(" ".join(words))
    for refusal in work.refused:
        st.error(show.escape(refusal))
