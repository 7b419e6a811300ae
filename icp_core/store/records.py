"""What the store hands out besides the workspace document."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from icp_core.checklist import Answer
from icp_core.profile import IcpProfile


@dataclass(frozen=True)
class WorkspaceInfo:
    """A workspace in the list of workspaces.

    Args:
        id: Short name, part of paths and of the address.
        name: Name that people gave it.
        created_at: When, UTC.
        version: Rises when settings, events, interviews, name or the active ICP are replaced.
    """

    id: str
    name: str
    created_at: datetime
    version: int


@dataclass(frozen=True)
class ProfileVersion:
    """One version of one declared ICP.

    Args:
        key: Names the ICP inside its workspace; stays when the ICP is renamed.
        version: 1 for the first.
        profile: None when the ICP was removed with this version.
        who: Who declared it; empty when nobody said.
        why: The reason given.
        at: When, UTC.
    """

    key: int
    version: int
    profile: IcpProfile | None
    who: str
    why: str
    at: datetime


@dataclass(frozen=True)
class AnswerVersion:
    """One answer as it was given.

    Args:
        answer: None when the answer was taken back.
        symptom: Id of the symptom.
        function: Function that answered.
        person: Who answered; may be empty.
        at: When, UTC.
    """

    answer: Answer | None
    symptom: str
    function: str
    person: str
    at: datetime


@dataclass(frozen=True)
class Upload:
    """One uploaded file.

    Args:
        id: Number of the upload.
        table: Canonical table, or None: the import finds out.
        name: Name of the file as the person knows it; never a path.
        sha256: Of the content.
        size: Bytes.
        at: When, UTC.
        path: Where the content lies on this machine.
    """

    id: int
    table: str | None
    name: str
    sha256: str
    size: int
    at: datetime
    path: Path
