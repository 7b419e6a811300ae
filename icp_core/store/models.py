"""The tables of the database. What people enter is only ever added; removing marks a row."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

Document = dict[str, Any]


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, written as ISO 8601 text: the same on every database, and it sorts."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the moment; ValueError when it has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment in the store needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read the moment."""
        return None if value is None else datetime.fromisoformat(value)


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {datetime: Instant, Document: JSON, dict[str, str]: JSON, list[Document]: JSON}  # noqa: RUF012


class WorkspaceRow(Base):
    """One workspace; ``version`` rises when settings, events, interviews, name or the active ICP are replaced."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    active_profile: Mapped[int] = mapped_column(default=0)  # profile_key; 0 is none yet
    settings: Mapped[Document]
    events: Mapped[list[Document]]
    interviews: Mapped[list[Document]]


class IcpVersionRow(Base):
    """One version of one declared ICP; no document: the ICP was removed."""

    __tablename__ = "icp_versions"
    __table_args__ = (UniqueConstraint("workspace_id", "profile_key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    profile_key: Mapped[int]
    version: Mapped[int]
    document: Mapped[Document | None] = mapped_column(JSON(none_as_null=True))
    who: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class AnswerRow(Base):
    """One answer; the latest of a person to a symptom counts; no document: the answer was taken back."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_latest", "workspace_id", "symptom", "function", "person", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    symptom: Mapped[str] = mapped_column(Text)
    function: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    document: Mapped[Document | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime]


class UploadRow(Base):
    """One uploaded file; its content lies in the data folder under its SHA-256."""

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_workspace", "workspace_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    table: Mapped[str | None] = mapped_column("table_name", Text)  # None: the import finds out
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    standing: Mapped[str] = mapped_column(String(16), default="in")  # or "waiting", not yet accepted; or "prospects"
    options: Mapped[Document] = mapped_column(default=dict)  # how the bytes are read: encoding, delimiter, sheet
    mends: Mapped[int | None]  # the upload whose rejected rows it mends; None: it is a file of its own


class MappingRow(Base):
    """How files of one header are read: the mapping, and what was chosen in doubt; the latest counts."""

    __tablename__ = "mappings"
    __table_args__ = (Index("ix_mappings_latest", "workspace_id", "table_name", "signature", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    table: Mapped[str] = mapped_column("table_name", Text)
    signature: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, str]]
    options: Mapped[Document] = mapped_column(default=dict)
    at: Mapped[datetime]


class DatasetRow(Base):
    """One imported data set; it lies in the data folder under its fingerprint."""

    __tablename__ = "datasets"
    __table_args__ = (UniqueConstraint("workspace_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    fingerprint: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
