"""Small files for the tests of the import."""

from pathlib import Path

from icp_core.ingest import Imported, RawTable, Source, import_files, read_raw

SHARED = Path(__file__).resolve().parents[3] / "../shared/data"


def raw(folder: Path, content: str | bytes, name: str = "file.csv") -> RawTable:
    """Write a file and read it as text cells."""
    return read_raw(written(folder, content, name), name)


def written(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def imported(folder: Path, **files: str | bytes) -> Imported:
    """Import files given as table name to content."""
    sources = [Source(table, written(folder, text, f"{table}.csv"), f"{table}.csv") for table, text in files.items()]
    result = import_files(sources, folder / "data")
    for report in result.reports.values():
        assert report.rows_read == report.rows_kept + report.rows_rejected + report.rows_left_out
        assert len(result.rejects[report.table]) == report.rows_rejected + report.rows_left_out
    return result


def column(result: Imported, table: str, name: str) -> list[object]:
    values = result.data.frame(table)[name]
    return [value if known else None for value, known in zip(values, values.notna(), strict=True)]


def reasons(result: Imported) -> str:
    return "\n".join(f"{issue.row} {issue.severity}: {issue.reason} [{issue.value}]" for issue in result.issues)
