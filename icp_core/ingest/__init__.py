"""From files to a data set that loses nothing: every row is kept, or set aside with its line and the reason."""

import pyarrow as pa

from icp_core.ingest.accounts.report import Absent, CustomerCount, JoinReport, TableJoin
from icp_core.ingest.changes import Changes, Difference, TableChange, TotalChange, changes
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
from icp_core.ingest.importing import import_files, told_apart
from icp_core.ingest.matching.aliases import known_columns
from icp_core.ingest.matching.mapping import guess_mapping
from icp_core.ingest.matching.roles import ROLES, guess_table
from icp_core.ingest.progress import Progress, Stretch
from icp_core.ingest.prospect_list import ProspectList, customers_among, read_prospects
from icp_core.ingest.reading.kinds import KINDS
from icp_core.ingest.reading.raw import read_raw
from icp_core.ingest.repairs import file_of_repair, is_repair
from icp_core.ingest.rows.prospects import EVERYBODY
from icp_core.ingest.saved import open_dataset
from icp_core.ingest.strict import STRICT, YES, NotCleanError, is_strict
from icp_core.ingest.told import told
from icp_core.ingest.undecided import UndecidedError, questions_in

# Arrow's usual allocator keeps what it once used; that of the system gives it back, which is a fifth of the peak here.
pa.set_memory_pool(pa.system_memory_pool())

__all__ = [
    "ABOUT_BYTES",
    "EVERYBODY",
    "KINDS",
    "ROLES",
    "STRICT",
    "YES",
    "Absent",
    "Changes",
    "ColumnGuess",
    "CustomerCount",
    "Difference",
    "Imported",
    "Item",
    "JoinReport",
    "NotCleanError",
    "Option",
    "Progress",
    "ProspectList",
    "Question",
    "RawTable",
    "RowSetAside",
    "Source",
    "Stretch",
    "TableChange",
    "TableJoin",
    "TableReport",
    "TotalChange",
    "UndecidedError",
    "changes",
    "customers_among",
    "file_of_repair",
    "guess_mapping",
    "guess_table",
    "import_files",
    "is_repair",
    "is_strict",
    "known_columns",
    "open_dataset",
    "questions_in",
    "read_prospects",
    "read_raw",
    "told",
    "told_apart",
]
