"""What became of each file, and of all files of a table together."""

from collections.abc import Sequence
from dataclasses import replace

from icp_core.dataset import TABLES
from icp_core.ingest.forms import TableReport
from icp_core.ingest.table_files import TableFile


def report_of(table: str, files: Sequence[TableFile]) -> TableReport:
    """Report on a table: one file as it is, several with their sums and a part for each."""
    parts = [_file_report(file, table if not number else f"{table}_{number + 1}") for number, file in enumerate(files)]
    return parts[0] if len(parts) == 1 else _sum_of(table, parts, files)


def _file_report(file: TableFile, key: str) -> TableReport:
    reading = file.reading
    kept, rejected, left_out = reading.sieve.counts()
    mapped = dict(reading.mapping.columns)
    named = mapped.get("name" if reading.table == "customers" else "account_name")
    if named and reading.table in ("customers", "deals"):
        mapped.setdefault("account_id", named)
    names = {column.name for column in TABLES[reading.table].columns} | set(mapped)
    fill = {
        name: float(reading.frame[name].notna().mean())
        for name in reading.frame
        if name in names and len(reading.frame)
    }
    used = set(mapped.values()) | set(reading.mapping.helpers.values())
    return TableReport(
        table=reading.table,
        file=reading.raw.name,
        rows_read=reading.raw.rows_read,
        rows_kept=kept,
        rows_rejected=rejected,
        rows_left_out=left_out,
        encoding=reading.raw.encoding,
        delimiter=reading.raw.delimiter,
        mapping=mapped,
        unmapped=tuple(header for header in reading.raw.header if header not in used),
        shape=file.part.shaped.shape,
        notes=tuple(reading.findings.notes),
        fill=fill,
        guesses=reading.mapping.guesses,
        key=key,
        rows_mended=file.mended,
    )


def _sum_of(table: str, parts: Sequence[TableReport], files: Sequence[TableFile]) -> TableReport:
    """Add up the reports of several files; mapping and guesses are those of the newest."""
    mapping = {name: header for part in parts for name, header in part.mapping.items()}
    rows = sum(len(file.reading.frame) for file in files)
    fill = {
        name: sum(part.fill.get(name, 0.0) * len(file.reading.frame) for part, file in zip(parts, files, strict=True))
        for name in dict.fromkeys(name for part in parts for name in part.fill)
    }
    return replace(
        parts[-1],
        file=", ".join(part.file for part in parts),
        rows_read=sum(part.rows_read for part in parts),
        rows_kept=sum(part.rows_kept for part in parts),
        rows_rejected=sum(part.rows_rejected for part in parts),
        rows_left_out=sum(part.rows_left_out for part in parts),
        encoding=", ".join(dict.fromkeys(part.encoding for part in parts)),
        delimiter="".join(dict.fromkeys(part.delimiter for part in parts)),
        mapping=mapping,
        unmapped=tuple(dict.fromkeys(header for part in parts for header in part.unmapped)),
        shape="; ".join(dict.fromkeys(part.shape for part in parts)),
        notes=tuple(f"{part.file}: {note}" for part in parts for note in part.notes),
        fill={name: known / rows for name, known in fill.items()} if rows else {},
        key=table,
        rows_mended=sum(part.rows_mended for part in parts),
        parts=tuple(parts),
    )
