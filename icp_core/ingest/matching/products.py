"""Exports of known products, recognised by their headers: which column of them holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from icp_core.dataset.books import read_book
from icp_core.ingest.matching.headers import plain, squashed


@dataclass(frozen=True)
class Product:
    """One kind of export of one product.

    Args:
        name: The product and the kind of export, in words ("HubSpot deal export").
        table: Canonical table that it holds.
        columns: Canonical column or helper to the headers of the file that hold it, the preferred one first; headers
            reduced to letters and digits.
        aside: Headers, so reduced, that look like a canonical column and are none here.
        tells: Headers, so reduced, that are filled from what became of the row.
        facts: What else is known of the amounts: ``each`` (a price for one unit), ``cents``, ``gross`` (with tax).
        happened: Headers, so reduced, of days that are past when the export is made; the latest is the day of the data.
        note: What a person should know of this kind of export, empty for nothing.
    """

    name: str
    table: str
    columns: Mapping[str, tuple[str, ...]]
    aside: frozenset[str]
    tells: frozenset[str]
    facts: frozenset[str]
    happened: frozenset[str]
    note: str


def recognised(header: Sequence[str]) -> Product | None:
    """Return the product whose export has this header; None when none is known.

    Example:
        >>> recognised(["Deal - ID", "Deal - Title", "Deal - Status", "Deal - Value"]).name
        'Pipedrive deal export'
        >>> recognised(["id", "name", "stage"]) is None
        True
    """
    there = {squashed(plain(name)) for name in header}
    for signs, least, needs, without, product in _products():
        if all(there & group for group in needs) and len(there & signs) >= least and not there & without:
            columns = {
                canonical: held
                for canonical, names in product.columns.items()
                if (held := tuple(name for name in names if name in there))
            }
            return replace(product, columns=columns)
    return None


@lru_cache
def _products() -> tuple[tuple[frozenset[str], int, tuple[frozenset[str], ...], frozenset[str], Product], ...]:
    """Return the declared products: signs, how many of them have to be there, what must, what must not, what it is."""
    declared: list[dict[str, Any]] = read_book("icp_core.ingest.matching", "products.yaml")
    return tuple(
        (
            _names(entry.get("signs", [])),
            entry.get("least", 0),
            tuple(_names(group if isinstance(group, list) else [group]) for group in entry["needs"]),
            _names(entry.get("without", [])),
            Product(
                name=entry["name"],
                table=entry["table"],
                columns={canonical: tuple(map(squashed, names)) for canonical, names in entry["columns"].items()},
                aside=_names(entry.get("aside", [])),
                tells=_names(entry.get("tells", [])),
                facts=frozenset(entry.get("facts", [])),
                happened=_names(entry.get("happened", [])),
                note=entry.get("note", ""),
            ),
        )
        for entry in declared
    )


def _names(names: Sequence[str]) -> frozenset[str]:
    return frozenset(map(squashed, names))
