"""What stands in the columns of one file: enough of it to believe a header or not, each column looked at once."""

import numpy as np
import pandas as pd

from icp_core.dataset import Kind
from icp_core.ingest.forms import RawTable
from icp_core.ingest.values.dates import read_dates
from icp_core.ingest.values.durations import MEASURED, in_months
from icp_core.ingest.values.literals import MISSING
from icp_core.ingest.values.numbers import read_numbers
from icp_core.ingest.values.words import is_flag_column, read_outcome

SAMPLE = 400  # different values of a column that are looked at
ROWS_SEEN = 8_000  # rows at the top, and as many spread over the file, in which they are looked for
SLICES = 20  # places over the file from which those rows are taken
MANY_REPEATS = 0.3  # share of rows that repeat an earlier value from which a column is no number of the row
SAMPLED = 2_000  # rows from which the samples beside a column are taken
MOST_COUNTED = 2_000_000  # cells; a longer column that came as plain text has few repeats, else it were categories
DATES, NUMBERS, FLAGS, WORDS = "dates", "numbers", "yes or no", "words"


class Contents:
    """The columns of one file, looked at when asked for and remembered.

    Args:
        raw: The file as text.

    Example:
        >>> rows = pd.DataFrame({"id": ["1", "2"], "stage": ["Won", "Talks"]})
        >>> seen = Contents(RawTable("f.csv", ("id", "stage"), rows, np.array([2, 3]), "UTF-8", ","))
        >>> seen.outcome("stage"), seen.outcome("id"), seen.share("id", Kind.NUMBER, "amount")
        (True, False, (1.0, 'numbers'))
    """

    def __init__(self, raw: RawTable) -> None:
        self._raw = raw
        self._texts: dict[str, pd.Series] = {}
        self._shares: dict[tuple[str, str], float] = {}
        self._repeats: dict[str, float] = {}
        self._samples: dict[str, tuple[str, ...]] = {}

    def texts(self, header: str) -> pd.Series:
        """Return up to ``SAMPLE`` different values that are not empty, trimmed."""
        if header not in self._texts:
            self._texts[header] = _different(self._raw.rows[header])
        return self._texts[header]

    def samples(self, header: str) -> tuple[str, ...]:
        """Return the first three different cells that are not empty."""
        if header not in self._samples:
            cells = self._raw.rows[header]
            found: tuple[str, ...] = ()
            for rows in (50, SAMPLED):
                texts = (cell.strip() for cell in cells.array[:rows].tolist() if isinstance(cell, str))
                found = tuple(dict.fromkeys(text for text in texts if text))[:3]
                if len(found) == 3 or len(cells) <= rows:
                    break
            self._samples[header] = found
        return self._samples[header]

    def share(self, header: str, kind: Kind, canonical: str) -> tuple[float, str]:
        """Return the share of the values that can be read as a canonical column, and what they would be."""
        reading = canonical if canonical in ("employees", "churned", *MEASURED) else ""
        what = _WHAT.get(kind, WORDS)
        key = (header, what + reading)
        if key not in self._shares:
            self._shares[key] = _readable(self.texts(header), what, reading)
        return self._shares[key], what

    def repeats(self, header: str) -> float:
        """Return the share of rows whose value stands in an earlier row too."""
        if header not in self._repeats:
            self._repeats[header] = _repeated(self._raw.rows[header])
        return self._repeats[header]

    def outcome(self, header: str) -> bool:
        """Whether some value says won or lost."""
        return bool(read_outcome(self.texts(header)).values.isin(["won", "lost"]).any())

    def largest(self, header: str) -> float:
        """Return the largest number in the column; NaN when there is none."""
        return float(read_numbers(self.texts(header)).values.max())


_WHAT = {
    Kind.DATE: DATES,
    Kind.MONTH: DATES,
    Kind.NUMBER: NUMBERS,
    Kind.MONEY: NUMBERS,
    Kind.FLAG: FLAGS,
}


def _different(cells: pd.Series) -> pd.Series:
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = pd.Series(cells.cat.categories)
    if len(cells) > 3 * ROWS_SEEN:
        starts = np.linspace(ROWS_SEEN, len(cells) - ROWS_SEEN // SLICES, SLICES).astype(int)
        slices = [
            cells.iloc[start : start + ROWS_SEEN // SLICES] for start in starts
        ]  # slices need no copy of the rest
        cells = pd.concat([cells.head(ROWS_SEEN), *slices])
    texts = cells.drop_duplicates().astype("str").str.strip()
    texts = texts[texts.notna() & ~texts.str.casefold().isin(MISSING)]
    if len(texts) > SAMPLE:  # the first ones and others from all over the list, so that sorted values do not mislead
        picked = np.unique(np.linspace(0, len(texts) - 1, SAMPLE // 2).astype(int))
        texts = pd.concat([texts.head(SAMPLE // 2), texts.iloc[picked]]).drop_duplicates()
    return texts.reset_index(drop=True)


def _repeated(cells: pd.Series) -> float:
    rows = max(len(cells), 1)
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return 1 - min(len(cells.cat.categories), rows) / rows
    if len(cells) > MOST_COUNTED:
        cells = cells.head(MOST_COUNTED)
    return 1 - cells.nunique() / max(len(cells), 1)


def _readable(texts: pd.Series, what: str, reading: str) -> float:
    if texts.empty:
        return 0.0
    if what == DATES:
        return float(1 - read_dates(texts).bad.mean())
    if what == NUMBERS:
        cells = in_months(texts)[0] if reading in MEASURED else texts
        return float(1 - read_numbers(cells, bands=reading == "employees").bad.mean())
    return is_flag_column(texts, churn=reading == "churned") if what == FLAGS else 1.0
