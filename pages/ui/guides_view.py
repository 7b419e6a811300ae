"""The guided paths: each a numbered row of questions with the data's own answers, a verdict and a draft ICP."""

from functools import partial

import streamlit as st

from icp_core.analysis import Comparison, Observed
from icp_core.analysis.guides import Guide, Step, first_icp, lost_icp, new_market, size_columns
from icp_core.profile import EFFECTS, IcpProfile
from pages.ui import cached, headers, icp_link, show, state
from pages.ui.work import Work

FIRST, LOST, NEW = "First ICP", "Lost ICP", "New market"
WHEN = {
    FIRST: "You sell for the first time to a group you hope for. Is it the group that stays?",
    LOST: "You once knew whom you sell to; now nobody is sure. What do your best customers share today?",
    NEW: "You want to sell to larger customers. Are they won, kept and grown already?",
}
_CORE = "Beside the core"
SIZES = {
    "won": {"win_rate": "", "win_beside_core": _CORE, "sales_cycle_days": ""},
    "kept and grown": {"retention_12m": "", "keep_beside_core": _CORE, "nrr": "", "grow_beside_core": _CORE},
}  # what a table says to its columns and headers; of a metric its own title
UNANSWERED = {"cannot tell": "gray", "missing": "orange"}
PAGES = {
    "Data": show.DATA, "Retention": show.RETENTION, "Revenue": show.REVENUE, "Winning": show.WINNING,
    "Compare": show.COMPARE, "Segments": show.SEGMENTS, "Traits": show.TRAITS, "ICP": show.ICP, "Fit": show.FIT,
    "Drift": show.DRIFT, "Checklist": show.CHECKLIST,
}  # fmt: skip


def paths(work: Work) -> None:
    """Show the three paths, each behind its tab; only the open one is computed."""
    show.parts("guide", {FIRST: partial(_first, work), LOST: partial(_lost, work), NEW: partial(_new, work)})


def _first(work: Work) -> None:
    _path(
        work, FIRST, cached.measured(work, "first_icp", lambda: first_icp(*_known(work)), work.workspace.active_profile)
    )


def _lost(work: Work) -> None:
    _path(work, LOST, cached.measured(work, "lost_icp", lambda: lost_icp(*_known(work)), work.workspace.active_profile))


def _new(work: Work) -> None:
    columns = size_columns(cached.observed(work))
    column = ""
    if len(columns) > 1:
        column = st.selectbox(
            "Size of a customer", columns, format_func=headers.in_words, **state.kept("guide_size"), width=320
        )
    guide = cached.measured(
        work, "new_market", lambda: new_market(*_known(work), column=column), column, work.workspace.active_profile
    )
    _path(work, NEW, guide)


def _path(work: Work, name: str, guide: Guide) -> None:
    st.markdown(WHEN[name])
    with st.container(border=True):
        st.badge(show.sentence(guide.word).rstrip("."), color="blue")
        st.markdown(show.escape(guide.verdict))
        if guide.draft is not None:
            _draft(work, name, guide.draft)
    st.header("How we got there", anchor=False)
    for place, step in enumerate(guide.steps, start=1):
        _step(place, step)
    if len(guide.table):
        st.header("Size by size", anchor=False)
        size = guide.table.columns[0]
        for about, columns in SIZES.items():  # side by side they would not fit a laptop
            titles = {name: title or show.title_of(name) for name, title in columns.items()}
            show.estimate_table(
                guide.table.to_dict("records"),
                alt=f"Each size of customer beside the core: {about}",
                columns={size: headers.title(size), "n": "Customers", **titles},
                currency=work.currency,
            )


def _step(place: int, step: Step) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"{place}. {step.question}", anchor=False, width="content")
        if step.state in UNANSWERED:
            st.badge(step.state, color=UNANSWERED[step.state])
    st.markdown(show.escape(step.answer))
    show.link(PAGES[step.page], f"Look closely: {step.page}")


def _draft(work: Work, name: str, draft: IcpProfile) -> None:
    st.markdown("**Draft ICP**")
    st.markdown("\n".join(f"- {show.escape(str(one))} ({EFFECTS[one.mode]})" for one in draft.criteria))
    words, why = "Take it as a draft beside your ICPs", f"Draft of the guided path '{name}'"
    icp_link.draft(work.workspace.id, draft, words, f"guide_draft:{name}", why)


def _known(work: Work) -> tuple[Observed, Comparison]:
    return cached.observed(work), cached.compared(work)
