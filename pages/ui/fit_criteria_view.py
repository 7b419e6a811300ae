"""What each criterion does: who meets it, where the best lie, and what the ICP would be without it."""

import streamlit as st

from icp_core.fit import Alignment
from pages.ui import cached, show
from pages.ui.work import Work

TONES = {"earns its place": "green", "does harm": "red", "changes nothing": "orange", "cannot tell yet": "gray"}


def criteria(work: Work, found: Alignment) -> None:
    """Show one card a criterion, its verdict first."""
    st.header("What does each criterion do?", anchor=False)
    worth = cached.measured(
        work,
        "contributions",
        lambda: found.contributions,
        found.fit.profile.model_dump_json(),
    )
    if worth:
        counts = [f"{sum(one.word == word for one in worth)} {word}" for word in TONES]
        told = [count for count in counts if not count.startswith("0 ")]
        st.markdown(show.escape(f"Of {len(worth)} criteria: {', '.join(told)}."))
    else:
        st.caption("With a single criterion nothing can be left out.")
    for note in found.fit.notes:
        st.caption(show.escape(note))
    for position, gap in enumerate(found.gaps):
        with st.container(border=True):
            if worth:
                st.badge(worth[position].word.capitalize(), color=TONES[worth[position].word])
            st.markdown(show.escape(gap.who))
            if gap.change:
                st.markdown(show.escape(gap.change))
            if worth:
                one = worth[position]
                with st.expander("The figures without it"):
                    show.facts(
                        {
                            "Of those inside, among the best: change": one.precision,
                            "Of the best, inside: change": one.recall,
                            "Lead of those inside in retention: change": one.retention,
                            "Of the customers that would be inside, kept out": one.base_cost,
                            "Customers that meet it": gap.pass_share,
                            "Customers with a known value": gap.known_share,
                        }
                    )
    st.caption(
        "The word beside each criterion allows for the number of criteria looked at; the intervals of the single "
        "figures do not."
    )
