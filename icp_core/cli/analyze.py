"""``icp-workbench analyze`` and ``score``: files in, a folder of results out, all of it or nothing."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread

import pandas as pd

from icp_core.analysis import assess, compare, observe, summarize
from icp_core.checklist import answers_from_csv
from icp_core.cli.choices import read_choices, say_unused, write_rejects
from icp_core.dataset import TABLES
from icp_core.errors import UserError
from icp_core.fit import score_prospects
from icp_core.ingest import EVERYBODY, STRICT, YES, Source, import_files
from icp_core.profile import IcpProfile, profile_from_text
from icp_core.report import FORMATS, render, to_csv
from icp_core.workspace import Settings, Workspace

LATER_FORMATS = ("pdf", "xlsx", "pptx")


@dataclass(frozen=True)
class Request:
    """What the command line was asked for, as it was typed."""

    files: Mapping[str, Sequence[Path]]
    out: Path
    icp: Path | None
    answers: Path | None
    interviews: Path | None
    mapping: tuple[str, ...]
    choices: tuple[str, ...]
    strict: bool
    as_of: str
    currency: str
    engine: str
    formats: tuple[str, ...]


def analyze_files(request: Request) -> None:
    """Analyse the files and write the results into ``request.out``.

    Raises:
        UserError: An option or a file cannot be used; nothing was written, but the rejected rows of strict files.
    """
    _refuse_what_is_not_there(request)
    Thread(target=import_module, args=("sklearn.cluster",), daemon=True).start()  # 2 s to load, while files are read
    as_of = _day(request.as_of)
    settings = Settings(as_of=as_of, currency=_currency(request.currency))
    profile = None if request.icp is None else _icp(request.icp)
    answers = () if request.answers is None else answers_from_csv(_text(request.answers), request.answers.name)
    sources = _sources(request)
    workspace = Workspace(
        id="cli", name="cli", settings=settings, profiles=(profile,) if profile else (), answers=answers
    )
    with tempfile.TemporaryDirectory() as temporary:
        try:
            imported = import_files(sources, Path(temporary) / "data", as_of=as_of, currency=settings.currency)
        except UserError as error:
            write_rejects(error, request.out)
            raise
        say_unused(request.choices, imported)
        observed = observe(imported.data, settings)
        comparison = compare(observed, profile)
        summary = summarize(workspace, observed, comparison, assess(workspace, observed, comparison), imported)
        results = Path(temporary) / "results"
        results.mkdir()
        (results / "summary.json").write_text(render(summary, "json"), "utf-8")
        for kind in FORMATS:
            if kind not in request.formats:
                continue
            (results / f"drift-summary.{kind}").write_text(
                render(summary, kind, currency=imported.data.currency), "utf-8"
            )
        (results / "accounts.csv").write_text(to_csv(comparison.account_rows(observed)), "utf-8")
        for table, rejects in imported.rejects.items():
            (results / f"rejected_{table}.csv").write_text(to_csv(rejects), "utf-8")
        _move(results, request.out)


def score_prospects_file(prospects: Path, icp: Path, out: Path) -> None:
    """Score a list of prospects against an ICP and write ``prospects.csv`` into ``out``.

    Raises:
        UserError: A file cannot be used; nothing was written.
    """
    profile = _icp(icp)
    with tempfile.TemporaryDirectory() as temporary:
        source = Source("customers", prospects, prospects.name, options={EVERYBODY: YES})
        imported = import_files([source], Path(temporary) / "data")
        scored = score_prospects(imported.data.frame("customers"), profile)
        results = Path(temporary) / "results"
        results.mkdir()
        (results / "prospects.csv").write_text(to_csv(scored), "utf-8")
        (results / "rejected_prospects.csv").write_text(
            to_csv(imported.rejects.get("customers", pd.DataFrame(columns=["row", "reason"]))), "utf-8"
        )
        _move(results, out)


def _icp(path: Path) -> IcpProfile:
    return profile_from_text(_text(path), file=path.name)


def _refuse_what_is_not_there(request: Request) -> None:
    if not {"customers", "deals", "revenue"} & set(request.files):
        raise UserError("There is nothing to analyse.", "Give --customers, --deals or --revenue.")
    if request.engine != "duckdb":
        raise UserError(
            f"The engine '{request.engine}' is not there yet.", "Leave --engine out; the files are read by DuckDB."
        )
    if request.interviews is not None:
        raise UserError("Interviews cannot be read from a file yet.", "Leave --interviews out.")
    for kind in request.formats:
        if kind in LATER_FORMATS:
            raise UserError(f"The format '{kind}' is not there yet.", f"Choose from {', '.join(FORMATS)}.")
        if kind not in FORMATS:
            raise UserError(f"There is no format '{kind}'.", f"Choose from {', '.join(FORMATS)}.")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError("--as-of is no date.", "Write it as 2026-09-30.", found=text) from error


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code and not (len(code) == 3 and code.isalpha()):
        raise UserError("--currency is no currency code.", "Write it as EUR or USD.", found=text)
    return code


def _sources(request: Request) -> list[Source]:
    mapping, choices = _mapping(request.mapping), read_choices(request.choices)
    everywhere = {STRICT: YES} if request.strict else {}
    return [
        Source(table, path, path.name, mapping.get(table, {}), {**choices.get(table, {}), **everywhere})
        for table, paths in request.files.items()
        for path in paths
    ]


def _mapping(pairs: tuple[str, ...]) -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}
    for pair in pairs:
        target, equals, header = pair.partition("=")
        table, dot, column = target.partition(".")
        if not equals or not dot:
            raise UserError("--map cannot be read.", "Write it as customers.account_id=Kunde.", found=pair)
        if table not in TABLES:
            raise UserError(f"--map names no table '{table}'.", f"Choose from {', '.join(TABLES)}.", found=pair)
        names = [item.name for item in TABLES[table].columns]
        if column not in names:
            raise UserError(f"'{table}' has no column '{column}'.", f"Choose from {', '.join(names)}.", found=pair)
        out.setdefault(table, {})[column] = header
    return out


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("The file is not UTF-8 text.", "Save it as UTF-8.", file=path.name) from error
    except FileNotFoundError as error:
        raise UserError("There is no such file.", "Check the path.", file=str(path)) from error


def _move(results: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for file in sorted(results.iterdir()):
        shutil.move(str(file), str(out / file.name))
