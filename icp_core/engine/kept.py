"""Tables made from a Parquet file once, and kept beside it for the queries to come."""

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock

_MAKING = Lock()  # sessions that ask for the same table at once wait for the first instead of making it again


def kept_beside(source: Path, name: str, recipe: str, make: Callable[[Path], object]) -> Path | None:
    """Return the file with the table ``name`` made from ``source``; it is made now where it is not there yet.

    Its own name holds the size and time of the source and the recipe: a changed file or a changed query is made anew.
    It appears under that name when it is complete.

    Args:
        source: The Parquet file it is made from.
        name: Name of the table.
        recipe: The query that makes it.
        make: Writes the table to the path it is given.

    Returns:
        The file; None where the folder cannot be written.
    """
    about = source.stat()
    key = sha256(f"{about.st_size}|{about.st_mtime_ns}|{recipe}".encode()).hexdigest()[:16]
    target = source.with_name(f".{source.stem}-{name}-{key}.parquet")
    with _MAKING:
        if target.exists():
            return target
        try:
            handle, work = tempfile.mkstemp(prefix=f".{source.stem}-{name}-", suffix=".part", dir=source.parent)
        except OSError:
            return None
        os.close(handle)
        try:
            make(Path(work))
            Path(work).replace(target)
        finally:
            Path(work).unlink(missing_ok=True)
    return target
