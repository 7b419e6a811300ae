"""Several ICPs side by side: what each asks of the same column."""

from collections.abc import Sequence

from icp_core.profile.changes import EFFECTS
from icp_core.profile.criteria import IcpProfile


def beside(profiles: Sequence[IcpProfile]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return for each column that any of them looks at what each asks of it, "" where it asks nothing.

    Example:
        >>> one = IcpProfile(name="One", criteria=[{"column": "size", "op": ">=", "value": 50, "mode": "require"}])
        >>> beside([one, IcpProfile(name="Other")])
        (('size', ('at least 50 (must hold)', '')),)
    """
    columns = dict.fromkeys(column for profile in profiles for column in profile.columns)
    return tuple((column, tuple(_asked(profile, column) for profile in profiles)) for column in columns)


def _asked(profile: IcpProfile, column: str) -> str:
    rows = []
    for criterion, share in zip(profile.criteria, profile.shares, strict=True):
        if criterion.column != column:
            continue
        weight = "" if criterion.mode == "exclude" or not share else f", {100 * share:.0f} % of the fit"
        rows.append(f"{criterion.condition} ({EFFECTS[criterion.mode]}{weight if criterion.mode == 'score' else ''})")
    return "; ".join(rows)
