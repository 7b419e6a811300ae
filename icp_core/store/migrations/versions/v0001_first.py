"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.String(40), nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("removed_at", sa.String(40)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("active_profile", sa.Integer, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("interviews", sa.JSON, nullable=False),
    )
    op.create_table(
        "icp_versions",
        *_owned(),
        sa.Column("profile_key", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("document", sa.JSON),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.UniqueConstraint("workspace_id", "profile_key", "version"),
    )
    op.create_table(
        "answers",
        *_owned(),
        sa.Column("symptom", sa.Text, nullable=False),
        sa.Column("function", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("document", sa.JSON),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_index("ix_answers_latest", "answers", ["workspace_id", "symptom", "function", "person", "id"])
    op.create_table(
        "uploads",
        *_owned(),
        sa.Column("table_name", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("removed_at", sa.String(40)),
    )
    op.create_index("ix_uploads_workspace", "uploads", ["workspace_id", "id"])
    op.create_table(
        "mappings",
        *_owned(),
        sa.Column("table_name", sa.Text, nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_index("ix_mappings_latest", "mappings", ["workspace_id", "table_name", "signature", "id"])
    op.create_table(
        "datasets",
        *_owned(),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.UniqueConstraint("workspace_id", "fingerprint"),
    )


def _owned() -> tuple[sa.Column[int], sa.Column[str]]:
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("workspace_id", sa.String(64), sa.ForeignKey("workspaces.id"), nullable=False),
    )
