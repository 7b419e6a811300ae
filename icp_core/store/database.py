"""Opening the database so that several sessions and processes can write, and the migrations.

On SQLite and on PostgreSQL a reader sees one moment, and one writer works at a time: what it read before it wrote
still stands when it is done. A write takes milliseconds, so that a team need not wait for each other.
"""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from icp_core.errors import UserError

NEWEST = "0002"  # revision that this code works with
_WAIT = 15_000  # milliseconds that a writer waits for another one
_LOCK = 4_215_001  # number of the lock that a writer holds on PostgreSQL
_SQLITE, _POSTGRES = "sqlite", "postgresql"


def open_database(url: str) -> Engine:
    """Open the database and bring it to the newest revision.

    Raises:
        UserError: The database cannot be opened, or a newer version of the program made it.
    """
    try:
        engine = _engine(make_url(url))
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
    if engine.dialect.name == _POSTGRES:  # after the wait for the lock, what others wrote meanwhile is seen
        return engine.execution_options(writes=True, isolation_level="READ COMMITTED")
    return engine.execution_options(writes=True)


def _engine(address: URL) -> Engine:
    kind = address.get_backend_name()
    if kind == _POSTGRES:
        driver = address if "+" in address.drivername else address.set(drivername="postgresql+psycopg")
        engine = create_engine(driver, isolation_level="REPEATABLE READ", pool_pre_ping=True)
        event.listen(engine, "begin", _begin_postgres)
        return engine
    if kind == _SQLITE and address.database:
        Path(address.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(address)
    if kind == _SQLITE:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


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


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"set local lock_timeout = {_WAIT}")
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_LOCK})")
