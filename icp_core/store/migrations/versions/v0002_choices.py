"""What people choose about a file: how its bytes are read, what its values mean, whether it counts, what it mends."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; files that were there count, and nothing was chosen for them."""
    op.add_column("uploads", sa.Column("standing", sa.String(16), nullable=False, server_default="in"))
    op.add_column("uploads", sa.Column("options", sa.JSON, nullable=False, server_default="{}"))
    op.add_column("uploads", sa.Column("mends", sa.Integer))
    op.add_column("mappings", sa.Column("options", sa.JSON, nullable=False, server_default="{}"))
