"""Why the groups are what they are: the cuts in words, the borderline accounts, and one account at a time."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.results import plural
from icp_core.segments import Segments, rule_lines, why_in_group
from pages.ui import account_picker, headers, show
from pages.ui.work import Work

MOST_SHOWN = 200  # accounts of a table; the download has all
FAITHFUL = 0.95  # share placed alike from which the cuts may stand for the groups


def reasons(work: Work, observed: Observed) -> None:
    """Show the rule, the accounts between two groups, and why an account is where it is."""
    _rule(observed.segments)
    st.header("Why is this account in its group?", anchor=False)
    account = account_picker.pick_account(observed, "segment_account")
    if account is not None:
        st.markdown(show.escape(why_in_group(observed.segments, account, currency=work.currency)))
    _borderline(work, observed.segments)


def _rule(segments: Segments) -> None:
    st.header("What makes the groups?", anchor=False)
    if not segments.rule:
        st.info("The groups cannot be written as a few cuts.")
        return
    st.markdown("\n".join(f"- {show.escape(line)}" for line in rule_lines(segments)))
    if segments.fidelity is not None:
        alike = f"These cuts place {100 * segments.fidelity:.0f} % of the accounts as the groups do"
        word = "so they may stand for them" if segments.fidelity >= FAITHFUL else "so they tell them only roughly"
        st.caption(f"{alike} (mean over the groups), {word}.")


def _borderline(work: Work, segments: Segments) -> None:
    st.header("Which accounts lie between two groups?", anchor=False)
    found = segments.points[segments.points["borderline"].fillna(value=False).astype(bool)]
    grouped = int(segments.points["segment"].notna().sum())
    if found.empty:
        st.markdown("None: every account belongs to its group with a probability of 60 % or more.")
        return
    lies = "lies" if len(found) == 1 else "lie"
    st.markdown(
        show.escape(
            f"{plural(len(found), 'account')} of {grouped:,} {lies} between two groups (below 60 % sure of one)."
        )
    )
    columns = {
        "account_id": st.column_config.TextColumn("Account"),
        "segment": st.column_config.TextColumn("Group"),
        "probability": st.column_config.NumberColumn("Belongs there", format="percent"),
        "second": st.column_config.TextColumn("Next likely"),
        "arr": headers.money("ARR", work.currency),
    }
    ordered = found.sort_values(["arr", "account_id"], ascending=[False, True])
    show.table(
        ordered.head(MOST_SHOWN).round({"arr": 0}),
        alt="Accounts between two groups, the highest ARR first",
        columns=columns,
    )
    if len(found) > MOST_SHOWN:
        st.caption(f"The {MOST_SHOWN} with the highest ARR are shown; the download has all.")
    show.download_csv("Download the borderline accounts (CSV)", ordered, "borderline-accounts.csv")
