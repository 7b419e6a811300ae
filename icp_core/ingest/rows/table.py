"""From text cells to one canonical table: types, needed cells, repeated rows, contradictions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from icp_core.dataset import TABLES, Severity
from icp_core.errors import UserError
from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Lines, Option, RawTable, Source
from icp_core.ingest.matching.mapping import ColumnMap, column_map
from icp_core.ingest.matching.roles import WIDE_MONTHS, month_headers
from icp_core.ingest.progress import Stretch
from icp_core.ingest.rows.asking import Asking
from icp_core.ingest.rows.columns import Columns, read_attribute, read_columns
from icp_core.ingest.rows.deals import account_keys, deal_columns
from icp_core.ingest.rows.meanings import with_meanings
from icp_core.ingest.rows.outcomes import states_of_customers
from icp_core.ingest.rows.prospects import Stages, leave_out_former_stages, stages_of_accounts
from icp_core.ingest.rows.repeats import leave_out_deleted, leave_out_repeats, without_what_varies
from icp_core.ingest.rows.sieve import Sieve

MONTHS_IN_A_YEAR = 12
_MATCHED = 0.1  # share of the time after which the columns are known; the rest goes by their number
_ROWS, _MEANINGS = 0.7, 0.2  # how long a column takes later on, beside the reading of its values
_CONTRADICTIONS = {  # table: (earlier column, later column, what becomes of it)
    "customers": ("start_date", "churn_date", "The account left before it began; its first day counts as unknown."),
    "deals": (
        "created_date",
        "close_date",
        "The deal closed before it was created; its creation day counts as unknown.",
    ),
}


@dataclass(frozen=True)
class Reading:
    """One file, read into canonical columns; rows as in the file, without those that were sieved out.

    Args:
        table: ``revenue`` is split by shape later.
        raw: The file as text.
        frame: Canonical columns and attributes, index 0..n-1.
        mapping: What was mapped.
        sieve: The state of every row.
        findings: What was noticed.
        currencies: ISO codes found.
        lines: Line number of each row of ``frame``.
        days: Canonical month column to the days as they were written, rows as ``frame``.
        options: What a person chose for the file.
        keyed: Whether no two rows share their key (an id, or an account and a month).
        stages: In a file of customers, the column that tells who never was one; None where there is none.
    """

    table: str
    raw: RawTable
    frame: pd.DataFrame
    mapping: ColumnMap
    sieve: Sieve
    findings: Findings
    currencies: tuple[str, ...]
    lines: Lines
    days: dict[str, pd.Series]
    options: Mapping[str, Option] = field(default_factory=dict)
    keyed: bool = False
    stages: Stages | None = None


def read_table(raw: RawTable, table: str, source: Source, *, told: Stretch | None = None) -> Reading:
    """Read one file into the canonical columns of ``table``.

    Args:
        raw: The file as text.
        table: Canonical table; ``revenue`` for all its shapes.
        source: What the person chose for the file.
        told: Is told how far it is.

    Raises:
        UserError: A needed column is not there, or a column holds several currencies.
    """
    findings, told = Findings(table, raw.name), told or Stretch()
    told.say(f"Looking at the columns of {raw.name}", 0.0)
    _pass_on(raw, findings)
    decided = column_map(raw, table, source.mapping)
    if table == "revenue":
        decided = one_shape(decided, raw)
    _refuse_missing(raw, table, decided)
    values, rows, others, meanings = _steps(raw, table, decided, told.part(_MATCHED, 1.0))
    sieve = Sieve(raw, findings)
    leave_out_deleted(raw, sieve)
    asking = Asking(raw, decided, source.options, findings)
    values.say(f"Checking the values of {raw.name}", 0.0)
    columns = read_columns(raw, table, decided, findings, source.options)
    stages = stages_of_accounts(asking, sieve.kept) if table == "customers" else None
    columns = states_of_customers(columns, asking, stages) if table == "customers" else columns
    read = {name: column.values for name, column in columns.parsed.items()}
    frame = pd.DataFrame(read, index=raw.rows.index, copy=False)
    frame = account_keys(frame, raw, table, findings)
    _warn_or_reject(sieve, table, decided, columns, frame)
    rows.say(f"Checking the rows of {raw.name}", 0.0)
    if table == "deals":
        frame = deal_columns(frame, asking, sieve)
    if stages is not None:
        leave_out_former_stages(stages, frame, sieve)
    keyed = leave_out_repeats(raw, table, frame, sieve)
    frame = _contradictions(frame, table, decided, sieve)
    if TABLES[table].keeps_others:
        frame = _with_attributes(frame, asking, others)
    meanings.say(f"Checking the words of {raw.name}", 0.0)
    frame = with_meanings(frame, asking, sieve.kept)
    if "current_mrr" in frame and "current_arr" not in frame:
        frame["current_arr"] = frame["current_mrr"] * MONTHS_IN_A_YEAR
        findings.notes.append(f"Yearly recurring revenue is twelve times '{decided.columns['current_mrr']}'.")
    if table == "customers":
        frame = without_what_varies(frame, findings)
    lines, days = raw.lines, columns.days
    if not sieve.kept.all():  # a copy of ten million rows is not made for nothing
        frame, lines = frame[sieve.kept].reset_index(drop=True), lines[sieve.kept]
        days = {name: values[sieve.kept].reset_index(drop=True) for name, values in days.items()}
    money, options = columns.currencies, source.options
    return Reading(table, raw, frame, decided, sieve, findings, money, lines, days, options, keyed, stages)


def one_shape(decided: ColumnMap, raw: RawTable) -> ColumnMap:
    """Keep the columns of one shape of a revenue file: periods (start, end), or months."""
    columns = dict(decided.columns)
    wide = is_wide(decided, raw)
    if wide:
        columns.pop("mrr", None)
    elif "start_date" in columns and ("end_date" in columns or "month" not in columns):
        columns.pop("month", None)
    if wide or "month" in columns:
        columns.pop("start_date", None)
        columns.pop("end_date", None)
    return replace(decided, columns=columns)


def is_wide(decided: ColumnMap, raw: RawTable) -> bool:
    """Whether a revenue file has a column for each month."""
    return "month" not in decided.columns and len(month_headers(raw.header)) >= WIDE_MONTHS


def _pass_on(raw: RawTable, findings: Findings) -> None:
    """Repeat what was noticed while reading, now that the table is known."""
    for question in raw.questions:
        findings.ask(replace(question, table=findings.table))
    for issue in raw.issues:
        if issue.severity is Severity.WARNING:
            findings.warn(issue.reason, remedy=issue.remedy, column=issue.column, row=issue.row)
        else:
            findings.note(issue.reason, remedy=issue.remedy, column=issue.column, row=issue.row)
    reasons: dict[tuple[Severity, str, str], list[tuple[int, str]]] = {}
    for row in raw.set_aside:
        cells = (raw.delimiter or ", ").join(cell for cell in row.cells if cell.strip())
        reasons.setdefault((row.severity, row.reason, row.remedy), []).append((row.line, cells))
    for (severity, reason, remedy), rows in reasons.items():
        findings.rows(severity, reason, [line for line, _ in rows], values=[cells for _, cells in rows], remedy=remedy)


def _refuse_missing(raw: RawTable, table: str, decided: ColumnMap) -> None:
    """Refuse a file that lacks what its table cannot do without."""
    if not decided.columns:
        raise UserError(
            f"No column of this file is known as one of {table}.",
            "Map the columns on the Data page (or with --map), or choose another table; if the first row holds data, "
            "put the names of the columns above it.",
            file=raw.name,
            found=", ".join(raw.header)[:200],
        )
    names = {"customers": "account_id"}
    wide = table == "revenue" and is_wide(decided, raw)
    periods = table == "revenue" and "start_date" in decided.columns
    declared = TABLES["subscriptions" if periods else table].columns
    for column in declared:
        if not column.needed or column.name in decided.columns or column.name == names.get(table):
            continue
        if wide and column.name in ("month", "mrr"):
            continue
        if column.name == "outcome" and "is_won" in decided.helpers:
            continue
        periods_too = " Where each row is a paid period, map its first day instead: --map revenue.start_date=HEADER."
        raise UserError(
            f"The file lacks '{column.name}' ({column.meaning}), which {table} cannot do without.",
            f"Its columns are: {', '.join(raw.header)[:300]}. Map one of them to '{column.name}' on the Data page, "
            f"or with --map {table}.{column.name}=HEADER."
            f"{periods_too if (table, column.name) == ('revenue', 'month') else ''}",
            file=raw.name,
            found="; ".join(
                f"'{guess.header}' {guess.why}" for guess in decided.guesses if f"like {column.name}," in guess.why
            ),
        )


def _warn_or_reject(sieve: Sieve, table: str, decided: ColumnMap, columns: Columns, frame: pd.DataFrame) -> None:
    """Reject rows whose needed cell is empty or unreadable; warn of other unreadable cells."""
    declared = {
        column.name: column
        for name in (table, "subscriptions")
        for column in TABLES[name].columns
        if name == table or table == "revenue"
    }
    for refused in columns.refused:
        sieve.reject(refused.at, refused.reason, column=refused.column, remedy=refused.remedy)
    for name, parsed in columns.parsed.items():
        header = decided.columns[name]
        if not declared[name].needed:
            sieve.warn(
                parsed.bad,
                f"'{header}' is not {parsed.what}; the cell counts as unknown.",
                column=header,
                remedy="Correct the cell if it matters.",
            )
            continue
        reason = f"'{header}' is not {parsed.what}, and the row is of no use without it."
        sieve.reject(parsed.bad, reason, column=header, remedy="Correct the cell and import again.")
        empty = frame[name].isna().to_numpy() & ~parsed.bad
        sieve.reject(
            empty,
            f"'{header}' is empty, and the row is of no use without it.",
            column=header,
            remedy="Fill the cell and import again.",
        )


def _contradictions(frame: pd.DataFrame, table: str, decided: ColumnMap, sieve: Sieve) -> pd.DataFrame:
    """Forget the first day where the last day is before it."""
    if table not in _CONTRADICTIONS:
        if {"start_date", "end_date"} <= set(frame):
            at = (frame["end_date"] < frame["start_date"]).to_numpy()
            sieve.reject(
                at,
                "The period ends before it starts.",
                column=decided.columns["end_date"],
                remedy="Correct one of the two dates.",
            )
        return frame
    begin, end, reason = _CONTRADICTIONS[table]
    if not {begin, end} <= set(frame):
        return frame
    at = (frame[end] < frame[begin]).to_numpy()
    if table == "deals":
        at = at & (frame["outcome"] != "open").to_numpy()
    sieve.warn(at, reason, column=decided.columns.get(begin, ""), remedy="Correct one of the two dates if it matters.")
    return frame.assign(**{begin: frame[begin].mask(at)})


def _steps(raw: RawTable, table: str, decided: ColumnMap, told: Stretch) -> list[Stretch]:
    """Part what is left of a file's time: reading values, checking rows, columns that are not mapped, meanings."""
    mapped = len(decided.columns)
    others = max(0, len(raw.header) - mapped) if TABLES[table].keeps_others else 0
    return told.split([mapped, _ROWS * mapped, others, _MEANINGS * (mapped + others)])


def _with_attributes(frame: pd.DataFrame, asking: Asking, told: Stretch) -> pd.DataFrame:
    """Add the columns that are not mapped under their own header."""
    raw, decided, findings = asking.raw, asking.decided, asking.findings
    used = set(decided.columns.values()) | set(decided.helpers.values())
    names = {column.name for column in TABLES[findings.table].columns}
    headers = [header for header in raw.header if header not in used]
    attributes, empty = {}, []
    for header in told.over(headers, f"Checking the other columns of {raw.name}"):
        values = read_attribute(raw.rows[header], header, findings, raw.lines, asking.options)
        if values is None:
            empty.append(header)
        else:
            attributes[f"{header} (not mapped)" if header in names else header] = values
    if empty:
        findings.note(f"Columns without any value were left out: {', '.join(empty)}.")
    return pd.concat([frame, pd.DataFrame(attributes, index=frame.index)], axis=1) if attributes else frame
