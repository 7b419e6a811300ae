"""Both ways: of those inside, who is good; of the good, who is inside; and what it is worth to be inside."""

import streamlit as st

from icp_core.fit import Alignment
from icp_core.fit.adjusted import adjusted_lifts
from pages.ui import cached, fit_worth_view, show
from pages.ui.work import Work

LIFTS = {
    "retention_12m": "Kept for 12 months",
    "nrr": "Net revenue retention",
    "win_rate": "Win rate",
    "cycle": "Days to a win",
    "arr": "Middle ARR",
}


def both_ways(work: Work, found: Alignment) -> None:
    """Show the comparison in both directions, and what it is worth to be inside, as it stands and among likes."""
    st.header("Does the ICP pick your best customers, and are your best inside it?", anchor=False)
    st.markdown(show.escape(_answer(found)))
    show.estimates_known_first(
        {
            "precision": ("Inside: among the best", found.precision),
            "recall": ("The best: inside", found.recall),
            "base_rate": ("All: among the best", found.base_rate),
            "precision_lift": ("Inside over all", found.precision_lift),
        },
        work.currency,
        defined=False,
    )
    if found.success.words:
        st.caption(show.escape(f"An account is among the best when it is {found.success.words}."))
    st.header("Inside less outside", anchor=False)
    shown = {key: (label, found.lifts[key]) for key, label in LIFTS.items()}
    show.estimates_known_first(shown, work.currency, defined=False)
    _adjusted(work, found)
    fit_worth_view.over_the_years(work, found)


def _answer(found: Alignment) -> str:
    precision, recall, base = found.precision, found.recall, found.base_rate
    if precision.value is None or base.value is None:
        return show.sentence(f"That cannot be told: {precision.why or base.why}")
    words = (
        f"Of 100 customers inside, {100 * precision.value:.0f} are among your best{show.between(precision)}, "
        f"against {100 * base.value:.0f} of all customers"
    )
    if recall.value is not None:
        words += f"; of 100 of your best, {100 * recall.value:.0f} are inside{show.between(recall)}"
    return f"{words}."


def _adjusted(work: Work, found: Alignment) -> None:
    lifts = cached.measured(
        work,
        "adjusted_lifts",
        lambda: adjusted_lifts(found.outcomes, found.fit, found.fit_deals),
        found.fit.profile.model_dump_json(),
    )
    st.header("Is it the ICP, or only size and age?", anchor=False)
    st.caption(
        "Large customers and old ones stay longer whoever they are. Here inside and outside are compared within groups "
        "of the same size and start year, and the differences averaged with the same weights on both sides."
    )
    rows = [
        {"what": LIFTS[name], "plain": one.plain, "adjusted": one.adjusted}
        for name, one in lifts.items()
        if one.plain.known
    ]
    if not rows:
        show.unknowns({LIFTS[name]: one.plain for name, one in lifts.items()})
        return
    text = st.column_config.TextColumn
    columns = {
        "what": "Inside less outside",
        "plain": text("As it stands"),
        "adjusted": text("Among their like"),
    }
    show.estimate_table(rows, alt="Differences, as they stand and among like accounts", columns=columns)
    compared = [f"- {LIFTS[name]}: {one.adjusted.why}." for name, one in lifts.items() if one.plain.known]
    st.caption(show.escape("\n".join(compared)))
