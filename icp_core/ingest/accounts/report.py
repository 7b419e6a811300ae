"""How the files belong together, as a page can show it: what was joined, by what, what is left over, who is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NUMBER = "account number"  # the plain way, of which nothing need be said


@dataclass(frozen=True, slots=True)
class JoinedBy:
    """One way in which accounts of a table were found.

    Args:
        how: In words: ``account number``, ``name``, ``account number, written without leading zeros``.
        accounts: Accounts that were found so.
        rows: Their rows.
        examples: Up to three, as ``7 is 007`` where the two are written differently.
    """

    how: str
    accounts: int
    rows: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableJoin:
    """The accounts of one table against those of another.

    Args:
        table: Whose accounts were looked up.
        file: Its file or files.
        to: Where they were looked up: ``customers``, or ``revenue`` where there is no customers file.
        rows: Rows of the canonical table (revenue: one an account and month).
        rows_matched: Rows whose account was found.
        rows_without: Rows that name no account at all.
        accounts: Different accounts that the table names.
        accounts_matched: Those that were found.
        money: Sum of ``money_of`` over all rows; None where there is no such column.
        money_matched: The same over the rows whose account was found.
        money_of: Canonical column of the money: ``amount`` of deals, ``mrr`` of revenue.
        by: The ways in which accounts were found, the commonest first.
        unmatched: Up to five accounts that were not found, those with most rows first.
        ambiguous: Accounts that were not joined as several accounts answer to their name or number.
        ambiguous_examples: Up to three of them.
        rows_of_prospects: Rows of companies that the customers file lists, but that never were customers.
        accounts_of_prospects: How many companies these are; they are among ``accounts``, and not found.
    """

    table: str
    file: str
    to: str
    rows: int
    rows_matched: int
    rows_without: int
    accounts: int
    accounts_matched: int
    money: float | None
    money_matched: float | None
    money_of: str
    by: tuple[JoinedBy, ...]
    unmatched: tuple[str, ...]
    ambiguous: int = 0
    ambiguous_examples: tuple[str, ...] = ()
    rows_of_prospects: int = 0
    accounts_of_prospects: int = 0

    @property
    def share_of_rows(self) -> float | None:
        """Share of all rows whose account was found, 1.0 is all; None where there is no row."""
        return self.rows_matched / self.rows if self.rows else None

    @property
    def share_known(self) -> float | None:
        """Share of all rows of a company that the other table lists, be it a customer or not; None without rows."""
        return (self.rows_matched + self.rows_of_prospects) / self.rows if self.rows else None

    @property
    def share_of_money(self) -> float | None:
        """Share of the money whose account was found; None where there is none."""
        return self.money_matched / self.money if self.money and self.money_matched is not None else None

    @property
    def accounts_unmatched(self) -> int:
        """Accounts that the table names and the other does not hold, not even as companies that never bought."""
        return self.accounts - self.accounts_matched - self.accounts_of_prospects


@dataclass(frozen=True, slots=True)
class Absent:
    """Customers that stand in no row of a table.

    Args:
        table: The table.
        what: What they are without, in words (``deals``, ``revenue``).
        count: How many customers.
        of: Of how many.
        examples: Up to five, by name where it is known.
    """

    table: str
    what: str
    count: int
    of: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerCount:
    """One answer to "how many customers are there?".

    Args:
        name: ``crm``, ``billing``, ``product`` or ``won``.
        title: Where it comes from, in words.
        count: How many accounts.
        meaning: Who is counted, one sentence.
        used_for: What it is used for in this workbench; empty where it only stands beside the others.
        known: How many of them are in the customers file (in the accounts that are used).
    """

    name: str
    title: str
    count: int
    meaning: str
    used_for: str
    known: int


@dataclass(frozen=True, slots=True)
class JoinReport:
    """The whole account of how the files belong together.

    Args:
        tables: One entry a table with accounts.
        absent: Customers without deals, without revenue and so on.
        counts: How many customers there are, by each file that can tell.
        difference: What to make of it when the counts differ; empty when they agree.
    """

    tables: tuple[TableJoin, ...] = ()
    absent: tuple[Absent, ...] = ()
    counts: tuple[CustomerCount, ...] = ()
    difference: str = ""

    def of(self, table: str) -> TableJoin | None:
        """Return the join of one table; None where it was not joined."""
        return next((join for join in self.tables if join.table == table), None)


def report_from(document: Mapping[str, Any]) -> JoinReport:
    """Return the report that ``dataclasses.asdict`` and JSON made this document of."""
    tables = []
    for values in document["tables"]:
        ways = tuple(JoinedBy(**(way | {"examples": tuple(way["examples"])})) for way in values["by"])
        lists = {name: tuple(values[name]) for name in ("unmatched", "ambiguous_examples")}
        tables.append(TableJoin(**(values | lists | {"by": ways})))
    return JoinReport(
        tables=tuple(tables),
        absent=tuple(Absent(**(values | {"examples": tuple(values["examples"])})) for values in document["absent"]),
        counts=tuple(CustomerCount(**values) for values in document["counts"]),
        difference=document["difference"],
    )
