"""What the command line is given besides tables: the ICP, the mapping of columns, and the folder for the results."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from icp_core.dataset import TABLES
from icp_core.errors import UserError
from icp_core.ingest import known_columns
from icp_core.ingest.accounts.tally import FILE_OF
from icp_core.profile import IcpProfile, profile_from_text


def read_icp(path: Path) -> IcpProfile:
    """Read an ICP file; UserError when it is none."""
    return profile_from_text(read_text(path), file=path.name)


def read_mapping(pairs: Iterable[str]) -> dict[str, dict[str, str]]:
    """Read ``--map`` as it was typed: by table, canonical column to header; UserError names what cannot be read.

    Paid periods are a shape of the revenue file: ``subscriptions.start_date`` means ``revenue.start_date``.

    Example:
        >>> read_mapping(["subscriptions.start_date=Vertragsbeginn", "revenue.mrr=Betrag"])
        {'revenue': {'start_date': 'Vertragsbeginn', 'mrr': 'Betrag'}}
    """
    out: dict[str, dict[str, str]] = {}
    for pair in pairs:
        target, equals, header = pair.partition("=")
        table, dot, column = target.partition(".")
        if not equals or not dot:
            raise UserError("--map cannot be read.", "Write it as customers.account_id=Kunde.", found=pair)
        if table not in TABLES:
            raise UserError(f"--map names no table '{table}'.", f"Choose from {', '.join(TABLES)}.", found=pair)
        table = file_table(table)
        names = known_columns(table)
        if column not in names:
            raise UserError(f"'{table}' has no column '{column}'.", f"Choose from {', '.join(names)}.", found=pair)
        out.setdefault(table, {})[column] = header
    return out


def file_table(table: str) -> str:
    """Return the table as its file is given: paid periods come in the revenue file.

    Example:
        >>> file_table("subscriptions"), file_table("deals")
        ('revenue', 'deals')
    """
    return FILE_OF.get(table, table)


def read_text(path: Path) -> str:
    """Read a small text file; UserError when there is none, or it is no UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("The file is not UTF-8 text.", "Save it as UTF-8.", file=path.name) from error
    except FileNotFoundError as error:
        raise UserError("There is no such file.", "Check the path.", file=str(path)) from error


def move_results(results: Path, out: Path) -> None:
    """Move the finished files into the folder of the results."""
    out.mkdir(parents=True, exist_ok=True)
    for file in sorted(results.iterdir()):
        shutil.move(str(file), str(out / file.name))
