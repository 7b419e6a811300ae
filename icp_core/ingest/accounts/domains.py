"""Web addresses and e-mail addresses brought to the bare domain of a company."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from icp_core.ingest.accounts.company_words import company_words

_AROUND = (r"^[a-z][a-z0-9+.\-]*:(//)?", r"^//", r"[/?#,;\s].*$", r"^.*@", r":\d*$", r"^www\d?\.", r"\.+$")
_HOST = r"^[\p{L}\p{N}_\-]+(\.[\p{L}\p{N}_\-]+)*\.(\p{L}{2,}|xn--[a-z0-9\-]+)$"


def plain_domains(addresses: Sequence[str] | pa.Array) -> list[str]:
    """Return the domain of each web or e-mail address; empty where it is none, or one that many companies share.

    Args:
        addresses: Different addresses, shape (n,); none missing.

    Example:
        >>> plain_domains(["https://www.Acme.com/en?x=1", "sales@acme.com.", "bücher.example", "jo@gmail.com", "none"])
        ['acme.com', 'acme.com', 'xn--bcher-kva.example', '', '']
    """
    texts = pc.utf8_lower(pc.utf8_trim_whitespace(pa.array(addresses, pa.string())))
    for pattern in _AROUND:
        texts = pc.replace_substring_regex(texts, pattern, "")
    shared = pa.array(company_words("shared_hosts"), pa.string())
    usable = pc.and_not(pc.match_substring_regex(texts, _HOST), pc.is_in(texts, shared))
    return [_ascii(str(text)) for text in pc.if_else(usable, texts, "").to_pylist()]


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
