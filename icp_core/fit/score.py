"""How well does each account fit the declared ICP, and in which ring does it stand?"""

from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np
import pandas as pd

from icp_core.fit.edges import spread
from icp_core.fit.matching import Bools, Match, match
from icp_core.fit.tally import INSIDE, RINGS, Ints, Tally, tally
from icp_core.profile import IcpProfile
from icp_core.results import join_words


@dataclass(frozen=True)
class Fit:
    """The declared ICP held against a list of accounts.

    Args:
        frame: One row an account, in the order given, index 0 to n-1: ``account_id``; ``fit``, ``low`` and ``high``
            from 0 to 100 (``fit`` is missing where nothing is known; ``low`` and ``high`` say what the unknown values
            could make of it); ``known_share`` from 0 to 1; ``ring`` (bullseye, inner, outer, outside or
            unclassified); ``inside`` (bullseye or inner; missing where unclassified); ``reasons`` in words, where they
            were asked for.
        profile: The ICP.
        missing_columns: Columns the ICP asks for and the data do not have.
        notes: What the reader should know, one sentence each.
        matches: The answer of every criterion, in the order of the ICP's criteria.
        totals: What they add up to.
    """

    frame: pd.DataFrame
    profile: IcpProfile
    missing_columns: tuple[str, ...]
    notes: tuple[str, ...]
    matches: tuple[Match, ...] = field(repr=False)
    totals: Tally = field(repr=False)

    @cached_property
    def places(self) -> Ints:
        """Position in ``RINGS`` of every account, shape (n,)."""
        return self.totals.rings(self.profile.rings)

    @property
    def sides(self) -> tuple[Bools, Bools]:
        """Where an account is known to be inside, and where it is known to be outside; each of shape (n,)."""
        inside = self.frame["inside"].to_numpy(dtype=bool, na_value=False)
        outside = ~self.frame["inside"].to_numpy(dtype=bool, na_value=True)
        return inside, outside


def fit_accounts(frame: pd.DataFrame, profile: IcpProfile, *, explained: bool = True) -> Fit:
    """Score accounts, deals' accounts or prospects against an ICP; unknown is never a miss.

    Args:
        frame: ``account_id`` and the attribute columns, one row an account, shape (n, any); read only.
        profile: The declared ICP.
        explained: Whether the reasons are written too; for 100,000 accounts they take longer than the rest.

    Returns:
        Score, ring and reasons per account.

    Source:
        docs/method.md.

    Example:
        >>> icp = IcpProfile(criteria=[
        ...     {"column": "industry", "op": "in", "value": ["Software"], "mode": "require"},
        ...     {"column": "employees", "op": "between", "value": [101, 500]},
        ... ])
        >>> accounts = pd.DataFrame({"account_id": ["a", "b"], "industry": ["software", None], "employees": [80, 300]})
        >>> fit_accounts(accounts, icp).frame[["fit", "ring", "reasons"]].values.tolist()
        [[50.0, 'outer', 'industry software: yes; employees 80: below 101'],
         [100.0, 'unclassified', 'industry: unknown; employees 300: yes']]
    """
    pairs = [match(frame, criterion) for criterion in profile.criteria]
    matches = tuple(found for found, _ in pairs)
    totals = tally(matches, len(frame))
    ring = totals.rings(profile.rings)
    inside = np.array([name in INSIDE for name in RINGS])[ring]
    ids = frame["account_id"] if "account_id" in frame else pd.Series(np.arange(len(frame)))
    missing = tuple(dict.fromkeys(found.criterion.column for found in matches if found.absent))
    scored = pd.DataFrame(
        {
            "account_id": ids.astype("str").reset_index(drop=True),
            "fit": totals.fit,
            "low": totals.low,
            "high": totals.high,
            "known_share": totals.known_share,
            "ring": spread(RINGS, ring),
            "inside": pd.Series(inside, dtype="boolean").mask(ring == RINGS.index("unclassified")),
        }
    )
    if explained:
        reasons = reduce(lambda left, right: left + "; " + right, [words() for _, words in pairs]) if pairs else ""
        scored["reasons"] = pd.Series(reasons, index=scored.index, dtype="str")
    return Fit(scored, profile, missing, _notes(profile, matches, missing), matches, totals)


def _notes(profile: IcpProfile, matches: tuple[Match, ...], missing: tuple[str, ...]) -> tuple[str, ...]:
    notes = list(dict.fromkeys(found.note for found in matches if found.note))
    if not profile.criteria:
        notes.append("The ICP has no criteria yet, so no account can be placed.")
    if missing:
        names = join_words((f"'{name}'" for name in missing), "or")
        notes.append(f"The data have no column {names}, which the ICP asks for; what it asks there is unknown.")
    return tuple(notes)
