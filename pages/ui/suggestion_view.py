"""The ICP that the data suggest: each criterion with what it adds, and one click to take it as a draft."""

import streamlit as st

from icp_core.analysis import Comparison
from icp_core.fit import Suggestion
from pages.ui import icp_link, show
from pages.ui.work import Work

ROLES = {"require": "Must hold", "score": "Counts in favour", "exclude": "Keeps out"}


def suggestion(work: Work, comparison: Comparison) -> None:
    """Show what the data suggest, with its evidence and one click to take it as a draft."""
    found = comparison.suggestion
    st.header("What the data suggest", anchor=False)
    if found.profile is None:
        st.markdown(show.escape(show.sentence(found.why)))
        show.link(show.TRAITS, "See what was searched")
        return
    st.markdown(show.escape(show.sentence(found.why)))
    for line in found.evidence:
        st.markdown(f"- {show.escape(show.sentence(line))}")
    _table(work, found)
    icp_link.draft(work.workspace.id, found.profile, "Take it as a draft", "take_draft", "Suggested by the data")
    st.caption("The draft becomes an ICP of its own; the ones you declared stay as they are.")
    show.link(show.TRAITS, "See the traits behind it")


def _table(work: Work, found: Suggestion) -> None:
    if found.profile is None:
        return
    rows = [
        {"criterion": str(criterion), "role": ROLES[criterion.mode], "adds": adds, "weight": criterion.weight}
        for criterion, adds in zip(found.profile.criteria, found.adds, strict=True)
    ]
    show.estimate_table(
        rows,
        alt="The suggested criteria, their role, and what each adds",
        columns={
            "criterion": st.column_config.TextColumn("Criterion", pinned=True),
            "role": st.column_config.TextColumn("Role"),
            "adds": st.column_config.TextColumn(
                "What it adds (90 % interval)",
                help="Points of the share that succeeds, held out: all criteria of its trait against all but this one. "
                "For what keeps out: points of the share that does worst.",
            ),
            "weight": st.column_config.NumberColumn("Weight"),
        },
        currency=work.currency,
    )
