"""The whole import: files to one frozen data set, with an account of every row."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from icp_core.dataset import Dataset, Issue, Severity
from icp_core.errors import DefectsError, UserError
from icp_core.ingest.accounts.settling import settle_accounts, with_counts
from icp_core.ingest.as_of import UNDATED, early_end, latest_day, stray_end
from icp_core.ingest.forms import Imported, RawTable, Source
from icp_core.ingest.matching.roles import ROLES, guess_table, without_table
from icp_core.ingest.progress import Progress, Stretch
from icp_core.ingest.reading.raw import read_raw
from icp_core.ingest.repairs import file_of_repair, is_repair
from icp_core.ingest.reports import report_of
from icp_core.ingest.rows.rates import rates_question
from icp_core.ingest.rows.shapes import Shaped, month_end, monthly_revenue
from icp_core.ingest.saved import MANIFEST, open_dataset, save
from icp_core.ingest.shared_words import merge_across
from icp_core.ingest.strict import refuse_rejects
from icp_core.ingest.table_files import Given, TableFile, read_table_files
from icp_core.ingest.undecided import UndecidedError
from icp_core.results import join_words

IMPORT_VERSION = 4  # raise it when the same bytes give another data set than before
SURE_TABLE = 0.35  # confidence below which a person has to say what a file holds
CHUNK = 1 << 24  # bytes that are hashed at a time
_SHARES = (4, 41, 30, 10, 15)  # of the time: knowing the files again, reading, checking, joining, writing


def import_files(
    sources: Sequence[Source],
    folder: Path,
    *,
    as_of: date | None = None,
    currency: str = "",
    progress: Progress | None = None,
) -> Imported:
    """Read all files into one data set and write it as Parquet under ``folder/<fingerprint>``.

    The same files with the same settings are not read again but opened from there. Several files of one table are put
    together, and what stands in two of them counts as in the newer one. A list of mended rejects is put into the file
    that it comes from.

    Args:
        sources: The files; those of one table oldest first.
        folder: Where imports are kept.
        as_of: Day up to which the data are complete; by default the latest day on which something happened.
        currency: ISO code of the money; by default what the files say.
        progress: Is told what is being done and which share is done; the share never falls, and is 1.0 in the end.

    Raises:
        UserError: A file cannot be used; nothing is written then.
    """
    if not sources:
        raise UserError("There is no file to import.", "Give at least a file of customers, deals or revenue.")
    whole = Stretch.watched_by(progress)
    looking, reading, checking, joining, writing = whole.split(_SHARES)
    fingerprint = _fingerprint(sources, as_of, currency, looking)
    if (folder / fingerprint / MANIFEST).exists():
        whole.say("Done", 1.0)
        return open_dataset(folder / fingerprint)
    files = _read_all(sources, reading, checking)
    joining.say("Joining the files", 0.0)
    files, joined = joining.during(partial(settle_accounts, merge_across(files), as_of), "Joining the files")
    each = [file for several in files.values() for file in several]
    tables = joined.tables
    found = latest_day(
        tables, [_last_day(table, file.part.shaped) for table, several in files.items() for file in several]
    )
    day = as_of or found
    if "subscriptions" in tables:
        tables["revenue"] = monthly_revenue(tables["subscriptions"], day or UNDATED)
    joining.say("Counting the customers", 0.6)
    joined = with_counts(joined, day)
    for table, sentences in joined.notes.items():
        for sentence in sentences:
            files[table][-1].reading.findings.note(sentence)
    issues = [issue for file in each for issue in file.reading.findings.issues]
    if as_of is None:
        revenue = [_last_day("revenue", file.part.shaped) for file in files.get("revenue", ())]
        issues += [*stray_end(tables, day), *early_end(tables, revenue, day)]
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
    code, more = _currency(each, currency)
    joining.say("Listing what was left out", 0.9)
    reports = {table: report_of(table, several) for table, several in files.items()}
    keys = [part.key for report in reports.values() for part in report.parts or (report,)]
    rejects = {key: file.reading.sieve.rejects() for key, file in zip(keys, each, strict=True)}
    data = Dataset(MappingProxyType({}), fingerprint, day or UNDATED, code)
    questions = tuple(question for file in each for question in file.reading.findings.questions)
    writing.say("Writing the data to disk", 0.0)
    about = (*issues, *more)
    found_out = Imported(data, reports, about, rejects, day is not None, questions, joined.report)
    done = save(folder, tables, found_out, told=writing)
    whole.say("Done", 1.0)
    return done


def told_apart(names: Sequence[str]) -> list[str]:
    """Number the later ones of files that have the same name, so that each can be named.

    Example:
        >>> told_apart(["deals.csv", "deals.csv", "customers.csv"])
        ['deals.csv', 'deals.csv (2)', 'customers.csv']
    """
    found: list[str] = []
    for name in names:
        number, told = 1, name
        while told in found:
            number += 1
            told = f"{name} ({number})"
        found.append(told)
    return found


def _read_all(sources: Sequence[Source], reading: Stretch, checking: Stretch) -> dict[str, list[TableFile]]:
    """Read every file into its table; all defects of all files are said at once."""
    defects: list[UserError] = []
    groups: dict[str, list[Given]] = {}
    for given in _opened(sources, reading, defects):
        groups.setdefault(given.table, []).append(given)
    files: dict[str, list[TableFile]] = {}
    steps = checking.split([sum(given.raw.rows.size for given in several) for several in groups.values()])
    for (table, several), step in zip(groups.items(), steps, strict=True):
        try:
            files[table] = read_table_files(several, step)
            refuse_rejects(files[table])
        except UserError as error:
            defects += error.errors if isinstance(error, DefectsError) else (error,)
    if defects:
        raise defects[0] if len(defects) == 1 else DefectsError(defects)
    return files


def _opened(sources: Sequence[Source], told: Stretch, defects: list[UserError]) -> list[Given]:
    """Read every file as text; a list of mended rejects among them becomes a repair of the file it comes from."""
    found: list[Given] = []
    repairs: list[tuple[Source, RawTable]] = []
    names = told_apart([source.name for source in sources])
    steps = told.split([source.path.stat().st_size for source in sources])
    for source, name, step in zip(sources, names, steps, strict=True):
        step.say(f"Reading {name}", 0.0)
        try:
            raw = read_raw(source.path, name, options=source.options, told=step)
            if is_repair(raw.header):
                repairs.append((replace(source, name=name), raw))
            else:
                found.append(Given(replace(source, name=name), raw, _table(source, raw)))
        except UserError as error:
            defects.append(error)
    for source, raw in repairs:
        try:
            at = file_of_repair(raw, [given.raw for given in found])
        except UserError as error:
            defects.append(error)
        else:
            mended = found[at].source
            found[at] = replace(found[at], source=replace(mended, repairs=(*mended.repairs, source)))
    return found


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
        what, remedy = without_table(raw)
        raise UserError(what, remedy, file=source.name, found=", ".join(raw.header)[:200])
    return table


def _fingerprint(sources: Sequence[Source], as_of: date | None, currency: str, told: Stretch) -> str:
    """SHA-256 over the bytes of the files and every setting that changes what comes out."""
    digest = hashlib.sha256()
    files = [file for source in sources for file in (source, *source.repairs)]
    for file, step in zip(files, told.split([1] * len(files)), strict=True):
        settings = [file.table, file.name, dict(file.mapping), dict(file.options), len(file.repairs)]
        digest.update(json.dumps(settings, sort_keys=True, default=dict).encode())
        try:
            digest.update(_hashed(file, step))
        except OSError as error:
            raise UserError(
                "The file cannot be opened.",
                "Check its name and where it is.",
                file=file.name,
                found=str(file.path),
            ) from error
    digest.update(json.dumps([str(as_of), currency, IMPORT_VERSION]).encode())
    return digest.hexdigest()


def _hashed(file: Source, told: Stretch) -> bytes:
    digest, size, done = hashlib.sha256(), file.path.stat().st_size, 0
    with file.path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            told.say(f"Looking at {file.name}", done / size)
    return digest.digest()


def _last_day(table: str, shape: Shaped) -> date | None:
    """Return the last day that a file of months or periods speaks of; other files bring their days themselves."""
    if table in ("revenue", "usage"):
        return shape.last_day
    months = shape.tables["spend"]["month"] if "spend" in shape.tables else pd.Series([], dtype="datetime64[us]")
    return month_end(months)


def _currency(files: Sequence[TableFile], declared: str) -> tuple[str, list[Issue]]:
    """Return the one currency of all files; a declared one stands, and a file that says another is named."""
    found = {file.reading.raw.name: file.reading.currencies for file in files if file.reading.currencies}
    codes = list(dict.fromkeys(code for several in found.values() for code in several))
    if declared:
        other = [code for code in codes if code != declared]
        sentence = f"The files speak of {join_words(other)}, but {declared} was set; amounts are taken as they stand."
        return declared, [Issue("", "", Severity.WARNING, sentence, "Check the currency.")] if other else []
    if len(codes) > 1:
        raise _several_currencies(files)
    return (codes[0] if codes else ""), []


def _several_currencies(files: Sequence[TableFile]) -> UserError:
    """Refuse the files that are in another currency than the first, each with the question for its rate."""
    found = [file.reading for file in files if file.reading.currencies]
    where = "; ".join(f"{reading.raw.name}: {', '.join(reading.currencies)}" for reading in found)
    target = found[0].currencies[0]
    errors = [
        UndecidedError(
            "The files hold amounts in several currencies, which cannot be added up.",
            f"Give the rate that brings this file to {target} on the Data page, or export the files in one currency.",
            [
                rates_question(
                    {code: len(reading.frame) for code in reading.currencies},
                    target, reading.table, reading.raw.name, reading.options,
                )
            ],
            file=reading.raw.name,
            found=where,
        )
        for reading in found
        if reading.currencies != (target,)
    ]  # fmt: skip
    return errors[0] if len(errors) == 1 else DefectsError(errors)
