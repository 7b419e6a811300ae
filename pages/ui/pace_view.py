"""How fast deals are won: the sales cycle with open deals, and what the pipeline brings a day."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import velocity_chart
from icp_core.metrics import LEVERS, SalesCycle, Velocity
from icp_core.results import join_words
from pages.ui import cached, measured_deals, show
from pages.ui.work import Work

LEVER_MEANS = {
    "deals": "Deals of new business open on the last day of the period.",
    "win_rate": "Won over won and lost, of the deals closed in the period.",
    "value": "Mean value of the deals won in the period.",
    "cycle": "Median days from creation to close of the deals won in the period; longer is slower.",
}


def pace(work: Work, observed: Observed) -> None:
    """Show how long a sale takes, then what the pipeline brings a day and which lever changed it."""
    st.header("How long does a sale take?", anchor=False)
    _cycle(work, measured_deals.sales_cycle(work, observed))
    st.header("What does the pipeline bring a day?", anchor=False)
    _velocity(work, measured_deals.velocity(work, observed))


def _cycle(work: Work, found: SalesCycle) -> None:
    if found.won.known and found.with_open.known:
        st.markdown(
            show.escape(
                f"The deals won so far took {work.written(found.won)} in the middle case; with the deals that are "
                f"still open counted, half of the wins come within {work.written(found.with_open)}."
            )
        )
    show.meanings(
        {
            "Deals won so far": (
                found.won,
                "Median days from creation to close. Slow deals are still open, so it is too short in a young file.",
            ),
            "With open deals": (
                found.with_open,
                f"Days by which half of the deals won within {found.horizon:.0f} days have been won; open deals count "
                "as not yet decided. Deals created before the first closing of the file are left out where those "
                "decided early are missing.",
            ),
        }
    )


def _velocity(work: Work, found: Velocity) -> None:
    if not found.contributions:
        unknown = show.sentence(f"How that changed is unknown: {found.change.why}") if found.now.velocity.known else ""
        st.markdown(show.escape(f"{_now(work, found)} {unknown}".strip()))
        if not found.now.velocity.known:
            show.link(show.DATA, "See which file or column adds the answer")
            return
    else:
        st.markdown(show.escape(f"{_now(work, found)} {_changed(work, found)}"))
        figure = cached.figure(work, "velocity", lambda: velocity_chart(found, currency=work.currency))
        show.chart(figure, "velocity")
        if found.change.why:
            st.caption(show.escape(show.sentence(found.change.why)))
    rows = [
        {
            "lever": show.sentence(LEVERS[name]).rstrip("."),
            "then": found.then.levers[name],
            "now": found.now.levers[name],
            "change": found.contributions.get(name, found.change),
        }
        for name in LEVER_MEANS
    ]
    last = {"lever": "A day", "then": found.then.velocity, "now": found.now.velocity, "change": found.change}
    columns = {
        "lever": st.column_config.TextColumn("Lever"),
        "then": st.column_config.TextColumn("The year before", help=found.then.period.words),
        "now": st.column_config.TextColumn("The last year", help=found.now.period.words),
        "change": st.column_config.TextColumn(
            "Changed the day by", help="What the lever alone changed, with its 90 % interval; they add up to the whole."
        ),
    }
    show.estimate_table([*rows, last], alt="The four levers", columns=columns, currency=work.currency)
    meant = [f"- {show.sentence(LEVERS[name]).rstrip('.')}: {meaning}" for name, meaning in LEVER_MEANS.items()]
    st.caption(show.escape("\n".join([*meant, "- A day: open deals x win rate x value of a win / sales cycle."])))
    show.download_csv("Download the levers (CSV)", found.table(), "sales-velocity.csv")


def _now(work: Work, found: Velocity) -> str:
    now = found.now.velocity
    if not now.known:
        return show.sentence(f"What the pipeline of new business brings a day is unknown: {now.why}")
    return f"The pipeline of new business brings {work.written(now)} a day ({found.now.period.words})."


def _changed(work: Work, found: Velocity) -> str:
    """Say whether that is more or less than the year before, and which levers moved it by more than luck."""
    before = f"the year before ({work.written(found.then.velocity)})"
    way = "more" if (found.change.low or 0.0) > 0 else "less" if (found.change.high or 0.0) < 0 else ""
    whole = f"That is {way} than {before}." if way else f"As a whole that is no clear change from {before}."
    raised = [LEVERS[name] for name, part in found.contributions.items() if (part.low or 0.0) > 0]
    lowered = [LEVERS[name] for name, part in found.contributions.items() if (part.high or 0.0) < 0]
    levers = [
        f"{words} by: {join_words(names)}"
        for words, names in (("clearly raised", raised), ("clearly lowered", lowered))
        if names
    ]
    return " ".join([whole, show.sentence("; ".join(levers))]).strip()
