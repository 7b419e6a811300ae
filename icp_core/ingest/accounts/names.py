"""Names of companies with the differences taken away that do not tell two companies apart."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from icp_core.ingest.accounts.company_words import company_words

_LETTERS = (("ß", "ss"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("æ", "ae"), ("œ", "oe"), ("ı", "i"))


def plain_names(names: Sequence[str] | pa.Array) -> list[str]:
    """Return the names without case, accents, punctuation, a leading "the" and the legal form at the end.

    A name of which nothing would be left keeps its words; one of other signs only is empty.

    Args:
        names: Different names, shape (n,); none missing.

    Example:
        >>> plain_names(["The Müller & Söhne GmbH & Co. KG", "ACME, Inc.", "Škoda s.r.o.", "SE"])
        ['muller sohne', 'acme', 'skoda', 'se']
        >>> plain_names(["Alpha One GmbH", "Alpha Two GmbH", "Novo A/S"])
        ['alpha one', 'alpha two', 'novo']
    """
    texts = pc.utf8_lower(pc.utf8_normalize(pa.array(names, pa.string()), "NFKD"))
    texts = pc.replace_substring_regex(texts, r"[\p{Mn}.'’`´]", "")
    for letter, plain in _LETTERS:
        texts = pc.replace_substring(texts, letter, plain)
    texts = pc.utf8_trim(pc.replace_substring_regex(texts, r"[^\p{L}\p{N}]+", " "), " ")
    texts = pc.replace_substring_regex(texts, "^the ", "")
    at_end = rf"( ({'|'.join(company_words('legal_forms'))}))+$"
    return [str(text) for text in pc.replace_substring_regex(texts, at_end, "").to_pylist()]
