"""The names that people gave to groups, laid over the automatic ones."""

import re
from collections.abc import Mapping
from dataclasses import replace

from icp_core.segments.result import Segments


def rename(segments: Segments, names: Mapping[str, str]) -> Segments:
    """Call groups by the names that people gave; nothing is grouped again.

    A blank name, a name for a group that is not there, and a name that another group bears are passed over, so that
    every group still has a name of its own.

    Args:
        segments: The groups with any names.
        names: Name by the key of the group (``Segment.key``), which stays as it is.

    Example:
        >>> import pandas as pd
        >>> from icp_core.results import Unit, unknown
        >>> labels, points = pd.Series(dtype="str"), pd.DataFrame()
        >>> none = Segments(False, "", "none", unknown(Unit.RATIO, "no groups"), (), labels, points)
        >>> rename(none, {"high_kept": "Loved by hospitals"}).items
        ()
    """
    given = _given(segments, names)
    changed = {item.name: given[item.key] for item in segments.items if given[item.key] != item.name}
    if not changed:
        return segments
    points = segments.points.copy()
    for column in {"segment", "second"} & set(points.columns):
        points[column] = points[column].map(lambda name: changed.get(name, name), na_action="ignore")
    return replace(
        segments,
        items=tuple(
            replace(item, name=given[item.key], sentence=_said(item.sentence, changed)) for item in segments.items
        ),
        labels=segments.labels.map(lambda name: changed.get(name, name), na_action="ignore"),
        points=points,
        rule=_said(segments.rule, changed),
    )


def _given(segments: Segments, names: Mapping[str, str]) -> dict[str, str]:
    """Return the name of each group by its key; a name goes to one group only, the first that asks for it."""
    automatic = {item.key: item.automatic or item.name for item in segments.items}
    taken, given = {name.casefold() for name in automatic.values()}, dict(automatic)
    for key in automatic:
        name = " ".join(names.get(key, "").split())
        if name and name.casefold() not in taken:
            given[key] = name
            taken.add(name.casefold())
    return given


def _said(text: str, changed: Mapping[str, str]) -> str:
    """Write the new names into a text, longer names first: one may be the beginning of another."""
    old = sorted(changed, key=len, reverse=True)
    return re.sub("|".join(re.escape(name) + r"(?=:)" for name in old), lambda found: changed[found[0]], text)
