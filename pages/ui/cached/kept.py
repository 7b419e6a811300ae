"""How a result is kept: what its key is made of, and how it is made with a bar that moves or remembered in silence."""

# ruff: noqa: ARG001 - arguments that are not read are the keys of the caches

from collections.abc import Callable
from contextlib import nullcontext
from threading import Lock
from typing import Any, TypeVar

import streamlit as st

from icp_core.ingest import Progress
from icp_core.workspace import Workspace
from pages.ui.bar import bar
from pages.ui.work import Work

Result = TypeVar("Result")

KEPT = 8  # results of each kind; a workspace of 5,000 accounts holds about 10 MB


def key_of(work: Work, *left_out: str) -> tuple[str, str, str]:
    """Return what every result depends on; the settings left out are declared by the few results they change."""
    settings = work.workspace.settings.model_dump_json(
        exclude={"discount", "quarter_target", "focus", "forecast_columns", *left_out}
    )
    return work.workspace.id, work.data.fingerprint, settings


def profile_of(workspace: Workspace) -> str:
    """Return the active ICP as it stands in a key."""
    return "" if workspace.active_profile is None else workspace.active_profile.model_dump_json()


def figure(work: Work, name: str, make: Callable[[], Any], *declared: object) -> Any:
    """Build a chart once for this data, this ICP and what else it depends on."""
    return _figure(*key_of(work), profile_of(work.workspace), name, repr(declared), make)


def measured(work: Work, name: str, make: Callable[[], Result], *declared: object) -> Result:
    """Compute what only an open part of a page shows, once for this data and what else it depends on."""
    found: Result = _measured(*key_of(work), name, repr(declared), make)
    return found


def scored(workspace_id: str, signature: str, make: Callable[[], Result]) -> Result:
    """Score a list of prospects, or remember what came out of exactly this list, this ICP and these customers."""
    found: Result = _scored(workspace_id, signature, make)
    return found


def with_a_bar(
    kept: dict[tuple[str, ...], Result],
    key: tuple[str, ...],
    make: Callable[[Progress], Result],
    *,
    most: int = KEPT,
    tell: Progress | None = None,
) -> Result:
    """Return what was made before, or make it with a bar; a function that is cached could not draw one.

    A second session that asks for the same waits for the first instead of doing it again.

    Args:
        kept: What was made before; the oldest go when there are too many.
        key: What the result depends on.
        make: Makes it, and tells how far it is.
        most: Results that are kept.
        tell: Moves the bar of a longer work that this one is a part of; None: it gets a bar of its own.
    """
    found = kept.get(key)
    if found is not None:
        return found
    with nullcontext(tell) if tell else bar() as moved, _lock(key):
        found = kept.get(key)
        if found is None:
            found = make(moved)
            kept[key] = found
    for oldest in list(kept)[:-most]:
        kept.pop(oldest, None)
    return found


@st.cache_resource(max_entries=64, show_spinner=False)
def _lock(key: tuple[str, ...]) -> Lock:
    return Lock()


@st.cache_resource(max_entries=KEPT, show_spinner="Scoring your list")
def _scored(workspace_id: str, signature: str, _make: Callable[[], Result]) -> Result:
    return _make()


@st.cache_resource(max_entries=64, show_spinner=False)
def _figure(
    workspace_id: str, fingerprint: str, settings: str, profile: str, name: str, declared: str, _make: Callable[[], Any]
) -> Any:
    return _make()


@st.cache_resource(max_entries=64, show_spinner=False)
def _measured(
    workspace_id: str, fingerprint: str, settings: str, name: str, declared: str, _make: Callable[[], Result]
) -> Result:
    return _make()
