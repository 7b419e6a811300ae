"""The default engine: DuckDB in memory over Parquet files or frames."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from icp_core.engine.kept import kept_beside

if TYPE_CHECKING:
    import duckdb

Source: TypeAlias = Path | pd.DataFrame
Parameter: TypeAlias = str | int | float | bool | None

PAID_MONTHS = "paid_months"  # the SQL file, and the table that the other reductions of revenue read


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
        self._tables = dict(tables)
        for name, source in tables.items():
            self._attach(name, source)

    def sql(self, text: str, **parameters: Parameter) -> pd.DataFrame:
        """Run one statement with named parameters (``$name``) and return its rows."""
        return self._connection.execute(text, parameters or None).df()

    def query(self, name: str, **parameters: Parameter) -> pd.DataFrame:
        """Run the SQL file ``name`` of ``icp_core/engine/sql`` and return its rows."""
        text = statement(name)
        if PAID_MONTHS in text and PAID_MONTHS not in self._tables and "revenue" in self._tables:
            self._add_paid_months()
        return self.sql(text, **parameters)

    def close(self) -> None:
        """Give back the memory."""
        self._connection.close()

    def _attach(self, name: str, source: Source) -> None:
        if isinstance(source, Path):
            self._connection.execute(f'create temp view "{name}" as select * from read_parquet({_quoted(source)})')  # noqa: S608
        else:
            self._connection.register(name, source)

    def _add_paid_months(self) -> None:
        """Add the table of paid months: from the file beside the revenue's, or made here where no file can be kept."""
        source, recipe = self._tables["revenue"], statement(PAID_MONTHS)
        file = None
        if isinstance(source, Path):
            file = kept_beside(source, PAID_MONTHS, recipe, lambda path: self._write(recipe, path))
        if file is None:
            self._connection.execute(f"create temp table {PAID_MONTHS} as {recipe}")
        else:
            self._attach(PAID_MONTHS, file)
        self._tables[PAID_MONTHS] = source if file is None else file

    def _write(self, text: str, path: Path) -> None:
        self._connection.execute(f"copy (\n{text}\n) to {_quoted(path)} (format parquet)")

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _quoted(path: Path) -> str:
    text = str(path).replace("'", "''")
    return f"'{text}'"


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
