"""The connection to the database, and what one transaction is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from icp_core.errors import ConflictError
from icp_core.store.database import open_database, writing
from icp_core.store.places import find_places


def _now() -> datetime:
    return datetime.now(UTC)


class Transactions:
    """One engine for the life of the store; each read and each write is a transaction of its own."""

    def __init__(self, where: str | Path | None = None, *, clock: Callable[[], datetime] = _now) -> None:
        self.places = find_places(where)
        self._clock = clock
        self._engine = open_database(self.places.database)
        self._writes = writing(self._engine)

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def _write(self) -> Iterator[Session]:
        try:
            with Session(self._writes) as session, session.begin():
                yield session
        except IntegrityError as error:  # two writers on PostgreSQL added the same version
            raise ConflictError(
                "Somebody else saved the same thing at the same moment. Nothing was overwritten.",
                "Load the page again and repeat your change.",
            ) from error
