"""The default engine: DuckDB in memory over Parquet files or frames."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

if TYPE_CHECKING:
    import duckdb

Source: TypeAlias = Path | pd.DataFrame
Parameter: TypeAlias = str | int | float | bool | None


class Engine:
    """Named tables that the SQL files can be run over.

    Args:
        tables: Name of each table to its Parquet file, or to a frame (segments, rings) attached as a view.

    Example:
        >>> with Engine({"numbers": pd.DataFrame({"n": [1, 2, 3]})}) as engine:
        ...     engine.sql("select sum(n) as total from numbers")["total"].item()
        6.0
    """

    def __init__(self, tables: Mapping[str, Source]) -> None:
        self._connection = _database().cursor()  # opening a database costs 20 ms, a cursor of an open one nothing
        for name, source in tables.items():
            if isinstance(source, Path):
                path = str(source).replace("'", "''")
                self._connection.execute(f"create temp view \"{name}\" as select * from read_parquet('{path}')")  # noqa: S608
            else:
                self._connection.register(name, source)

    def sql(self, text: str, **parameters: Parameter) -> pd.DataFrame:
        """Run one statement with named parameters (``$name``) and return its rows."""
        return self._connection.execute(text, parameters or None).df()

    def query(self, name: str, **parameters: Parameter) -> pd.DataFrame:
        """Run the SQL file ``name`` of ``icp_core/engine/sql`` and return its rows."""
        return self.sql(statement(name), **parameters)

    def close(self) -> None:
        """Give back the memory."""
        self._connection.close()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@lru_cache
def _database() -> "duckdb.DuckDBPyConnection":
    """Return the process's one database in memory; it holds nothing, every cursor sees only its own temporary views."""
    import duckdb  # the import of files needs no database, and without it 20 MB less

    connection = duckdb.connect(":memory:")
    connection.execute("set autoinstall_known_extensions = false")
    return connection


@lru_cache
def statement(name: str) -> str:
    """Return the text of a SQL file, which also is what the app shows as "show me the query"."""
    return resources.files("icp_core.engine").joinpath("sql", f"{name}.sql").read_text("utf-8")


def query(name: str, tables: Mapping[str, Source], **parameters: Parameter) -> pd.DataFrame:
    """Run one SQL file over ``tables`` and return its rows."""
    with Engine(tables) as engine:
        return engine.query(name, **parameters)
