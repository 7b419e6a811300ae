"""Opening the database: SQLite so that several sessions and processes can write, and the migrations."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from icp_core.errors import UserError

NEWEST = "0002"  # revision that this code works with
_WAIT = 15_000  # milliseconds that a writer waits for another one


def open_database(url: str) -> Engine:
    """Open the database and bring it to the newest revision.

    Raises:
        UserError: The database cannot be opened, or a newer version of the program made it.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(address)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        with engine.connect() as connection:
            newest = _revision(connection) == NEWEST
        if not newest:
            _upgrade(engine)
    except (ArgumentError, ImportError, OperationalError, OSError) as error:
        hidden = url.split("@")[-1]  # without user and password
        reason = str(getattr(error, "orig", None) or error).splitlines()[0].replace(url, hidden)
        raise UserError(
            f"The workbench cannot open its database at {hidden}: {reason}.",
            "Check that the folder can be written (ICP_HOME), or mend ICP_DATABASE_URL.",
        ) from error
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine whose transactions take the write lock at once, so that none fails half-way."""
    return engine.execution_options(writes=True)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _upgrade(engine: Engine) -> None:
    from alembic import command  # half of the time that importing the store would take
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with writing(engine).begin() as connection:  # a second process waits here and then finds nothing to do
        found = _revision(connection)
        if found is not None and found > NEWEST:
            raise UserError(
                f"A newer version of the workbench made this database (revision {found}, this one knows {NEWEST}).",
                "Start the newer version, or choose another folder with ICP_HOME.",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says
    connection.execute(f"pragma busy_timeout = {_WAIT}")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")  # a crash of the program loses nothing
    connection.execute("pragma foreign_keys = on")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")
