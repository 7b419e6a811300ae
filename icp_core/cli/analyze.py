"""``icp-workbench analyze``: files in, a folder of results out, all of it or nothing."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread

from icp_core.analysis import Observed, assess, compare, observe, summarize
from icp_core.checklist import answers_from_csv
from icp_core.cli.choices import read_choices, say_unused, write_rejects
from icp_core.cli.given import move_results, read_icp, read_mapping, read_text
from icp_core.errors import UserError
from icp_core.ingest import STRICT, YES, Imported, Source, import_files
from icp_core.profile import IcpProfile, in_columns_of
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
    profile = None if request.icp is None else _to_win(request.icp)
    answers = () if request.answers is None else answers_from_csv(read_text(request.answers), request.answers.name)
    sources = _sources(request)
    with tempfile.TemporaryDirectory() as temporary:
        try:
            imported = import_files(sources, Path(temporary) / "data", as_of=as_of, currency=settings.currency)
        except UserError as error:
            write_rejects(error, request.out)
            raise
        say_unused(request.choices, imported.questions)
        observed = observe(imported.data, settings)
        profile = _in_the_columns(profile, observed, imported)
        workspace = Workspace(
            id="cli", name="cli", settings=settings, profiles=(profile,) if profile else (), answers=answers
        )
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
        move_results(results, request.out)


def _to_win(path: Path) -> IcpProfile:
    """Read the ICP that the data are compared with.

    Raises:
        UserError: The file cannot be read, or describes accounts to avoid.
    """
    profile = read_icp(path)
    if profile.negative:
        raise UserError(
            "This ICP describes accounts to avoid (kind: negative).",
            "Give the ICP of the customers you want to win.",
            file=path.name,
        )
    return profile


def _in_the_columns(profile: IcpProfile | None, observed: Observed, imported: Imported) -> IcpProfile | None:
    """Read the headers of the customers' file in an ICP as the columns that they became."""
    report = imported.reports.get("customers")
    if profile is None or report is None:
        return profile
    return in_columns_of(profile, observed.accounts.attributes, report.mapping)[0]


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
    mapping, choices = read_mapping(request.mapping), read_choices(request.choices)
    everywhere = {STRICT: YES} if request.strict else {}
    return [
        Source(table, path, path.name, mapping.get(table, {}), {**choices.get(table, {}), **everywhere})
        for table, paths in request.files.items()
        for path in paths
    ]
