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
from pages.ui.state.session import renew, value_of

WHO = "your_name"  # key of the field in which people say who they are
_OPEN = "_open_icp:"


def declared_icps(workspace_id: str) -> tuple[ProfileVersion, ...]:
    """The newest version of each declared ICP, in the order in which they were first declared."""
    return tuple(store().profiles(workspace_id))


def open_icp(seen: Workspace) -> ProfileVersion | None:
    """Return the ICP that is open for editing: the chosen one, else the one that the data are compared with."""
    found = declared_icps(seen.id)
    chosen = st.session_state.get(f"{_OPEN}{seen.id}")
    active = found[seen.active].key if seen.active < len(found) else None
    return next((item for key in (chosen, active) for item in found if item.key == key), None)


def choose_icp(workspace_id: str, key: int) -> None:
    """Open one of the declared ICPs for editing."""
    st.session_state[f"{_OPEN}{workspace_id}"] = key


def compare_with(workspace_id: str, key: int) -> None:
    """Compare the data with this ICP on every page from now on."""
    store().activate_profile(workspace_id, key, who())


def change_profile(seen: Workspace, change: Callable[[IcpProfile], IcpProfile], why: str = "") -> None:
    """Save a new version of the open ICP, made from the newest one, so that no other edit is lost.

    Raises:
        UserError: Somebody removed this ICP meanwhile, or the change makes it impossible.
    """
    newest = open_icp(seen)
    if newest is None or newest.profile is None:
        raise UserError("This ICP was removed meanwhile.", "Load the page again.")
    try:
        changed = change(newest.profile)
    except ValidationError as error:
        raise UserError(describe(error)) from error
    if changed != newest.profile or why:
        store().save_profile(seen.id, changed, who(), why, key=newest.key, base_version=newest.version)


def declare(workspace_id: str, profile: IcpProfile, why: str = "") -> None:
    """Declare an ICP beside those there are, and open it."""
    choose_icp(workspace_id, store().save_profile(workspace_id, profile, who(), why, key=0).key)


def remove_icp(workspace_id: str, key: int) -> None:
    """Take an ICP out; its versions stay in the history."""
    store().remove_profile(workspace_id, key, who())


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
    store().save_profile(workspace_id, last.profile, who(), "Brought back", key=last.key)
    choose_icp(workspace_id, last.key)


def restore_version(workspace_id: str, older: ProfileVersion, seen: int) -> None:
    """Make an older version the newest one again; nothing of the history is lost.

    Raises:
        ConflictError: The ICP is no longer at the version ``seen``.
    """
    if older.profile is None:
        raise UserError("With this version the ICP was removed, so there is nothing to restore.")
    why = f"Restored version {older.version}"
    store().save_profile(workspace_id, older.profile, who(), why, key=older.key, base_version=seen)
    renew("icp")


def profile_saved_at(seen: Workspace) -> datetime | None:
    """When the open ICP was last changed, in this machine's time."""
    found = open_icp(seen)
    return None if found is None else found.at.astimezone()


def who() -> str:
    """Who edits, as they said; empty when they did not."""
    return str(value_of(WHO) or "").strip()
