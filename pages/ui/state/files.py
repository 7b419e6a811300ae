"""The files of the open workspace: what counts, how each is read, and the data set that they make together."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from icp_core.errors import DefectsError, UserError
from icp_core.ingest import (
    ABOUT_BYTES,
    STRICT,
    YES,
    NotCleanError,
    Option,
    Progress,
    Source,
    Stretch,
    import_files,
    questions_in,
    told_apart,
)
from icp_core.store import PROSPECTS, FileChoices, Upload
from icp_core.workspace import Workspace
from pages.ui import cached, show
from pages.ui.state.declared import store, workspace
from pages.ui.work import Reading, Work


def work() -> Work | None:
    """Return the open workspace with its data; None when no file counts."""
    found = workspace()
    if found is None or not (files := counting(found.id)):
        return None
    read = reading_of(found, files)
    return (
        Work(found, read.imported, read.refused, read.rejects_refused, read.questions_refused)
        if read.imported.reports
        else None
    )


def work_or_stop(what: str) -> Work:
    """Return workspace and data, or say what the page would show and end it."""
    found = work()
    if found is None:
        show.nothing_yet(
            f"{what} There is no data in this workspace yet.", show.DATA, "Upload your files on the Data page"
        )
        show.link(show.START, "Or look at the sample company first")
        st.stop()
    waiting = [upload.name for upload in uploads(found.workspace.id) if upload.standing == "waiting"]
    show.refused((*found.refused, *(f"{name} waits on the Data page for your decision." for name in waiting)))
    return found


def uploads(workspace_id: str) -> tuple[Upload, ...]:
    """The files of a workspace, as they were uploaded; those that wait too."""
    return tuple(store().uploads(workspace_id))


def counting(workspace_id: str) -> tuple[Upload, ...]:
    """The files of a workspace that are in the data, oldest first."""
    return tuple(upload for upload in uploads(workspace_id) if upload.standing == "in")


def repairs(workspace_id: str, upload: Upload) -> tuple[Upload, ...]:
    """The lists of mended rows of a file, oldest first."""
    return tuple(store().repairs(workspace_id, upload.id))


def upload_of(workspace_id: str, file: str) -> Upload | None:
    """Return the upload that a report calls ``file``; two exports may have the same name."""
    files = counting(workspace_id)
    return dict(zip(told_apart([upload.name for upload in files]), files, strict=True)).get(file)


def adopt_file(workspace_id: str, path: Path, table: str | None = None) -> None:
    """Take a file that lies on this machine into the workspace."""
    with path.open("rb") as stream:
        store().save_upload(workspace_id, table, path.name, stream)


def save_mapping(workspace_id: str, upload: Upload, mapping: dict[str, str]) -> None:
    """Remember which header holds which column, for this file and every later one with the same header."""
    table, header = chosen_for(upload)
    store().save_mapping(workspace_id, table, mapping, header=header)


def mapping_of(workspace_id: str, upload: Upload) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Return the table and the header that a file is read by, and which header a person put on which column.

    Raises:
        UserError: The file cannot be read as a table.
    """
    table, header = chosen_for(upload)
    return table, header, store().choices(workspace_id).mapping(table, header=header)


def save_choice(workspace_id: str, upload: Upload, question: str, choice: Option) -> None:
    """Remember a person's answer to a question of the import: for this file where it is about its bytes, else for
    every file with the same header."""
    if question in ABOUT_BYTES:
        store().choose_upload(workspace_id, upload.id, question, choice)
        return
    table, header = chosen_for(upload)
    store().save_option(workspace_id, table, question, choice, header=header)


def chosen_for(upload: Upload) -> tuple[str, tuple[str, ...]]:
    """Return what choices about the columns of a file are kept under: its table and its header.

    What is chosen for a list of prospects says nothing of a customers file with the same header.
    """
    table, header = cached.looked_at(upload)
    return PROSPECTS if upload.standing == PROSPECTS else upload.table or table, header


def save_strict(workspace_id: str, upload: Upload, strict: bool) -> None:  # noqa: FBT001 - the value of a switch
    """Say whether nothing of a file goes in until no row of it is rejected."""
    store().choose_upload(workspace_id, upload.id, STRICT, YES if strict else "")


def is_strict(upload: Upload) -> bool:
    """Whether nothing of a file goes in until no row of it is rejected."""
    return upload.options.get(STRICT) == YES


def rejects_of(error: UserError) -> dict[str, pd.DataFrame]:
    """Return by the name of each strict file the rows for which it was refused."""
    defects = error.errors if isinstance(error, DefectsError) else (error,)
    return {defect.file: defect.rejects for defect in defects if isinstance(defect, NotCleanError)}


def sources_of(found: Workspace, files: Sequence[Upload]) -> tuple[Source, ...]:
    """Say for each file how it is read."""
    choices = store().choices(found.id)
    names = told_apart([upload.name for upload in files])
    return tuple(_source(found.id, choices, upload, name) for upload, name in zip(files, names, strict=True))


def signature_of(found: Workspace, sources: Sequence[Source]) -> str:
    """Return what names an import: the files, how they are read, and the settings that change what comes out."""
    return f"{sources!r}|{found.settings.as_of}|{found.settings.currency}"


def reading_of(found: Workspace, files: Sequence[Upload]) -> Reading:
    """Read every file that can be read; one that cannot is named and does not stop the others.

    Raises:
        UserError: None of them can be read.
    """
    sources = sources_of(found, files)
    return cached.imported(found.id, signature_of(found, sources), lambda tell: _import(found, sources, tell))


def _source(workspace_id: str, choices: FileChoices, upload: Upload, name: str) -> Source:
    table, header = chosen_for(upload)
    mapping = choices.mapping(table, header=header)
    options = {**choices.options(table, header=header), **upload.options}
    mended = tuple(
        Source(None, repair.path, repair.name, options=repair.options) for repair in repairs(workspace_id, upload)
    )
    return Source(upload.table, upload.path, name, mapping, options, mended)


def _import(found: Workspace, sources: Sequence[Source], tell: Progress) -> Reading:
    folder = store().dataset_folder(found.id)
    left, refused, rejects, asked = list(sources), [], {}, []
    whole = Stretch.watched_by(tell)
    while True:
        try:
            done = import_files(
                left,
                folder,
                as_of=found.settings.as_of,
                currency=found.settings.currency,
                progress=whole.rest().say,
            )
        except UserError as error:
            defects = error.errors if isinstance(error, DefectsError) else (error,)
            files = [defect.file for defect in defects]
            broken = [
                source for source in left if any(name in files for name in (source.name, *_names(source.repairs)))
            ]
            if not broken or len(broken) == len(left):
                raise
            left = [source for source in left if source not in broken]
            refused += [str(defect) for defect in defects]
            rejects |= rejects_of(error)
            asked += questions_in(error)
        else:
            store().save_dataset(found.id, done.data.fingerprint)
            return Reading(done, tuple(refused), _names(left), rejects, tuple(asked))


def _names(sources: Sequence[Source]) -> tuple[str, ...]:
    return tuple(source.name for source in sources)
