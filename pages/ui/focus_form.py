"""What focus is tried: rings, criteria asked for, value to win, and how far the better win rate is believed."""

from typing import Any

import streamlit as st

from icp_core.errors import UserError
from icp_core.narrow import FocusChoice
from icp_core.profile import Criterion, IcpProfile, Offer
from icp_core.results import with_currency
from pages.ui import cached, headers, state
from pages.ui.work import Work

RINGS = ("bullseye", "inner", "outer", "outside")


def choice(work: Work, profile: IcpProfile) -> None:
    """Show the focus that is tried and let people change it; nothing of the declared ICP changes."""
    now = work.workspace.settings.focus
    with st.container(border=True):
        _rings(work, now)
        _criteria(work, profile, now)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _target(work, now)
            _one_more(work, now)
            if now != FocusChoice(target=now.target, belief=now.belief):
                st.button(
                    "Back to the bullseye as declared",
                    key="focus_reset",
                    type="tertiary",
                    **state.doing(
                        _start_again, work.workspace.id, {"rings": ("bullseye",), "dropped": (), "added": ()}
                    ),
                )


def belief(work: Work) -> None:
    """Let people say how much of the difference in win rates they believe to come from focus."""
    now = round(100 * work.workspace.settings.focus.belief)
    st.slider(
        "How much of the better win rate would focus itself bring?",
        0,
        100,
        now,
        5,
        format="%d %%",
        help="The rest is selection: these deals are easier to win, whoever focuses or not. 0 %: focus changes "
        "nothing; 100 %: the focus keeps its own win rate however many such deals you take on.",
        **_saving(work, "belief", now, lambda value: {"belief": value / 100}),
    )


def _rings(work: Work, now: FocusChoice) -> None:
    def taken(value: Any) -> dict[str, Any]:
        if not value:
            raise UserError("A focus needs at least one ring.", "Choose one.")
        return {"rings": tuple(ring for ring in RINGS if ring in value)}

    st.segmented_control(
        "Sell to",
        RINGS,
        default=list(now.rings),
        selection_mode="multi",
        format_func=str.capitalize,
        wrap=True,
        **_saving(work, "rings", list(now.rings), taken),
    )


def _criteria(work: Work, profile: IcpProfile, now: FocusChoice) -> None:
    """Criteria asked for: a declared one taken out is dropped, an added one taken out is forgotten."""
    declared = [str(criterion) for criterion in profile.criteria]
    added = {str(criterion): criterion for criterion in now.added}
    chosen = [str(criterion) for criterion in now.of(profile).criteria]

    def taken(value: Any) -> dict[str, Any]:
        if not value:
            raise UserError("A focus needs at least one criterion.", "Keep one.")
        return {
            "dropped": tuple(text for text in declared if text not in value),
            "added": tuple(criterion for text, criterion in added.items() if text in value),
        }

    st.multiselect(
        "Criteria asked for",
        list(dict.fromkeys([*declared, *added])),
        chosen,
        help="Take one out to see what happens without it. Your declared ICP stays as it is.",
        **_saving(work, "criteria", chosen, taken),
    )


def _target(work: Work, now: FocusChoice) -> None:
    st.number_input(
        f"{with_currency('Target a quarter', work.currency)}; 0 = as today",
        0.0,
        None,
        now.target or 0.0,
        10_000.0,
        format="%.0f",
        width=240,
        help="Value of new business to win a quarter. 0 takes what you win today.",
        **_saving(work, "target", now.target or 0.0, lambda value: {"target": value or None}),
    )


def _one_more(work: Work, now: FocusChoice) -> None:
    part = st.popover("Add a criterion", key="focus_more", on_change="rerun")
    if not part.open:
        return
    offers = {name: offer for name, offer in cached.offers(work).items() if offer.numeric or offer.offered}
    with part:
        column = st.selectbox(
            "Column",
            list(offers),
            index=None,
            placeholder="Choose a column",
            format_func=headers.in_words,
            key="focus_column",
        )
        if column is None:
            return
        new = _condition(offers[column])
        if new is not None:
            added = (*now.added, new)
            st.button(
                "Add it",
                key="focus_add",
                type="primary",
                **state.doing(_start_again, work.workspace.id, {"added": added}),
            )


def _condition(offer: Offer) -> Criterion | None:
    """Let people say what is asked for in one column; None until it is said."""
    if offer.numeric:
        left, right = st.columns(2)
        low = left.number_input("From", value=offer.low, format="%g", key=f"focus_from:{offer.column}")
        high = right.number_input("To", value=offer.high, format="%g", key=f"focus_to:{offer.column}")
        if low is None or high is None or low > high:
            st.caption("The first number must not be above the second.")
            return None
        return Criterion(column=offer.column, op="between", value=(low, high), mode="require")
    values = st.multiselect(
        "Is one of",
        list(offer.counts),
        format_func=lambda value: f"{value} ({offer.counts[value]:,})",
        key=f"focus_values:{offer.column}",
    )
    return Criterion(column=offer.column, op="in", value=tuple(values), mode="require") if values else None


def _saving(work: Work, name: str, now: Any, changes: Any) -> dict[str, Any]:
    workspace_id = work.workspace.id
    key = f"focus_{name}:{workspace_id}:{state.generation('focus')}"
    return state.saving(key, lambda value: _save(workspace_id, changes(value)), now)


def _save(workspace_id: str, changes: dict[str, Any]) -> None:
    """Change a part of the focus and leave what another tab changed meanwhile."""
    newest = state.store().load(workspace_id).settings.focus
    focus = FocusChoice.model_validate({**newest.model_dump(), **changes})
    state.save_settings(workspace_id, focus=focus)


def _start_again(workspace_id: str, changes: dict[str, Any]) -> None:
    """Change a part of the focus by a button; the widgets then show what is stored."""
    _save(workspace_id, changes)
    state.renew("focus")
