"""The accounts of all files together: customers that stand twice, joins, and how many customers there are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from icp_core.dataset import PAYERS
from icp_core.ingest.accounts.counts import customer_counts
from icp_core.ingest.accounts.deciding import decide_twins
from icp_core.ingest.accounts.joins import Joined, join_accounts
from icp_core.ingest.accounts.payers import payers_of
from icp_core.ingest.accounts.prospects import part_prospects
from icp_core.ingest.table_files import TableFile, canonical_tables

Files = dict[str, list[TableFile]]


def settle_accounts(files: Mapping[str, list[TableFile]], as_of: date | None = None) -> tuple[Files, Joined]:
    """Leave out who never was a customer and who stands twice, as far as is known or a person said, and join the files.

    Args:
        files: Table to its files, oldest first.
        as_of: Day up to which the data are complete; None where nobody set it.

    Returns:
        The same files, those of customers without the rows that are left out; and all canonical tables, joined.
    """
    settled = dict(files)
    tables = {
        name: frame
        for table, several in files.items()
        if table != "customers"
        for name, frame in canonical_tables(several).items()
    }
    merged = prospects = None
    readings = {table: [file.reading for file in several] for table, several in files.items()}
    if "customers" in files:
        last_days = [file.part.shaped.last_day for table in ("revenue", "usage") for file in files.get(table, ())]
        parts = [file.part for file in files["customers"]]
        parted = part_prospects(parts, tables, readings, as_of=as_of, last_days=last_days)
        prospects = parted.prospects
        decided = decide_twins(parted.parts, tables)
        both = zip(files["customers"], decided.parts, strict=True)
        settled["customers"] = [replace(file, part=part) for file, part in both]
        tables = {**canonical_tables(settled["customers"]), **tables}
        merged = decided.merged
    readings = {table: [file.reading for file in several] for table, several in settled.items()}
    joined = join_accounts(tables, merged=merged, readings=readings, prospects=prospects)
    payers = None if "customers" in files else payers_of(readings.get("revenue", ()))
    return settled, joined if payers is None else replace(joined, tables={**joined.tables, PAYERS: payers})


def with_counts(joined: Joined, day: date | None) -> Joined:
    """Add how many customers each file counts; where they differ, it is said with the file whose count is used."""
    counts, difference = customer_counts(joined.tables, day)
    notes = {table: list(said) for table, said in joined.notes.items()}
    if difference:
        first = {"crm": "customers", "billing": "revenue", "product": "usage", "won": "deals"}[counts[0].name]
        notes.setdefault(first, []).append(difference)
    return Joined(joined.tables, notes, replace(joined.report, counts=counts, difference=difference))
