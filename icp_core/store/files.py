"""Uploads, the mappings of their columns, and the data sets made from them."""

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from icp_core.errors import ConflictError, UserError
from icp_core.store.content import keep_content, sweep
from icp_core.store.declared import workspace_row
from icp_core.store.models import DatasetRow, Document, MappingRow, UploadRow
from icp_core.store.records import FileChoices, Option, Upload, signature_of
from icp_core.store.transactions import Transactions

IN, WAITING = "in", "waiting"  # how a file stands: it counts, or a person has not accepted it yet
PROSPECTS = "prospects"  # a list of companies to judge: never part of the data


class Files(Transactions):
    """The part of the store that deals with files."""

    def save_upload(
        self,
        workspace_id: str,
        table: str | None,
        name: str,
        stream: IO[bytes],
        *,
        standing: str = IN,
        mends: int | None = None,
    ) -> Upload:
        """Copy an uploaded file to disk and record it; the same file again is the same upload, standing as it stood.

        Args:
            workspace_id: Of which workspace.
            table: Canonical table; None: the import finds out.
            name: Name of the file as the person knows it; kept as text, never used as a path.
            stream: Its bytes, read from here to the end.
            standing: "in"; "waiting": it counts for nothing until `accept_upload`; or "prospects": it never counts.
                The same bytes may stand as a list of prospects beside a file that counts.
            mends: The upload whose rejected rows it mends, where it is no file of its own.

        Raises:
            UserError: There is no such workspace, or the disk cannot take the file; nothing is left of it.
        """
        with self._read() as session:
            workspace_row(session, workspace_id)
        folder = self.places.uploads(workspace_id)
        try:
            content = keep_content(folder, stream)
        except OSError as error:
            raise UserError(
                f"The file could not be kept on disk: {error.strerror or error}.",
                "Make room in the folder of the workbench, then upload it again.",
                file=name,
            ) from error
        sweep(folder, self._clock())
        with self._write() as session:
            workspace_row(session, workspace_id)
            if mends is not None:
                _upload_row(session.get(UploadRow, mends), workspace_id)
            same = (UploadRow.sha256 == content.sha256) & (UploadRow.name == name) & (UploadRow.mends == mends)
            apart = (UploadRow.standing == PROSPECTS) == (standing == PROSPECTS)
            row = session.scalars(_live_uploads(workspace_id).where(same, apart)).first()
            if row is None:
                row = UploadRow(
                    workspace_id=workspace_id,
                    name=name,
                    standing=standing,
                    mends=mends,
                    at=self._clock(),
                    **content._asdict(),
                )
                session.add(row)
            row.table = table or row.table
            session.flush()
            return self._upload(row)

    def uploads(self, workspace_id: str) -> tuple[Upload, ...]:
        """Return the files of a workspace that were not removed, oldest first, those that wait too."""
        with self._read() as session:
            files = _live_uploads(workspace_id).where(UploadRow.mends.is_(None), UploadRow.standing != PROSPECTS)
            return tuple(self._upload(row) for row in session.scalars(files))

    def prospect_lists(self, workspace_id: str) -> tuple[Upload, ...]:
        """Return the lists of prospects of a workspace that were not removed, oldest first."""
        with self._read() as session:
            lists = _live_uploads(workspace_id).where(UploadRow.standing == PROSPECTS)
            return tuple(self._upload(row) for row in session.scalars(lists))

    def repairs(self, workspace_id: str, upload_id: int) -> tuple[Upload, ...]:
        """Return the lists of mended rows of one file, oldest first."""
        with self._read() as session:
            lists = _live_uploads(workspace_id).where(UploadRow.mends == upload_id)
            return tuple(self._upload(row) for row in session.scalars(lists))

    def accept_upload(
        self, workspace_id: str, upload_id: int, *, seen: Collection[int], replaces: Collection[int] = ()
    ) -> None:
        """Let a waiting file count.

        Args:
            workspace_id: Of which workspace.
            upload_id: The file.
            seen: The files that counted when the person decided.
            replaces: Those of them that are removed, with the lists of rows that mend them; none: it is appended.

        Raises:
            ConflictError: The file was accepted or removed meanwhile, or others count now; nothing was changed.
        """
        with self._write() as session:
            files = session.scalars(_live_uploads(workspace_id).where(UploadRow.mends.is_(None)))
            standing = {row.id: row.standing for row in files}
            counting = {number for number, how in standing.items() if how == IN}
            if standing.get(upload_id) != WAITING or counting != set(seen) or not counting >= set(replaces):
                raise ConflictError(
                    "Somebody else added, accepted or removed a file meanwhile. Nothing was changed.",
                    "Load the page again and look at what this file changes now.",
                )
            _upload_row(session.get(UploadRow, upload_id), workspace_id).standing = IN
            for replaced in replaces:
                self._remove(session, workspace_id, replaced)

    def assign_upload(self, workspace_id: str, upload_id: int, table: str | None) -> None:
        """Say which table a file holds; None: the import finds out."""
        with self._write() as session:
            _upload_row(session.get(UploadRow, upload_id), workspace_id).table = table

    def hold_upload(self, workspace_id: str, upload_id: int) -> None:
        """Let a file wait: it counts for nothing until `accept_upload`."""
        with self._write() as session:
            _upload_row(session.get(UploadRow, upload_id), workspace_id).standing = WAITING

    def remove_upload(self, workspace_id: str, upload_id: int) -> None:
        """Take a file out of the workspace, with the lists of rows that mend it; all stay on disk, marked."""
        with self._write() as session:
            _upload_row(session.get(UploadRow, upload_id), workspace_id)
            self._remove(session, workspace_id, upload_id)

    def _remove(self, session: Session, workspace_id: str, upload_id: int) -> None:
        gone = (UploadRow.id == upload_id) | (UploadRow.mends == upload_id)
        for row in session.scalars(_live_uploads(workspace_id).where(gone)):
            row.removed_at = self._clock()

    def choose_upload(self, workspace_id: str, upload_id: int, option: str, choice: Option) -> None:
        """Say how the bytes of one file are read (``encoding``, ``delimiter``, ``sheet``); "" takes the choice back."""
        with self._write() as session:
            row = _upload_row(session.get(UploadRow, upload_id), workspace_id)
            row.options = {**row.options, option: _plain(choice)}

    def save_mapping(
        self, workspace_id: str, table: str, mapping: Mapping[str, str], *, header: Sequence[str] = ()
    ) -> None:
        """Remember a confirmed mapping.

        Args:
            workspace_id: Of which workspace.
            table: Canonical table.
            mapping: Canonical column to the header in the file; "" says: do not map it.
            header: The file's headers; empty: for every file of this table that has no mapping of its own.
        """
        with self._write() as session:
            self._add_choices(session, workspace_id, table, header, mapping=dict(mapping))

    def save_option(
        self, workspace_id: str, table: str, option: str, choice: Option, *, header: Sequence[str] = ()
    ) -> None:
        """Remember what was chosen where files of this header leave doubt; "" takes the choice back."""
        with self._write() as session:
            before = self._choices(session, workspace_id, table, header)
            options = {**(before.options if before else {}), option: _plain(choice)}
            self._add_choices(session, workspace_id, table, header, options=options)

    def choices(self, workspace_id: str) -> FileChoices:
        """Return everything that was chosen about the reading of files."""
        saved = select(MappingRow).where(MappingRow.workspace_id == workspace_id).order_by(MappingRow.id)
        with self._read() as session:
            return FileChoices(
                {(row.table, row.signature): (row.mapping, row.options) for row in session.scalars(saved)}
            )

    def _choices(self, session: Session, workspace_id: str, table: str, header: Sequence[str]) -> MappingRow | None:
        mine = (MappingRow.workspace_id == workspace_id) & (MappingRow.table == table)
        same = mine & (MappingRow.signature == signature_of(header))
        return session.scalars(select(MappingRow).where(same).order_by(MappingRow.id.desc())).first()

    def _add_choices(
        self, session: Session, workspace_id: str, table: str, header: Sequence[str], **changed: Document
    ) -> None:
        workspace_row(session, workspace_id)
        before = self._choices(session, workspace_id, table, header)
        values: Document = {"mapping": before.mapping, "options": before.options} if before else {"mapping": {}}
        row = MappingRow(
            workspace_id=workspace_id,
            table=table,
            signature=signature_of(header),
            at=self._clock(),
            **{**values, **changed},
        )
        session.add(row)

    def dataset_folder(self, workspace_id: str) -> Path:
        """Return the folder into which the import writes data sets, each under its fingerprint; made when absent."""
        folder = self.places.datasets(workspace_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def save_dataset(self, workspace_id: str, fingerprint: str) -> None:
        """Record that a data set was made; once per fingerprint."""
        with self._write() as session:
            workspace_row(session, workspace_id)
            mine = (DatasetRow.workspace_id == workspace_id) & (DatasetRow.fingerprint == fingerprint)
            if session.scalars(select(DatasetRow).where(mine)).first() is None:
                session.add(DatasetRow(workspace_id=workspace_id, fingerprint=fingerprint, at=self._clock()))

    def datasets(self, workspace_id: str) -> tuple[str, ...]:
        """Return the fingerprints of the data sets made so far, oldest first."""
        made = select(DatasetRow.fingerprint).where(DatasetRow.workspace_id == workspace_id).order_by(DatasetRow.id)
        with self._read() as session:
            return tuple(session.scalars(made))

    def _upload(self, row: UploadRow) -> Upload:
        path = self.places.upload(row.workspace_id, row.sha256)
        options = {name: choice for name, choice in row.options.items() if choice}
        return Upload(row.id, row.table, row.name, row.sha256, row.size, row.at, path, row.standing, options, row.mends)

    @contextmanager
    def _kept_only_if_done(self, workspace_id: str) -> Iterator[None]:
        folder = self.places.uploads(workspace_id).parent
        existed = folder.exists()
        try:
            yield
        except BaseException:
            if not existed:
                shutil.rmtree(folder, ignore_errors=True)
            raise


def _live_uploads(workspace_id: str) -> Select[UploadRow]:
    live = (UploadRow.workspace_id == workspace_id) & UploadRow.removed_at.is_(None)
    return select(UploadRow).where(live).order_by(UploadRow.id)


def _upload_row(row: UploadRow | None, workspace_id: str) -> UploadRow:
    if row is None or row.workspace_id != workspace_id or row.removed_at is not None:
        raise UserError("This file is no longer in the workspace.", "Load the page again.")
    return row


def _plain(choice: Option) -> str | dict[str, str]:
    return choice if isinstance(choice, str) else dict(choice)
