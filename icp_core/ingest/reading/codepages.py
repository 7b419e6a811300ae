"""Letters that are not UTF-8: which code page they were written in, and how each one would read them."""

import codecs
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHORT_SAMPLE, MOST_LINES = 20_000, 400  # bytes and lines with letters beyond ASCII from which a code page is told
MOST_ROWS = 1_000  # line numbers that are kept
SEARCHED = 1_000_000  # bytes in which such lines are looked for first
RUN_OF_ACCENTS = (
    0.3  # share of non-ASCII bytes beside another one: words of Latin letters stay below, Cyrillic or Greek far above
)
ENOUGH_ACCENTS = 20  # non-ASCII bytes below which Central European and Western letters cannot be told apart
MOST_OFFERED = 8  # code pages that are offered
SHOWN = 40  # characters of a line that are shown for each code page

CODE_PAGES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "mac_roman": "Mac Roman",
    "cp850": "DOS 850",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "latin-1": "ISO-8859-1",
    "shift_jis": "Shift JIS",
    "gb18030": "GB 18030",
}
_REGIONS = {
    "cp1252": "Western European",
    "latin-1": "Western European",
    "cp1250": "Central European",
    "mac_roman": "Western European, from an old Mac",
    "cp850": "Western European, from DOS",
    "cp1251": "Cyrillic",
    "cp1253": "Greek",
    "cp1254": "Turkish",
    "shift_jis": "Japanese",
    "gb18030": "Chinese",
}
_OFFERED = ("cp1252", "cp1250", "mac_roman", "cp850", "cp1254", "cp1251", "cp1253", "shift_jis", "gb18030", "latin-1")
_CENTRAL = {"cp1250", "iso8859_2", "mac_latin2", "cp852"}
_LATIN = (
    "cp1250", "cp1252", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "iso8859_9", "iso8859_10", "iso8859_14",
    "iso8859_16", "iso8859_3", "iso8859_4", "latin", "mac_roman", "mac_latin2", "mac_iceland", "mac_turkish", "cp850",
    "cp437", "cp858", "cp852", "cp500", "cp037", "hp_roman8",
)  # fmt: skip
_CENTRAL_LANGUAGES = {"Czech", "Slovak", "Polish", "Hungarian", "Croatian", "Slovene", "Romanian", "Serbian"}
_USUAL = set("éèêëàâäáãåæçñíìîïóòôöõøœúùûüßÉÈÀÂÄÁÅÆÇÑÍÓÖØÚÜ’‘“”„–—•…€£°®™«»²§\xa0")  # beyond ASCII in Western exports
_IN_A_WORD = {"’": 1.0, "–": 0.5, "—": 0.5, "•": 0.5}  # how usual signs are between two letters: L’Oréal, Lyon–Paris
_NO_NEIGHBOURS = "€£§"  # signs that stand with numbers, not with letters
_NOT_WESTERN = (b"\x8d", b"\x8f", b"\x9d")  # no letters in Windows-1252, but in Windows-1250
_NOT_ASCII, _LINE_END = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\r\n]")
_EVIDENCE = re.compile(  # of UTF-8; a few Western words in Windows-1252 look like a rare letter of it: CAFÉ®, marché »
    rb"[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]|\xf0\x9f[\x80-\xbf]{2}"
    rb"|(?:[\xc6-\xdf][\x80-\xbf]){2}|(?:[\xe0-\xef][\x80-\xbf]{2}){2}"
)
_LETTERS = re.compile(r"[^,;\t|]*[^\x00-\x7f][^,;\t|]*")


@dataclass(frozen=True)
class Mixture:
    """Lines with letters beyond ASCII, by whether they are UTF-8; a line can be both.

    Args:
        utf_8: How many hold letters that are UTF-8.
        other: How many hold letters that are not.
        sample: The first of the latter.
        rows: Line numbers of the rarer kind, the first thousand.
    """

    utf_8: int
    other: int
    sample: tuple[bytes, ...]
    rows: tuple[int, ...]


def mixture(data: bytes) -> Mixture:
    r"""Look at every line with a letter beyond ASCII.

    Example:
        >>> found = mixture("é\n".encode() + "ü\n".encode("cp1252"))
        >>> found.utf_8, found.other, found.sample, found.rows
        (1, 1, (b'\xfc',), (2,))
    """
    counts = {True: 0, False: 0}
    rows: dict[bool, list[int]] = {True: [], False: []}
    sample: list[bytes] = []
    line, seen = 1, 0
    for begin, text in _lines_beyond_ascii(data):
        line += _line_ends(data, seen, begin)
        seen = begin
        other = not reads(text, "utf-8")
        for utf_8, holds in ((True, bool(_EVIDENCE.search(text))), (False, other)):
            counts[utf_8] += holds
            if holds and len(rows[utf_8]) < MOST_ROWS:
                rows[utf_8].append(line)
        if other and len(sample) < MOST_LINES:
            sample.append(text)
    rarer = 0 < counts[True] < counts[False]
    return Mixture(counts[True], counts[False], tuple(sample), tuple(rows[rarer]))


def code_page(data: bytes, lines: Sequence[bytes]) -> str:
    """Name the code page of text that is not UTF-8: Windows-1252 unless the letters say otherwise.

    Args:
        data: The whole text, which the code page must be able to read.
        lines: Lines with letters beyond ASCII.

    Example:
        >>> code_page("José".encode("mac_roman"), ["José, Müller".encode("mac_roman")])
        'mac_roman'
    """
    from charset_normalizer import from_bytes

    sample = b"\n".join(lines[:MOST_LINES])[:SHORT_SAMPLE]
    high = [at for at, byte in enumerate(sample) if byte > 127]
    together = sum(1 for before, after in itertools.pairwise(high) if after == before + 1)
    best = from_bytes(sample).best()
    usual = {codec: _usual(sample, codec) for codec in ("cp1252", "mac_roman", "cp850")}
    if best is not None:
        foreign = 2 * together > RUN_OF_ACCENTS * len(high) and len(high) >= 8 and not best.encoding.startswith(_LATIN)
        central = best.encoding in _CENTRAL and best.language in _CENTRAL_LANGUAGES and len(high) >= ENOUGH_ACCENTS
        western = sum(letter in _USUAL for letter in sample.decode("cp1252", "replace")) == len(high)
        central &= not western or best.language == "Hungarian"  # Señor Muñoz is taken for Slovak
        if (foreign or central) and reads(data, best.encoding):
            return str(best.encoding)
    likely = max(usual, key=lambda codec: usual[codec])
    if usual[likely] == len(high) and usual["cp1252"] < len(high) / 2:
        return likely
    if reads(data, "cp1252"):
        return "cp1252"
    return "cp1250" if sum(map(sample.count, _NOT_WESTERN)) > 1 and reads(data, "cp1250") else "latin-1"


def is_western(codec: str) -> bool:
    """Whether a code page holds Latin letters."""
    return codec.startswith(_LATIN)


def reads(data: bytes, codec: str) -> bool:
    r"""Whether every byte has a meaning in the encoding.

    Example:
        >>> reads(b"\xe9", "cp1252"), reads(b"\xe9", "utf-8"), reads(b"x", "klingon")
        (True, False, False)
    """
    try:
        data.decode(codec)
    except (UnicodeError, LookupError):
        return False
    return True


def label(codec: str) -> str:
    """Name an encoding as people know it.

    Example:
        >>> label("cp1252"), label("iso8859_7")
        ('Windows-1252', 'ISO8859-7')
    """
    return CODE_PAGES.get(codec) or codec.replace("_", "-").upper().replace("CP125", "Windows-125")


def offers(data: bytes, lines: Sequence[bytes], used: str) -> dict[str, str]:
    """Return the encodings that can read the file, each with the letters that it would make of it.

    Of those that read every letter alike one is offered, the one in use first.
    """
    words: dict[str, str] = {}
    seen: set[str] = set()
    sample = b"\n".join(lines[:MOST_LINES])
    for codec in (used, "utf-8", *_OFFERED):
        if len(words) >= MOST_OFFERED or not reads(data, codec):
            continue
        text = sample.decode(codec, "replace")
        if text in seen and codec != used:
            continue
        seen.add(text)
        shown = ", ".join(itertools.islice(_samples(text), 3))
        name = f"{_REGIONS[codec]} ({label(codec)})" if codec in _REGIONS else label(codec)
        words[codec] = f"{name}: {shown}" if shown else name
    return words


def lenient(codec: str) -> str:
    r"""Name the error handler that reads what is not UTF-8 by another code page, so that no letter is replaced.

    Example:
        >>> b"Jos\xc3\xa9, M\xfcller".decode("utf-8", lenient("cp1252"))
        'José, Müller'
    """

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        wrong = error.object[error.start : error.end]
        return wrong.decode(codec if reads(wrong, codec) else "latin-1"), error.end

    name = f"else-{codec}"
    codecs.register_error(name, read)
    return name


def telling_lines(data: bytes) -> list[bytes]:
    """Return the first lines with letters beyond ASCII."""
    found = [line for _, line in itertools.islice(_lines_beyond_ascii(data[:SEARCHED]), MOST_LINES)]
    return found or [line for _, line in itertools.islice(_lines_beyond_ascii(data), MOST_LINES)]


def _samples(text: str) -> Iterator[str]:
    """Yield different cells with a letter beyond ASCII."""
    return iter(dict.fromkeys(cell[:SHOWN] for line in text.splitlines() for match in _LETTERS.finditer(line)
                              if (cell := match[0].strip().strip('"'))))  # fmt: skip


def _usual(sample: bytes, codec: str) -> float:
    """Count what stands where such a character usually stands: inside a word there is no sign, perhaps a dash."""
    text = f" {sample.decode(codec, 'replace')} "
    return sum(
        letter.isalpha() or _fits(letter, before, after)
        for before, letter, after in zip(text, text[1:], text[2:], strict=False)
        if letter in _USUAL
    )


def _fits(sign: str, before: str, after: str) -> float:
    """Say how usual a sign is between its neighbours."""
    letters = before.isalpha() + after.isalpha()
    if sign in _NO_NEIGHBOURS:
        return not letters
    return _IN_A_WORD.get(sign, 0.0) if letters == 2 else 1.0


def _lines_beyond_ascii(data: bytes) -> Iterator[tuple[int, bytes]]:
    r"""Yield where each line with a letter beyond ASCII begins, and the line without its end.

    Example:
        >>> list(_lines_beyond_ascii(b"a\n\xe9b\rc\r\n\xfc"))
        [(2, b'\xe9b'), (8, b'\xfc')]
    """
    end = 0
    while found := _NOT_ASCII.search(data, end):
        at = found.start()
        begin = max(end, 1 + data.rfind(b"\n", end, at), 1 + data.rfind(b"\r", end, at))
        after = _LINE_END.search(data, at)
        end = after.start() if after else len(data)
        yield begin, data[begin:end]


def _line_ends(data: bytes, start: int, end: int) -> int:
    feeds = data.count(b"\n", start, end)
    return feeds + data.count(b"\r", start, end) - data.count(b"\r\n", start, end)
