"""Of a history in which every change is a version: the versions that people meant."""

from collections.abc import Sequence
from datetime import timedelta

from icp_core.store.records import ProfileVersion

PAUSE = timedelta(minutes=30)  # between two changes of one person; after a longer one another sitting begins


def meant_versions(history: Sequence[ProfileVersion]) -> tuple[ProfileVersion, ...]:
    """Return the first version, the last of each sitting, and every version that has a reason or removes the ICP.

    Args:
        history: Every version of one ICP, oldest first.

    Returns:
        Some of them, oldest first; the newest is always among them.
    """
    following = [*history[1:], None]
    return tuple(
        version
        for version, later in zip(history, following, strict=True)
        if later is None
        or version.version == 1
        or version.why
        or version.profile is None
        or later.who != version.who
        or later.at - version.at > PAUSE
    )
