"""The canonical tables, what can be wrong with them, and the frozen handle that the analysis reads."""

from icp_core.dataset.fill import Fill, fill
from icp_core.dataset.handle import Dataset
from icp_core.dataset.issues import Issue, Severity
from icp_core.dataset.tables import AS_IN_FILE, PAYERS, TABLES, Column, Kind, Table

__all__ = ["AS_IN_FILE", "PAYERS", "TABLES", "Column", "Dataset", "Fill", "Issue", "Kind", "Severity", "Table", "fill"]
