"""The Data page as a whole: what was read, what needs an answer, and behind tabs everything one can look up."""

from functools import partial

import streamlit as st

from icp_core.errors import UserError
from icp_core.ingest import questions_in
from pages.ui import (
    changes_view,
    files_view,
    honesty_view,
    joins_view,
    mapping_form,
    questions_form,
    rejects_form,
    show,
    state,
    upload_view,
)
from pages.ui.work import Work

FILES, COLUMNS, ROWS, JOINS = "Files", "Columns", "Rows", "How files join"
ANSWERS, SETTINGS = "What they can answer", "Settings"


def page() -> None:
    """Draw the page; a tab is drawn when it is open, so that a click stays quick with many files."""
    upload_view.uploader()
    try:
        work = state.work()
    except UserError as error:
        _none_usable(error)
        return
    if work is None:
        _nothing_in()
        return
    upload_view.happened(work)
    changes_view.waiting(work)
    questions_form.needed(work.workspace.id, work.questions)
    show.parts("data_part", {part: partial(draw, work) for part, draw in PARTS.items()})


def _none_usable(error: UserError) -> None:
    """Say why no file can be used; each can be corrected or removed."""
    st.error(show.escape(str(error)))
    workspace = state.workspace_or_stop()
    questions_form.needed(workspace.id, questions_in(error))
    for file, rows in state.rejects_of(error).items():
        st.header(f"Rows of {show.escape(file)} to correct", anchor=False)
        rejects_form.mend(workspace.id, file, rows)
    st.header("Your files", anchor=False)
    files_view.files(None)
    honesty_view.further_files(None)


def _nothing_in() -> None:
    """Say what to bring."""
    st.info("A list of your customers is enough to begin.")
    show.link(show.START, "Or look at the sample company first")
    honesty_view.further_files(None)


def _files(work: Work) -> None:
    st.header("Your files, and how they were read", anchor=False)
    files_view.files(work)


def _columns(work: Work) -> None:
    st.header("What each column holds", anchor=False)
    mapping_form.editor(work)


def _rows(work: Work) -> None:
    st.header("Rows that are not in the data", anchor=False)
    rejects_form.rejects(work)
    rejects_form.issues(work)


def _joins(work: Work) -> None:
    st.header("How the files belong together", anchor=False)
    joins_view.joins(work)


def _answers(work: Work) -> None:
    st.header("What these files can answer", anchor=False)
    honesty_view.answers(work)
    honesty_view.further_files(work)
    honesty_view.fill(work)
    show.steps((show.START, "See what we found"), (show.SEGMENTS, "Look at the groups"))


def _settings(work: Work) -> None:
    """Set what the files do not say."""
    now, workspace_id = work.workspace.settings, work.workspace.id
    st.header("What the files do not say", anchor=False)
    latest = work.data.as_of if work.imported.dated else None
    day, currency, margin = st.columns(3)
    with day:
        st.date_input(
            "Data are complete up to",
            now.as_of or latest,
            help="The latest day in the files unless you say otherwise.",
            **state.saving(
                f"as_of:{workspace_id}",
                lambda value: state.save_settings(workspace_id, as_of=value),
                now.as_of or latest,
            ),
        )
    with currency:
        st.text_input(
            "Currency (three letters)",
            now.currency or work.currency,
            max_chars=3,
            **state.saving(
                f"currency:{workspace_id}",
                lambda value: state.save_settings(workspace_id, currency=value.strip().upper()),
                now.currency or work.currency,
            ),
        )
    with margin:
        st.number_input(
            "Gross margin, percent",
            1.0,
            100.0,
            100.0 * now.gross_margin,
            1.0,
            format="%g",
            help="Share of revenue left after the cost of serving; used for lifetime value and payback.",
            **state.saving(
                f"margin:{workspace_id}",
                lambda value: state.save_settings(workspace_id, gross_margin=value / 100),
                100.0 * now.gross_margin,
            ),
        )


PARTS = {FILES: _files, COLUMNS: _columns, ROWS: _rows, JOINS: _joins, ANSWERS: _answers, SETTINGS: _settings}
