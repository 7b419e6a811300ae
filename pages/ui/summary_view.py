"""What the Summary page shows: the downloads, and the document as it will be read."""

import streamlit as st

from pages.ui import cached, show
from pages.ui.work import Work

FILES = {
    "html": ("Download as a page (HTML)", "text/html"),
    "md": ("Download as Markdown", "text/markdown"),
    "json": ("Download as JSON", "application/json"),
}
PREVIEW = 900  # pixels; the document scrolls inside


def downloads(work: Work) -> None:
    """Offer the document in every format, made when somebody asks for it."""
    st.markdown("One document with the verdict, the numbers behind it and what to do next. It opens offline.")
    with st.container(horizontal=True):
        for kind, (label, mime) in FILES.items():
            st.download_button(
                label,
                lambda kind=kind: cached.rendered(work, kind),
                f"drift-summary.{kind}",
                mime,
                on_click="ignore",
                type="primary" if kind == "html" else "secondary",
                key=f"download:{kind}",
            )
        rows = cached.compared(work).account_rows(cached.observed(work))
        show.download_csv("Download the accounts (CSV)", rows, "accounts.csv")


def preview(work: Work) -> None:
    """Show the findings in words, then the document itself."""
    summary = cached.summary(work)
    st.header("The findings")
    for finding in summary.findings[:8]:
        st.markdown(f"**{show.escape(finding.title)}.** {show.escape(show.sentence(finding.sentence))}")
    if summary.actions:
        st.header("What to do next")
        for action in summary.actions:
            st.markdown(f"- {show.escape(action.sentence)} {show.escape(show.sentence(action.why))}")
    st.header("The document")
    st.iframe(cached.rendered(work, "html"), height=PREVIEW)
