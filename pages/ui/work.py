"""What a page works on: the workspace that people fill in, and the data that were imported for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.ingest import Imported, Question
from icp_core.results import Estimate, format_value
from icp_core.workspace import Workspace


@dataclass(frozen=True)
class Reading:
    """What became of the uploads: the data set, and the files that are not in it.

    Args:
        imported: The data set.
        refused: Why each file that is not in it could not be read, and what to do.
        names: Names of the files that are in it.
        rejects_refused: Name of a strict file that was refused to its rows that cannot be used.
        questions_refused: What a person can decide so that a refused file can be used.
    """

    imported: Imported
    refused: tuple[str, ...]
    names: tuple[str, ...]
    rejects_refused: Mapping[str, pd.DataFrame]
    questions_refused: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Work:
    """One workspace with its imported data."""

    workspace: Workspace
    imported: Imported
    refused: tuple[str, ...] = ()  # files that could not be read, each with the reason and the remedy
    rejects_refused: Mapping[str, pd.DataFrame] = field(default_factory=dict)  # name of a strict file to its bad rows
    questions_refused: tuple[Question, ...] = ()  # what a person can decide so that a refused file can be used

    @property
    def questions(self) -> tuple[Question, ...]:
        """All that the files leave open; first what keeps a file out."""
        return (*self.questions_refused, *self.imported.questions)

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
