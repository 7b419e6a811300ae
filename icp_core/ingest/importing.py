"""The whole import: files to one frozen data set, with an account of every row."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from icp_core.dataset import TABLES, Dataset, Issue, Severity
from icp_core.errors import DefectsError, UserError
from icp_core.ingest.accounts.joins import join_accounts
from icp_core.ingest.as_of import UNDATED, latest_day
from icp_core.ingest.forms import Imported, RawTable, Source, TableReport
from icp_core.ingest.matching.roles import ROLES, guess_table
from icp_core.ingest.reading.raw import read_raw
from icp_core.ingest.rows.shapes import Shaped, month_end, monthly_revenue, shape_of
from icp_core.ingest.rows.table import Reading, read_table
from icp_core.ingest.saved import MANIFEST, open_dataset, save
from icp_core.results import join_words

IMPORT_VERSION = 1  # raise it when the same bytes give another data set than before
SURE_TABLE = 0.35  # confidence below which a person has to say what a file holds


def import_files(sources: Sequence[Source], folder: Path, *, as_of: date | None = None, currency: str = "") -> Imported:
    """Read all files into one data set and write it as Parquet under ``folder/<fingerprint>``.

    The same files with the same settings are not read again but opened from there.

    Args:
        sources: The files; each table once.
        folder: Where imports are kept.
        as_of: Day up to which the data are complete; by default the latest day on which something happened.
        currency: ISO code of the money; by default what the files say.

    Raises:
        UserError: A file cannot be used; nothing is written then.
    """
    if not sources:
        raise UserError("There is no file to import.", "Give at least a file of customers, deals or revenue.")
    fingerprint = _fingerprint(sources, as_of, currency)
    if (folder / fingerprint / MANIFEST).exists():
        return open_dataset(folder / fingerprint)
    readings = _read_all(sources)
    shaped = {table: shape_of(reading) for table, reading in readings.items()}
    joined = join_accounts({name: frame for shape in shaped.values() for name, frame in shape.tables.items()})
    tables = joined.tables
    found = latest_day(
        tables,
        [shape.last_day if table in ("revenue", "usage") else _spend_end(shape) for table, shape in shaped.items()],
    )
    day = as_of or found
    if "subscriptions" in tables:
        tables["revenue"] = monthly_revenue(tables["subscriptions"], day or UNDATED)
    for table, sentences in joined.notes.items():
        for sentence in sentences:
            readings[table].findings.note(sentence)
    issues = [issue for reading in readings.values() for issue in reading.findings.issues]
    if day is None:
        issues.append(
            Issue(
                "",
                "",
                Severity.NOTE,
                "No table holds a date; nothing can be said over time.",
                "Add dates, or set the as-of date.",
            )
        )
    code, more = _currency(readings, currency)
    reports = {table: _report(reading, shaped[table]) for table, reading in readings.items()}
    rejects = {table: reading.sieve.rejects() for table, reading in readings.items()}
    data = Dataset(MappingProxyType({}), fingerprint, day or UNDATED, code)
    questions = tuple(question for reading in readings.values() for question in reading.findings.questions)
    return save(folder, tables, Imported(data, reports, (*issues, *more), rejects, day is not None, questions))


def _read_all(sources: Sequence[Source]) -> dict[str, Reading]:
    """Read every file into its table; all defects of all files are said at once."""
    readings: dict[str, Reading] = {}
    defects: list[UserError] = []
    for source in sources:
        try:
            raw = read_raw(source.path, source.name, options=source.options)
            table = _table(source, raw)
            if table in readings:
                raise UserError(
                    f"There are two files of {table}; the other is {readings[table].raw.name}.",
                    "Put them into one file.",
                    file=source.name,
                )
            readings[table] = read_table(raw, table, source)
        except UserError as error:
            defects.append(error)
    if len(defects) == 1:
        raise defects[0]
    if defects:
        raise DefectsError(defects)
    return readings


def _table(source: Source, raw: RawTable) -> str:
    """Return the table of a file: as the person said, or as its headers say."""
    if source.table == "subscriptions":
        return "revenue"
    if source.table is not None:
        if source.table not in ROLES:
            raise UserError(
                f"There is no table '{source.table}'.", f"The tables are: {', '.join(ROLES)}.", file=source.name
            )
        return source.table
    table, confidence = guess_table(raw)
    if confidence < SURE_TABLE:
        raise UserError(
            "It is not clear what this file holds.",
            f"Say which table it is: {join_words(ROLES)}.",
            file=source.name,
            found=", ".join(raw.header)[:200],
        )
    return table


def _fingerprint(sources: Sequence[Source], as_of: date | None, currency: str) -> str:
    """SHA-256 over the bytes of the files and every setting that changes what comes out."""
    digest = hashlib.sha256()
    for source in sources:
        settings = [source.table, source.name, dict(source.mapping), dict(source.options)]
        digest.update(json.dumps(settings, sort_keys=True, default=dict).encode())
        try:
            with source.path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        except OSError as error:
            raise UserError(
                "The file cannot be opened.",
                "Check its name and where it is.",
                file=source.name,
                found=str(source.path),
            ) from error
    digest.update(json.dumps([str(as_of), currency, IMPORT_VERSION]).encode())
    return digest.hexdigest()


def _spend_end(shape: Shaped) -> date | None:
    """Return the end of the last month of spend; other files bring their days themselves."""
    months = shape.tables["spend"]["month"] if "spend" in shape.tables else pd.Series([], dtype="datetime64[us]")
    return month_end(months)


def _currency(readings: dict[str, Reading], declared: str) -> tuple[str, list[Issue]]:
    """Return the one currency of all files; a declared one stands, and a file that says another is named."""
    found = {table: reading.currencies for table, reading in readings.items() if reading.currencies}
    codes = list(dict.fromkeys(code for several in found.values() for code in several))
    if declared:
        other = [code for code in codes if code != declared]
        sentence = f"The files speak of {join_words(other)}, but {declared} was set; amounts are taken as they stand."
        return declared, [Issue("", "", Severity.WARNING, sentence, "Check the currency.")] if other else []
    if len(codes) > 1:
        where = "; ".join(f"{readings[table].raw.name}: {', '.join(several)}" for table, several in found.items())
        raise UserError(
            "The files hold amounts in several currencies, which cannot be added up.",
            "Export them in one currency.",
            found=where,
        )
    return (codes[0] if codes else ""), []


def _report(reading: Reading, shaped: Shaped) -> TableReport:
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
        shape=shaped.shape,
        notes=tuple(reading.findings.notes),
        fill=fill,
        guesses=reading.mapping.guesses,
    )
