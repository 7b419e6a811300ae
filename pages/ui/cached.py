"""The only home of caches: each step of the analysis, keyed by workspace, fingerprint of the data and declared JSON.

Results are shared objects (``cache_resource``): nobody may change them. The workspace's id stands in every key, so that
one company's data never answer another one.
"""

# ruff: noqa: ARG001 - arguments that are not read are the keys of the caches

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from icp_core.analysis import (
    Answerable,
    Assessment,
    Comparison,
    DriftSummary,
    Observed,
    assess,
    compare,
    gather_evidence,
    observe,
    summarize,
)
from icp_core.analysis import answerable as answerable_of
from icp_core.checklist import Evidence
from icp_core.dataset import Fill
from icp_core.dataset import fill as fill_of
from icp_core.ingest import Changes, Progress, guess_table, read_raw
from icp_core.ingest import told as told_of
from icp_core.report import Format, render
from icp_core.store import Store, Upload
from icp_core.workspace import Workspace
from pages.ui.offers import Offer, offers_of
from pages.ui.work import Reading, Work

Result = TypeVar("Result")

KEPT = 8  # results of each kind; a workspace of 5,000 accounts holds about 10 MB


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def store(folder: str, database: str) -> Store:
    """Open the store once; both arguments are what the environment says, and the key."""
    return Store()


def imported(workspace_id: str, signature: str, read: Callable[[Progress], Reading]) -> Reading:
    """Import the uploads with a bar that moves, or remember the last import of exactly these files and settings."""
    return _remembered(_readings(), (workspace_id, signature), read)


def changes(workspace_id: str, signature: str, compare: Callable[[Progress], Changes]) -> Changes:
    """Import a waiting file beside the others and compare, or remember what came out."""
    return _remembered(_changes(), (workspace_id, signature), compare)


def looked_at(upload: Upload) -> tuple[str, tuple[str, ...]]:
    """Return the table that a file seems to hold, and its headers.

    Raises:
        UserError: The file cannot be read as a table.
    """
    return _looked_at(upload.sha256, repr(upload.options), upload.name, upload)


@st.cache_data(max_entries=64, show_spinner="Looking at your file")
def _looked_at(sha256: str, options: str, name: str, _upload: Upload) -> tuple[str, tuple[str, ...]]:
    raw = read_raw(_upload.path, name, options=_upload.options)
    return guess_table(raw)[0], raw.header


def told(work: Work) -> str:
    """What was read, in one sentence."""
    return _told(*_key(work), work)


def fill(work: Work, table: str) -> tuple[Fill, ...]:
    """How much of each column of a table is known."""
    return _fill(*_key(work), table, work)


def answerable(work: Work) -> tuple[Answerable, ...]:
    """What the files can answer, metric by metric and symptom by symptom."""
    return answerable_of(work.data, observed(work).capabilities, evidence(work))


def observed(work: Work) -> Observed:
    """What the data say by themselves; a change of the ICP never computes it again."""
    return _observed(*_key(work), work)


def compared(work: Work) -> Comparison:
    """The active ICP beside the data."""
    return _compared(*_key(work), _profile(work.workspace), work)


def assessed(work: Work) -> Assessment:
    """The checklist scored now, with the data's own answers remembered."""
    return assess(work.workspace, observed(work), compared(work), evidence=evidence(work))


def evidence(work: Work) -> dict[str, Evidence]:
    """The data's own answer to each symptom."""
    profiles = "|".join(profile.model_dump_json() for profile in work.workspace.profiles)
    return _evidence(*_key(work), f"{_profile(work.workspace)}|{profiles}", work)


def summary(work: Work) -> DriftSummary:
    """Everything in one document."""
    return _summary(*_key(work), work.workspace.model_dump_json(), work)


def rendered(work: Work, kind: Format) -> str:
    """The document as ``html``, ``md`` or ``json``."""
    return _rendered(*_key(work), work.workspace.model_dump_json(), kind, work)


def offers(work: Work) -> Mapping[str, Offer]:
    """Columns and values that an ICP can be made of, with how many accounts hold them."""
    return _offers(*_key(work), work)


def figure(work: Work, name: str, make: Callable[[], Any], *declared: object) -> Any:
    """Build a chart once for this data, this ICP and what else it depends on."""
    return _figure(*_key(work), _profile(work.workspace), name, repr(declared), make)


def measured(work: Work, name: str, make: Callable[[], Result], *declared: object) -> Result:
    """Compute what only an open part of a page shows, once for this data and what else it depends on."""
    found: Result = _measured(*_key(work), name, repr(declared), make)
    return found


def _key(work: Work) -> tuple[str, str, str]:
    """Return what every result depends on; discount and target are declared by the few results they change."""
    settings = work.workspace.settings.model_dump_json(exclude={"discount", "quarter_target"})
    return work.workspace.id, work.data.fingerprint, settings


def _profile(workspace: Workspace) -> str:
    return "" if workspace.active_profile is None else workspace.active_profile.model_dump_json()


@st.cache_resource(show_spinner=False)
def _readings() -> dict[tuple[str, str], Reading]:
    return {}


@st.cache_resource(show_spinner=False)
def _changes() -> dict[tuple[str, str], Changes]:
    return {}


def _remembered(
    kept: dict[tuple[str, str], Result], key: tuple[str, str], make: Callable[[Progress], Result]
) -> Result:
    """Return what was made before, or make it with a bar; a function that is cached could not draw one."""
    if key not in kept:
        place = st.empty()
        try:
            made = make(lambda doing, share: place.progress(min(1.0, share), f"{doing} ..."))
        finally:
            place.empty()
        kept[key] = made
        for oldest in list(kept)[:-KEPT]:
            kept.pop(oldest, None)
        return made
    return kept[key]


@st.cache_data(max_entries=64, show_spinner=False)
def _told(workspace_id: str, fingerprint: str, settings: str, _work: Work) -> str:
    return told_of(_work.imported)


@st.cache_data(max_entries=64, show_spinner=False)
def _fill(workspace_id: str, fingerprint: str, settings: str, table: str, _work: Work) -> tuple[Fill, ...]:
    return fill_of(_work.data, table)


@st.cache_resource(max_entries=KEPT, show_spinner="Measuring your customers")
def _observed(workspace_id: str, fingerprint: str, settings: str, _work: Work) -> Observed:
    return observe(_work.data, _work.workspace.settings)


@st.cache_resource(max_entries=KEPT, show_spinner="Holding your ICP against the data")
def _compared(workspace_id: str, fingerprint: str, settings: str, profile: str, _work: Work) -> Comparison:
    return compare(observed(_work), _work.workspace.active_profile)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _evidence(workspace_id: str, fingerprint: str, settings: str, profiles: str, _work: Work) -> dict[str, Evidence]:
    return gather_evidence(_work.workspace, observed(_work), compared(_work))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _summary(workspace_id: str, fingerprint: str, settings: str, declared: str, _work: Work) -> DriftSummary:
    return summarize(_work.workspace, observed(_work), compared(_work), assessed(_work), _work.imported)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _rendered(workspace_id: str, fingerprint: str, settings: str, declared: str, kind: Format, _work: Work) -> str:
    return render(summary(_work), kind, title=_work.workspace.name, currency=_work.currency)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _offers(workspace_id: str, fingerprint: str, settings: str, _work: Work) -> Mapping[str, Offer]:
    return offers_of(observed(_work).accounts.frame, observed(_work).accounts.attributes)


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
