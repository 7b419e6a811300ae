"""The files of the open workspace: copied to disk when they arrive, imported again when a mapping changes."""

from pathlib import Path
from typing import IO

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from icp_core.errors import DefectsError, UserError
from icp_core.ingest import ABOUT_BYTES, Option, Source, import_files
from icp_core.store import FileChoices, Upload
from icp_core.workspace import Workspace
from pages.ui import cached, show
from pages.ui.state.declared import NEW_NAME, create_workspace, store, workspace
from pages.ui.state.session import forget_upload, mark_saved, notice, renew
from pages.ui.work import Reading, Work


def work() -> Work | None:
    """Return the open workspace with its data; None when no file was uploaded."""
    found = workspace()
    if found is None or not (files := uploads(found.id)):
        return None
    choices = store().choices(found.id)
    sources = tuple(_source(choices, file) for file in files)
    signature = f"{sources!r}|{found.settings.as_of}|{found.settings.currency}"
    read = cached.imported(found.id, signature, lambda: _import(found, sources))
    return Work(found, read.imported, read.refused) if read.imported.reports else None


def work_or_stop(what: str) -> Work:
    """Return workspace and data, or say what the page would show and end it."""
    found = work()
    if found is None:
        show.nothing_yet(
            f"{what} There is no data in this workspace yet.", show.DATA, "Upload your files on the Data page"
        )
        show.link(show.START, "Or look at the sample company first")
        st.stop()
    show.refused(found.refused)
    return found


def uploads(workspace_id: str) -> tuple[Upload, ...]:
    """The files of a workspace, as they were uploaded."""
    return tuple(store().uploads(workspace_id))


def take_uploads(key: str) -> None:
    """Copy what was dropped into the uploader to disk, then remove it from Streamlit's memory."""
    found = workspace()
    for file in st.session_state.get(key) or []:
        if not isinstance(file, UploadedFile):  # an uploader sent again after its file was taken: nothing is left in it
            continue
        try:
            target = create_workspace(NEW_NAME) if found is None else found.id
            found = found or store().load(target)
            _take(target, file.name, file)
            mark_saved()
        except UserError as error:
            notice("error", str(error))
        finally:
            forget_upload(file.file_id)
    renew("uploader")


def _take(workspace_id: str, name: str, stream: IO[bytes]) -> None:
    older = [upload for upload in uploads(workspace_id) if upload.name == name]
    taken = store().save_upload(workspace_id, None, name, stream)
    try:
        cached.looked_at(taken)
    except UserError:
        if taken.id not in [upload.id for upload in older]:
            store().remove_upload(workspace_id, taken.id)
        raise
    for upload in older:
        if upload.id != taken.id:
            store().remove_upload(workspace_id, upload.id)


def adopt_file(workspace_id: str, path: Path, table: str | None = None) -> None:
    """Take a file that lies on this machine into the workspace."""
    with path.open("rb") as stream:
        store().save_upload(workspace_id, table, path.name, stream)


def remove_upload(workspace_id: str, upload: Upload) -> None:
    """Take a file out of the workspace."""
    store().remove_upload(workspace_id, upload.id)


def assign_upload(workspace_id: str, upload: Upload, table: str | None) -> None:
    """Say which table a file holds; None lets the import find out."""
    store().assign_upload(workspace_id, upload.id, table)


def save_mapping(workspace_id: str, upload: Upload, mapping: dict[str, str]) -> None:
    """Remember which header holds which column, for this file and every later one with the same header."""
    table, header = cached.looked_at(upload)
    store().save_mapping(workspace_id, upload.table or table, mapping, header=header)


def save_choice(workspace_id: str, upload: Upload, question: str, choice: Option) -> None:
    """Remember a person's answer to a question of the import: for this file where it is about its bytes, else for
    every file with the same header."""
    if question in ABOUT_BYTES:
        store().choose_upload(workspace_id, upload.id, question, choice)
        return
    table, header = cached.looked_at(upload)
    store().save_option(workspace_id, upload.table or table, question, choice, header=header)


def _source(choices: FileChoices, upload: Upload) -> Source:
    guessed, header = cached.looked_at(upload)
    table = upload.table or guessed
    mapping = choices.mapping(table, header=header)
    options = {**choices.options(table, header=header), **upload.options}
    return Source(upload.table, upload.path, upload.name, mapping, options)


def _import(found: Workspace, sources: tuple[Source, ...]) -> Reading:
    """Read every file that can be read; one that cannot is named and does not stop the others."""
    folder = store().dataset_folder(found.id)
    left, refused = list(sources), []
    while True:
        try:
            done = import_files(left, folder, as_of=found.settings.as_of, currency=found.settings.currency)
        except UserError as error:
            defects = error.errors if isinstance(error, DefectsError) else (error,)
            broken = [source for source in left if source.name in [defect.file for defect in defects]]
            if not broken or len(broken) == len(left):
                raise
            left = [source for source in left if source not in broken]
            refused += [str(defect) for defect in defects]
        else:
            store().save_dataset(found.id, done.data.fingerprint)
            return Reading(done, tuple(refused))
