"""Strict files: nothing of them goes in until no row is rejected."""

from collections.abc import Sequence

import pandas as pd

from icp_core.dataset import Severity
from icp_core.errors import DefectsError, UserError
from icp_core.ingest.forms import Option, chosen_word
from icp_core.ingest.rows.sieve import BECAME, REASON, ROW
from icp_core.ingest.table_files import TableFile
from icp_core.results import plural

STRICT, YES = "strict", "yes"  # option of a file, and the word that turns it on
NAMED = 3  # rejected rows that the message names


class NotCleanError(UserError):
    """A strict file has rejected rows.

    Args:
        what: As in `UserError`.
        remedy: As in `UserError`.
        file: Name of the file as the person knows it.
        table: Canonical table of the file.
        rejects: Every row that is not in the data, as in `Imported.rejects`.
    """

    def __init__(self, what: str, remedy: str, *, file: str, table: str, rejects: pd.DataFrame) -> None:
        super().__init__(what, remedy, file=file)
        self.table, self.rejects = table, rejects


def is_strict(options: dict[str, Option]) -> bool:
    """Whether a person wants nothing of a file to go in until all of it is clean.

    Example:
        >>> is_strict({"strict": "yes"}), is_strict({})
        (True, False)
    """
    return chosen_word(options, STRICT) == YES


def refuse_rejects(files: Sequence[TableFile]) -> None:
    """Refuse strict files with rejected rows.

    Raises:
        NotCleanError: A strict file has rejected rows.
        DefectsError: Several have.
    """
    refused = [
        _refusal(file) for file in files if is_strict(dict(file.source.options)) and file.reading.sieve.counts()[1]
    ]
    if refused:
        raise refused[0] if len(refused) == 1 else DefectsError(refused)


def _refusal(file: TableFile) -> NotCleanError:
    reading = file.reading
    rejects = reading.sieve.rejects()
    bad = rejects[rejects[BECAME] == Severity.REJECTED.value]
    named = " ".join(f"Row {row}: {reason}" for row, reason in bad[[ROW, REASON]].head(NAMED).itertuples(index=False))
    more = f" And {len(bad) - NAMED:,} more." if len(bad) > NAMED else ""
    return NotCleanError(
        f"{plural(len(bad), 'row')} cannot be used, and nothing of this file goes in until all of it is clean. "
        f"{named}{more}",
        "Download the rejected rows, mend them and upload them again; or let the good rows in.",
        file=reading.raw.name,
        table=reading.table,
        rejects=rejects,
    )
