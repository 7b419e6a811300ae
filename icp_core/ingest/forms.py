"""What goes into an import and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.dataset import Dataset, Issue, Severity
from icp_core.ingest.accounts.report import JoinReport

Lines = npt.NDArray[np.integer[Any]]  # of large files 32 bits wide, 40 MB less for ten million rows
Mask = npt.NDArray[np.bool_]
Option = str | Mapping[str, str]  # what a person chose: one thing, or one thing for each of several values
ABOUT_BYTES = frozenset({"encoding", "delimiter", "sheet", "member", "header"})  # options that change the header itself


@dataclass(frozen=True)
class Source:
    """One file that somebody handed over.

    Args:
        table: Canonical table that the file holds; None to find out.
        path: Where the file is.
        name: Its name as the person knows it.
        mapping: Canonical column to header, as the person set it; an empty header means "do not map".
        options: What a person chose for this file, by `Question.id`; what is not chosen is found out or assumed.
        repairs: Files of mended rows of this file, oldest first; they are made of its rejects.
    """

    table: str | None
    path: Path
    name: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Option] = field(default_factory=dict)
    repairs: tuple["Source", ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One value, pair or code that a question asks about.

    Args:
        key: The value as the answer names it.
        label: The same in words.
        chosen: What is used for it now: one of the question's options, or a number where it asks for numbers.
        count: Rows that it concerns.
        examples: Up to three cells or lines that help to decide.
        group: What items are shown together under (the value that they may be spellings of); empty for none.
    """

    key: str
    label: str
    chosen: str
    count: int = 0
    examples: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a file does not tell; the import goes on with ``chosen`` until a person decides.

    Args:
        id: What is asked, stable for files with the same header (``dates:Close Date``); the key in `Source.options`.
        table: Canonical table; empty where it is not known yet.
        file: Name of the file as the person knows it.
        sentence: What is in doubt and what depends on it, one or two sentences.
        options: Possible answers, each with its words; empty where a number or a text is asked for.
        chosen: What is used now; empty where ``items`` are asked about.
        decided: Whether a person chose it; an undecided one is an assumption of the import.
        examples: Up to three cells, with what each would be read as.
        items: The values asked about, where there are several; the answer is then a mapping of their keys.
        urgent: Figures change with the answer; such a question is asked first.
    """

    id: str
    table: str
    file: str
    sentence: str
    options: Mapping[str, str]
    chosen: str = ""
    decided: bool = False
    examples: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class RowSetAside:
    """One row of the file that cannot be in the table, with its cells as they stood."""

    line: int
    cells: tuple[str, ...]
    severity: Severity
    reason: str
    remedy: str = ""


@dataclass(frozen=True)
class RawTable:
    """A file as text cells, before anything is read into them.

    Args:
        name: Name of the file as the person knows it.
        header: Names of the columns, told apart.
        rows: One row a record, columns as ``header``, every cell a string.
        lines: Line number (as an editor shows it) on which each record starts, shape (len(rows),).
        encoding: Encoding in words (``UTF-8``, ``Windows-1252``).
        delimiter: The character between cells.
        issues: What was noticed while reading; their table is empty, the table is not known yet.
        set_aside: Rows that are not in ``rows``: ragged, blank, totals, footers.
        questions: What a person may decide about the reading (encoding, sheet).
    """

    name: str
    header: tuple[str, ...]
    rows: pd.DataFrame
    lines: Lines
    encoding: str
    delimiter: str
    issues: tuple[Issue, ...] = ()
    set_aside: tuple[RowSetAside, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def rows_read(self) -> int:
        """All records below the header, blank ones too."""
        return len(self.rows) + len(self.set_aside)


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one header seems to hold.

    Args:
        header: The header in the file.
        canonical: Canonical column; None when the column is not mapped.
        confidence: From 0 to 1.
        why: How it was recognised, or why it was not mapped.
        samples: The first three different cells that are not empty.
    """

    header: str
    canonical: str | None
    confidence: float
    why: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class TableReport:
    """What became of one file, or of all files of a table; ``rows_read == rows_kept + rows_rejected + rows_left_out``.

    Args:
        table: Canonical table.
        file: Name of the file as the person knows it.
        rows_read: Records below the header.
        rows_kept: Rows that are in the data set.
        rows_rejected: Rows that cannot be used; each is in the rejects with its reason.
        rows_left_out: Repeated, blank, total and footer rows, and companies that never were customers; each is in the
            rejects with its reason.
        encoding: Encoding in words.
        delimiter: The character between cells.
        mapping: Canonical column to header.
        unmapped: Headers that are on no canonical column.
        shape: How the table was recognised and what was made of it, one sentence.
        notes: What else is worth knowing, one sentence each.
        fill: Share of known cells by canonical column, 1.0 is all.
        guesses: One guess a header.
        key: Names the rejects of the file: its table, with a number from the table's second file on.
        rows_mended: Rows whose cells were replaced by repairs; they are counted above as what they became.
        parts: The report of each file, oldest first, where the table has several; the counts above are their sums.
    """

    table: str
    file: str
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_left_out: int
    encoding: str
    delimiter: str
    mapping: dict[str, str]
    unmapped: tuple[str, ...]
    shape: str
    notes: tuple[str, ...]
    fill: dict[str, float]
    guesses: tuple[ColumnGuess, ...]
    key: str = ""
    rows_mended: int = 0
    parts: tuple["TableReport", ...] = ()


@dataclass(frozen=True)
class Imported:
    """The frozen data set and the account of how it came about.

    Args:
        data: What the analysis reads.
        reports: One report a table (a file of subscription periods stands under ``revenue``).
        issues: Everything that was noticed.
        rejects: By ``TableReport.key`` every row that is not in the data set: ``row``, ``became``, ``reason`` and the
            original cells.
        dated: Whether any file holds a date; without one ``data.as_of`` is only a place holder.
        questions: What the files do not tell, with what was assumed or chosen.
        joins: How the files belong together, and how many customers each of them counts.
    """

    data: Dataset
    reports: dict[str, TableReport]
    issues: tuple[Issue, ...]
    rejects: dict[str, pd.DataFrame]
    dated: bool = True
    questions: tuple[Question, ...] = ()
    joins: JoinReport = field(default_factory=JoinReport)

    @property
    def files(self) -> tuple[TableReport, ...]:
        """One report a file, the files of a table oldest first."""
        return tuple(part for report in self.reports.values() for part in report.parts or (report,))


def chosen_word(options: Mapping[str, Option], question: str) -> str:
    """Return the one word that a person chose; empty when nothing was chosen."""
    choice = options.get(question, "")
    return choice if isinstance(choice, str) else ""


def chosen_values(options: Mapping[str, Option], question: str) -> dict[str, str]:
    """Return what a person chose for each value; empty when nothing was chosen."""
    choice = options.get(question, {})
    return {} if isinstance(choice, str) else dict(choice)
