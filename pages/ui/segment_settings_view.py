"""How the groups are made and what they are called: both are people's to change."""

import streamlit as st

from icp_core.analysis import Observed
from pages.ui import show, state
from pages.ui.work import Work

METHODS = {
    "mixture": "Groups that pay alike and leave at a like pace; their number is found",
    "k-means": "As many groups as you say",
}
LONGEST_NAME = 80  # letters
FEWEST, MOST = 3, 6


def settings(work: Work, observed: Observed) -> None:
    """Let people choose the method and the number of groups, and name the groups."""
    now, workspace_id = work.workspace.settings, work.workspace.id
    with st.expander("Name the groups, or make them in another way"):
        _names(work, observed)
        st.markdown("**How they are made**")
        names = list(METHODS)
        st.radio(
            "Method",
            names,
            names.index(now.segments_method),
            format_func=lambda name: METHODS[name],
            **state.saving(
                f"segments_method:{workspace_id}",
                lambda method: state.save_settings(workspace_id, segments_method=method),
                now.segments_method,
            ),
        )
        st.slider(
            "Number of groups",
            FEWEST,
            MOST,
            now.segments_k,
            help="Counts where you say it, or where no groups can be told apart.",
            disabled=now.segments_method == "mixture" and not observed.segments.one_group,
            **state.saving(
                f"segments_k:{workspace_id}",
                lambda count: state.save_settings(workspace_id, segments_k=count),
                now.segments_k,
            ),
        )
        if observed.segments.method == "grid":
            st.caption("There are too few customers, or too few that left: the groups are a grid, whatever is chosen.")


def _names(work: Work, observed: Observed) -> None:
    given, workspace_id = work.workspace.settings.segment_names, work.workspace.id
    grid = st.grid(2, min_column_width=260)
    for item in observed.segments.items:
        automatic = item.automatic or item.name
        with grid.cell():
            st.text_input(
                show.escape(automatic),
                given.get(item.key, ""),
                max_chars=LONGEST_NAME,
                placeholder="a name of your own",
                **state.saving(
                    f"segment_name:{workspace_id}:{item.key}",
                    lambda name, key=item.key: _save_name(workspace_id, key, name),
                    given.get(item.key, ""),
                ),
            )
    st.caption("A name stays with its group as long as that group is found; two groups cannot bear the same name.")


def _save_name(workspace_id: str, key: str, name: str) -> None:
    """Keep a name; what was given to the other groups, in another tab too, stays."""
    before = dict(state.store().load(workspace_id).settings.segment_names)
    names = {**before, key: name.strip()} if name.strip() else {old: kept for old, kept in before.items() if old != key}
    state.save_settings(workspace_id, segment_names=names)
