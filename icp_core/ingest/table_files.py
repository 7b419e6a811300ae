"""All files of one table: read, mended where a person mended them, and settled among each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from icp_core.errors import DefectsError, UserError
from icp_core.ingest.appending import Part, by_month, put_together, settle
from icp_core.ingest.findings import Findings, row_list
from icp_core.ingest.forms import RawTable, Source
from icp_core.ingest.progress import Stretch
from icp_core.ingest.reading.raw import read_raw
from icp_core.ingest.repairs import Repair, mend, read_repair
from icp_core.ingest.rows.table import Reading, read_table
from icp_core.results import plural

Rejected = list[frozenset[int]]  # for each file the numbers of the rows that are not in the data, or will not be


@dataclass(frozen=True)
class Given:
    """One file as text, with the table that it holds."""

    source: Source
    raw: RawTable
    table: str


@dataclass(frozen=True)
class TableFile:
    """One file as it stands in the data set.

    Args:
        source: What was handed over.
        part: Its rows, read and in shape.
        mended: How many of its rows were replaced by repairs.
    """

    source: Source
    part: Part
    mended: int

    @property
    def reading(self) -> Reading:
        """The file, read into canonical columns."""
        return self.part.reading


@dataclass(frozen=True)
class _Said:
    """What became of one repair."""

    repair: Repair
    lines: frozenset[int]
    strange: tuple[int, ...]


def read_table_files(given: Sequence[Given], told: Stretch | None = None) -> list[TableFile]:
    """Read all files of one table.

    Args:
        given: The files, oldest first; all of the same table.
        told: Is told how far it is.

    Returns:
        The same files in the same order.

    Raises:
        UserError: A file cannot be used, or the files cannot be put together.
    """
    mends = any(file.source.repairs for file in given)
    told = told or Stretch()
    parts = settle(_readings(given, [file.raw for file in given], told.part(0.0, 0.5) if mends else told))
    if not mends:
        return [TableFile(file.source, part, 0) for file, part in zip(given, parts, strict=True)]
    raws, said = _mended(given, parts)
    parts = settle(_readings(given, raws, told.rest()))
    for part, repairs in zip(parts, said, strict=True):
        for repair in repairs:
            _say(repair, part.reading.findings)
    return [
        TableFile(file.source, part, len(frozenset().union(*(repair.lines for repair in repairs))))
        for file, part, repairs in zip(given, parts, said, strict=True)
    ]


def canonical_tables(files: Sequence[TableFile]) -> dict[str, pd.DataFrame]:
    """Return the canonical tables that the files of one table hold together."""
    names = dict.fromkeys(name for file in files for name in file.part.shaped.tables)
    frames = {
        name: [file.part.shaped.tables[name] for file in files if name in file.part.shaped.tables] for name in names
    }
    return {
        name: by_month(put_together(several))
        if len(several) > 1 and name in ("revenue", "usage")
        else put_together(several)
        for name, several in frames.items()
    }


def _readings(given: Sequence[Given], raws: Sequence[RawTable], told: Stretch) -> list[Reading]:
    """Read every file into canonical columns; the defects of all of them are said at once."""
    readings: list[Reading] = []
    defects: list[UserError] = []
    for file, raw, step in zip(given, raws, told.split([raw.rows.size for raw in raws]), strict=True):
        try:
            readings.append(read_table(raw, file.table, file.source, told=step))
        except UserError as error:
            defects.append(error)
    if defects:
        raise defects[0] if len(defects) == 1 else DefectsError(defects)
    return readings


def _mended(given: Sequence[Given], parts: Sequence[Part]) -> tuple[list[RawTable], list[list[_Said]]]:
    """Put the mended rows into their files; a repair of a row that an earlier one made bad is seen as well."""
    raws = [file.raw for file in given]
    rejected = _rejected(parts)
    said: list[list[_Said]] = [[] for _ in given]
    for position, file in enumerate(given):
        for source in file.source.repairs:
            repair = read_repair(read_raw(source.path, source.name, options=source.options), file.raw.header)
            if any(said) and not repair.rows.keys() <= rejected[position]:
                now = _rejected(settle(_readings(given, raws, Stretch())))
                rejected = [before | after for before, after in zip(rejected, now, strict=True)]
            done = mend(raws[position], repair, rejected[position], file.raw)
            raws[position] = done.raw
            said[position].append(_Said(repair, done.lines, done.strange))
    return raws, said


def _rejected(parts: Sequence[Part]) -> Rejected:
    found = []
    for part in parts:
        raw, kept = part.reading.raw, part.reading.sieve.kept
        out = ~kept if part.reading.stages is None else ~kept | part.reading.stages.never
        found.append(frozenset([*raw.lines[out].tolist(), *(row.line for row in raw.set_aside)]))
    return found


def _say(said: _Said, findings: Findings) -> None:
    name = said.repair.name
    if said.lines:
        findings.note(f"{plural(len(said.lines), 'row')} mended by {name}: {row_list(sorted(said.lines))}.")
    if said.strange:
        findings.warn(
            f"{name} changes {row_list(said.strange)}, which {'is' if len(said.strange) == 1 else 'are'} not among the "
            "rejected rows of this file; nothing was changed there.",
            remedy="Mend rows of the newest list of rejected rows, and leave their numbers as they are.",
        )
    if said.repair.unread:
        findings.warn(
            f"In {name}, {row_list(said.repair.unread)} could not be read as mended rows: each needs the number of the "
            "row it mends, once, and as many cells as the header.",
            remedy="Correct them and upload the list again.",
        )
