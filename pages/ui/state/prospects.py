"""The lists of prospects of the open workspace: kept on disk like uploads, and never part of the data."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from icp_core.errors import UserError
from icp_core.fit import Unfamiliar, fit_accounts, score_prospects, unfamiliar_values
from icp_core.ingest import ProspectList, Source, customers_among, read_prospects
from icp_core.profile import IcpProfile
from icp_core.store import PROSPECTS, Upload
from icp_core.workspace import Workspace
from pages.ui import cached
from pages.ui.state.declared import store, workspace_or_stop
from pages.ui.state.files import sources_of, work
from pages.ui.state.session import forget_upload, mark_saved, notice, renew
from pages.ui.work import Work


@dataclass(frozen=True)
class Scored:
    """A list of prospects held against the ICP.

    Args:
        listed: The list, and how it was read.
        rows: One row a prospect, columns as `score_prospects` returns them, and ``customer``: the account_id of the
            customer that it is already; empty where it is none.
        checked: Whether there are customers to look it up among.
        lacking: Columns that the ICP asks for and the list does not have.
        unfamiliar: Values that miss a criterion and that neither the ICP nor the customers know.
        notes: What was taken from another column than the ICP names.
    """

    listed: ProspectList
    rows: pd.DataFrame
    checked: bool
    lacking: tuple[str, ...]
    unfamiliar: tuple[Unfamiliar, ...]
    notes: tuple[str, ...]


def take_prospects(key: str) -> None:
    """Copy the lists that were dropped into the uploader to disk; a newer list of the same name takes its place."""
    found = workspace_or_stop()
    for file in st.session_state.get(key) or []:
        if not isinstance(file, UploadedFile):  # an uploader sent again after its file was taken
            continue
        try:
            older = prospect_lists(found.id)
            taken = store().save_upload(found.id, None, file.name, file, standing=PROSPECTS)
            _refuse_unreadable(found.id, taken, older)
            for upload in older:
                if upload.name == taken.name and upload.id != taken.id:
                    store().remove_upload(found.id, upload.id)
                    notice("success", f"The new {taken.name} took the place of the older one.")
            mark_saved()
        except UserError as error:
            notice("error", str(error))
        finally:
            forget_upload(file.file_id)
    renew("prospects")


def prospect_lists(workspace_id: str) -> tuple[Upload, ...]:
    """The lists of a workspace, oldest first."""
    return tuple(store().prospect_lists(workspace_id))


def remove_prospects(workspace_id: str, upload: Upload) -> None:
    """Take a list out of the workspace."""
    store().remove_upload(workspace_id, upload.id)


def score_list(found: Workspace, upload: Upload, profile: IcpProfile) -> Scored:
    """Read a list and hold it against the ICP, or remember what came out.

    Raises:
        UserError: The list cannot be read.
    """
    (source,) = sources_of(found, [upload])
    own = _own_data()
    data = "" if own is None else own.data.fingerprint
    return cached.scored(
        found.id, f"{source!r}|{profile.model_dump_json()}|{data}", lambda: _score(source, profile, own)
    )


def _own_data() -> Work | None:
    """Return the workspace with its data; None where there are none that can be read, which the Data page says."""
    try:
        return work()
    except UserError:
        return None


def _score(source: Source, profile: IcpProfile, own: Work | None) -> Scored:
    listed = read_prospects(source)
    rows = score_prospects(listed.frame, profile)
    customers = None if own is None or "customers" not in own.data.tables else own.data.frame("customers")
    known = None if customers is None else customers_among(listed.frame, customers)
    rows["customer"] = "" if known is None else known.fillna("").to_numpy()
    columns = fit_accounts(listed.frame.head(0), profile, explained=False)
    notes = tuple(dict.fromkeys(found.note for found in columns.matches if found.note))
    strange = () if customers is None else unfamiliar_values(listed.frame, profile, customers)
    return Scored(listed, rows, customers is not None, columns.missing_columns, strange, notes)


def _refuse_unreadable(workspace_id: str, taken: Upload, older: tuple[Upload, ...]) -> None:
    """Take a file out again that is no table at all."""
    try:
        cached.looked_at(taken)
    except UserError:
        if taken.id not in [upload.id for upload in older]:
            store().remove_upload(workspace_id, taken.id)
        raise
