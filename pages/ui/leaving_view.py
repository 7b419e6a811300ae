"""Who has left by each of three definitions, where they disagree, and who came back."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.metrics import ChurnDefinitions, Spells
from icp_core.results import Estimate, plural
from pages.ui import measured, show
from pages.ui.work import Work

NOUNS = {"flag": "churn flag", "date": "churn date", "silence": "silence in the revenue"}
APART = {
    "account_id": st.column_config.TextColumn("Account"),
    "name": st.column_config.TextColumn("Name"),
    "flag": st.column_config.CheckboxColumn("Left by flag"),
    "date": st.column_config.CheckboxColumn("Left by date"),
    "silence": st.column_config.CheckboxColumn("Left by silence"),
    "used": st.column_config.CheckboxColumn("Counts as left", help="What all other numbers rest on."),
    "churn_date": st.column_config.DateColumn("Churn date"),
    "unpaid_from": st.column_config.DateColumn("First unpaid day"),
}
SPELLS = {
    "account_id": st.column_config.TextColumn("Account"),
    "spell": st.column_config.NumberColumn("Spell", help="1 is the first time as a customer."),
    "start": st.column_config.DateColumn("Paid from"),
    "end": st.column_config.DateColumn("First unpaid day"),
    "months": st.column_config.NumberColumn("Months paid"),
    "back": st.column_config.DateColumn("Back on"),
}


def leaving(work: Work, observed: Observed) -> None:
    """Show the three definitions side by side, and who came back."""
    st.header("Who has left?", anchor=False)
    _definitions(measured.churn_definitions(work, observed))
    st.header("Do customers come back?", anchor=False)
    _spells(measured.spells(work, observed))


def where_somebody_left(work: Work, observed: Observed) -> None:
    """Show the same where nobody knows how long customers stay, but some definition can tell who left."""
    if any(one.left.known for one in measured.churn_definitions(work, observed).definitions):
        leaving(work, observed)


def _definitions(found: ChurnDefinitions) -> None:
    can_tell = [one for one in found.definitions if one.left.known]
    pairs = [one for one in found.disagreements if one.only_one or one.only_other]
    if len(can_tell) > 1 and not pairs:
        st.markdown(
            f"The {len(can_tell)} definitions that these files allow agree on every customer of whom both can tell."
        )
    for one in pairs:
        first, second = NOUNS[one.one], NOUNS[one.other]
        words = (
            f"{first.capitalize()} and {second} differ on {plural(one.only_one + one.only_other, 'customer')} of "
            f"{one.differ.n:,}: {one.only_one:,} left by the {first} alone, {one.only_other:,} by the {second} alone."
        )
        st.markdown(show.escape(words))
    used = any(one.used for one in found.definitions)
    st.markdown(show.escape(f"{'All other numbers rest on one of them. ' if used else ''}{found.why_used}"))
    numbers: dict[str, tuple[Estimate, str]] = {
        f"By {NOUNS[one.name]}{' (used)' if one.used else ''}": (one.left, f"Left: {one.sentence}.")
        for one in found.definitions
    }
    if {"date", "silence"} <= {one.name for one in can_tell}:
        meaning = (
            "Median days from the first unpaid day to the churn date, where both say left; below 0 the date is first."
        )
        numbers["Days apart"] = (found.days_apart, meaning)
    show.meanings(numbers)
    if not found.agree:
        st.subheader(f"The {plural(len(found.accounts), 'customer')} on which they differ", anchor=False)
        show.table(found.accounts, alt="Customers on which the definitions differ", columns=APART)
        show.download_csv("Download these customers (CSV)", found.accounts, "left-or-not.csv")


def _spells(found: Spells) -> None:
    if found.why:
        show.cannot_answer(found.why)
        return
    back, gone = len(found.returned), found.came_back.n
    if not gone:
        st.markdown("Nobody has stopped paying yet.")
    elif not back:
        st.markdown(f"None of the {gone:,} customers who stopped paying has come back so far.")
    else:
        st.markdown(f"Of the {gone:,} customers who stopped paying, {plural(back, 'customer')} came back.")
    show.meanings(
        {
            "Came back so far": (found.came_back, "Share of the customers who left a first time that pay again."),
            "Back within a year": (
                found.back_within,
                "Share that pays again within 12 months of leaving; whoever left lately counts as not yet decided.",
            ),
        }
    )
    st.caption(
        show.escape(
            " ".join(
                show.sentence(words) for words in ("Everywhere else a pause counts as part of one life", *found.notes)
            )
        )
    )
    if back:
        show.table(measured.spells_of_the_returned(found), alt="Spells of the customers who came back", columns=SPELLS)
        show.download_csv("Download all spells (CSV)", found.frame, "spells.csv")
