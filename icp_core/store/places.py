"""Where things lie on disk; a name that a person gave is never part of a path."""

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Places:
    """The folder of the store and the address of its database.

    Args:
        folder: Holds ``workbench.sqlite`` and ``data/<workspace>/uploads`` and ``data/<workspace>/datasets``.
        database: SQLAlchemy URL.
    """

    folder: Path
    database: str

    def uploads(self, workspace_id: str) -> Path:
        """Folder of the original files, each named by the SHA-256 of its content."""
        return self._of(workspace_id) / "uploads"

    def datasets(self, workspace_id: str) -> Path:
        """Folder of the imported data sets, each in a folder named by its fingerprint."""
        return self._of(workspace_id) / "datasets"

    def upload(self, workspace_id: str, sha256: str) -> Path:
        """Path of one original file."""
        if not _FINGERPRINT.fullmatch(sha256):
            raise ValueError(f"no SHA-256: {sha256!r}")
        return self.uploads(workspace_id) / sha256

    def _of(self, workspace_id: str) -> Path:
        if not is_workspace_id(workspace_id):
            raise ValueError(f"no id of a workspace: {workspace_id!r}")
        return self.folder / "data" / workspace_id


def find_places(where: str | Path | None) -> Places:
    """Say where the store is.

    Args:
        where: A folder, a database URL, or None for what the environment says: ``ICP_HOME`` is the folder
            (``~/.icp-workbench`` without it), ``ICP_DATABASE_URL`` the database (SQLite in the folder without it).
    """
    home = Path(os.environ.get("ICP_HOME") or "~/.icp-workbench").expanduser()
    if where is None:
        return Places(home, os.environ.get("ICP_DATABASE_URL") or _sqlite_in(home))
    if isinstance(where, str) and "://" in where:
        return Places(home, where)
    folder = Path(where).expanduser()
    return Places(folder, _sqlite_in(folder))


def is_workspace_id(text: str) -> bool:
    """Whether ``text`` can be the id of a workspace, and so part of a path and of an address.

    Example:
        >>> is_workspace_id("acme-3f9a2c"), is_workspace_id("../etc")
        (True, False)
    """
    return _SAFE_NAME.fullmatch(text) is not None


def slug(name: str) -> str:
    """Write a name in plain small letters, digits and hyphens.

    Example:
        >>> slug("Müller & Söhne GmbH"), slug("北極")
        ('muller-sohne-gmbh', 'workspace')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "workspace"


def _sqlite_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'workbench.sqlite'}"
