"""Everything people entered and uploaded, kept on disk and found again after a refresh, a restart or a crash."""

from icp_core.store.files import PROSPECTS
from icp_core.store.records import AnswerVersion, FileChoices, ProfileVersion, Upload, WorkspaceInfo
from icp_core.store.sittings import meant_versions
from icp_core.store.store import Store

__all__ = [
    "PROSPECTS",
    "AnswerVersion",
    "FileChoices",
    "ProfileVersion",
    "Store",
    "Upload",
    "WorkspaceInfo",
    "meant_versions",
]
