"""What is packed around a table (gzip, zip), and what kind of file it is, told by its bytes and never by its name.

Limits, because a small archive may unpack to terabytes: a file of at most 1 GB after unpacking, an archive of at most
1,000 files, no archive inside an archive.
"""

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NoReturn

from icp_core.errors import UserError
from icp_core.ingest.reading.kinds import refuse, refused_by_parts, refused_by_start, refused_by_stream
from icp_core.ingest.reading.remarks import Remarks
from icp_core.ingest.reading.sheet_markup import is_written
from icp_core.results import plural

LARGEST_UNPACKED = 1 << 30  # bytes; what unpacks to more is no table for a person
MOST_FILES = 1_000  # files in an archive; an export has a dozen
SHOWN_FILES = 40  # files of an archive that are offered
HIGHEST_RATIO = 1_032  # what deflate packs at best; a workbook that cannot reach the limit so needs no look

DAMAGE = (  # what the unpacker raises for a damaged archive
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
)
LOCKED = (RuntimeError, NotImplementedError)  # and for one that needs a password or another way of packing

_PIECE = 1 << 20
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_TABLES = {
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".pdf",
    ".html",
    ".htm",
    ".json",
    ".xml",
    ".md",
    ".docx",
    ".pptx",
    ".rtf",
}


class Kind(StrEnum):
    """How the bytes of a file are to be read."""

    TEXT = "text"
    WORKBOOK = "workbook"
    COLUMNAR = "columnar"


def is_packed(data: bytes) -> bool:
    """Whether the first bytes are those of a gzip file, a zip archive or a workbook."""
    return data.startswith((b"\x1f\x8b", *_ZIP))


def unpacked(data: bytes, remarks: Remarks, *, member: str = "") -> bytes:
    """Take the table out of a gzip file or a zip archive; other bytes are returned as they are.

    Args:
        data: All bytes of the file.
        remarks: Where it is said what was unpacked, and asked which file of an archive to read.
        member: File inside the archive that the person chose.

    Raises:
        UserError: The archive is damaged, encrypted, too large, or holds no file that may be a table.

    Example:
        >>> unpacked(gzip.compress(b"id,name"), Remarks("a.csv"))
        b'id,name'
    """
    if data.startswith(_ZIP) and not _is_workbook(data):
        data = _from_zip(data, remarks, member)
        if data.startswith(_ZIP) and not _is_workbook(data):
            raise UserError(
                "The archive holds another archive.", "Unpack it and upload the files in it.", file=remarks.file
            )
    if data[:2] == b"\x1f\x8b":
        data = _from_gzip(data, remarks.file)
        remarks.note("The file was compressed (gzip); it was unpacked.")
        if data.startswith((b"\x1f\x8b", *_ZIP)) and not _is_workbook(data):
            raise UserError(
                "The compressed file holds another archive.",
                "Unpack it and upload the files in it.",
                file=remarks.file,
            )
    return data


def kind_of(data: bytes, file: str) -> Kind:
    """Tell how a file is to be read.

    Raises:
        UserError: The file is empty, or of a kind that holds no table.
    """
    if not data.strip():
        raise UserError(
            "The file is empty.", "Export it again and check that it holds rows.", file=file, found=f"{len(data)} bytes"
        )
    if data.startswith(b"PAR1"):
        return Kind.COLUMNAR
    if data.startswith(_OLE) and (kind := refused_by_stream(data)):
        raise refuse(file, kind)
    if data.startswith(_OLE) or _is_workbook(data):
        return Kind.WORKBOOK
    if is_written(data):
        return Kind.WORKBOOK
    if kind := refused_by_start(data):
        raise refuse(file, kind)
    return Kind.TEXT


def refuse_swollen(data: bytes, file: str) -> None:
    """Refuse a workbook (a zip archive) that unpacks to more than the limit, or is damaged."""
    if not data.startswith(_ZIP) or len(data) * HIGHEST_RATIO <= LARGEST_UNPACKED:
        return
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                with archive.open(info) as stream:
                    while piece := stream.read(_PIECE):
                        total += len(piece)
                        if total > LARGEST_UNPACKED:
                            raise UserError(
                                "The workbook holds more than 1 GB.", "Split it, or export it as CSV.", file=file
                            )
    except (*DAMAGE, *LOCKED) as error:
        _refuse_damaged(file, error)


def _is_workbook(data: bytes) -> bool:
    """Whether a zip archive is a workbook, by the names of its parts, which stand in clear at its end."""
    if not data.startswith(_ZIP):
        return False
    names = (b"xl/workbook.", b"xl\\workbook.", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
    return any(name in data[:200] or name in data[-200_000:] for name in names)


def _from_gzip(data: bytes, file: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = stream.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(
            "The file is compressed (gzip) but cannot be unpacked.",
            "Unpack it yourself and upload the CSV.",
            file=file,
            found="damaged data",
        ) from error
    if len(content) > LARGEST_UNPACKED:
        raise UserError("The compressed file holds more than 1 GB.", "Unpack it and split it by year.", file=file)
    return content


def _from_zip(data: bytes, remarks: Remarks, member: str) -> bytes:
    """Read one file of an archive: the one that was chosen, else the largest that may be a table."""
    file = remarks.file
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if kind := refused_by_parts(data, archive.namelist()):
                raise refuse(file, kind)
            tables = _tables(archive, file)
            largest = max(tables, key=lambda info: info.file_size)
            picked = next((info for info in tables if info.filename == member), largest)
            content = _member(archive, picked, file)
    except DAMAGE as error:
        _refuse_damaged(file, error)
    except LOCKED as error:
        raise UserError(
            "The archive needs a password, or is packed in a way that cannot be read.",
            "Unpack it yourself and upload the files in it.",
            file=file,
        ) from error
    remarks.note(f"The file is a zip archive; '{picked.filename}' in it was read.")
    if len(tables) > 1:
        remarks.ask(
            "member",
            f"The archive holds {len(tables)} files and one table is read from it. Which one? To read several, unpack "
            "the archive and upload its files.",
            {info.filename: f"{info.filename} ({_size(info.file_size)})" for info in tables[:SHOWN_FILES]}
            | {picked.filename: f"{picked.filename} ({_size(picked.file_size)})"},
            chosen=picked.filename,
            decided=picked.filename == member,
            urgent=True,
        )
    return content


def _tables(archive: zipfile.ZipFile, file: str) -> list[zipfile.ZipInfo]:
    """Return the files of an archive that may be tables, without folders and what systems add of their own."""
    everything = archive.infolist()
    if len(everything) > MOST_FILES:
        raise UserError(
            "The archive holds too many files.",
            f"Upload the tables themselves; an archive may hold {MOST_FILES:,} files.",
            file=file,
            found=plural(len(everything), "file"),
        )
    tables = []
    for info in everything:
        path = PurePosixPath(info.filename)
        own = info.filename.startswith("__MACOSX/") or path.name.startswith(".") or path.name == "Thumbs.db"
        if not (info.is_dir() or own or info.file_size == 0 or path.suffix.lower() in _NO_TABLES):
            tables.append(info)
    if not tables:
        found = ", ".join(info.filename for info in everything[:5]) or "nothing"
        raise UserError("The archive holds no table.", "Put a CSV or Excel file into it.", file=file, found=found)
    return tables


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str) -> bytes:
    """Unpack one file, and believe what comes out rather than the size that is declared."""
    with archive.open(info) as stream:
        content = stream.read(LARGEST_UNPACKED + 1)
    if len(content) > LARGEST_UNPACKED:
        raise UserError(
            "A file in the archive holds more than 1 GB.", "Split it by year.", file=file, found=info.filename
        )
    return content


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"


def _refuse_damaged(file: str, error: Exception) -> NoReturn:
    raise UserError(
        "The file is a zip archive or a workbook, but it is damaged.",
        "Export or copy it again, or save it as CSV (UTF-8).",
        file=file,
        found="damaged data",
    ) from error
