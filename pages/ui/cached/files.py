"""What the files hold: the store they lie in, their import, what changed, and how much of each column is known."""

# ruff: noqa: ARG001 - arguments that are not read are the keys of the caches

from collections.abc import Callable

import streamlit as st

from icp_core.dataset import Fill
from icp_core.dataset import fill as fill_of
from icp_core.ingest import Changes, Progress, Stretch, guess_table, read_raw
from icp_core.ingest import told as told_of
from icp_core.store import Store, Upload
from pages.ui.cached.kept import KEPT, key_of, with_a_bar
from pages.ui.work import Reading, Work

LOOKS = 64  # files of which the table and the headers are kept


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def store(folder: str, database: str) -> Store:
    """Open the store once; both arguments are what the environment says, and the key."""
    return Store()


def imported(workspace_id: str, signature: str, read: Callable[[Progress], Reading]) -> Reading:
    """Import the uploads with a bar that moves, or remember the last import of exactly these files and settings."""
    return with_a_bar(_readings(), (workspace_id, signature), read)


def changes(workspace_id: str, signature: str, compare: Callable[[Progress], Changes]) -> Changes:
    """Import a waiting file beside the others and compare, or remember what came out."""
    return with_a_bar(_changes(), (workspace_id, signature), compare)


def looked_at(upload: Upload, tell: Progress | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the table that a file seems to hold, and its headers.

    Args:
        upload: The file.
        tell: Moves the bar of a longer work that this one is a part of; None: it gets a bar of its own.

    Raises:
        UserError: The file cannot be read as a table.
    """
    key = (upload.sha256, repr(upload.options), upload.name)
    return with_a_bar(_looks(), key, lambda told: _looked_at(upload, told), most=LOOKS, tell=tell)


def told(work: Work) -> str:
    """What was read, in one sentence."""
    return _told(*key_of(work), work)


def fill(work: Work, table: str) -> tuple[Fill, ...]:
    """How much of each column of a table is known."""
    return _fill(*key_of(work), table, work)


@st.cache_resource(show_spinner=False)
def _readings() -> dict[tuple[str, ...], Reading]:
    return {}


@st.cache_resource(show_spinner=False)
def _changes() -> dict[tuple[str, ...], Changes]:
    return {}


@st.cache_resource(show_spinner=False)
def _looks() -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    return {}


def _looked_at(upload: Upload, tell: Progress) -> tuple[str, tuple[str, ...]]:
    doing = f"Finding out what {upload.name} holds"
    told = Stretch.watched_by(lambda _, share: tell(doing, share))
    raw = read_raw(upload.path, upload.name, options=upload.options, told=told)
    return guess_table(raw)[0], raw.header


@st.cache_data(max_entries=64, show_spinner=False)
def _told(workspace_id: str, fingerprint: str, settings: str, _work: Work) -> str:
    return told_of(_work.imported)


@st.cache_data(max_entries=64, show_spinner=False)
def _fill(workspace_id: str, fingerprint: str, settings: str, table: str, _work: Work) -> tuple[Fill, ...]:
    return fill_of(_work.data, table)
