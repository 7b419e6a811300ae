"""What the data say, by themselves and beside what people declared: each step once, up to the summary."""

# ruff: noqa: ARG001 - arguments that are not read are the keys of the caches

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
from icp_core.fit.cost_of_poor_fit import CostOfPoorFit
from icp_core.report import Format, render
from pages.ui.cached.kept import KEPT, key_of, measured, profile_of, with_a_bar
from pages.ui.work import Work


def observed(work: Work) -> Observed:
    """What the data say by themselves; neither a change of the ICP nor a new name of a group computes it again."""
    key = key_of(work, "segment_names")
    plain = work.workspace.settings.model_copy(update={"segment_names": {}})
    found = with_a_bar(_observations(), key, lambda tell: observe(work.data, plain, progress=tell))
    return _named(*key_of(work), found, work)


def compared(work: Work) -> Comparison:
    """The active ICP beside the data."""
    observed(work)  # here and not within the cache, where its bar would be recorded
    return _compared(*key_of(work), profile_of(work.workspace), work)


def focused(work: Work) -> Focused:
    """The focus that is tried out."""
    choice = work.workspace.settings.focus
    return measured(
        work,
        "focused",
        lambda: focus_on(observed(work), compared(work), choice),
        profile_of(work.workspace),
        choice.model_dump_json(),
    )


def poor_fit(work: Work) -> CostOfPoorFit:
    """What went into deals outside the active ICP."""
    return measured(work, "poor_fit", lambda: poor_fit_of(observed(work), compared(work)), profile_of(work.workspace))


def answerable(work: Work) -> tuple[Answerable, ...]:
    """What the files can answer, metric by metric and symptom by symptom."""
    return answerable_of(work.data, observed(work).capabilities, evidence(work))


def assessed(work: Work) -> Assessment:
    """The checklist scored now, with the data's own answers remembered."""
    return assess(work.workspace, observed(work), compared(work), evidence=evidence(work))


def evidence(work: Work) -> dict[str, Evidence]:
    """The data's own answer to each symptom."""
    observed(work)
    profiles = "|".join(profile.model_dump_json() for profile in work.workspace.profiles)
    return _evidence(*key_of(work), f"{profile_of(work.workspace)}|{profiles}", work)


def summary(work: Work) -> DriftSummary:
    """Everything in one document."""
    observed(work)
    return _summary(*key_of(work), work.workspace.model_dump_json(), work)


def rendered(work: Work, kind: Format) -> str:
    """The document as ``html``, ``md`` or ``json``."""
    return _rendered(*key_of(work), work.workspace.model_dump_json(), kind, work)


@st.cache_resource(show_spinner=False)
def _observations() -> dict[tuple[str, ...], Observed]:
    return {}


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
