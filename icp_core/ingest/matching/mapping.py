"""Which header holds which canonical column."""

from collections.abc import Mapping
from dataclasses import dataclass

from icp_core.dataset import TABLES, Column, Kind
from icp_core.errors import UserError
from icp_core.ingest.forms import ColumnGuess, RawTable
from icp_core.ingest.matching.aliases import Alias, aliases_of, helper_names, known_columns, telling
from icp_core.ingest.matching.content import DATES, FLAGS, MANY_REPEATS, NUMBERS, WORDS, Contents
from icp_core.ingest.matching.headers import plain
from icp_core.ingest.matching.nameless import columns_by_content
from icp_core.ingest.matching.paid_periods import without_other_shape
from icp_core.ingest.matching.periods import period_columns
from icp_core.ingest.matching.products import Product, recognised

LEAST = {
    DATES: 0.7,
    NUMBERS: 0.6,
    FLAGS: 0.8,
    WORDS: 0.0,
}  # share of readable values below which a header is not believed
LEAST_EXACT = 0.2  # the same for a header that is the canonical name itself, or is known from the product
KNOWN = 0.8  # confidence from which a header is a known name, and the order of the list decides between two
EMPTY = 0.35  # confidence below which a column is empty, and any filled one goes before it
BEHIND = 100  # ranks that a stage without won and lost falls behind one that has them
OWN_NUMBERS = frozenset({"id", "number", "no", "code"})  # vague names that are believed only where no value repeats
TOP_SCORE = {"nps": 10, "csat": 5}

_TABLE_OF_COLUMN = {"revenue": ("revenue", "subscriptions")}
_OWN_CURRENCY = ("converted", "company currency", "usd", "eur")  # an amount in one currency, whatever the deal's own is


@dataclass(frozen=True)
class ColumnMap:
    """The decided mapping of one file.

    Args:
        columns: Canonical column to header.
        helpers: Helper (a won flag, a currency column) to header.
        guesses: One guess a header.
        product: The product whose export it is, where that is known.
        tells: Headers of columns that are filled from what became of the row.
    """

    columns: dict[str, str]
    helpers: dict[str, str]
    guesses: tuple[ColumnGuess, ...]
    product: Product | None = None
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Offer:
    """A header that may hold a canonical column; they are taken in this order."""

    order: tuple[bool, float, int, int]
    header: str
    canonical: str
    confidence: float
    why: str


@dataclass(frozen=True)
class _Decision:
    """Canonical column to header, confidence and reason; and to each other header why it is on none."""

    wins: dict[str, tuple[str, float, str]]
    why_not: dict[str, str]
    product: Product | None
    tells: tuple[str, ...]


def guess_mapping(raw: RawTable, table: str) -> tuple[ColumnGuess, ...]:
    """Say for each header which canonical column of ``table`` it holds, by its name and by what stands in it.

    Two headers are never put on one column: the better one wins and the other says so in ``why``.
    """
    return column_map(raw, table).guesses


def column_map(
    raw: RawTable, table: str, chosen: Mapping[str, str] | None = None, *, contents: Contents | None = None
) -> ColumnMap:
    """Decide the mapping; what the person chose stands, the rest is guessed.

    Args:
        raw: The file as text.
        table: Canonical table.
        chosen: Canonical column to header, as the person set it; an empty header means "do not map".
        contents: What stands in the columns, where it was looked at before.

    Raises:
        UserError: A chosen column or header does not exist, or one header was chosen twice.
    """
    seen = contents or Contents(raw)
    product = recognised(raw.header)
    product = product if product is not None and product.table == table else None
    picked = _checked(raw, table, chosen or {})
    wins: dict[str, tuple[str, float, str]] = {
        canonical: (header, 1.0, "chosen by you") for canonical, header in picked.items() if header
    }
    taken = {header for header, _, _ in wins.values()}
    why_not: dict[str, str] = {}
    offers = _offers(raw, table, seen, product, why_not)
    for offer in sorted(offers, key=lambda offer: offer.order):
        if offer.header in taken or offer.canonical in picked:
            continue
        if offer.canonical in wins:
            why_not.setdefault(offer.header, f"'{wins[offer.canonical][0]}' fits {offer.canonical} better")
            continue
        wins[offer.canonical] = (offer.header, offer.confidence, offer.why)
        taken.add(offer.header)
    if "currency" in wins and any(word in plain(wins.get("amount", ("",))[0]) for word in _OWN_CURRENCY):
        why_not[wins.pop("currency")[0]] = f"'{wins['amount'][0]}' is in one currency already"
    if table == "revenue":
        held = {canonical: header for canonical, (header, _, _) in wins.items()}
        for canonical, why in without_other_shape(held, picked).items():
            header = wins.pop(canonical)[0]
            taken.discard(header)
            why_not[header] = why
    beaten = {offer.header for offer in offers if offer.canonical == "outcome" and not offer.order[0]}
    tells = tuple(
        header for header in raw.header if header not in taken and (header in beaten or telling(header, table, product))
    )
    why_not |= dict.fromkeys(tells, "filled from what became of the row, so it would explain the outcome by itself")
    if table == "revenue" and "month" not in wins:
        periods = [column.header for column in period_columns(raw.header) if column.header not in taken]
        why_not |= dict.fromkeys(periods, "a column for one period: its amounts become rows")
    return _finished(raw, table, seen, _Decision(wins, why_not, product, tells))


def column_of(table: str, canonical: str) -> Column:
    """Return the declaration of a canonical column that a file of ``table`` may hold."""
    for name in _TABLE_OF_COLUMN.get(table, (table,)):
        for column in TABLES[name].columns:
            if column.name == canonical:
                return column
    raise KeyError(f"{table} has no column {canonical}")


def _offers(
    raw: RawTable, table: str, seen: Contents, product: Product | None, why_not: dict[str, str]
) -> list[_Offer]:
    """Return what every header may hold; a header that is not believed gets its reason into ``why_not``."""
    offers: list[_Offer] = []
    for position, header in enumerate(raw.header):
        for alias in aliases_of(header, table, product):
            confidence, why = _believed(seen, header, table, alias)
            if confidence <= 0:
                why_not[header] = why
                continue
            known = alias.sure or (alias.confidence >= KNOWN and confidence >= EMPTY)
            rank = alias.rank + (
                BEHIND if alias.canonical == "outcome" and not alias.sure and not seen.outcome(header) else 0
            )
            order = (not known, 0.0 if known else -confidence, rank, position)
            offers.append(_Offer(order, header, alias.canonical, confidence, why))
    if not any(offer.canonical == "account_id" for offer in offers):
        for header, canonical, confidence, why in columns_by_content(raw, table, seen):
            offers.append(_Offer((True, -confidence, 0, 0), header, canonical, confidence, why))
    return offers


def _checked(raw: RawTable, table: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Refuse a mapping to something that is not there; accept a header in another case."""
    spelled = {header.casefold(): header for header in raw.header}
    picked: dict[str, str] = {}
    for canonical, header in chosen.items():
        if canonical not in known_columns(table):
            raise UserError(
                f"There is no column '{canonical}' in {table}.",
                f"Its columns are: {', '.join(known_columns(table))}.",
                file=raw.name,
            )
        if header and header.casefold() not in spelled:
            raise UserError(
                f"There is no column '{header}' to map to {table}.{canonical}.",
                f"The columns are: {', '.join(raw.header)}.",
                file=raw.name,
            )
        picked[canonical] = spelled[header.casefold()] if header else ""
    used = [header for header in picked.values() if header]
    twice = next((header for header in used if used.count(header) > 1), "")
    allowed = {"account_id", "name", "account_name"}
    if twice and not {canonical for canonical, header in picked.items() if header == twice} <= allowed:
        raise UserError(
            "One column was mapped twice.", "Choose a column of its own for each.", file=raw.name, column=twice
        )
    return picked


def _finished(raw: RawTable, table: str, seen: Contents, decision: _Decision) -> ColumnMap:
    wins, why_not = decision.wins, decision.why_not
    helpers = helper_names(table)
    by_header: dict[str, tuple[str, float, str]] = {}
    for canonical, (header, confidence, why) in wins.items():
        by_header.setdefault(header, (canonical, confidence, why))
    guesses = []
    for header in raw.header:
        canonical, confidence, why = by_header.get(header, ("", 0.0, why_not.get(header, "no known name is like it")))
        helps = canonical in helpers
        if helps:
            why = f"not mapped itself; it helps to read the {_HELPED[canonical]}"
        guesses.append(
            ColumnGuess(header, None if helps or not canonical else canonical, confidence, why, seen.samples(header))
        )
    columns = {canonical: wins[canonical][0] for canonical in known_columns(table) if canonical in wins}
    helping = {name: wins[name][0] for name in sorted(helpers) if name in wins}
    return ColumnMap(columns, helping, tuple(guesses), decision.product, decision.tells)


_HELPED = {
    "is_won": "outcome",
    "is_closed": "outcome",
    "won_date": "close date",
    "lost_date": "close date",
    "currency": "currency",
    "interval": "time that an amount pays for",
    "interval_count": "time that an amount pays for",
    "quantity": "price",
    "state": "state of the payment",
    "refunded": "amount",
    "tax": "amount",
    "subscription": "kind of the payment",
    "kind": "kind of the payment",
    "event": "activity",
}


def _believed(seen: Contents, header: str, table: str, alias: Alias) -> tuple[float, str]:
    """Return the confidence after a look at the content; 0 and the reason when it contradicts the header."""
    if seen.texts(header).empty:
        return 0.3 * alias.confidence, f"{alias.why}; the column is empty"
    canonical = alias.canonical
    kind = _HELPER_KINDS.get(canonical, Kind.CATEGORY)
    kind = kind if canonical in helper_names(table) else column_of(table, canonical).kind
    share, what = seen.share(header, kind, canonical)
    exact = alias.sure or plain(header) == canonical.replace("_", " ")
    if share < (min(LEAST_EXACT, LEAST[what]) if exact else LEAST[what]):
        return 0.0, f"named like {canonical}, but only {share:.0%} of its values are {what}"
    if canonical in TOP_SCORE and not alias.sure and not exact:
        top = seen.largest(header)
        if top > TOP_SCORE[canonical] or (canonical == "nps" and plain(header) in ("score", "rating") and top <= 5):
            return 0.0, f"named like {canonical}, but its values go up to {top:g}"
    if not alias.sure and plain(header) in OWN_NUMBERS and canonical.endswith("_id"):
        repeated = seen.repeats(header)
        if repeated > MANY_REPEATS and table in ("customers", "deals"):
            return 0.0, f"named like {canonical}, but {repeated:.0%} of its rows repeat a value"
    return alias.confidence * (0.5 + 0.5 * share), alias.why


_HELPER_KINDS = {
    "won_date": Kind.DATE,
    "lost_date": Kind.DATE,
    "is_won": Kind.FLAG,
    "is_closed": Kind.FLAG,
    "quantity": Kind.NUMBER,
    "refunded": Kind.MONEY,
    "tax": Kind.MONEY,
    "interval_count": Kind.NUMBER,
}
