"""What an ICP says beyond its criteria: who answers for it and why, how such companies buy, and the people in them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from icp_core.checklist import FUNCTIONS
from icp_core.errors import UserError
from icp_core.profile import Behaviour, IcpProfile, Persona
from icp_core.profile.people import LONGEST
from pages.ui import show, state
from pages.ui.icp_open import OpenIcp

KINDS = {"positive": "customers to win", "negative": "accounts to avoid"}
BEHAVIOUR = {
    "adoption": ("How early do they take up new products?", "Early majority: they ask for references first."),
    "vendors": ("What do they expect of a vendor?", "A partner who knows their trade; no single point of failure."),
    "buying": ("How do they decide on a purchase?", "A pilot of one team, then procurement; three to six months."),
}
NEW_PERSON = "New role"


def about(icp: OpenIcp) -> None:
    """Edit name, kind, function, owner, reasons and the rhythm of the reviews."""
    st.header("Name and owner", anchor=False)
    name, kind, function, owner = st.columns([3, 2, 2, 2])
    with name:
        _text(icp, "name", "Name", max_chars=120)
    with kind:
        st.selectbox(
            "Describes",
            list(KINDS),
            list(KINDS).index(icp.profile.kind),
            format_func=lambda key: KINDS[key],
            help="An ICP of accounts to avoid is never compared with the data in the place of one to win.",
            **icp.saving("kind"),
        )
    with function:
        views = list(dict.fromkeys(["", *FUNCTIONS, icp.profile.function]))
        st.selectbox(
            "Whose view",
            views,
            views.index(icp.profile.function),
            format_func=lambda view: view or "Everybody's",
            help="Each function may declare its own; where they differ is shown on the Fit page.",
            **icp.saving("function"),
        )
    with owner:
        _text(icp, "owner", "Owner")
    _area(icp, "rationale", "Why is it as it is?", "What it rests on: which customers, which figures, which decision.")
    _area(icp, "notes", "Notes", "")
    st.header("Review", anchor=False)
    reviewed, cadence = st.columns(2)
    with reviewed:
        st.date_input("Last reviewed", icp.profile.reviewed, min_value=date(2000, 1, 1), **icp.saving("reviewed"))
    with cadence:
        st.number_input("Review every (months)", 1, 60, icp.profile.review_months, **icp.saving("review_months"))


def people(icp: OpenIcp) -> None:
    """Edit how such companies buy, and the people in them."""
    st.caption(
        "This is recorded and shown, not scored. Where a column of your accounts says it, add a criterion on it."
    )
    st.header("How they buy", anchor=False)
    for name, (question, example) in BEHAVIOUR.items():
        now = getattr(icp.profile.behaviour, name)
        st.text_area(
            question,
            now,
            placeholder=f"Such as: {example}",
            max_chars=LONGEST,
            height=80,
            **_saving(
                icp, f"behaviour:{name}", now, lambda value, profile, name=name: _behaviour(profile, name, value)
            ),
        )
    st.header("The people", anchor=False)
    for position, person in enumerate(icp.profile.people):
        with st.container(border=True, key=f"person-{position}"):
            _person(icp, position, person)
    st.button("Add a person", key="add_person", **state.doing(icp.change, _with_one_more))
    _area(icp, "personas", "Notes on the people", "")


def _person(icp: OpenIcp, position: int, person: Persona) -> None:
    role, owns, decides, remove = st.columns([4, 2, 2, 1.6], vertical_alignment="bottom")
    with role:
        _of_person(icp, st.text_input, "Role", position, person, "role", max_chars=120)
    with owns:
        _of_person(icp, st.checkbox, "Has the problem", position, person, "owns_problem")
    with decides:
        _of_person(icp, st.checkbox, "Decides", position, person, "decides")
    with remove:
        st.button(
            "Remove",
            key=f"remove_person:{icp.place}:{position}",
            width="stretch",
            **state.doing(icp.rewrite, lambda now: _without(now, position, person)),
        )
    measured, learns, notes = st.columns(3)
    with measured:
        _of_person(icp, st.text_input, "Is measured by", position, person, "measured_by", max_chars=LONGEST)
    with learns:
        _of_person(icp, st.text_input, "Learns from", position, person, "learns_from", max_chars=LONGEST)
    with notes:
        _of_person(icp, st.text_input, "Notes", position, person, "notes", max_chars=LONGEST)
    _refused(f"person:{position}:role:{icp.place}")


def _of_person(
    icp: OpenIcp, widget: Callable[..., Any], label: str, position: int, person: Persona, name: str, **options: Any
) -> None:
    def change(value: object, profile: IcpProfile) -> IcpProfile:
        rows = _rows(profile, position)
        rows[position] = Persona.model_validate({**rows[position].model_dump(), name: value})
        return _with_people(profile, rows)

    now = getattr(person, name)
    widget(label, now, **options, **_saving(icp, f"person:{position}:{name}", now, change))


def _saving(icp: OpenIcp, name: str, now: object, change: Callable[[Any, IcpProfile], IcpProfile]) -> dict[str, Any]:
    return state.saving_here(
        f"{name}:{icp.place}", lambda value: icp.change(lambda profile: change(value, profile)), now
    )


def _text(icp: OpenIcp, name: str, label: str, **options: Any) -> None:
    st.text_input(label, getattr(icp.profile, name), **options, **icp.saving(name))
    _refused(f"icp_{name}:{icp.place}")


def _area(icp: OpenIcp, name: str, label: str, example: str) -> None:
    st.text_area(label, getattr(icp.profile, name), placeholder=example, height=80, **icp.saving(name))


def _refused(key: str) -> None:
    words = state.refusal(key)
    if words:
        st.error(show.escape(f"{words} Not saved."))


def _behaviour(profile: IcpProfile, name: str, value: object) -> IcpProfile:
    changed = Behaviour.model_validate({**profile.behaviour.model_dump(), name: value})
    return profile.model_copy(update={"behaviour": changed})


def _with_one_more(profile: IcpProfile) -> IcpProfile:
    return _with_people(profile, [*profile.people, Persona(role=NEW_PERSON)])


def _without(profile: IcpProfile, position: int, person: Persona) -> IcpProfile:
    rows = _rows(profile, position)
    if rows[position].role != person.role:
        raise UserError("The people were changed elsewhere meanwhile.", "Load the page again and repeat your change.")
    return _with_people(profile, rows[:position] + rows[position + 1 :])


def _rows(profile: IcpProfile, position: int) -> list[Persona]:
    if position >= len(profile.people):
        raise UserError("The people were changed elsewhere meanwhile.", "Load the page again and repeat your change.")
    return list(profile.people)


def _with_people(profile: IcpProfile, people: Sequence[Persona]) -> IcpProfile:
    return IcpProfile.model_validate({**profile.model_dump(), "people": tuple(people)})
