"""What the import reports, as protocols: import lies above the analysis and is not known to it."""

from collections.abc import Mapping
from typing import Protocol

from icp_core.dataset import Dataset, Issue


class TableRead(Protocol):
    """What the import reports about one table."""

    @property
    def file(self) -> str:
        """Name of the file as the person knows it."""

    @property
    def rows_read(self) -> int:
        """Rows found in it: kept, rejected and left out together."""

    @property
    def rows_kept(self) -> int:
        """Rows in the data set."""

    @property
    def rows_rejected(self) -> int:
        """Rows that could not be read."""

    @property
    def rows_left_out(self) -> int:
        """Blank rows, totals, footers and repeats."""

    @property
    def encoding(self) -> str:
        """Encoding of the file."""

    @property
    def delimiter(self) -> str:
        """What separates its cells."""

    @property
    def mapping(self) -> Mapping[str, str]:
        """Canonical column to header."""

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headers without a canonical column."""

    @property
    def shape(self) -> str:
        """What one row was recognised as."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What else is worth knowing."""


class ImportRead(Protocol):
    """What the import reports about all tables."""

    @property
    def data(self) -> Dataset:
        """The data set that was made."""

    @property
    def dated(self) -> bool:
        """Whether any table holds a date."""

    @property
    def reports(self) -> Mapping[str, TableRead]:
        """Report of each table."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything that was noticed."""
