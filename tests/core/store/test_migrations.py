"""The migrations lead to the tables that the code declares."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import icp_core.store
from icp_core.store import Store
from icp_core.store.database import NEWEST
from icp_core.store.models import Base


def test_the_migrated_database_has_exactly_the_declared_tables(tmp_path):
    Store(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path}/workbench.sqlite")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_code_works_with_the_last_revision():
    config = Config()
    config.set_main_option("script_location", str(Path(icp_core.store.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_opening_again_changes_nothing(tmp_path):
    Store(tmp_path).close()
    before = (tmp_path / "workbench.sqlite").read_bytes()
    Store(tmp_path).close()
    assert (tmp_path / "workbench.sqlite").read_bytes() == before
