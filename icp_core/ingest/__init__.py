"""From files to a data set that loses nothing: every row is kept, or set aside with its line and the reason."""

from icp_core.ingest.forms import (
    ABOUT_BYTES,
    ColumnGuess,
    Imported,
    Item,
    Option,
    Question,
    RawTable,
    RowSetAside,
    Source,
    TableReport,
)
from icp_core.ingest.importing import import_files
from icp_core.ingest.matching.mapping import guess_mapping
from icp_core.ingest.matching.roles import ROLES, guess_table
from icp_core.ingest.reading.raw import read_raw
from icp_core.ingest.saved import open_dataset

__all__ = [
    "ABOUT_BYTES",
    "ROLES",
    "ColumnGuess",
    "Imported",
    "Item",
    "Option",
    "Question",
    "RawTable",
    "RowSetAside",
    "Source",
    "TableReport",
    "guess_mapping",
    "guess_table",
    "import_files",
    "open_dataset",
    "read_raw",
]
