"""A workspace as one zip file: ``workspace.json`` with all that was ever declared, and the uploaded files."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from icp_core.checklist import Answer
from icp_core.errors import UserError
from icp_core.profile import IcpProfile
from icp_core.store.content import keep_content
from icp_core.store.declared import workspace_row
from icp_core.store.models import AnswerRow, IcpVersionRow, MappingRow, UploadRow, WorkspaceRow
from icp_core.store.places import Places
from icp_core.workspace import Event, Interview, Settings

_DOCUMENT = "workspace.json"
_MOST_JSON = 256 * 1024**2  # bytes; a hundred thousand answers take 30 MB
_MOST_FILES = 16 * 1024**3  # bytes of all uploads together; more is a zip file made to fill the disk


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class _IcpVersion(_Part):
    profile_key: int = Field(ge=1)
    version: int = Field(ge=1)
    document: IcpProfile | None
    who: str
    why: str
    at: AwareDatetime


class _Answer(_Part):
    symptom: str
    function: str
    person: str
    document: Answer | None
    at: AwareDatetime


class _Upload(_Part):
    table: str | None
    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)
    at: AwareDatetime
    standing: Literal["in", "waiting", "prospects"] = "in"
    options: dict[str, str | dict[str, str]] = {}
    mends: int | None = Field(default=None, ge=0)  # position in ``uploads`` of the file that it mends


class _Mapping(_Part):
    table: str
    signature: str = Field(pattern=r"^[0-9a-f]{64}$")
    mapping: dict[str, str]
    options: dict[str, str | dict[str, str]] = {}
    at: AwareDatetime


class Archived(_Part):
    """What ``workspace.json`` holds."""

    format: Literal[1] = 1
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    name: str = Field(min_length=1)
    created_at: AwareDatetime
    changed_at: AwareDatetime
    changed_by: str
    version: int = Field(ge=0)
    active_profile: int = Field(ge=0)
    settings: Settings
    events: tuple[Event, ...]
    interviews: tuple[Interview, ...]
    icp_versions: tuple[_IcpVersion, ...]
    answers: tuple[_Answer, ...]
    uploads: tuple[_Upload, ...]
    mappings: tuple[_Mapping, ...]


def pack(session: Session, workspace_id: str, places: Places) -> bytes:
    """Write the zip file; removed uploads are not in it.

    Raises:
        UserError: There is no such workspace.
    """
    row = workspace_row(session, workspace_id)
    own = {name: getattr(row, name) for name in Archived.model_fields if hasattr(row, name)}
    document = Archived(
        **own,
        icp_versions=_all(session, _IcpVersion, IcpVersionRow, workspace_id),
        answers=_all(session, _Answer, AnswerRow, workspace_id),
        mappings=_all(session, _Mapping, MappingRow, workspace_id),
        uploads=_uploads(session, workspace_id),
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        target.writestr(_DOCUMENT, document.model_dump_json(indent=1))
        for sha256 in dict.fromkeys(upload.sha256 for upload in document.uploads):
            target.write(places.upload(workspace_id, sha256), f"uploads/{sha256}")
    return packed.getvalue()


@contextmanager
def opened(packed: bytes) -> Iterator[tuple[Archived, zipfile.ZipFile]]:
    """Open and check what `pack` wrote; the content of the uploads is checked when it is copied.

    Raises:
        UserError: It is no export of a workspace, or damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as files:
            sizes = {entry.filename: entry.file_size for entry in files.infolist()}
            if sizes.get(_DOCUMENT, 0) > _MOST_JSON or sum(sizes.values()) > _MOST_FILES:
                raise _refused("It holds more than any workspace does.")
            yield Archived.model_validate_json(files.read(_DOCUMENT)), files
    except KeyError as error:
        raise _refused("A part of it is missing.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = " ".join(str(part) for part in first["loc"])
        raise _refused(f"Its {_DOCUMENT} is not as the workbench writes it ({place}: {first['msg']}).") from error
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refused("It is no complete zip file.") from error


def unpack_files(content: Archived, files: zipfile.ZipFile, folder: Path) -> None:
    """Copy the uploads to disk and check that each is what it says."""
    for sha256 in dict.fromkeys(upload.sha256 for upload in content.uploads):
        with files.open(f"uploads/{sha256}") as stream:
            if keep_content(folder, stream).sha256 != sha256:
                raise _refused("A file in it is damaged.")


def unpack_rows(session: Session, content: Archived, workspace_id: str) -> None:
    """Add the rows under the id ``workspace_id``."""
    plain = content.model_dump(mode="json")
    own = WorkspaceRow(
        id=workspace_id, name=content.name, created_at=content.created_at, changed_at=content.changed_at,
        changed_by=content.changed_by, version=content.version, active_profile=content.active_profile,
        settings=plain["settings"], events=plain["events"], interviews=plain["interviews"],
    )  # fmt: skip
    session.add(own)
    session.flush()
    for model, name in ((IcpVersionRow, "icp_versions"), (AnswerRow, "answers"), (MappingRow, "mappings")):
        for row in plain[name]:
            values = {**row, "at": datetime.fromisoformat(row["at"])}
            session.add(model(workspace_id=workspace_id, **values))
            session.flush()
    _add_uploads(session, plain["uploads"], workspace_id)


def _add_uploads(session: Session, uploads: list[dict[str, Any]], workspace_id: str) -> None:
    """Add the uploads; a list of mended rows names the new number of the file that it mends."""
    numbers: list[int] = []
    for row in uploads:
        mended = row["mends"]
        if mended is not None and mended >= len(numbers):
            raise _refused("It mends a file that is not in it.")
        values = {"at": datetime.fromisoformat(row["at"]), "mends": None if mended is None else numbers[mended]}
        added = UploadRow(workspace_id=workspace_id, **{**row, **values})
        session.add(added)
        session.flush()
        numbers.append(added.id)


def _uploads(session: Session, workspace_id: str) -> tuple[_Upload, ...]:
    """Return the uploads that were not removed; what mends a file stands behind it."""
    live = select(UploadRow).where(UploadRow.workspace_id == workspace_id, UploadRow.removed_at.is_(None))
    rows = tuple(session.scalars(live.order_by(UploadRow.id)))
    place = {row.id: position for position, row in enumerate(rows)}
    return tuple(
        _Upload.model_validate(row).model_copy(update={"mends": None if row.mends is None else place[row.mends]})
        for row in rows
    )


def _all(session: Session, part: type[Any], model: type[Any], workspace_id: str) -> tuple[Any, ...]:
    rows = session.scalars(select(model).where(model.workspace_id == workspace_id).order_by(model.id))
    return tuple(part.model_validate(row) for row in rows)


def _refused(reason: str) -> UserError:
    return UserError(f"This file cannot be imported as a workspace. {reason}", "Export the workspace again.")
