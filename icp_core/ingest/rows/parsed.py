"""What the readers of columns hand over to the table."""

from dataclasses import dataclass

import pandas as pd

from icp_core.ingest.forms import Mask


@dataclass(frozen=True)
class Parsed:
    """One canonical column, read.

    Args:
        values: One value a row.
        bad: True where the cell holds something that cannot be read.
        what: What was expected, in words.
    """

    values: pd.Series
    bad: Mask
    what: str = ""


@dataclass(frozen=True)
class Refused:
    """Rows that cannot be in the table although each of their cells can be read.

    Args:
        at: True for each such row.
        reason: Why, one sentence.
        column: Header of the column that is the reason.
        remedy: What to do about it.
    """

    at: Mask
    reason: str
    column: str
    remedy: str
