"""The rings: what became of the accounts of each, where the scores lie, and where each ring ends."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from icp_core.charts import score_chart, then_and_now_chart
from icp_core.fit import Alignment
from icp_core.fit.distribution import score_distribution
from icp_core.profile import IcpProfile, RingLimits
from icp_core.results import Estimate
from pages.ui import cached, show, state
from pages.ui.work import Work

LIMITS = {
    "bullseye": ("Bullseye from", "Fit score from which an account is in the bullseye."),
    "inner": ("Inner ring from", "Fit score from which an account is inside the ICP."),
    "outer": ("Outer ring from", "Fit score from which an account is near it; below it is outside."),
}
OUTCOMES = {
    "retention_12m": "Still here after 12 months",
    "nrr": "Net revenue retention",
    "win_rate": "Win rate",
}


def rings(work: Work, found: Alignment) -> None:
    """Show where the scores lie with the limits to move, and how the accounts of each ring did."""
    st.header("Where do the scores lie, and where does each ring end?", anchor=False)
    spread = score_distribution(found.fit)
    _limits(work, found)
    show.chart(cached.figure(work, "scores", lambda: score_chart(spread)), "scores")
    unclassified = f" {spread.unclassified:,} are not drawn: too little is known about them." if (
        spread.unclassified
    ) else ""  # fmt: skip
    st.caption(show.escape(f"{spread.sentence}{unclassified}"))
    st.header("What became of the accounts of each ring", anchor=False)
    held = [row for row in found.rings if row.n]
    st.pills("Compare", list(OUTCOMES), default="retention_12m", format_func=lambda name: OUTCOMES[name], required=True,
             **state.kept("fit_outcome"))  # fmt: skip
    name = state.value_of("fit_outcome") or "retention_12m"
    shown = {f"{row.ring} ({row.n:,})": (_of(row, name),) for row in held if row.ring != "unclassified"}
    figure = cached.figure(
        work, "outcome_by_ring", lambda: then_and_now_chart(shown, ["so far"], title=OUTCOMES[name]), name
    )
    show.chart(figure, "outcome_by_ring")
    grid = st.grid(3 if len(held) in (3, 5) else 2, min_column_width=240, border=True)
    for row in held:
        with grid.cell():
            st.subheader(row.ring.capitalize(), anchor=False)
            facts = {"Customers": row.share, "ARR": row.arr, **{OUTCOMES[key]: _of(row, key) for key in OUTCOMES}}
            show.facts(facts, work.currency)
    st.caption("This is everything that happened so far; 'A year later' judges by what came after a day.")


def _of(row: Any, name: str) -> Estimate:
    found: Estimate = getattr(row, name)
    return found


def _limits(work: Work, found: Alignment) -> None:
    """Edit the limits; each is saved as a new version of the ICP."""
    now = found.fit.profile.rings
    place = f"{work.workspace.id}:{work.workspace.active}:{now.model_dump_json()}"
    columns = st.columns(4)
    for column, (name, (label, meaning)) in zip(columns, LIMITS.items(), strict=False):
        with column:
            value = getattr(now, name)
            key = f"limit_{name}:{place}"
            st.number_input(
                label, 0.0, 100.0, value, 5.0, format="%g", help=meaning, **state.saving(key, _saver(work, name), value)
            )
    with columns[3]:
        share = round(100 * now.min_known, 6)
        st.number_input(
            "Known at least (%)",
            0.0,
            100.0,
            share,
            5.0,
            format="%g",
            help="Share of the weight of all criteria that must be known to place an account at all.",
            **state.saving(f"limit_known:{place}", _saver(work, "min_known", 0.01), share),
        )


def _saver(work: Work, name: str, scale: float = 1.0) -> Callable[[float], None]:
    def save(value: float) -> None:
        def change(profile: IcpProfile) -> IcpProfile:
            limits = RingLimits.model_validate({**profile.rings.model_dump(), name: value * scale})
            return profile.model_copy(update={"rings": limits})

        state.change_compared(work.workspace, change, "Limits of the rings moved on the Fit page")

    return save
