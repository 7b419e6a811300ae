"""The first page: what the product is for, the two ways to begin, and what was found once there are data."""

import tempfile
from pathlib import Path

import streamlit as st

from icp_core.analysis import Comparison, Observed
from icp_core.checklist import answers_from_csv
from icp_core.profile import profile_from_text
from icp_core.results import plural
from icp_core.sample import write_company
from pages.ui import cached, show, state
from pages.ui.work import Work

SAMPLE_ACCOUNTS = 1200  # customers of the sample company; enough for every answer, ready in seconds
SAMPLE_NAME = "Sample company"

HEADLINE = {
    "nrr": "Net revenue retention",
    "retention_12m": "Kept for 12 months",
    "win_rate": "Win rate",
    "arr": "ARR",
}


def purpose() -> None:
    """Say in three sentences what it is for."""
    st.markdown(
        "Companies drift away from the customers they serve best, slowly, long before the headline numbers show it. "
        "The workbench reads your own exports and shows which customers stay and grow, whether the ones you win today "
        "are still like them, and what your teams see. "
        "Everything stays on this machine; every number comes with its evidence, and what the data cannot tell is said."
    )


def choices() -> None:
    """Offer the two ways to begin."""
    sample, own = st.columns(2, border=True, gap="medium")
    with sample:
        st.header("Look around first", anchor=False)
        st.markdown(
            "A made-up software company with five years of customers, deals and revenue, a declared ICP that is partly "
            "wrong, and answers of its teams."
        )
        st.button("Use the sample company", type="primary", key="use_sample", **state.doing(open_sample))
    with own:
        st.header("Use your own data", anchor=False)
        st.markdown(
            "A list of your customers as CSV is enough. Deals, revenue by month and other files add more answers; "
            "columns are recognised, and you can correct them."
        )
        if st.button("Upload your CSV", key="upload_own"):
            st.switch_page(show.DATA)


def another() -> None:
    """Offer both ways again, small, below what was found."""
    with st.container(horizontal=True, vertical_alignment="center"):
        show.link(show.DATA, "Add files to this workspace")
        st.button("Open the sample company in a new workspace", key="use_sample", **state.doing(open_sample))


def overview(work: Work) -> None:
    """Show what was found: the verdict first, then the key numbers, then where to look next."""
    show.refused(work.refused)
    observed, comparison = cached.observed(work), cached.compared(work)
    st.header("What we found")
    show.verdict(comparison.drift.verdict, comparison.drift.sentence or comparison.drift.why, label="Drift")
    known = {
        name: (label, observed.metrics[name].estimate) for name, label in HEADLINE.items() if name in observed.metrics
    }
    show.estimates(known, work.currency)
    st.header("Where to look next")
    for page, link, words in _next(work, observed, comparison):
        with st.container(gap="xxsmall"):
            show.link(page, link)
            st.markdown(show.escape(words))


def open_sample() -> None:
    """Make a workspace with the sample company's files, its ICP and its answers, and open it."""
    workspace_id = state.create_workspace(SAMPLE_NAME)
    with tempfile.TemporaryDirectory() as folder:
        company = write_company(Path(folder), accounts=SAMPLE_ACCOUNTS)
        for table in company.tables:
            state.adopt_file(workspace_id, Path(folder) / f"{table}.csv", table)
    state.declare(workspace_id, profile_from_text(company.icp_yaml, file="icp.yaml"))
    state.save_answers(workspace_id, *answers_from_csv(company.answers_csv, "answers.csv"))


def _next(work: Work, observed: Observed, comparison: Comparison) -> list[tuple[str, str, str]]:
    steps = [(show.SEGMENTS, "Segments: who stays and who grows", observed.segments.why)]
    if comparison.profile is None:
        words = "No ICP is declared yet. Declare the one you sell to today; it takes two minutes."
        steps.append((show.ICP, "ICP: say who you want to win", words))
    elif comparison.alignment is not None:
        steps.append((show.FIT, "Fit: the declared ICP against your customers", comparison.alignment.verdict))
    answered = len({answer.symptom for answer in work.workspace.answers})
    words = (
        f"{plural(answered, 'symptom')} answered so far."
        if answered
        else "What do your teams see? Nobody answered yet."
    )
    steps.append((show.CHECKLIST, "Checklist: what your teams see, beside the data", words))
    steps.append(
        (show.SUMMARY, "Summary: take it to your next meeting", "One page to download: HTML, Markdown or JSON.")
    )
    return steps
