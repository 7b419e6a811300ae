"""Which kinds of files are read, and what to do with a file of another kind: told by its bytes, never by its name.

The uploaders take any file and leave it to the reader, so the two cannot differ; what is said of kinds beside them is
made from `READ`. To refuse a kind with a better sentence, add an entry to one of the lists below it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from icp_core.errors import UserError

READ = {  # what people call a kind, and its endings; a file of these kinds is read under any other name too
    "CSV or other text": ("csv", "tsv", "tab", "txt"),
    "Excel": ("xlsx", "xlsm", "xlsb", "xls"),
    "OpenDocument": ("ods",),
    "Parquet": ("parquet", "pq"),
    "web pages with a table": ("html", "htm"),
    "packed": ("gz", "zip"),
}
KINDS = ", ".join(f"{what} ({', '.join(endings)})" for what, endings in READ.items())  # for help beside an uploader


@dataclass(frozen=True)
class Refused:
    """A kind of file that is not read.

    Args:
        what: The kind in words, with its article.
        remedy: What the person can do instead.
    """

    what: str
    remedy: str


_EXPORT = "Export the table itself as CSV or as an Excel workbook (.xlsx) from the system it comes from."
_UNPACK = "Unpack it and upload the files in it."
_COPY = "Copy the table into a workbook and save that as .xlsx."
_QUERY = "Export the table as CSV or Parquet from the database or program it belongs to."
_JSON = "Export the table as CSV instead, or open the file in Excel (Data, Get Data, From JSON) and save it as .xlsx."
_XML = "Open it in Excel and save it as an Excel workbook (.xlsx), or export the table as CSV."
_NUMBERS = "In Numbers choose File, Export To, CSV or Excel, and upload what it writes."
_GOOGLE = "Open the sheet in the browser, choose File, Download, and upload the CSV or Excel file."

_BY_START = {  # first bytes of a file
    b"%PDF": Refused("a PDF document", _EXPORT),
    b"\x89PNG": Refused("a picture (PNG)", _EXPORT),
    b"\xff\xd8\xff": Refused("a picture (JPEG)", _EXPORT),
    b"GIF8": Refused("a picture (GIF)", _EXPORT),
    b"SQLite format 3": Refused("an SQLite database", _QUERY),
    b"\x00\x01\x00\x00Standard ": Refused("an Access database", _QUERY),
    b"$FL2": Refused("an SPSS file", _QUERY),
    b"PARE": Refused("an encrypted Parquet file", "Write it again without encryption."),
    b"ARROW1": Refused("an Arrow file", _QUERY),
    b"Obj\x01": Refused("an Avro file", _QUERY),
    b"7z\xbc\xaf\x27\x1c": Refused("a 7z archive", _UNPACK),
    b"Rar!": Refused("a RAR archive", _UNPACK),
    b"BZh": Refused("a bzip2 file", _UNPACK),
    b"\xfd7zXZ": Refused("an xz file", _UNPACK),
    b"\x28\xb5\x2f\xfd": Refused("a zstd file", _UNPACK),
    b"{\\rtf": Refused("a text document (RTF)", _COPY),
    b"MIME-Version:": Refused("a web archive (MHTML)", _XML),
    b"[InternetShortcut]": Refused("a link, not the file itself", _EXPORT),
}
_BY_PATTERN = {  # how a text begins
    re.compile(rb"<!doctype plist"): Refused("a settings file (XML)", _EXPORT),
    re.compile(rb"<\?xml"): Refused("an XML file", _XML),
    re.compile(rb"\{\s*[\"}]|\[\s*[\[{\]]"): Refused("a JSON file", _JSON),
}
_BY_PART = {  # a file inside a zip archive, by the beginning of its name
    "Index/Tables/": Refused("an Apple Numbers document", _NUMBERS),
    "Index/Document.iwa": Refused("an Apple document (Numbers, Pages or Keynote)", _NUMBERS),
    "Index.zip": Refused("an Apple document (Numbers, Pages or Keynote)", _NUMBERS),
    "word/document": Refused("a Word document", _COPY),
    "ppt/presentation": Refused("a PowerPoint presentation", _COPY),
}
_BY_STREAM = {  # a part of an old Office document
    "WordDocument": Refused("a Word document", _COPY),
    "PowerPoint Document": Refused("a PowerPoint presentation", _COPY),
    "__substg1.0_": Refused("an Outlook message", "Save the attached table from it and upload that."),
}
_OPEN_TEXT = b"mimetypeapplication/vnd.oasis.opendocument."
_GOOGLE_SHEET = b"docs.google.com"
_TAR = b"ustar"


def refused_by_start(data: bytes) -> Refused | None:
    """Tell by its first bytes whether a file is of a kind that holds no table.

    Example:
        >>> refused_by_start(b"%PDF-1.7").what, refused_by_start(b'{"rows": []}').what, refused_by_start(b"id,name")
        ('a PDF document', 'a JSON file', None)
    """
    start = data[:300].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{") and _GOOGLE_SHEET in data[:2_000]:
        return Refused("a link to a Google sheet, not the sheet itself", _GOOGLE)
    if data[257:262] == _TAR:
        return Refused("a tar archive", _UNPACK)
    found = [kind for magic, kind in _BY_START.items() if data.startswith(magic)]
    found += [kind for pattern, kind in _BY_PATTERN.items() if pattern.match(start.lower())]
    return found[0] if found else None


def refused_by_parts(data: bytes, names: Sequence[str]) -> Refused | None:
    """Tell by the names of the files in a zip archive whether it is a document of another kind.

    Example:
        >>> refused_by_parts(b"PK", ["Index/Document.iwa", "Index/Tables/DataList.iwa"]).what
        'an Apple Numbers document'
    """
    if _OPEN_TEXT in data[:200]:
        return Refused("an OpenDocument file without a sheet", _COPY)
    return next(
        (kind for part, kind in _BY_PART.items() if any(name.startswith(part) for name in names)),
        None,
    )


def refused_by_stream(data: bytes) -> Refused | None:
    """Tell by the names of its parts whether an old Office document is something else than a workbook."""
    return next((kind for name, kind in _BY_STREAM.items() if name.encode("utf-16-le") in data), None)


def refuse(file: str, kind: Refused) -> UserError:
    """Say that a file is of a kind that is not read, and what to do."""
    return UserError("This is not a table that can be read.", kind.remedy, file=file, found=kind.what)
