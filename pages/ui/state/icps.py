"""The declared ICPs: which one is open, and what people change in it. Every change is one more version."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st
from pydantic import ValidationError

from icp_core.errors import UserError
from icp_core.profile import IcpProfile, describe
from icp_core.store import ProfileVersion
from icp_core.workspace import Workspace
from pages.ui.state.declared import store
from pages.ui.state.session import notice, renew, value_of

WHO = "your_name"  # key of the field in which people say who they are
_OPEN = "_open_icp:"
_LONGEST = 120  # characters of a name


def declared_icps(workspace_id: str) -> tuple[ProfileVersion, ...]:
    """The newest version of each declared ICP, in the order in which they were first declared."""
    return tuple(store().profiles(workspace_id))


def open_icp(seen: Workspace) -> ProfileVersion | None:
    """Return the ICP that is open for editing: the chosen one, else the one that the data are compared with."""
    found = declared_icps(seen.id)
    chosen = st.session_state.get(f"{_OPEN}{seen.id}")
    active = found[seen.active].key if seen.active < len(found) else None
    return next((item for key in (chosen, active) for item in found if item.key == key), None)


def compared_icp(seen: Workspace) -> ProfileVersion | None:
    """Return the ICP that the data are compared with, whichever is open; None without one of customers to win."""
    found = declared_icps(seen.id)
    return next(
        (item for item in found[seen.active : seen.active + 1] if item.profile and not item.profile.negative), None
    )


def choose_icp(workspace_id: str, key: int) -> None:
    """Open one of the declared ICPs for editing."""
    st.session_state[f"{_OPEN}{workspace_id}"] = key


def show_icp(workspace_id: str, key: int) -> None:
    """Open one of the declared ICPs, and the ICP page at its criteria."""
    choose_icp(workspace_id, key)
    st.session_state["icp_part"] = "Criteria"


def compare_with(workspace_id: str, key: int) -> None:
    """Compare the data with this ICP on every page from now on."""
    store().activate_profile(workspace_id, key, who())


def change_profile(seen: Workspace, change: Callable[[IcpProfile], IcpProfile], why: str = "") -> None:
    """Save a new version of the open ICP, made from the newest one, so that no other edit is lost.

    Raises:
        UserError: Somebody removed this ICP meanwhile, or the change makes it impossible, or gives it another's name.
    """
    newest = open_icp(seen)
    if newest is None or newest.profile is None:
        raise UserError("This ICP was removed meanwhile.", "Load the page again.")
    try:
        changed = change(newest.profile)
    except ValidationError as error:
        raise UserError(describe(error)) from error
    if changed.name != newest.profile.name and _unique(seen.id, changed, newest.key) != changed:
        raise UserError(f"Another ICP is called '{changed.name}'.", "Choose a name of its own.")
    if changed != newest.profile or why:
        store().save_profile(seen.id, changed, who(), why, key=newest.key, base_version=newest.version)


def change_compared(seen: Workspace, change: Callable[[IcpProfile], IcpProfile], why: str) -> int:
    """Save a new version of the ICP that the data are compared with, and open it; return the number of the version.

    Raises:
        UserError: There is no such ICP any more, or the change makes it impossible.
    """
    compared = compared_icp(seen)
    if compared is None:
        raise UserError("This ICP was removed meanwhile.", "Load the page again.")
    choose_icp(seen.id, compared.key)
    change_profile(seen, change, why)
    saved = compared_icp(seen)
    return compared.version if saved is None else saved.version


def declare(workspace_id: str, profile: IcpProfile, why: str = "") -> IcpProfile:
    """Declare an ICP beside those there are, and open it; return it as saved, under a name that no other has."""
    own = _unique(workspace_id, profile)
    choose_icp(workspace_id, store().save_profile(workspace_id, own, who(), why, key=0).key)
    return own


def take_draft(workspace_id: str, draft: IcpProfile, why: str) -> None:
    """Declare what the data suggest as an ICP of its own, and say so."""
    notice("toast", f"Draft saved as '{declare(workspace_id, draft, why).name}'.")


def like(workspace_id: str, draft: IcpProfile) -> ProfileVersion | None:
    """Return the declared ICP with exactly the criteria of a draft; None where there is none."""
    return next(
        (
            item
            for item in declared_icps(workspace_id)
            if item.profile is not None and (item.profile.kind, item.profile.criteria) == (draft.kind, draft.criteria)
        ),
        None,
    )


def remove_icp(workspace_id: str, key: int) -> None:
    """Take an ICP out, and say which one the data are compared with now; its versions stay in the history."""
    gone = next((item.profile.name for item in declared_icps(workspace_id) if item.key == key and item.profile), "")
    store().remove_profile(workspace_id, key, who())
    now = store().load(workspace_id).active_profile
    compared = "no ICP now" if now is None else f"'{now.name}'"
    notice("success", f"'{gone}' was removed. The data are compared with {compared}.")


def icp_history(workspace_id: str, key: int) -> tuple[ProfileVersion, ...]:
    """Return every version of an ICP, oldest first."""
    return tuple(store().profile_history(workspace_id, key))


def removed_icps(workspace_id: str) -> tuple[ProfileVersion, ...]:
    """Return the last version of each ICP that was taken out."""
    last: dict[int, ProfileVersion] = {}
    gone: set[int] = set()
    for version in store().profile_history(workspace_id):
        if version.profile is None:
            gone.add(version.key)
        else:
            gone.discard(version.key)
            last[version.key] = version
    return tuple(last[key] for key in sorted(gone) if key in last)


def bring_back(workspace_id: str, last: ProfileVersion) -> None:
    """Declare a removed ICP again under its own history, and open it."""
    if last.profile is None:
        raise UserError("This ICP was never declared.")
    profile = _unique(workspace_id, last.profile, last.key)
    store().save_profile(workspace_id, profile, who(), "Brought back", key=last.key)
    choose_icp(workspace_id, last.key)


def restore_version(workspace_id: str, older: ProfileVersion, seen: int) -> None:
    """Make an older version the newest one again; nothing of the history is lost.

    Raises:
        ConflictError: The ICP is no longer at the version ``seen``.
    """
    if older.profile is None:
        raise UserError("With this version the ICP was removed, so there is nothing to restore.")
    why = f"Restored version {older.version}"
    profile = _unique(workspace_id, older.profile, older.key)
    store().save_profile(workspace_id, profile, who(), why, key=older.key, base_version=seen)
    renew("icp")


def profile_saved_at(seen: Workspace) -> datetime | None:
    """When the open ICP was last changed, in this machine's time."""
    found = open_icp(seen)
    return None if found is None else found.at.astimezone()


def who() -> str:
    """Who edits, as they said; empty when they did not."""
    return str(value_of(WHO) or "").strip()


def _unique(workspace_id: str, profile: IcpProfile, key: int = 0) -> IcpProfile:
    """Return the ICP ``key`` under a name that no other declared ICP has: 'Our ICP 2' beside 'Our ICP'."""
    others = declared_icps(workspace_id)
    taken = {item.profile.name.casefold() for item in others if item.profile is not None and item.key != key}
    name, number = profile.name, 1
    while name.casefold() in taken:
        number += 1
        name = f"{profile.name[: _LONGEST - len(str(number)) - 1]} {number}"
    return profile if number == 1 else profile.model_copy(update={"name": name})
