"""The ICP as a file: out as YAML, JSON and its schema, in from this or another company's workspace."""

import json
from collections.abc import Callable

import streamlit as st

from icp_core.profile import (
    in_columns_of,
    profile_from_text,
    profile_schema,
    profile_to_json,
    profile_to_yaml,
    unknown_to,
)
from icp_core.results import plural
from pages.ui import cached, state
from pages.ui.icp_open import OpenIcp, headers
from pages.ui.work import Work


def files(work: Work, icp: OpenIcp | None) -> None:
    """Give the open ICP out, and load one from a file."""
    st.header("As a file", anchor=False)
    with st.container(horizontal=True):
        if icp is not None:
            _download("Download this ICP (YAML)", lambda: profile_to_yaml(icp.profile), "icp.yaml", "application/yaml")
            _download("Download this ICP (JSON)", lambda: profile_to_json(icp.profile), "icp.json", "application/json")
        _download(
            "Download the schema of the file",
            lambda: json.dumps(profile_schema(), indent=2) + "\n",
            "icp.schema.json",
            "application/schema+json",
        )
    st.file_uploader(
        "Load an ICP (YAML or JSON)",
        ["yaml", "yml", "json"],
        **state.taking_text(f"icp_file:{state.generation('icp_file')}", _loader(work)),
    )
    st.caption(
        "It becomes an ICP of its own beside the others. Columns and values that your data do not have are named at "
        "each criterion, with what may be meant."
    )


def _download(label: str, content: Callable[[], str], file: str, kind: str) -> None:
    st.download_button(label, content, file, kind, on_click="ignore", key=f"download:{file}")


def _loader(work: Work) -> Callable[[str, str], None]:
    def load(name: str, text: str) -> None:
        offers, called = cached.offers(work), headers(work)
        profile, renamed = in_columns_of(profile_from_text(text, file=name), offers, called)
        profile = state.declare(work.workspace.id, profile, f"Loaded from {name}")
        state.renew("icp_file")
        wrong = {remark.position for remark in unknown_to(profile, offers, called)}
        words = [
            f"'{profile.name}' was loaded with {plural(len(profile.criteria), 'criterion', 'criteria')}.",
            *renamed,
        ]
        if wrong:
            verb = "asks" if len(wrong) == 1 else "ask"
            words.append(
                f"{plural(len(wrong), 'criterion', 'criteria')} {verb} for what your data do not have; see there."
            )
        state.notice("success", " ".join(words))

    return load
