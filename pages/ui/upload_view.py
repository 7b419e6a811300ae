"""The top of the Data page: where files are dropped, and in one sentence what became of them."""

import streamlit as st

from icp_core.results import plural
from pages.ui import cached, show, state
from pages.ui.work import Work

KINDS = ["csv", "tsv", "txt", "xlsx", "xls", "xlsm", "xlsb", "ods", "parquet", "zip", "gz"]


def uploader() -> None:
    """Take files; they go to disk at once and leave the browser's session."""
    key = f"uploader:{state.generation('uploader')}"
    st.file_uploader(
        "Drop the exports of your CRM and billing here: a list of customers first, then deals, revenue and the rest",
        KINDS,
        accept_multiple_files=True,
        key=key,
        on_change=state.take_uploads,
        args=(key,),
        help="CSV, Excel, Parquet or ZIP, as they were exported. Files stay on this machine.",
    )


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
