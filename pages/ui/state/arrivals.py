"""Files that arrive and leave: the first of a table counts at once, a newer export waits until a person accepts it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from icp_core.errors import ConflictError, UserError
from icp_core.ingest import Changes, Progress, Stretch, changes, file_of_repair, import_files, is_repair, read_raw
from icp_core.report import to_csv
from icp_core.store import Upload
from icp_core.workspace import Workspace
from pages.ui import cached
from pages.ui.bar import patient_bar
from pages.ui.state.declared import NEW_NAME, create_workspace, store, workspace
from pages.ui.state.files import counting, reading_of, rejects_of, signature_of, sources_of, upload_of, uploads
from pages.ui.state.session import forget_upload, mark_saved, notice, renew

REPLACE, APPEND = "replace", "append"  # what becomes of the older file when a newer one is accepted
_KEPT = 0.3  # share of the time after which an uploaded file is on disk and only its table is to be found out
_IMPORTED = 0.7  # share of the time after which a waiting file is imported and only the comparison is left
_TRIES = 5  # times that a first file of a table is accepted when others arrive at the same moment


@dataclass(frozen=True)
class Waiting:
    """A file that a person has not accepted yet.

    Args:
        upload: The file.
        table: The table that it holds.
        beside: The files of this table that count now, oldest first.
        replaced: Those that go when it replaces: the one with its name, else all of them.
        seen: Numbers of all files that count now.
    """

    upload: Upload
    table: str
    beside: tuple[Upload, ...]
    replaced: tuple[Upload, ...]
    seen: tuple[int, ...]


def take_uploads(key: str) -> None:
    """Copy what was dropped into the uploader to disk, then remove it from Streamlit's memory."""
    found = workspace()
    # an uploader that is sent again after its file was taken has nothing left in it
    files = [file for file in st.session_state.get(key) or [] if isinstance(file, UploadedFile)]
    with patient_bar() as tell:
        for file, step in zip(files, Stretch.watched_by(tell).split([file.size for file in files]), strict=True):
            try:
                target = create_workspace(NEW_NAME) if found is None else found.id
                found = found or store().load(target)
                _take(target, file.name, _Counted(file, step.part(0.0, _KEPT)), step.part(_KEPT, 1.0))
                mark_saved()
            except UserError as error:
                notice("error", str(error))
            finally:
                forget_upload(file.file_id)
        renew("uploader")


def remove_upload(workspace_id: str, upload: Upload) -> None:
    """Take a file out of the workspace; a file that waited for its place then counts."""
    store().remove_upload(workspace_id, upload.id)
    _let_first_ones_in(workspace_id)


def assign_upload(workspace_id: str, upload: Upload, table: str | None) -> None:
    """Say which table a file holds; None lets the import find out. In a table that has a file already it waits."""
    store().assign_upload(workspace_id, upload.id, table)
    newest = next(item for item in uploads(workspace_id) if item.id == upload.id)
    others = [item for item in counting(workspace_id) if item.id != upload.id]
    if newest.standing == "in" and _table(newest) in [_table(other) for other in others]:
        store().hold_upload(workspace_id, upload.id)
    _let_first_ones_in(workspace_id)


def waiting(workspace_id: str) -> tuple[Waiting, ...]:
    """The files that wait, oldest first, with the files beside which they would count."""
    files = counting(workspace_id)
    return tuple(_waiting(item, files) for item in uploads(workspace_id) if item.standing == "waiting")


def changes_of(workspace_id: str, newer: Waiting, how: str) -> Changes:
    """Say what would change if a waiting file replaced the older one (``replace``) or was added to it (``append``).

    Raises:
        UserError: The file cannot be used, or not beside the others.
    """
    found = store().load(workspace_id)
    gone = newer.replaced if how == REPLACE else ()
    files = [upload for upload in counting(workspace_id) if upload not in gone]
    signature = signature_of(found, sources_of(found, [*counting(workspace_id), newer.upload]))
    return cached.changes(workspace_id, f"{how}|{signature}", lambda tell: _compared(found, files, newer.upload, tell))


def accept_upload(workspace_id: str, newer: Waiting, how: str) -> None:
    """Let a waiting file count, in the place of the older one (``replace``) or beside it (``append``).

    Raises:
        ConflictError: The files are no longer those that the person saw; nothing was changed.
    """
    gone = [upload.id for upload in newer.replaced] if how == REPLACE else []
    store().accept_upload(workspace_id, newer.upload.id, seen=newer.seen, replaces=gone)
    _let_first_ones_in(workspace_id)


def save_repairs(workspace_id: str, upload: Upload, cells: Mapping[int, Mapping[str, str]]) -> None:
    """Keep rejected rows of a file that were mended in the page.

    Args:
        workspace_id: Of which workspace.
        upload: The file that the rows come from.
        cells: Number of the row, as in the rejects, to its changed cells by header.

    Raises:
        UserError: A row is no longer among the rejects.
    """
    rejects = _rejects_now(workspace_id, upload)
    numbers = rejects["row"].tolist()
    mended = rejects[rejects["row"].isin(list(cells))].copy()
    for row, changed in cells.items():
        if row not in numbers or not set(changed) <= set(mended):
            raise UserError(
                f"Row {row} of this file is no longer among the rejected rows.",
                "Load the page again.",
                file=upload.name,
            )
        for name, cell in changed.items():
            mended.loc[mended["row"] == row, name] = cell
    name = f"corrections of {datetime.now(UTC):%Y-%m-%d %H:%M:%S}.csv"
    store().save_upload(workspace_id, None, name, io.BytesIO(to_csv(mended).encode()), mends=upload.id)


class _Counted:
    """A file that is being uploaded, which tells how much of it was read."""

    def __init__(self, file: UploadedFile, told: Stretch) -> None:
        self._file, self._told, self._read = file, told, 0

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._read += len(piece)
        self._told.say(f"Keeping {self._file.name}", self._read / max(1, self._file.size))
        return piece


def _take(workspace_id: str, name: str, stream: IO[bytes] | _Counted, looking: Stretch | None = None) -> None:
    older, looking = uploads(workspace_id), looking or Stretch()
    taken = store().save_upload(workspace_id, None, name, stream, standing="waiting")
    twin = next((upload for upload in older if upload.sha256 == taken.sha256), None)
    if twin is not None:
        if twin.id != taken.id and taken.id not in [upload.id for upload in older]:
            store().remove_upload(workspace_id, taken.id)
        notice("success", f"{name} holds exactly what {twin.name} holds, which is here already. Nothing was added.")
        return
    try:
        _, header = cached.looked_at(taken, looking.say)
        if is_repair(header):
            _take_repair(workspace_id, taken, looking.rest())
            return
    except UserError:
        store().remove_upload(workspace_id, taken.id)
        raise
    _let_first_ones_in(workspace_id)


def _take_repair(workspace_id: str, taken: Upload, told: Stretch) -> None:
    """Turn a file of mended rows into a repair of the file that it comes from."""
    files = [upload for upload in uploads(workspace_id) if upload.id != taken.id]
    steps = told.split([upload.path.stat().st_size for upload in files])
    both = zip(files, steps, strict=True)
    raws = [read_raw(upload.path, upload.name, options=upload.options, told=step) for upload, step in both]
    mended = files[file_of_repair(read_raw(taken.path, taken.name, options=taken.options), raws)]
    with taken.path.open("rb") as stream:
        store().save_upload(workspace_id, None, taken.name, stream, mends=mended.id)
    store().remove_upload(workspace_id, taken.id)
    notice("success", f"{taken.name} was taken as mended rows of {mended.name}.")


def _let_first_ones_in(workspace_id: str) -> None:
    """Let every waiting file count whose table has no file; the oldest first."""
    for _ in range(_TRIES):
        free = next((item for item in waiting(workspace_id) if not item.beside), None)
        if free is None:
            return
        try:
            store().accept_upload(workspace_id, free.upload.id, seen=free.seen)
        except ConflictError:  # another file arrived at this moment: it may hold the same table
            continue


def _waiting(upload: Upload, files: tuple[Upload, ...]) -> Waiting:
    table = _table(upload)
    beside = tuple(file for file in files if _table(file) == table)
    same = tuple(file for file in beside if file.name == upload.name)
    return Waiting(upload, table, beside, same or beside, tuple(file.id for file in files))


def _table(upload: Upload) -> str:
    """Return the table that a file holds; paid periods are a form of revenue."""
    try:
        table = upload.table or cached.looked_at(upload)[0]
    except UserError:  # it was readable when it arrived; now its bytes are read in another way
        return f"unknown {upload.id}"
    return "revenue" if table == "subscriptions" else table


def _compared(found: Workspace, files: list[Upload], newer: Upload, tell: Progress) -> Changes:
    before = reading_of(found, counting(found.id))
    read = [upload_of(found.id, name) for name in before.names]
    whole = Stretch.watched_by(tell)
    after = import_files(
        sources_of(found, [*(upload for upload in files if upload in read), newer]),
        store().dataset_folder(found.id),
        as_of=found.settings.as_of,
        currency=found.settings.currency,
        progress=whole.part(0.0, _IMPORTED).say,
    )
    whole.say("Comparing what changes", _IMPORTED)
    return changes(before.imported.data, after.data)


def _rejects_now(workspace_id: str, upload: Upload) -> pd.DataFrame:
    """Return the rejects of a file as they are now, whether it counts or was refused for them."""
    found = store().load(workspace_id)
    try:
        read = reading_of(found, counting(workspace_id))
        frames = dict(read.rejects_refused) | {
            report.file: read.imported.rejects[report.key] for report in read.imported.files
        }
    except UserError as error:
        frames = rejects_of(error)
    for name, frame in frames.items():
        named = upload_of(workspace_id, name)
        if named is not None and named.id == upload.id:
            return frame
    raise UserError("There are no rejected rows of this file.", "Load the page again.", file=upload.name)
