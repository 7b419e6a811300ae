"""An import on disk: Parquet tables, the rejects, and a manifest, under the fingerprint of what was imported."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from icp_core.dataset import Dataset, Issue, Severity
from icp_core.errors import UserError
from icp_core.ingest.accounts.report import report_from
from icp_core.ingest.forms import ColumnGuess, Imported, Item, Question, TableReport
from icp_core.ingest.progress import Stretch

MANIFEST = "manifest.json"
ROWS_AT_ONCE = 1 << 21  # rows that are held back while they are written
_REJECTS = "rejects_"


def save(
    folder: Path, tables: Mapping[str, pd.DataFrame], imported: Imported, *, told: Stretch | None = None
) -> Imported:
    """Write an import into ``folder/<fingerprint>`` at once or not at all, and return it reading from there."""
    steps = (told or Stretch()).split([frame.size for frame in tables.values()])
    target = folder / imported.data.fingerprint
    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".import-", dir=folder))
    try:
        for (name, frame), step in zip(tables.items(), steps, strict=True):
            _write(frame, work / f"{name}.parquet", step)
        for name, frame in imported.rejects.items():
            _write(frame, work / f"{_REJECTS}{name}.parquet", Stretch())
        document = {
            "as_of": imported.data.as_of.isoformat(),
            "currency": imported.data.currency,
            "dated": imported.dated,
            "tables": list(tables),
            "rejects": list(imported.rejects),
            "reports": {name: asdict(report) for name, report in imported.reports.items()},
            "questions": [asdict(question) for question in imported.questions],
            "joins": asdict(imported.joins),
            "issues": [[getattr(issue, field.name) for field in fields(Issue)] for issue in imported.issues],
        }
        (work / MANIFEST).write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        if not target.exists():
            work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return open_dataset(target)


def _write(frame: pd.DataFrame, path: Path, told: Stretch) -> None:
    """Write a frame as Parquet, in slices that take little memory.

    Numbers are written as they are, because looking for repeats among them takes as long as all the rest.
    """
    whole = pa.Table.from_pandas(frame, preserve_index=False) if len(frame) <= ROWS_AT_ONCE else None
    schema = pa.Schema.from_pandas(frame, preserve_index=False) if whole is None else whole.schema
    words = [field.name for field in schema if not pa.types.is_floating(field.type)]
    with parquet.ParquetWriter(path, schema, compression="snappy", use_dictionary=words) as target:
        for begin in told.over(range(0, max(len(frame), 1), ROWS_AT_ONCE), "Writing the data to disk"):
            rows = frame.iloc[begin : begin + ROWS_AT_ONCE]
            target.write_table(pa.Table.from_pandas(rows, schema, preserve_index=False) if whole is None else whole)


def open_dataset(folder: Path) -> Imported:
    """Open an import that was written before.

    Args:
        folder: The folder named by the fingerprint.

    Raises:
        UserError: There is no import in the folder.
    """
    try:
        document: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(
            "There is no imported data in this folder.", "Import the files again.", file=str(folder)
        ) from error
    tables = {name: folder / f"{name}.parquet" for name in document["tables"]}
    data = Dataset(MappingProxyType(tables), folder.name, date.fromisoformat(document["as_of"]), document["currency"])
    issues = tuple(_issue(values) for values in document["issues"])
    rejects = {name: pd.read_parquet(folder / f"{_REJECTS}{name}.parquet") for name in document["rejects"]}
    reports = {name: _report(values) for name, values in document["reports"].items()}
    questions = tuple(_question(values) for values in document["questions"])
    joins = report_from(document["joins"])
    return Imported(data, reports, issues, rejects, document["dated"], questions, joins)


def _issue(values: list[Any]) -> Issue:
    table, file, severity, *rest = values
    return Issue(table, file, Severity(severity), *rest)


def _question(values: dict[str, Any]) -> Question:
    items = tuple(Item(**(item | {"examples": tuple(item["examples"])})) for item in values["items"])
    return Question(**(values | {"items": items, "examples": tuple(values["examples"])}))


def _report(values: dict[str, Any]) -> TableReport:
    guesses = tuple(ColumnGuess(**(guess | {"samples": tuple(guess["samples"])})) for guess in values["guesses"])
    lists = {"unmapped": tuple(values["unmapped"]), "notes": tuple(values["notes"])}
    parts = tuple(_report(part) for part in values["parts"])
    return TableReport(**(values | lists | {"guesses": guesses, "parts": parts}))
