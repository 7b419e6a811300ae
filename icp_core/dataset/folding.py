"""Text reduced to what two spellings of one word have in common."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"['’‘`´]")
_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_OTHER = re.compile(r"[\W_]+")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Reduce a text to lower-case words without accents and punctuation; ``&`` is ``and``.

    Example:
        >>> folded("  U.S.A. "), folded("Côte d'Ivoire"), folded("Research & Development")
        ('usa', 'cote divoire', 'research and development')
    """
    marks = unicodedata.normalize("NFKD", text.replace("&", " and ").casefold())
    plain = "".join(mark for mark in marks if not unicodedata.combining(mark))
    joined = _ABBREVIATION.sub(lambda match: match.group().replace(".", ""), _APOSTROPHES.sub("", plain))
    return _OTHER.sub(" ", joined).strip()
