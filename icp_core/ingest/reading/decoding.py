"""From bytes to text: is it text at all, and in which encoding?"""

import io
from dataclasses import dataclass

from icp_core.errors import UserError
from icp_core.ingest.findings import row_list
from icp_core.ingest.reading.codepages import (
    code_page,
    is_western,
    label,
    lenient,
    mixture,
    offers,
    reads,
    telling_lines,
)
from icp_core.ingest.reading.remarks import Remarks
from icp_core.results import plural

SAMPLE = 200_000  # bytes looked at where the whole file would be slow
MOST_CONTROL = (
    0.08  # share of control characters; text has none, but a stray NUL in a tiny file is no reason to refuse it
)
MIXED = "mixed"  # the answer for a file of which some rows are UTF-8 and some are not

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True)
class Decoded:
    """The bytes of a text file, and how to read them.

    Args:
        content: The bytes, unpacked.
        codec: Python's name of the encoding; decoding ``content`` with it and ``errors`` does not fail.
        label: The encoding in words.
        errors: What reads the bytes that are not in ``codec``; ``strict`` where there are none.
    """

    content: bytes
    codec: str
    label: str
    errors: str = "strict"

    @property
    def is_wide(self) -> bool:
        """Whether a character takes several bytes, of which some are zero."""
        return self.codec.startswith(("utf-16", "utf-32"))

    def text(self) -> io.TextIOWrapper:
        """Open the text with its line ends untouched."""
        return io.TextIOWrapper(io.BytesIO(self.content), self.codec, self.errors, newline="")


def decoded(data: bytes, remarks: Remarks, *, codec: str = "") -> Decoded:
    r"""Find the encoding of a text file, say it, and ask where it had to be guessed.

    Args:
        data: All bytes of the file.
        remarks: Where it is said and asked.
        codec: Encoding that the person chose; one that cannot read the file is ignored. Empty to find it.

    Raises:
        UserError: The file holds no text, or cannot be decoded.

    Example:
        >>> decoded("name\\nJosé".encode("cp1252"), Remarks("a.csv")).label
        'Windows-1252'
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _utf_16_without_mark(data[:SAMPLE])
    if not marked:
        _refuse_binary(data[:SAMPLE], remarks.file)
    if codec and codec != MIXED and reads(data, codec):
        return _chosen(data, codec, remarks)
    if codec and codec != MIXED:
        remarks.warn(
            f"The encoding '{codec}' that was chosen cannot read this file, so it was found out again.",
            "Choose another encoding if letters look wrong.",
        )
    if marked.startswith(("utf-16", "utf-32")):
        _refuse_broken(data, marked, remarks.file)
        return Decoded(data, marked, label(marked))
    if reads(data, marked or "utf-8"):
        return Decoded(data, marked or "utf-8", label(marked or "utf-8"))
    return _guessed(data, marked or "utf-8", remarks, asked=codec)


def _guessed(data: bytes, utf_8: str, remarks: Remarks, *, asked: str) -> Decoded:
    """Read a file that is not, or not everywhere, UTF-8."""
    found = mixture(data)
    codec = code_page(data if not found.utf_8 else b"\n".join(found.sample), found.sample)
    options = offers(data, telling_lines(data), codec)
    if found.utf_8 and (is_western(codec) or found.utf_8 > found.other):
        words = f"Both: UTF-8, and {label(codec)} where a row is not UTF-8"
        rarer = "UTF-8" if found.utf_8 < found.other else label(codec)
        sentence = (
            f"The file mixes two encodings: {plural(found.utf_8, 'row')} with letters beyond A to Z in UTF-8 and "
            f"{found.other:,} in {label(codec)}; each was read in its own ({row_list(found.rows)}: {rarer})."
        )
        remarks.warn(sentence, "Look at the letters in these rows.", row=found.rows[0])
        remarks.ask(
            "encoding",
            f"{sentence} Do the letters look right?",
            {MIXED: words} | options,
            chosen=MIXED,
            decided=asked == MIXED,
        )
        return Decoded(data, utf_8, f"UTF-8 and {label(codec)}", lenient(codec))
    used = codec if reads(data, codec) else "latin-1"
    remarks.note(
        f"The file is not UTF-8; it was read as {label(used)}. If letters look wrong, choose another encoding."
    )
    remarks.ask(
        "encoding",
        f"The file does not say how its letters are written (it is not UTF-8); it was read as {label(used)}. "
        "In which line do the words look right?",
        options if used == codec else offers(data, telling_lines(data), used),
        chosen=used,
        decided=False,
    )
    return Decoded(data, used, label(used))


def _chosen(data: bytes, codec: str, remarks: Remarks) -> Decoded:
    """Read the file as the person said, and offer the other ways again."""
    options = offers(data, telling_lines(data), codec)
    remarks.ask(
        "encoding",
        f"The file was read as {label(codec)}, as you chose. In which line do the words look right?",
        options,
        chosen=codec,
        decided=True,
    )
    return Decoded(data, codec, label(codec))


def _refuse_binary(sample: bytes, file: str) -> None:
    control = sum(sample.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\x0b\x0c")
    if control / len(sample) > MOST_CONTROL:
        raise UserError(
            "This is not a text file.",
            "Export the table as CSV (UTF-8) or as an Excel workbook (.xlsx) and upload that.",
            file=file,
            found=f"{control:,} control characters",
        )


def _refuse_broken(data: bytes, codec: str, file: str) -> None:
    try:
        data.decode(codec)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise UserError(
            f"The text cannot be read as {label(codec)}.",
            "Save the file as CSV (UTF-8) and upload it again.",
            file=file,
            row=data[:at].count(b"\n") + 1,
            found=f"byte {data[at : at + 1].hex() or '??'} at position {at}",
        ) from error


def _utf_16_without_mark(sample: bytes) -> str:
    """Tell UTF-16 by the zero in every second byte."""
    half = len(sample) // 2
    if half < 4:
        return ""
    odd, even = sample[1::2].count(0) / half, sample[0::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""
