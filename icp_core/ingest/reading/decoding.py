"""From bytes to text: is it text at all, and in which encoding?"""

import gzip
import io
import itertools
import zlib
from dataclasses import dataclass

from icp_core.errors import UserError

LARGEST_UNPACKED = 1 << 30  # bytes; a gzip file may grow a thousandfold, and one of this size is no table for a person
SAMPLE = 200_000  # bytes looked at where the whole file would be slow
SHORT_SAMPLE, MOST_LINES = 20_000, 400  # bytes and lines with letters beyond ASCII from which a code page is told
MOST_CONTROL = (
    0.08  # share of control characters; text has none, but a stray NUL in a tiny file is no reason to refuse it
)
RUN_OF_ACCENTS = (
    0.3  # share of non-ASCII bytes beside another one: words of Latin letters stay below, Cyrillic or Greek far above
)
ENOUGH_ACCENTS = 20  # non-ASCII bytes below which Central European and Western letters cannot be told apart

_LABELS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 with BOM", "cp1252": "Windows-1252", "latin-1": "ISO-8859-1"}
_FORMATS = {
    b"PK\x03\x04": "a zip archive or an Excel workbook (.xlsx)",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
}
_CENTRAL = {"cp1250", "iso8859_2", "mac_latin2", "cp852"}
_LATIN = (
    "cp1250",
    "cp1252",
    "cp1254",
    "cp1257",
    "iso8859_2",
    "iso8859_15",
    "iso8859_9",
    "iso8859_10",
    "iso8859_14",
    "iso8859_16",
    "iso8859_3",
    "iso8859_4",
    "latin",
    "mac_roman",
    "mac_latin2",
    "mac_iceland",
    "mac_turkish",
    "cp850",
    "cp437",
    "cp858",
    "cp852",
    "cp500",
    "cp037",
    "hp_roman8",
)
_CENTRAL_LANGUAGES = {"Czech", "Slovak", "Polish", "Hungarian", "Croatian", "Slovene", "Romanian", "Serbian"}


@dataclass(frozen=True)
class Decoded:
    """The bytes of a text file, and how to read them.

    Args:
        content: The bytes, unpacked.
        codec: Python's name of the encoding; decoding ``content`` with it does not fail.
        label: The encoding in words.
        notes: What should be said to the person.
    """

    content: bytes
    codec: str
    label: str
    notes: tuple[str, ...] = ()

    def text(self) -> io.TextIOWrapper:
        """Open the text with its line ends untouched."""
        return io.TextIOWrapper(io.BytesIO(self.content), self.codec, newline="")


def decoded(data: bytes, *, file: str, codec: str = "") -> Decoded:
    r"""Find the encoding of a file.

    Args:
        data: All bytes of the file.
        file: Its name, for messages.
        codec: Encoding that the person chose; empty to find it.

    Raises:
        UserError: The file is empty, holds no text, or cannot be unpacked or decoded.

    Example:
        >>> decoded("name\\nJosé".encode("cp1252"), file="a.csv").label
        'Windows-1252'
    """
    notes: list[str] = []
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data, file)
        notes.append("The file was compressed (gzip); it was unpacked.")
    if not data.strip():
        raise UserError(
            "The file is empty.", "Export it again and check that it holds rows.", file=file, found=f"{len(data)} bytes"
        )
    for magic, what in _FORMATS.items():
        if data.startswith(magic):
            raise UserError(
                "This is not a CSV file.",
                "Open it where it comes from and save it as CSV (UTF-8).",
                file=file,
                found=what,
            )
    chosen = codec or _codec(data, file)
    try:
        data.decode(chosen)
    except LookupError as error:
        raise UserError(
            "The encoding that was chosen is unknown.", "Choose UTF-8 or Windows-1252.", file=file, found=chosen
        ) from error
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        row = data[:at].count(b"\n") + 1
        raise UserError(
            f"The text cannot be read as {_label(chosen)}.",
            "Save the file as CSV (UTF-8) and upload it again.",
            file=file,
            row=row,
            found=f"byte {data[at : at + 1].hex() or '??'} at position {at}",
        ) from error
    label = _label(chosen)
    if not label.startswith("UTF-8"):
        notes.append(f"The file is not UTF-8; it was read as {label}. If letters look wrong, choose another encoding.")
    return Decoded(data, chosen, label, tuple(notes))


def _unpacked(data: bytes, file: str) -> bytes:
    """Unpack gzip data, at most ``LARGEST_UNPACKED`` bytes of it."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            unpacked = stream.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(
            "The file is compressed (gzip) but cannot be unpacked.",
            "Unpack it yourself and upload the CSV.",
            file=file,
            found="damaged data",
        ) from error
    if len(unpacked) > LARGEST_UNPACKED:
        raise UserError("The compressed file holds more than 1 GB.", "Unpack it and split it by year.", file=file)
    return unpacked


def _codec(data: bytes, file: str) -> str:
    """Name the codec that reads the bytes, preferring what people use."""
    for bom, codec in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(bom):
            return codec
    sample = data[:SAMPLE]
    wide = _utf_16_without_bom(sample)
    if wide:
        return wide
    control = sum(sample.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\x0b\x0c")
    if control / len(sample) > MOST_CONTROL:
        raise UserError(
            "This is not a text file.",
            "Export the table as CSV (UTF-8) and upload that.",
            file=file,
            found=f"{control:,} control characters",
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data)
    return "utf-8"


def _utf_16_without_bom(sample: bytes) -> str:
    """Tell UTF-16 by the zero in every second byte."""
    half = len(sample) // 2
    if half < 4:
        return ""
    odd, even = sample[1::2].count(0) / half, sample[0::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _legacy(data: bytes) -> str:
    """Name the code page of text that is not UTF-8: Windows-1252 unless the letters say otherwise."""
    from charset_normalizer import from_bytes

    telling = [line for line in data[: 5 * SAMPLE].splitlines() if not line.isascii()][:MOST_LINES]
    sample = b"\n".join(telling)[:SHORT_SAMPLE] or data[-SHORT_SAMPLE:]
    high = [at for at, byte in enumerate(sample) if byte > 127]
    together = sum(1 for before, after in itertools.pairwise(high) if after == before + 1)
    best = from_bytes(sample).best()
    if best is not None:
        foreign = 2 * together > RUN_OF_ACCENTS * len(high) and len(high) >= 8 and not best.encoding.startswith(_LATIN)
        central = best.encoding in _CENTRAL and best.language in _CENTRAL_LANGUAGES and len(high) >= ENOUGH_ACCENTS
        if (foreign or central) and _reads(data, best.encoding):
            return str(best.encoding)
    return "cp1252" if _reads(data, "cp1252") else "latin-1"


def _reads(data: bytes, codec: str) -> bool:
    """Whether every byte has a meaning in the code page."""
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _label(codec: str) -> str:
    """Name an encoding in words."""
    if codec in _LABELS:
        return _LABELS[codec]
    return codec.replace("_", "-").upper().replace("CP125", "Windows-125")
