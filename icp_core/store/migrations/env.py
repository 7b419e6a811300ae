"""Alembic runs this file; `icp_core.store.database` hands over a connection with an open transaction."""

from alembic import context

from icp_core.store.models import Base


def upgrade() -> None:
    """Run the steps on the connection."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # absent when a test collector imports the file
    upgrade()
