"""The store: every method is one transaction, and what it was given is on disk when it returns."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from icp_core.checklist import Answer
from icp_core.errors import UserError
from icp_core.profile import IcpProfile
from icp_core.store import archive, declared
from icp_core.store.files import Files
from icp_core.store.models import AnswerRow, WorkspaceRow
from icp_core.store.places import slug
from icp_core.store.records import AnswerVersion, ProfileVersion, WorkspaceInfo
from icp_core.workspace import Event, Interview, Settings, Workspace


class Store(Files):
    """Workspaces and files on disk; any number of threads and processes may hold a store of the same place.

    Args:
        where: A folder, a database URL, or None for what ``ICP_HOME`` and ``ICP_DATABASE_URL`` say.
        clock: Gives the moment of each write, UTC.

    Raises:
        UserError: The database cannot be opened, or a newer version of the program made it.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, Store(folder) as store:
        ...     made = store.create_workspace("Acme")
        ...     store.save_answer(made.id, Answer(symptom="blame", function="Sales", answer=3))
        ...     [answer.answer for answer in store.load(made.id).answers]
        [3]
    """

    # Workspaces

    def create_workspace(self, name: str) -> WorkspaceInfo:
        """Make an empty workspace; its id cannot be guessed from its name."""
        name = name.strip()
        if not name:
            raise UserError("A workspace needs a name.", "Type one.")
        with self._write() as session:
            now = self._clock()
            row = WorkspaceRow(
                id=self._new_id(name), name=name, created_at=now, changed_at=now, changed_by="",
                settings=Settings().model_dump(mode="json"), events=[], interviews=[],
            )  # fmt: skip
            session.add(row)
            session.flush()
            return WorkspaceInfo(row.id, row.name, row.created_at, row.version)

    def list_workspaces(self) -> tuple[WorkspaceInfo, ...]:
        """Return the workspaces, the newest first."""
        with self._read() as session:
            here = select(WorkspaceRow).where(WorkspaceRow.removed_at.is_(None))
            rows = session.scalars(here.order_by(WorkspaceRow.created_at.desc(), WorkspaceRow.id))
            return tuple(WorkspaceInfo(row.id, row.name, row.created_at, row.version) for row in rows)

    def rename_workspace(self, workspace_id: str, name: str, who: str = "") -> None:
        """Give a workspace another name; its id stays."""
        if not name.strip():
            raise UserError("A workspace needs a name.", "Type one.")
        self._replace(workspace_id, who, None, name=name.strip())

    def remove_workspace(self, workspace_id: str, who: str = "") -> None:
        """Take a workspace out of the list; its rows and files stay on disk, marked."""
        self._replace(workspace_id, who, None, removed_at=self._clock())

    def load(self, workspace_id: str) -> Workspace:
        """Return everything that was declared in a workspace, as of one moment.

        Raises:
            UserError: There is no such workspace.
        """
        with self._read() as session:
            return declared.read_workspace(session, workspace_id)

    # What is replaced as a whole: refused when somebody else was faster

    def save_settings(self, workspace_id: str, settings: Settings, who: str, base_version: int) -> int:
        """Replace the settings; return the new version of the workspace.

        Raises:
            ConflictError: The workspace is no longer at ``base_version``; nothing was changed.
        """
        return self._replace(workspace_id, who, base_version, settings=settings.model_dump(mode="json"))

    def save_events(self, workspace_id: str, events: Sequence[Event], who: str, base_version: int) -> int:
        """Replace the event log; like `save_settings`."""
        return self._replace(workspace_id, who, base_version, events=[e.model_dump(mode="json") for e in events])

    def save_interviews(self, workspace_id: str, interviews: Sequence[Interview], who: str, base_version: int) -> int:
        """Replace the interviews; like `save_settings`."""
        return self._replace(
            workspace_id, who, base_version, interviews=[i.model_dump(mode="json") for i in interviews]
        )

    def activate_profile(self, workspace_id: str, key: int, who: str = "") -> int:
        """Choose the ICP that is compared with the data; ``key`` as in `profiles`.

        Raises:
            UserError: It describes accounts to avoid.
        """
        found = {item.key: item.profile for item in self.profiles(workspace_id)}
        if key not in found:
            raise ValueError(f"no ICP {key} in {workspace_id}")
        if (profile := found[key]) is not None and profile.negative:
            raise UserError(
                f"'{profile.name}' describes accounts to avoid, so the data cannot be compared with it.",
                "Choose an ICP of customers to win.",
            )
        return self._replace(workspace_id, who, None, active_profile=key)

    # Declared ICPs: only ever added

    def save_profile(
        self,
        workspace_id: str,
        profile: IcpProfile,
        who: str = "",
        why: str = "",
        *,
        key: int | None = None,
        base_version: int | None = None,
    ) -> ProfileVersion:
        """Add a version of a declared ICP.

        Args:
            workspace_id: Of which workspace.
            profile: What is declared now.
            who: Who declares it.
            why: For what reason.
            key: Which ICP, as in `profiles`; None the active one, or the first; 0 one more. The first ICP of customers
                to win becomes the active one; later ones stand beside it until somebody chooses them.
            base_version: Version of this ICP that the writer saw; None to add whatever others did.

        Raises:
            ConflictError: The ICP is no longer at ``base_version``; nothing was added.
        """
        with self._write() as session:
            row = declared.workspace_row(session, workspace_id)
            chosen = row.active_profile if key is None else key
            draft = ProfileVersion(chosen, 0, profile, who, why, self._clock())
            added = declared.add_profile_version(session, workspace_id, draft, base_version=base_version)
            if not profile.negative and row.active_profile != added.key and not declared.has_active(session, row):
                row.active_profile = added.key
                row.version += 1
            elif profile.negative and row.active_profile == added.key:
                declared.activate_another(session, row)
            return added

    def remove_profile(self, workspace_id: str, key: int, who: str = "", why: str = "") -> None:
        """Take an ICP out of the workspace; its versions stay in the history."""
        with self._write() as session:
            row = declared.workspace_row(session, workspace_id)
            gone = ProfileVersion(key, 0, None, who, why, self._clock())
            declared.add_profile_version(session, workspace_id, gone, base_version=None)
            if row.active_profile == key:
                declared.activate_another(session, row)

    def profiles(self, workspace_id: str) -> tuple[ProfileVersion, ...]:
        """Return the newest version of each declared ICP, in the order of ``Workspace.profiles``."""
        with self._read() as session:
            return declared.kept_profiles(session, workspace_id)

    def profile_history(self, workspace_id: str, key: int | None = None) -> tuple[ProfileVersion, ...]:
        """Return every version of one ICP, or of every ICP, oldest first."""
        with self._read() as session:
            return declared.profile_history(session, workspace_id, key)

    # Answers: only ever added

    def save_answer(self, workspace_id: str, answer: Answer) -> None:
        """Add an answer; the latest of a person of a function to a symptom counts."""
        self.save_answers(workspace_id, [answer])

    def save_answers(self, workspace_id: str, answers: Sequence[Answer]) -> None:
        """Add several answers, all or none."""
        with self._write() as session:
            declared.workspace_row(session, workspace_id)
            declared.add_answers(session, workspace_id, answers, self._clock())

    def take_back_answer(self, workspace_id: str, symptom: str, function: str, person: str = "") -> None:
        """Make a question unanswered again; the answer stays in the history."""
        with self._write() as session:
            declared.workspace_row(session, workspace_id)
            row = AnswerRow(
                workspace_id=workspace_id, symptom=symptom, function=function, person=person, at=self._clock()
            )
            session.add(row)

    def answers(self, workspace_id: str) -> tuple[Answer, ...]:
        """Return the answers that count."""
        with self._read() as session:
            return declared.latest_answers(session, workspace_id)

    def answer_history(self, workspace_id: str, symptom: str) -> tuple[AnswerVersion, ...]:
        """Return every answer ever given to a symptom, oldest first."""
        with self._read() as session:
            return declared.answer_history(session, workspace_id, symptom)

    # The whole workspace in one file

    def export_workspace(self, workspace_id: str) -> bytes:
        """Pack a workspace into a zip file: all that was ever declared as JSON, and the files as they were uploaded."""
        with self._read() as session:
            return archive.pack(session, workspace_id, self.places)

    def import_workspace(self, packed: bytes) -> Workspace:
        """Unpack what `export_workspace` made; the document is equal, its id is new where the old one is taken.

        Raises:
            UserError: The file is no export of a workspace, or it is damaged; nothing was changed.
        """
        with archive.opened(packed) as (content, files):
            with self._read() as session:
                taken = session.get(WorkspaceRow, content.id) is not None
            workspace_id = self._new_id(content.name) if taken else content.id
            with self._kept_only_if_done(workspace_id):
                archive.unpack_files(content, files, self.places.uploads(workspace_id))
                with self._write() as session:
                    archive.unpack_rows(session, content, workspace_id)
                    return declared.read_workspace(session, workspace_id)

    def _replace(self, workspace_id: str, who: str, base_version: int | None, **values: Any) -> int:
        with self._write() as session:
            row = declared.workspace_row(session, workspace_id)
            declared.check_version(base_version, row.version, "this workspace")
            for column, value in values.items():
                setattr(row, column, value)
            row.version, row.changed_by, row.changed_at = row.version + 1, who, self._clock()
            return row.version

    @staticmethod
    def _new_id(name: str) -> str:
        return f"{slug(name)}-{secrets.token_hex(3)}"
