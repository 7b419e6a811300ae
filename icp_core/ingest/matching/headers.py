"""Names of the columns: told apart, and reduced to what matters when two exports spell them differently."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

REMEMBERED = 1 << 14  # headers; each is looked at once for every table that a file may hold
_PREFIX = re.compile(  # "Deal - Stage" of a CRM, in its languages; "customers.company" of a billing system
    r"^\s*(?:(?:deal|organi[sz]ation|company|contact|opportunity|account|person|customer|obchod|organizace|firma"
    r"|geschäft|unternehmen|organización|trato|negocio|organização|negócio|empresa|affaire|organisation|entreprise)"
    r"\s*[-:.]\s+|(?:customer|subscription|invoice)s\.)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\(\[]\s*(usd|eur|gbp|chf|cad|aud|jpy|sek|nok|dkk|pln|czk|huf|inr|brl|kč|zł|[$€£¥%]|us\$|months?|k)\s*[\)\]]",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[(\[]?[$€£¥][)\]]?")
_CENTS = re.compile(r"[\s_]*[(\[]?\b(?:in[\s_]+)?(?:us[\s_]+)?cents\s*[)\]]?$|_(?:in_)?cents$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class Headers:
    """The columns of a file: names told apart, and which of them had no name.

    Args:
        names: One name a column.
        unnamed: Positions of the columns without a name.
        notes: What was done to tell the names apart.
    """

    names: tuple[str, ...]
    unnamed: tuple[int, ...]
    notes: tuple[str, ...]


def name_columns(cells: Sequence[str]) -> Headers:
    """Give every column a name of its own.

    Example:
        >>> name_columns(["id", "Name", "id", "", "name"]).names
        ('id', 'Name', 'id_2', 'column_4', 'name_2')
    """
    given = [" ".join(cell.replace("\ufeff", "").replace("\x00", "").split()) for cell in cells]
    names: list[str] = []
    notes, unnamed = [], []
    reserved = {header.casefold() for header in given}
    taken: dict[str, str] = {}
    for position, header in enumerate(given):
        name = header
        if not header:
            unnamed.append(position)
            name = header = f"column_{position + 1}"
        count = 2
        while name.casefold() in taken or (count > 2 and name.casefold() in reserved):
            name = f"{header}_{count}"
            count += 1
        if name != header:
            other = taken[header.casefold()]
            alike = "stands there more than once" if other == header else f"differs from '{other}' only in its capitals"
            notes.append(f"The header '{header}' {alike}; column {position + 1} is called '{name}' here.")
        taken[name.casefold()] = name
        names.append(name)
    return Headers(tuple(names), tuple(unnamed), tuple(notes))


@lru_cache(maxsize=REMEMBERED)
def plain(header: str) -> str:
    """Reduce a header to lower-case words without accents, punctuation, units and a custom-field ending.

    Example:
        >>> plain("Amount (EUR) *"), plain("StageName"), plain("ORACLE_ID__C"), plain("mrr_in_cents")
        ('amount', 'stage name', 'oracle id', 'mrr')
    """
    text = re.sub(r"__c$", "", header.strip(), flags=re.IGNORECASE)
    text = _CENTS.sub("", text) or text
    text = _CAMEL.sub(" ", _UNIT.sub(" ", text))
    text = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(_WORDS.sub(" ", text.casefold()).split())


def names_cents(header: str) -> bool:
    """Whether a header says that its amounts are in cents.

    Example:
        >>> names_cents("mrr_in_cents"), names_cents("Amount (cents)"), names_cents("Percents")
        (True, True, False)
    """
    return bool(_CENTS.search(header.strip()))


@lru_cache(maxsize=REMEMBERED)
def spellings(header: str) -> tuple[str, ...]:
    """Return the plain header, and without the object's name before it where it has one (``Deal - Stage``).

    Example:
        >>> spellings("Deal - Stage"), spellings("$")
        (('deal stage', 'stage'), ('amount',))
    """
    without = _PREFIX.sub("", header)
    texts = tuple(dict.fromkeys(text for text in (plain(header), plain(without)) if text))
    return texts or (("amount",) if _SIGN.fullmatch(header.strip()) else ())


def squashed(text: str) -> str:
    """Drop the spaces of a plain header, so that ``ACCOUNTID`` and ``Account ID`` are one."""
    return text.replace(" ", "")
