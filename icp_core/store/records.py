"""What the store hands out besides the workspace document."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from icp_core.checklist import Answer
from icp_core.profile import IcpProfile

Option = str | Mapping[str, str]  # one choice, or one for each of several values


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
        standing: "in", or "waiting" for a person to accept it.
        options: How its bytes are read, where a person chose: ``encoding``, ``delimiter``, ``sheet``.
        mends: Number of the upload whose rejected rows it mends; None for a file of its own.
    """

    id: int
    table: str | None
    name: str
    sha256: str
    size: int
    at: datetime
    path: Path
    standing: str = "in"
    options: Mapping[str, Option] = field(default_factory=dict)
    mends: int | None = None


@dataclass(frozen=True)
class FileChoices:
    """What people chose about the reading of files, remembered by table and header.

    Args:
        latest: Table and signature of the header to the mapping and the options saved last.
    """

    latest: Mapping[tuple[str, str], tuple[dict[str, str], dict[str, Option]]]

    def mapping(self, table: str, *, header: Sequence[str] = ()) -> dict[str, str]:
        """Return the mapping remembered for this header, or else for the table; empty when there is none."""
        found = (self.latest.get((table, signature_of(names)), ({}, {}))[0] for names in (header, ()))
        return next((mapping for mapping in found if mapping), {})

    def options(self, table: str, *, header: Sequence[str] = ()) -> dict[str, Option]:
        """Return what was chosen for files of this header, by the id of the question."""
        chosen = self.latest.get((table, signature_of(header)), ({}, {}))[1]
        return {question: choice for question, choice in chosen.items() if choice}


def signature_of(header: Sequence[str]) -> str:
    """Return what names a header, whatever the case of its letters."""
    names = "\x1f".join(name.strip().casefold() for name in header)
    return hashlib.sha256(names.encode()).hexdigest()
