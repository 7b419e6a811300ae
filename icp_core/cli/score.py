"""``icp-workbench score``: a list of prospects in, the same list with ring, score and reasons out."""

import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import typer

from icp_core.cli.choices import read_choices, say_unused
from icp_core.cli.given import move_results, read_icp, read_mapping
from icp_core.engine import Engine
from icp_core.fit import RINGS, fit_accounts, score_prospects
from icp_core.ingest import ProspectList, Source, customers_among, read_prospects
from icp_core.report import safe_cell, to_csv
from icp_core.results import join_words, plural
from icp_core.results.spreadsheets import FORMULA_STARTS

NOT_CHECKED = "not checked"  # in the column ``customer`` where no list of customers was given
_FORMULA = "^[" + "".join(re.escape(start) for start in FORMULA_STARTS) + "]"


def score_prospects_file(
    prospects: Path,
    icp: Path,
    out: Path,
    *,
    customers: Path | None = None,
    mapping: Sequence[str] = (),
    choices: Sequence[str] = (),
) -> None:
    """Score a list of prospects against an ICP and write ``prospects.csv`` into ``out``.

    Args:
        prospects: The list.
        icp: The declared ICP.
        out: Folder for ``prospects.csv`` and ``rejected_prospects.csv``.
        customers: A list of customers; prospects that are among them are marked.
        mapping: Columns of the list as the person maps them, ``customers.name=Company``.
        choices: Answers to what the list leaves open, ``customers.numbers:Employees=point``.

    Raises:
        UserError: A file cannot be used; nothing was written.
    """
    profile = read_icp(icp)
    told = read_mapping(mapping).get("customers", {}), read_choices(choices).get("customers", {})
    listed = read_prospects(Source("customers", prospects, prospects.name, *told))
    scored = score_prospects(listed.frame, profile)
    columns = fit_accounts(listed.frame.head(0), profile, explained=False)
    for note in dict.fromkeys(found.note for found in columns.matches if found.note):
        typer.echo(note)
    if customers is None:
        scored = scored.assign(customer=NOT_CHECKED)
    else:
        own = read_prospects(Source("customers", customers, customers.name)).frame
        scored = scored.assign(customer=customers_among(listed.frame, own).to_numpy())
    with tempfile.TemporaryDirectory() as temporary:
        results = Path(temporary)
        write_csv(scored, results / "prospects.csv")
        (results / "rejected_prospects.csv").write_text(to_csv(listed.rejects), "utf-8")
        move_results(results, out)
    say_unused(choices, listed.questions)
    _tell(listed, scored["ring"])


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a long table as ``report.to_csv`` would, a million rows in seconds.

    Args:
        frame: Numbers, text and categories of text; cells that a spreadsheet would run are made safe, as there.
        path: The file; it is replaced.
    """
    safe = frame.apply(_safe)
    columns = ", ".join(
        f'"{name}"' if pd.api.types.is_numeric_dtype(column) else f'nullif("{name}"::varchar, \'\') as "{name}"'
        for name, column in safe.items()
    )
    target = str(path).replace("'", "''")
    with Engine({"scored": safe}) as engine:
        engine.sql(f"copy (select {columns} from scored) to '{target}' (format csv, header)")  # noqa: S608


def _safe(column: pd.Series) -> pd.Series:
    """Make the few cells safe that begin like a formula; looking at each in Python would take most of the time."""
    if pd.api.types.is_numeric_dtype(column):
        return column.round(4)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.rename_categories([safe_cell(word) for word in column.cat.categories])
    begins = pc.match_substring_regex(pa.array(column.astype("str"), pa.string()), _FORMULA)
    suspicious = pc.fill_null(begins, fill_value=False).to_numpy(zero_copy_only=False)
    return column.where(~suspicious, column[suspicious].map(safe_cell)) if suspicious.any() else column


def _tell(listed: ProspectList, ring: Iterable[str]) -> None:
    """Say what became of the list, and what it leaves open."""
    counts = pd.Series(list(ring)).value_counts()
    rings = join_words([f"{int(counts.get(name, 0)):,} {name}" for name in RINGS])
    typer.echo(f"{plural(listed.report.rows_kept, 'prospect')}: {rings}.")
    if listed.report.rows_rejected:
        typer.echo(f"{plural(listed.report.rows_rejected, 'row')} could not be read: see rejected_prospects.csv.")
    for question in listed.questions:
        if question.urgent and not question.decided:
            typer.echo(f"{question.sentence} Answer with --choose 'customers.{question.id}=...'.", err=True)
