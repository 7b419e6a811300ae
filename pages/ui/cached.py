"""The only home of caches: each step of the analysis, keyed by workspace, fingerprint of the data and declared JSON.

Results are shared objects (``cache_resource``): nobody may change them. The workspace's id stands in every key, so that
one company's data never answer another one.
"""

# ruff: noqa: ARG001 - arguments that are not read are the keys of the caches

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, TypeVar

import streamlit as st

from icp_core.analysis import (
    Answerable,
    Assessment,
    Comparison,
    DriftSummary,
    Focused,
    Observed,
    assess,
    compare,
    focus_on,
    gather_evidence,
    named,
    observe,
    summarize,
)
from icp_core.analysis import answerable as answerable_of
from icp_core.analysis import poor_fit as poor_fit_of
from icp_core.checklist import Evidence
from icp_core.dataset import Fill
from icp_core.dataset import fill as fill_of
from icp_core.fit.cost_of_poor_fit import CostOfPoorFit
from icp_core.fit.preview import Ground, Preview
from icp_core.fit.preview import preview as preview_of
from icp_core.ingest import Changes, Progress, guess_table, read_raw
from icp_core.ingest import told as told_of
from icp_core.metrics import Accounts, Deals, account_table, deal_table
from icp_core.profile import IcpProfile, Offer, offers_of
from icp_core.report import Format, render
from icp_core.store import Store, Upload
from icp_core.workspace import Workspace
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


def scored(workspace_id: str, signature: str, make: Callable[[], Result]) -> Result:
    """Score a list of prospects, or remember what came out of exactly this list, this ICP and these customers."""
    found: Result = _scored(workspace_id, signature, make)
    return found


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
    """What the data say by themselves; neither a change of the ICP nor a new name of a group computes it again."""
    key = _key(work, "segment_names")
    plain = work.workspace.settings.model_copy(update={"segment_names": {}})
    found = _remembered(_observations(), key, lambda tell: observe(work.data, plain, progress=tell))
    return _named(*_key(work), found, work)


def compared(work: Work) -> Comparison:
    """The active ICP beside the data."""
    observed(work)  # here and not within the cache, where its bar would be recorded
    return _compared(*_key(work), _profile(work.workspace), work)


def focused(work: Work) -> Focused:
    """The focus that is tried out."""
    choice = work.workspace.settings.focus
    return measured(
        work,
        "focused",
        lambda: focus_on(observed(work), compared(work), choice),
        _profile(work.workspace),
        choice.model_dump_json(),
    )


def poor_fit(work: Work) -> CostOfPoorFit:
    """What went into deals outside the active ICP."""
    return measured(work, "poor_fit", lambda: poor_fit_of(observed(work), compared(work)), _profile(work.workspace))


def assessed(work: Work) -> Assessment:
    """The checklist scored now, with the data's own answers remembered."""
    return assess(work.workspace, observed(work), compared(work), evidence=evidence(work))


def evidence(work: Work) -> dict[str, Evidence]:
    """The data's own answer to each symptom."""
    observed(work)
    profiles = "|".join(profile.model_dump_json() for profile in work.workspace.profiles)
    return _evidence(*_key(work), f"{_profile(work.workspace)}|{profiles}", work)


def summary(work: Work) -> DriftSummary:
    """Everything in one document."""
    observed(work)
    return _summary(*_key(work), work.workspace.model_dump_json(), work)


def rendered(work: Work, kind: Format) -> str:
    """The document as ``html``, ``md`` or ``json``."""
    return _rendered(*_key(work), work.workspace.model_dump_json(), kind, work)


def tables(work: Work) -> tuple[Accounts, Deals | None]:
    """The accounts and the deals, a row each, for pages that need nothing that takes longer."""
    return _tables(*_key(work), work)


def offers(work: Work) -> Mapping[str, Offer]:
    """Columns and values that an ICP can be made of, with how many accounts hold them."""
    return _offers(*_key(work), work)


def ground(work: Work) -> Ground:
    """What an ICP is tried on while somebody edits it."""
    return _ground(*_key(work), work)


def preview(work: Work, profile: IcpProfile) -> Preview:
    """Whom an ICP picks, counted without the comparison."""
    return _preview(*_key(work), profile.model_dump_json(include={"criteria", "rings"}), work, profile)


def figure(work: Work, name: str, make: Callable[[], Any], *declared: object) -> Any:
    """Build a chart once for this data, this ICP and what else it depends on."""
    return _figure(*_key(work), _profile(work.workspace), name, repr(declared), make)


def measured(work: Work, name: str, make: Callable[[], Result], *declared: object) -> Result:
    """Compute what only an open part of a page shows, once for this data and what else it depends on."""
    found: Result = _measured(*_key(work), name, repr(declared), make)
    return found


def _key(work: Work, *left_out: str) -> tuple[str, str, str]:
    """Return what every result depends on; the settings left out are declared by the few results they change."""
    settings = work.workspace.settings.model_dump_json(
        exclude={"discount", "quarter_target", "focus", "forecast_columns", *left_out}
    )
    return work.workspace.id, work.data.fingerprint, settings


def _profile(workspace: Workspace) -> str:
    return "" if workspace.active_profile is None else workspace.active_profile.model_dump_json()


@st.cache_resource(show_spinner=False)
def _readings() -> dict[tuple[str, ...], Reading]:
    return {}


@st.cache_resource(show_spinner=False)
def _observations() -> dict[tuple[str, ...], Observed]:
    return {}


@st.cache_resource(max_entries=64, show_spinner=False)
def _lock(key: tuple[str, ...]) -> Lock:
    return Lock()


@st.cache_resource(show_spinner=False)
def _changes() -> dict[tuple[str, ...], Changes]:
    return {}


def _remembered(
    kept: dict[tuple[str, ...], Result], key: tuple[str, ...], make: Callable[[Progress], Result]
) -> Result:
    """Return what was made before, or make it with a bar; a function that is cached could not draw one.

    Every step of the bar lets Streamlit end this run: whoever leaves the page or changes something stops the work. A
    second session that asks for the same waits for the first instead of doing it again.
    """
    found = kept.get(key)
    if found is not None:
        return found
    place = st.empty()
    try:
        place.progress(0.0, "Working ...")
        with _lock(key):
            found = kept.get(key)
            if found is None:
                found = make(lambda doing, share: place.progress(min(1.0, share), f"{doing} ..."))
                kept[key] = found
    finally:
        place.empty()
    for oldest in list(kept)[:-KEPT]:
        kept.pop(oldest, None)
    return found


@st.cache_resource(max_entries=KEPT, show_spinner="Scoring your list")
def _scored(workspace_id: str, signature: str, _make: Callable[[], Result]) -> Result:
    return _make()


@st.cache_data(max_entries=64, show_spinner=False)
def _told(workspace_id: str, fingerprint: str, settings: str, _work: Work) -> str:
    return told_of(_work.imported)


@st.cache_data(max_entries=64, show_spinner=False)
def _fill(workspace_id: str, fingerprint: str, settings: str, table: str, _work: Work) -> tuple[Fill, ...]:
    return fill_of(_work.data, table)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _named(workspace_id: str, fingerprint: str, settings: str, _found: Observed, _work: Work) -> Observed:
    return named(_found, _work.workspace.settings.segment_names)


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
def _tables(workspace_id: str, fingerprint: str, settings: str, _work: Work) -> tuple[Accounts, Deals | None]:
    accounts = account_table(_work.data)
    return accounts, deal_table(_work.data, accounts)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _offers(workspace_id: str, fingerprint: str, settings: str, _work: Work) -> Mapping[str, Offer]:
    accounts, _ = tables(_work)
    return offers_of(accounts.frame, accounts.attributes)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _ground(workspace_id: str, fingerprint: str, settings: str, _work: Work) -> Ground:
    return Ground.of(*tables(_work))


@st.cache_resource(max_entries=64, show_spinner=False)
def _preview(
    workspace_id: str, fingerprint: str, settings: str, declared: str, _work: Work, _profile: IcpProfile
) -> Preview:
    return preview_of(ground(_work), _profile)


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
