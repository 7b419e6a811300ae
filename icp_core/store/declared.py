"""Reading and adding rows of what people declared, inside a transaction that the store opened."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from icp_core.checklist import Answer
from icp_core.errors import ConflictError, UserError
from icp_core.profile import IcpProfile
from icp_core.store.models import AnswerRow, IcpVersionRow, WorkspaceRow
from icp_core.store.records import AnswerVersion, ProfileVersion
from icp_core.workspace import Event, Interview, Settings, Workspace


def workspace_row(session: Session, workspace_id: str) -> WorkspaceRow:
    """Return the row of a workspace; UserError when there is none, or it was removed."""
    row = session.get(WorkspaceRow, workspace_id)
    if row is None or row.removed_at is not None:
        raise UserError(f"There is no workspace '{workspace_id}' here.", "Choose another one, or import its file.")
    return row


def check_version(seen: int | None, found: int, what: str) -> None:
    """Refuse a write against an older version; None: the writer has not looked."""
    if seen is not None and seen != found:
        raise ConflictError(
            f"Somebody else changed {what} meanwhile (version {found}, you saw {seen}). Nothing was overwritten.",
            "Load the page again and repeat your change.",
        )


def read_workspace(session: Session, workspace_id: str) -> Workspace:
    """Put the document together."""
    row = workspace_row(session, workspace_id)
    declared = kept_profiles(session, workspace_id)
    keys = [item.key for item in declared]
    return Workspace(
        id=row.id,
        name=row.name,
        version=row.version,
        settings=Settings.model_validate(row.settings),
        profiles=tuple(item.profile for item in declared if item.profile is not None),
        active=keys.index(row.active_profile) if row.active_profile in keys else 0,
        answers=latest_answers(session, workspace_id),
        events=tuple(Event.model_validate(item) for item in row.events),
        interviews=tuple(Interview.model_validate(item) for item in row.interviews),
    )


def kept_profiles(session: Session, workspace_id: str) -> tuple[ProfileVersion, ...]:
    """Return the newest version of each ICP that was not removed."""
    return tuple(item for item in newest_profiles(session, workspace_id) if item.profile is not None)


def newest_profiles(session: Session, workspace_id: str) -> tuple[ProfileVersion, ...]:
    """Return the newest version of each ICP, removed ones too, in the order in which they were first declared."""
    newest = (
        select(func.max(IcpVersionRow.id))
        .where(IcpVersionRow.workspace_id == workspace_id)
        .group_by(IcpVersionRow.profile_key)
    )
    rows = select(IcpVersionRow).where(IcpVersionRow.id.in_(newest)).order_by(IcpVersionRow.profile_key)
    return tuple(map(_profile_version, session.scalars(rows)))


def has_active(session: Session, row: WorkspaceRow) -> bool:
    """Whether an ICP of customers to win is the one that the data are compared with."""
    return any(item.key == row.active_profile for item in _to_win(session, row.id))


def activate_another(session: Session, row: WorkspaceRow) -> None:
    """Compare the data with the first ICP of customers to win; with none where there is none."""
    row.active_profile = next((item.key for item in _to_win(session, row.id)), 0)
    row.version += 1


def _to_win(session: Session, workspace_id: str) -> tuple[ProfileVersion, ...]:
    kept = kept_profiles(session, workspace_id)
    return tuple(item for item in kept if item.profile is not None and not item.profile.negative)


def profile_history(session: Session, workspace_id: str, key: int | None = None) -> tuple[ProfileVersion, ...]:
    """Return every version of one ICP, or of every ICP, oldest first."""
    mine = IcpVersionRow.workspace_id == workspace_id
    if key is not None:
        mine &= IcpVersionRow.profile_key == key
    return tuple(map(_profile_version, session.scalars(select(IcpVersionRow).where(mine).order_by(IcpVersionRow.id))))


def add_profile_version(
    session: Session, workspace_id: str, version: ProfileVersion, *, base_version: int | None
) -> ProfileVersion:
    """Add the next version of the ICP ``version.key``; key 0 begins a new ICP. Return it numbered."""
    known = {item.key: item.version for item in newest_profiles(session, workspace_id)}
    if version.key and version.key not in known:
        raise ValueError(f"no ICP {version.key} in {workspace_id}")
    check_version(base_version, known.get(version.key, 0), "this ICP")
    key = version.key or max(known, default=0) + 1
    document = None if version.profile is None else version.profile.model_dump(mode="json")
    row = IcpVersionRow(
        workspace_id=workspace_id, profile_key=key, version=known.get(key, 0) + 1, document=document,
        who=version.who, why=version.why, at=version.at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _profile_version(row)


def latest_answers(session: Session, workspace_id: str) -> tuple[Answer, ...]:
    """Return the latest answer of each person of each function to each symptom, without those taken back."""
    latest = (
        select(func.max(AnswerRow.id))
        .where(AnswerRow.workspace_id == workspace_id)
        .group_by(AnswerRow.symptom, AnswerRow.function, AnswerRow.person)
    )
    documents = session.scalars(select(AnswerRow.document).where(AnswerRow.id.in_(latest)).order_by(AnswerRow.id))
    return tuple(Answer.model_validate(document) for document in documents if document is not None)


def answer_history(session: Session, workspace_id: str, symptom: str) -> tuple[AnswerVersion, ...]:
    """Return every answer to a symptom, oldest first."""
    mine = (AnswerRow.workspace_id == workspace_id) & (AnswerRow.symptom == symptom)
    rows = session.scalars(select(AnswerRow).where(mine).order_by(AnswerRow.id))
    return tuple(
        AnswerVersion(
            None if row.document is None else Answer.model_validate(row.document),
            row.symptom, row.function, row.person, row.at,
        )
        for row in rows
    )  # fmt: skip


def add_answers(session: Session, workspace_id: str, answers: Sequence[Answer], at: datetime) -> None:
    """Add answers."""
    session.add_all(
        AnswerRow(
            workspace_id=workspace_id, symptom=answer.symptom, function=answer.function, person=answer.person,
            document=answer.model_dump(mode="json"), at=at,
        )
        for answer in answers
    )  # fmt: skip


def _profile_version(row: IcpVersionRow) -> ProfileVersion:
    profile = None if row.document is None else IcpProfile.model_validate(row.document)
    return ProfileVersion(row.profile_key, row.version, profile, row.who, row.why, row.at)
