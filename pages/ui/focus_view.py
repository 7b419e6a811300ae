"""What the Focus page shows: the deals a focus would need, the rings behind it, and how far to trust it."""

from dataclasses import replace
from functools import partial

import streamlit as st

from icp_core.analysis import Comparison, Focused, Observed
from icp_core.charts import estimates_chart
from icp_core.narrow import Narrow
from icp_core.results import Estimate, format_interval, join_words
from pages.ui import cached, focus_form, poor_fit_view, show
from pages.ui.work import Work

TAKES, RINGS, TRUST, COST = "What it takes", "Ring by ring", "How far to trust it", "Cost of poor fit"
PARTS = (TAKES, RINGS, TRUST, COST)
UNDECIDED = "Whether that is fewer deals than you need now or more, the data do not tell."
DEALS = {"deals": "Deals a quarter", "needed": "Needed a quarter", "share": "Share of deals", "win_rate": "Win rate"}
WINS = {"won_value": "Won value", "cycle": "Days to a win", "kept": "Kept for 12 months"}
COLUMNS = {**DEALS, **WINS}


def page(work: Work, observed: Observed, comparison: Comparison) -> None:
    """Answer first; then what is behind it, one question a tab."""
    found = cached.focused(work)
    _answer(work, found.narrow)
    if observed.deals is None or comparison.profile is None:
        _missing(observed)
        return
    drawn = {TAKES: _takes, RINGS: _rings, TRUST: _trust}
    show.parts(
        "focus_part",
        {
            **{name: partial(draw, work, found) for name, draw in drawn.items()},
            COST: partial(poor_fit_view.cost, work),
        },
    )
    show.steps((show.FIT, "How the rings did as customers"), (show.ICP, "Change the ICP"))


def _answer(work: Work, found: Narrow) -> None:
    """Say in one sentence how many deals the focus would need and how many there are, or why nobody can say."""
    if found.why:
        st.markdown(show.escape(show.sentence(f"What a focus would need is unknown: {found.why}")))
        return
    needed = found.deals_needed_focus
    goal = "the usual " if work.workspace.settings.focus.target is None else ""
    st.markdown(
        show.escape(
            f"To win {goal}{work.written(found.target)} a quarter from the {_focus(found)} alone you would need about "
            f"{work.written(needed)} deals there a quarter ({format_interval(needed)}), where you create "
            f"{work.written(found.supply)} today; with today's mixture it takes {work.written(found.deals_needed_now)}."
        )
    )
    st.markdown(f"**{_fewer(found)}** {_enough(found)}")


def _missing(observed: Observed) -> None:
    """Say what to do next when there is no answer."""
    if observed.deals is None:
        show.nothing_yet("Won and lost deals with their day of creation are needed.", show.DATA, "Upload your deals")
    else:
        show.nothing_yet("The bullseye is the best ring of the ICP you declare.", show.ICP, "Declare your ICP")


def _takes(work: Work, focused: Focused) -> None:
    """The focus that is tried, and what it would take."""
    profile = cached.compared(work).profile
    if profile is not None:
        focus_form.choice(work, profile)
    found = focused.narrow
    if found.why:
        words = "Fewer deals would give a range too wide to plan with. More rings, fewer criteria or a longer history "
        show.nothing_yet(f"{words}of deals would do.", show.DATA, "Add deals")
        return
    if focused.tried:
        st.warning(
            "These criteria were changed after the deals were seen. Of several tries the best one is helped by luck, "
            "so believe less of it, and hold it against the window before (How far to trust it)."
        )
    focus_form.belief(work)
    st.caption(show.escape(_turning(found)))
    _both_plans(work, focused)
    _chart(work, found)
    st.markdown("**Past rates may not hold:** see 'How far to trust it' before you plan with them.")


def _both_plans(work: Work, focused: Focused) -> None:
    """Every figure of today's mixture beside that of the focus."""
    found = focused.narrow
    st.header("Now and with the focus", anchor=False)
    pairs = {
        "Share of deals won": (found.win_rate_now, found.win_rate_focus),
        "Deals needed a quarter": (found.deals_needed_now, found.deals_needed_focus),
        "Pipeline needed a quarter": (found.pipeline_now, found.pipeline_focus),
        "Days to a win": (found.cycle_now, found.cycle_focus),
    }
    rows = [{"what": what, "now": now, "focus": focus} for what, (now, focus) in pairs.items()]
    show.estimate_table(
        rows,
        alt="Figures of today's mixture of deals beside those of the focus, with intervals",
        columns={"what": "Figure", "now": "As you sell now", "focus": f"{_focus(found).capitalize()} alone"},
        currency=work.currency,
    )
    show.meanings(
        {
            "Deals needed, against now": (
                _bare(found.ratio),
                "Below 1 the focus needs fewer deals than today's mixture.",
            ),
            "Selling time freed": (
                _bare(found.capacity_freed),
                "If time goes with the length of the sales cycle; below 0 % the focus would take more of it.",
            ),
            f"Deals missing in {_focus(found)}": (
                _bare(found.supply_gap),
                "Deals a quarter that are needed there and are not created today.",
            ),
            "Deals to create in all": (
                _bare(found.prospecting),
                "Deals a quarter to be created as today, so that those needed in the focus are among them: what it "
                "takes when prospecting is not focused as well.",
            ),
            "Pipeline coverage": (
                _bare(found.coverage_needed),
                "Value of the pipeline needed over the value to be won.",
            ),
            "Companies in the focus": (
                focused.market_left,
                "Of the companies that your deals name, the share in the focus. Companies you never dealt with are "
                "not counted.",
            ),
        },
        work.currency,
    )
    behind = ", ".join(part for part in (f"n = {found.ratio.n:,}", found.ratio.window) if part)
    st.caption(
        show.escape(
            f"{behind}: in 8 of 10 cases the truth lies inside. Companies in the focus has a 90 % interval. Figures of "
            "the focus take the win rate as far as it is believed."
        )
    )


def _bare(value: Estimate) -> Estimate:
    """Return a simulated figure without what all of them share, which the caption beneath says once."""
    return replace(value, n=0, window="") if value.known else value


def _chart(work: Work, found: Narrow) -> None:
    """Draw the deals a quarter that each plan needs beside those there are."""
    rows = {
        "Needed as you sell now": found.deals_needed_now,
        "Needed in the focus": found.deals_needed_focus,
        "Created in the focus": found.supply,
    }
    st.header("Deals needed a quarter", anchor=False)
    declared = work.workspace.settings.focus.model_dump_json()
    figure = cached.figure(work, "focus_needed", lambda: estimates_chart(rows, title="deals a quarter"), declared)
    show.chart(figure, "focus_needed")
    st.caption("Deals needed have 80 % intervals by simulation; deals created have a 90 % interval.")


def _rings(work: Work, focused: Focused) -> None:
    """Show the deals of each ring: how many, how often won, how much and how fast."""
    found = focused.narrow.rows
    if not found:
        st.markdown(show.escape(show.sentence(f"Unknown: {focused.narrow.why}")))
        return
    st.header("The deals by ring", anchor=False)
    rows = [
        {"ring": f"{row.ring.capitalize()} ({row.deals.n:,})", **{name: getattr(row, name) for name in COLUMNS}}
        for row in found
    ]
    for about, columns in (("Deals", DEALS), ("Wins", WINS)):  # side by side they would not fit a laptop
        alt = f"{about} of each ring of the declared ICP, with intervals"
        show.estimate_table(rows, alt=alt, columns={"ring": "Ring (n)", **columns}, currency=work.currency)
    given = next((row.win_rate.window for row in found if row.win_rate.known), "")
    st.caption(
        f"n counts the {found[0].share.window}; only new business counts. "
        f"{show.sentence(f'A win rate is the share {given}') if given else ''} "
        "Needed takes the ring's own win rate in full, the other figures only as far as it is believed; its range is "
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


def _trust(work: Work, focused: Focused) -> None:
    """Say what is believed, from which belief on it pays, whether it held before, and what may not hold."""
    found = focused.narrow
    if found.why:
        st.markdown(show.escape(show.sentence(f"Unknown: {found.why}")))
        return
    st.header("How far to trust it", anchor=False)
    st.markdown(
        f"**Belief: {100 * found.belief:.0f} %.** So much of the difference in win rates is taken for the effect of "
        "focus; the rest is taken for easier deals, which focus does not make. You set it under What it takes."
    )
    st.markdown(f"**{_fewer(found)}** {show.escape(_turning(found))}")
    show.facts({"Chance that there are enough such deals already": found.enough_supply}, work.currency)
    st.header("Did it hold in the window before?", anchor=False)
    rows = [
        {"window": f"Created {window}", "focus": inside, "rest": beside} for window, inside, beside in focused.before
    ]
    if rows:
        columns = {"window": "Deals", "focus": "Won in the focus", "rest": "Won beside it"}
        show.estimate_table(rows, alt="Share of deals won in the focus and beside it, in two windows", columns=columns)
        st.caption("Shares won within 180 days of creation, with 90 % intervals; open deals are counted rightly.")
    if len(rows) < 2:
        st.markdown("The deals do not reach back far enough to look at the window before.")
    st.markdown(
        "**Past rates may not hold.** Whoever sells more to one kind of customer soon reaches the harder ones, and "
        "the market moves. The value of customers who stay longer is not counted here."
    )


def _focus(found: Narrow) -> str:
    return join_words(found.focus)


def _fewer(found: Narrow) -> str:
    if found.ratio.high is not None and found.ratio.high < 1:
        return "The focus needs fewer deals than you need now."
    if found.ratio.low is not None and found.ratio.low > 1:
        return "The focus needs more deals than you need now."
    return UNDECIDED


def _turning(found: Narrow) -> str:
    """Say from which belief on the focus needs fewer deals than today's mixture, in keeping with the verdict."""
    turning, undecided = found.break_even, _fewer(found) == UNDECIDED
    if turning.value is None:
        guess = " That is the best guess; the ranges are too wide to be sure." if undecided else ""
        return f"Break-even: none. {show.sentence(turning.why)}{guess}"
    share, between = f"{100 * turning.value:.0f} %", format_interval(turning)
    if undecided:
        return (
            f"Break-even: {share} is the best guess ({between}), too wide a range to tell whether a belief of "
            f"{100 * found.belief:.0f} % lies above it."
        )
    if turning.value <= 0:
        return "Break-even: 0 %. The focus needs no more deals than now even if it changes no win rate."
    return (
        f"Break-even: {share} ({between}). Believe more than that, and the focus needs fewer deals than now; you "
        f"believe {100 * found.belief:.0f} %."
    )


def _enough(found: Narrow) -> str:
    """Say whether there are enough such deals."""
    chance = found.enough_supply.value or 0.0
    if chance >= 0.9:
        return "You create enough such deals already."
    return "You do not create enough such deals yet." if chance <= 0.1 else "Whether you create enough is open."
