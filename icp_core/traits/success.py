"""Which accounts are the successful ones?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.expected_life import expected_life
from icp_core.metrics.survival import MIN_AT_RISK, survival_curve
from icp_core.results import format_date, join_words

Floats: TypeAlias = np.ndarray

WEIGHTS: Mapping[str, float] = MappingProxyType({"life": 0.5, "growth": 0.3, "value": 0.2})  # docs/method.md
TOP_SHARE = 1 / 3
MATURE = 12.0  # months an account must be kept when nothing but retention is known
KNOWN_SHARE = 0.5  # a measure known for fewer accounts is not used
COHORT = 100  # accounts that started about the same time and are ranked together; 60 cost .07 of recovery at n = 300
MOST_COHORTS = 8
FEWEST_MATURE = 100  # accounts old enough to judge by "kept 12 months"

_PARTS = {"life": "how long they stay", "growth": "how they grow", "value": "how much they pay"}


@dataclass(frozen=True)
class Success:
    """Which accounts count as successful, and what that means.

    Args:
        member: True for a successful account, NA where it cannot be told; "boolean", index account_id.
        words: What "successful" means, in words; completes "An account is successful when it is ...".
        why_not: The reason when no account can be judged; empty otherwise.
        worst: The opposite end, as ``member``: the last third where ``member`` is the best third, else all others.
    """

    member: pd.Series = field(repr=False)
    words: str
    why_not: str = ""
    worst: pd.Series | None = field(default=None, repr=False)

    @property
    def n(self) -> int:
        """Accounts that are known to be successful."""
        return int(self.member.sum())


def success_target(accounts: Accounts, *, weights: Mapping[str, float] = WEIGHTS) -> Success:
    """Decide which accounts are successful, openly and without being carried by a few huge ones.

    An account is successful when it belongs to the best third by .5 rank(expected life) + .3 rank(growth) +
    .2 rank(ARR). Ranks make the largest account worth no more than one account. Expected life respects censoring: a
    live account of three months is not a short life.

    A young account has had no time to prove itself, so its expected life lies nearer to the average. Were all accounts
    ranked together, whatever became commoner lately (a region, an industry) would look worse for that reason alone.
    So accounts are ranked among those that started about the same time, where the start dates are known. Where they
    are not (a churn flag and a tenure), that cannot be done, and older accounts are somewhat favoured.

    What is not known is left out and the other weights are raised: without growth, life counts .71 and value .29.
    With retention alone, "kept at least 12 months" among the accounts old enough to judge; when there are no start
    dates, or fewer than ``FEWEST_MATURE`` such accounts, the best third by expected life.

    Args:
        accounts: The account table.
        weights: Weight of ``life``, ``growth`` and ``value``; 0 leaves a part out.

    Raises:
        ValueError: A weight is negative or its name unknown.

    Source:
        docs/method.md (planted rule recovered best by this target among seven); Kaplan & Meier (1958).
    """
    if set(weights) - set(_PARTS) or min(weights.values(), default=0) < 0:
        raise ValueError("weights are numbers of at least 0 for life, growth and value")
    frame = accounts.frame
    parts = _parts(accounts)
    used = {name: weights[name] for name in parts if weights.get(name, 0) > 0}
    if not used:
        return _status_alone(accounts)
    if tuple(parts) == ("life",):
        mature = _kept_a_year(accounts)
        if mature is not None:
            return mature
    cohort = _cohorts(frame["start"])
    total = np.zeros(len(frame))
    weight = np.zeros(len(frame))
    for name, share in used.items():
        ranks = pd.Series(parts[name]).groupby(cohort).rank(pct=True).to_numpy()
        total += share * np.nan_to_num(ranks)
        weight += share * np.isfinite(ranks)
    known = weight > 0 if "life" not in used else np.isfinite(parts["life"])
    score = pd.Series(np.divide(total, weight, out=np.full(len(frame), np.nan), where=known & (weight > 0)))
    place = score.groupby(cohort).rank(pct=True)
    member, worst = (end.where(place.notna()) for end in (place > 1 - TOP_SHARE, place <= TOP_SHARE))
    words = _words(used, cohorts=int(cohort.max()) > 0)
    return Success(_by_account(frame, member), words, worst=_by_account(frame, worst))


def _parts(accounts: Accounts) -> dict[str, Floats]:
    """Return the measures that are known for at least half of the accounts; NaN where unknown."""
    frame = accounts.frame
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(np.maximum(frame["arr"].to_numpy(float), 1.0))
    found = {"life": _lives(accounts), "growth": frame["growth"].to_numpy(float), "value": value}
    enough = {name: part for name, part in found.items() if np.isfinite(part).sum() >= KNOWN_SHARE * max(len(frame), 1)}
    return {name: part for name, part in enough.items() if len(np.unique(part[np.isfinite(part)])) > 1}


def _lives(accounts: Accounts) -> Floats:
    frame = accounts.frame
    lives = np.full(len(frame), np.nan)
    known = (frame["tenure"].notna() & frame["left"].notna()).to_numpy()
    left = frame["left"].fillna(value=False).to_numpy(bool)
    if known.sum() < MIN_AT_RISK or not left[known].any():
        return lives
    tenure, entry = frame["tenure"].to_numpy(float), frame["entry"].fillna(0.0).to_numpy(float)
    curve = survival_curve(tenure[known], left[known], entry=np.minimum(entry, tenure)[known])
    if curve.follow_up > 0:
        lives[known] = expected_life(curve, tenure[known], left[known], curve.follow_up)
    return lives


def _kept_a_year(accounts: Accounts) -> Success | None:
    """Judge accounts that could have been kept a year by now and were observed from their start."""
    frame = accounts.frame
    age = (pd.Timestamp(accounts.as_of) - frame["start"]).dt.days / 30.4375
    judged = (age >= MATURE) & frame["tenure"].notna() & frame["left"].notna() & ~(frame["entry"] > 0)
    if judged.sum() < FEWEST_MATURE:
        return None
    member = (frame["tenure"] >= MATURE - 0.1).where(judged)
    if member.sum() == judged.sum() or not member.any():
        return None
    words = f"kept for at least 12 months (accounts that started a year or more before {format_date(accounts.as_of)})"
    return _and_the_rest(_by_account(frame, member), words)


def _status_alone(accounts: Accounts) -> Success:
    left = accounts.frame["left"]
    if left.eq(other=True).any() and left.eq(other=False).any():
        words = "still a customer (how long the accounts stayed is not known)"
        return _and_the_rest(_by_account(accounts.frame, (~left.astype("boolean")).where(left.notna())), words)
    nothing = _by_account(accounts.frame, pd.Series(pd.NA, index=range(len(accounts.frame)), dtype="boolean"))
    missing = [why for why in (accounts.why_no_lifetimes, accounts.why_no_value) if why]
    why = "; ".join(missing) or "neither who left nor what anybody pays differs between the accounts"
    return Success(nothing, "", f"Which accounts are successful is not known: {why}.")


def _and_the_rest(member: pd.Series, words: str) -> Success:
    return Success(member, words, worst=~member)


def _cohorts(start: pd.Series) -> Floats:
    """Number the accounts by when they started, in groups of about equal size; 0 for all without dates."""
    known = start.notna()
    groups = int(min(MOST_COHORTS, known.sum() // COHORT))
    if groups < 2:
        return np.zeros(len(start), dtype=int)
    place = start.rank(pct=True).to_numpy()
    cohort = np.minimum(np.nan_to_num(place) * groups, groups - 1).astype(int)
    return np.where(known, cohort, groups)


def _by_account(frame: pd.DataFrame, member: pd.Series) -> pd.Series:
    index = pd.Index(frame["account_id"].to_numpy())
    return member.astype("boolean").set_axis(index).rename("success")


def _words(used: Mapping[str, float], *, cohorts: bool) -> str:
    whole = sum(used.values())
    among = "of the accounts that started about the same time" if cohorts else "of all accounts"
    if len(used) == 1:
        return f"in the best third {among} by {_PARTS[next(iter(used))]}"
    parts = [f"{_PARTS[name]} ({100 * share / whole:.0f} %)" for name, share in used.items()]
    return f"in the best third {among} by {join_words(parts)}"
