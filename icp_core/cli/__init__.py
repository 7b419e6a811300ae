"""The command line: the same calls as the pages, for scripts and schedules, and the command that opens the app."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from icp_core.errors import UserError

app = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)

CANNOT = 2  # exit code of everything that could not be done


class Document(StrEnum):
    """What ``schema`` can describe."""

    SUMMARY = "summary"
    ICP = "icp"
    WORKSPACE = "workspace"


Files = Annotated[list[Path] | None, typer.Option(metavar="FILE")]


@app.callback(invoke_without_command=True)
def open_workbench(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,  # noqa: FBT002
) -> None:
    """Find out whether the customers you win are still the ones your product serves best.

    Without a command it opens the app in the browser; nothing leaves this machine.
    """
    if context.invoked_subcommand is None:
        from icp_core.cli.server import open_app

        open_app(port, browser=browser)


@app.command()
def analyze(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the results.")],
    customers: Files = None,
    deals: Files = None,
    revenue: Files = None,
    spend: Files = None,
    usage: Files = None,
    feedback: Files = None,
    headcount: Files = None,
    releases: Files = None,
    events: Files = None,
    icp: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="The declared ICP.")] = None,
    answers: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Answers to the checklist.")] = None,
    interviews: Annotated[Path | None, typer.Option(metavar="FILE.csv")] = None,
    mapping: Annotated[list[str] | None, typer.Option("--map", metavar="TABLE.CANONICAL=HEADER")] = None,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TABLE.QUESTION=ANSWER",
            help="Answer what a file leaves open, for example 'deals.dates:Close Date=day first'.",
        ),
    ] = None,
    strict: Annotated[  # noqa: FBT002
        bool, typer.Option("--strict", help="Read nothing as long as a row of a file is rejected.")
    ] = False,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Day up to which the data are complete.")] = "",
    currency: Annotated[str, typer.Option(metavar="CODE")] = "",
    engine: Annotated[str, typer.Option()] = "duckdb",
    formats: Annotated[str, typer.Option("--format", help="json, html and md, separated by commas.")] = "json,html,md",
) -> None:
    """Analyse files and write the drift summary to a folder.

    A table may come in several files, the oldest first: what stands in two of them counts as in the newer one. A list
    of rejected rows, mended, is given beside the file that it comes from.
    """
    from icp_core.cli.analyze import Request, analyze_files

    given = {
        "customers": customers,
        "deals": deals,
        "revenue": revenue,
        "spend": spend,
        "usage": usage,
        "feedback": feedback,
        "headcount": headcount,
        "releases": releases,
        "events": events,
    }
    analyze_files(
        Request(
            files={table: tuple(paths) for table, paths in given.items() if paths},
            out=out,
            icp=icp,
            answers=answers,
            interviews=interviews,
            mapping=tuple(mapping or ()),
            choices=tuple(choose or ()),
            strict=strict,
            as_of=as_of,
            currency=currency,
            engine=engine,
            formats=tuple(part.strip().lower() for part in formats.split(",") if part.strip()),
        )
    )


@app.command()
def score(
    prospects: Annotated[Path, typer.Argument(metavar="PROSPECTS.csv")],
    icp: Annotated[Path, typer.Option(metavar="FILE.yaml", help="The declared ICP.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the results.")],
    customers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your customers: prospects that are among them are marked.")
    ] = None,
    mapping: Annotated[list[str] | None, typer.Option("--map", metavar="customers.CANONICAL=HEADER")] = None,
    choose: Annotated[
        list[str] | None,
        typer.Option(metavar="customers.QUESTION=ANSWER", help="Answer what the list leaves open."),
    ] = None,
) -> None:
    """Give ring, score and reasons for a list of prospects, and the column whose value would settle the ring."""
    from icp_core.cli.score import score_prospects_file

    score_prospects_file(
        prospects, icp, out, customers=customers, mapping=tuple(mapping or ()), choices=tuple(choose or ())
    )


@app.command()
def schema(document: Annotated[Document, typer.Argument()] = Document.SUMMARY) -> None:
    """Print the JSON Schema of a document."""
    from icp_core.analysis import DriftSummary
    from icp_core.profile import profile_schema
    from icp_core.workspace import Workspace

    models: dict[Document, type[BaseModel]] = {Document.SUMMARY: DriftSummary, Document.WORKSPACE: Workspace}
    found = profile_schema() if document is Document.ICP else models[document].model_json_schema()
    typer.echo(json.dumps(found, indent=2))


@app.command()
def sample(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.")],
    accounts: Annotated[int, typer.Option(min=30, max=200_000, help="Number of customer accounts, about.")] = 1200,
    seed: Annotated[int, typer.Option(help="Another seed makes another company.")] = 7,
) -> None:
    """Write the sample company's files, with the truth they were made from."""
    from icp_core.sample import write_company

    write_company(out, seed=seed, accounts=accounts)
    typer.echo(f"The sample company is in {out}.")


def main() -> None:
    """Run the command line; what the person can mend is one message and exit code 2, never a traceback."""
    try:
        app()
    except UserError as error:
        typer.echo(str(error), err=True)
        sys.exit(CANNOT)
    except OSError as error:
        typer.echo(f"{error.filename or 'A file'}: {error.strerror or error}.", err=True)
        sys.exit(CANNOT)
