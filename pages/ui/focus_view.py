"""What the Focus page shows: the deals a focus would need, the rings behind it, and how far to trust it."""

import streamlit as st

from icp_core.analysis import Comparison, Observed
from icp_core.charts import estimates_chart
from icp_core.narrow import Narrow
from icp_core.results import Estimate, format_interval, join_words
from pages.ui import cached, show
from pages.ui.work import Work

COLUMNS = {
    "deals": "Deals a quarter",
    "needed": "Needed a quarter",
    "share": "Share of deals",
    "win_rate": "Win rate",
    "won_value": "Won value",
    "cycle": "Days to a win",
    "kept": "Kept for 12 months",
}


def answer(work: Work, comparison: Comparison) -> None:
    """Say in one sentence how many deals the focus would need and how many there are, or why nobody can say."""
    found = comparison.narrow
    if found.why:
        st.markdown(show.escape(show.sentence(f"What a focus would need is unknown: {found.why}")))
        return
    focus, there, needed = _focus(found), _supply(found), found.deals_needed_focus
    created = "" if there is None else f", where you create {work.written(there)} today"
    st.markdown(
        show.escape(
            f"To win the usual {work.written(found.target)} a quarter from the {focus} alone you would need about "
            f"{work.written(needed)} deals there a quarter ({format_interval(needed)}){created}; "
            f"with today's mixture it takes {work.written(found.deals_needed_now)}."
        )
    )
    st.markdown(_fewer(found.ratio))


def missing(observed: Observed, comparison: Comparison) -> None:
    """Say what to do next when there is no answer."""
    if observed.deals is None:
        show.nothing_yet("Won and lost deals with their day of creation are needed.", show.DATA, "Upload your deals")
    elif comparison.profile is None:
        show.nothing_yet("The bullseye is the best ring of the ICP you declare.", show.ICP, "Declare your ICP")
    else:
        words = "Fewer deals would give a range too wide to plan with. A wider ICP or a longer deal history would do."
        show.nothing_yet(words, show.ICP, "Look at your ICP")
        show.link(show.DATA, "Add deals")


def needed(work: Work, comparison: Comparison) -> None:
    """Draw the deals a quarter that each plan needs beside those there are."""
    found = comparison.narrow
    there = _supply(found)
    rows = {
        "Needed as you sell now": found.deals_needed_now,
        f"Needed, {_focus(found)} alone": found.deals_needed_focus,
    }
    if there is not None:
        rows[f"Created in {_focus(found)}"] = there
    st.header("Deals needed a quarter")
    figure = cached.figure(work, "focus_needed", lambda: estimates_chart(rows, title="deals a quarter"))
    show.chart(figure, "focus_needed")
    st.caption("Deals needed have 80 % intervals by simulation; deals created have a 90 % interval.")


def figures(work: Work, comparison: Comparison) -> None:
    """Show what the focus would change, each figure with its 80 % interval."""
    found = comparison.narrow
    st.header("What the focus would change")
    shown = {
        "ratio": ("Deals needed, against now", found.ratio),
        "freed": ("Selling time freed", found.capacity_freed),
        "gap": (f"Deals missing in {_focus(found)}", found.supply_gap),
        "coverage": ("Pipeline over target", found.coverage_needed),
    }
    show.estimates(shown, work.currency, defined=False)
    st.caption(
        "Ranges are 80 % intervals by simulation: in 8 of 10 cases the truth lies inside. Selling time is taken to go "
        "with the length of the sales cycle; less than 0 % means that the focus would take more of it."
    )


def rings(work: Work, comparison: Comparison) -> None:
    """Show the deals of each ring: how many, how often won, how much and how fast."""
    found = comparison.narrow.rows
    st.header("The deals by ring")
    table = {"ring": [f"{row.ring.capitalize()} ({row.deals.n:,})" for row in found]}
    for name in COLUMNS:
        table[name] = show.written([getattr(row, name) for row in found], work.currency)
    columns = {"ring": st.column_config.TextColumn("Ring (n)", pinned=True), **COLUMNS}
    show.table(table, alt="Deals of each ring of the declared ICP, with intervals", columns=columns)
    given = next((row.win_rate.window for row in found if row.win_rate.known), "")
    counted = f"n counts the {found[0].share.window}; " if found else ""
    st.caption(
        f"{counted}only new business counts. {show.sentence(f'A win rate is the share {given}') if given else ''} "
        "Needed takes the ring's own win rate in full, the figures above only as far as it is believed; its range is "
        "an 80 % interval, the others are 90 %."
    )
    show.unknowns(
        {
            f"{COLUMNS[name]}, {row.ring}": value
            for row in found
            for name in COLUMNS
            if not (value := getattr(row, name)).known
        }
    )


def trust(work: Work, comparison: Comparison) -> None:
    """Say what is believed, from which belief on it pays, and what may not hold."""
    found = comparison.narrow
    st.header("How far to trust it")
    st.markdown(
        f"**Belief: {100 * found.belief:.0f} %.** So much of the difference in win rates is taken for the effect of "
        "focus; the rest is taken for easier deals, which focus does not make."
    )
    show.facts(
        {
            "Belief from which on the focus needs fewer deals": found.break_even,
            "Chance that there are enough such deals already": found.enough_supply,
        },
        work.currency,
    )
    st.markdown(
        "These are rates of past deals, and they may not hold: whoever sells more to one kind of customer soon reaches "
        "the harder ones. The value of customers who stay longer is not counted here."
    )
    show.steps((show.FIT, "How the rings did as customers"), (show.ICP, "Change the ICP"))


def _focus(found: Narrow) -> str:
    return join_words(found.focus)


def _supply(found: Narrow) -> Estimate | None:
    """Deals a quarter in the focus; None for a focus of several rings, whose sum is not in the result."""
    rows = [row.deals for row in found.rows if row.ring in found.focus]
    return rows[0] if len(rows) == 1 else None


def _fewer(ratio: Estimate) -> str:
    if ratio.high is not None and ratio.high < 1:
        return "The focus needs fewer deals than you need now."
    if ratio.low is not None and ratio.low > 1:
        return "The focus needs more deals than you need now."
    return "Whether that is fewer deals than you need now or more, the data do not tell."
