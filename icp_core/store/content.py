"""Bytes on their way to disk: copied in pieces, hashed on the way, in place only when complete."""

import hashlib
import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, NamedTuple

_PIECE = 1024 * 1024  # bytes held in memory at a time
_PART = ".part"  # ending of a file that is not complete
_ABANDONED = timedelta(days=1)  # a copy that has not finished by then was cut off by a crash


class Content(NamedTuple):
    """What was copied: SHA-256 in hexadecimal, and bytes."""

    sha256: str
    size: int


class _Hashing:
    """A target that hashes and counts what is written through it."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.hash, self.size = target, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        self.hash.update(piece)
        self.size += len(piece)
        return self.target.write(piece)


def keep_content(folder: Path, stream: IO[bytes]) -> Content:
    """Copy ``stream`` into ``folder`` under the name of its SHA-256; the same content is kept once.

    Nothing is left when the stream breaks off.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(suffix=_PART, dir=folder)
    try:
        with os.fdopen(handle, "wb") as target:
            hashing = _Hashing(target)
            shutil.copyfileobj(stream, hashing, _PIECE)
            target.flush()
            os.fsync(target.fileno())
        content = Content(hashing.hash.hexdigest(), hashing.size)
        Path(part).replace(folder / content.sha256)
    finally:
        Path(part).unlink(missing_ok=True)
    return content


def sweep(folder: Path, now: datetime) -> None:
    """Remove what a crash left half-copied."""
    for part in folder.glob(f"*{_PART}"):
        if now.timestamp() - part.stat().st_mtime > _ABANDONED.total_seconds():
            part.unlink(missing_ok=True)
