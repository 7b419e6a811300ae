"""What a page works on: the workspace that people fill in, and the data that were imported for it."""

from dataclasses import dataclass

from icp_core.dataset import Dataset
from icp_core.ingest import Imported
from icp_core.results import Estimate, format_value
from icp_core.workspace import Workspace


@dataclass(frozen=True)
class Reading:
    """What became of the uploads: the data set, and the files that are not in it."""

    imported: Imported
    refused: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """One workspace with its imported data."""

    workspace: Workspace
    imported: Imported
    refused: tuple[str, ...] = ()  # files that could not be read, each with the reason and the remedy

    @property
    def data(self) -> Dataset:
        """The imported tables."""
        return self.imported.data

    @property
    def currency(self) -> str:
        """ISO code of all money; empty when nobody said it."""
        return self.imported.data.currency

    def written(self, estimate: Estimate) -> str:
        """Write the value of an estimate in its unit and currency."""
        return format_value(estimate.value, estimate.unit, currency=self.currency)
