"""The open deals: do they cover the target of the quarter, and which of them look lost already?"""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.metrics import Deals, GoneDark, Target, TargetCoverage
from icp_core.results import plural, with_currency
from pages.ui import headers, measured_deals, show, state
from pages.ui.work import Work

MOST_SHOWN = 500  # deals on the page; the download holds all


def pipeline(work: Work, observed: Observed) -> None:
    """Hold the open deals against the target, then name those that look lost."""
    if observed.deals is None:
        return
    st.header("Is there enough pipeline for the quarter?", anchor=False)
    _target(work)
    amount = work.workspace.settings.quarter_target
    if amount is None:
        st.markdown("Whether the pipeline covers the quarter is unknown: no target is set. Enter it above.")
    else:
        target = Target.of_the_quarter(amount, work.data.as_of)
        _covered(work, measured_deals.coverage(work, observed.deals, target))
    st.header("Which open deals have gone dark?", anchor=False)
    _dark(work, observed.deals)


def _target(work: Work) -> None:
    """Let people say what is to be won in the quarter that runs when the data end."""
    workspace_id, now = work.workspace.id, work.workspace.settings.quarter_target or 0.0
    with st.columns([1, 1])[0]:
        st.number_input(
            with_currency("To be won in the quarter", work.currency),
            0.0,
            None,
            now,
            10_000.0,
            format="%.0f",
            help=f"Value of all deals to be won in the quarter that runs after the last day of the data, "
            f"{work.data.as_of.isoformat()}: new business and expansions. 0: no target.",
            **state.saving(
                f"quarter_target:{workspace_id}",
                lambda value: state.save_settings(workspace_id, quarter_target=value or None),
                now,
            ),
        )


def _covered(work: Work, found: TargetCoverage) -> None:
    target = found.target
    st.markdown(show.escape(f"{found.sentence} The quarter: {target.first.isoformat()} to {target.last.isoformat()}."))
    show.meanings(
        {
            "Coverage": (found.coverage, "Open deals due in the quarter over what is still to be won of the target."),
            "Coverage needed": (found.needed, "One over the win rate: so much pipeline is won once."),
            "Likely share": (
                found.likely,
                "Won so far and, at the win rate, the deals that are due: as a share of the target.",
            ),
            "Due in the quarter": (found.due, "Value of the open deals expected to close in the rest of the quarter."),
            "Won so far": (found.won, "Value of the deals won in the quarter."),
            "By all open deals": (
                found.of_all_open,
                "Every open deal, whenever it is expected to close, over what is still to be won.",
            ),
        },
        work.currency,
    )
    if found.overdue:
        st.caption(
            f"{plural(found.overdue, 'open deal')} should have closed already and count in no quarter: "
            "hope without a new date is no pipeline."
        )
    show.download_csv("Download the coverage (CSV)", found.table(), "pipeline-coverage.csv")


def _dark(work: Work, deals: Deals) -> None:
    found = measured_deals.gone_dark(work, deals)
    st.markdown(show.escape(_sentence(work, found)))
    show.meanings(
        {
            "Silent too long": (
                found.dark,
                "Open deals silent for longer than nine of ten won deals were before their close.",
            ),
            "Nine of ten wins were silent for": (
                found.silence_of_won,
                "Days between last activity and close that 90 % of the won deals did not exceed.",
            ),
            "Open too long": (found.old, "Open deals older than nine of ten won deals were at their close."),
            "Nine of ten wins took": (
                found.cycle_of_won,
                "Days from creation to close that 90 % of the won deals did not exceed.",
            ),
            "Silent over 30 days": (found.silent, "Open deals without activity for more than 30 days."),
            "At stake": (found.value_at_stake, "Value of the open deals that are silent or open for too long."),
        },
        work.currency,
    )
    if found.deals.empty:
        return
    more = len(found.deals) - MOST_SHOWN
    show.table(found.deals.head(MOST_SHOWN), alt="Deals gone dark, the largest first", columns=_columns(work.currency))
    st.caption(f"The largest first.{f' The download holds {more:,} more.' if more > 0 else ''}")
    show.download_csv("Download these deals (CSV)", found.table(), "deals-gone-dark.csv")


def _sentence(work: Work, found: GoneDark) -> str:
    """Say how many open deals are silent for too long; where nobody knows, how many are open for too long."""
    if found.dark.value is not None:
        first = f"Of 100 open deals, {100 * found.dark.value:.0f}{show.between(found.dark)} have been silent for longer"
        return f"{first} than nine of ten won deals ever were ({work.written(found.silence_of_won)})."
    unknown = show.sentence(f"How many open deals are silent for too long is unknown: {found.dark.why}")
    if found.old.value is None:
        return unknown
    first = f"Of 100 open deals, {100 * found.old.value:.0f}{show.between(found.old)} have been open for longer"
    return f"{first} than nine of ten won deals took ({work.written(found.cycle_of_won)}). {unknown}"


def _columns(currency: str) -> dict[str, object]:
    return {
        "deal_id": st.column_config.TextColumn("Deal"),
        "account_id": st.column_config.TextColumn("Account"),
        "owner": st.column_config.TextColumn("Owner"),
        "amount": headers.money("Value", currency),
        "created": st.column_config.DateColumn("Created"),
        "last_activity": st.column_config.DateColumn("Last activity"),
        "days": st.column_config.NumberColumn("Days open", format="%d"),
        "silent_days": st.column_config.NumberColumn("Days silent", format="%d"),
        "dark": st.column_config.CheckboxColumn("Silent", help="Silent for too long."),
        "old": st.column_config.CheckboxColumn("Old", help="Open for too long."),
    }
