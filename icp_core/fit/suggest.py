"""Which ICP do the customers themselves suggest?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools
from icp_core.metrics.accounts import Accounts
from icp_core.profile import Criterion, IcpProfile, Mode
from icp_core.results import join_words, plural
from icp_core.traits import Condition, Trait, Traits, success_target

FEW_ACCOUNTS = 1000  # customers; below it a trait that multiplies success 2.5 times is missed as often as found
OTHERS_SHARE = 0.5  # weight of all further traits against the first, which alone still reaches the inner ring


@dataclass(frozen=True)
class Suggestion:
    """An ICP drawn from the traits of the most successful customers.

    Args:
        profile: The ICP in the form of a declared one; None when no trait stood its test.
        why: Where it comes from and what to keep in mind, or why there is none.
        evidence: One sentence a criterion, in their order.
    """

    profile: IcpProfile | None
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """One condition of a trait: the share of the trait's lift that goes with it, and whether that is beyond chance."""

    condition: Condition
    share: float
    needed: bool


def suggest(traits: Traits, accounts: Accounts) -> Suggestion:
    """Turn the traits of the most successful customers into an ICP of the same form as a declared one.

    The conditions of the first trait become criteria: a must-have when dropping it loses more lift than its standard
    error, otherwise a weighted one. Conditions of further traits on other columns add weight, so that accounts with
    both stand nearer to the bullseye.

    Args:
        traits: What was found.
        accounts: The accounts it was found in.

    Source:
        docs/method.md.
    """
    if not traits.found or not traits.items:
        return Suggestion(None, traits.why or "No trait of the most successful customers was found.", ())
    member = success_target(accounts).member.reindex(accounts.frame["account_id"]).astype("boolean")
    first, *others = [(trait, _parts(trait, accounts.frame, member)) for trait in traits.items]
    criteria = [_criterion(part, "require" if part.needed else "score", 100 * part.share) for part in first[1]]
    evidence = [_evidence(first[0], part, "is needed" if part.needed else "helps") for part in first[1]]
    taken = {part.condition.column for part in first[1]}
    further = [
        (trait, part) for trait, parts in others for part in parts if part.needed and part.condition.column not in taken
    ]
    further = list({part.condition.column: (trait, part) for trait, part in reversed(further)}.values())[::-1]
    total = sum(part.share for _, part in further)
    for trait, part in further:
        criteria.append(_criterion(part, "score", 100 * OTHERS_SHARE * part.share / total))
        evidence.append(_evidence(trait, part, "brings an account nearer to the bullseye"))
    why = _why(traits, int(member.notna().sum()))
    profile = IcpProfile(name="Suggested by your customers", rationale=why, criteria=tuple(criteria))
    return Suggestion(profile, why, tuple(evidence))


def _parts(trait: Trait, frame: pd.DataFrame, member: pd.Series) -> list[_Part]:
    known = member.notna().to_numpy()
    success = member.fillna(False).to_numpy(dtype=bool)  # noqa: FBT003
    met = [condition.holds(frame[condition.column]) & known for condition in trait.rule]
    whole, influence = _rate(np.logical_and.reduce(met), success)
    losses, needed = [], []
    for left_out in range(len(met)):
        rest = [one for place, one in enumerate(met) if place != left_out]
        rate, influence_without = _rate(np.logical_and.reduce(rest) if rest else known, success)
        loss = whole - rate
        needed.append(loss > float(np.sqrt(np.sum((influence - influence_without) ** 2))))
        losses.append(max(loss, 0.0))
    total = sum(losses)
    shares = [loss / total for loss in losses] if total > 0 else [1 / len(met)] * len(met)
    return [_Part(*row) for row in zip(trait.rule, shares, needed, strict=True)]


def _rate(inside: Bools, success: Bools) -> tuple[float, Floats]:
    """Return the rate of success inside, and each account's influence on it."""
    n = inside.sum()
    if not n:
        return 0.0, np.zeros(len(inside))
    rate = float((inside & success).sum() / n)
    return rate, np.where(inside, (success - rate) / n, 0.0)


def _criterion(part: _Part, mode: Mode, weight: float) -> Criterion:
    condition = part.condition
    return Criterion(
        column=condition.column, op=condition.op, value=condition.value, mode=mode, weight=max(round(weight), 1)
    )


def _evidence(trait: Trait, part: _Part, verb: str) -> str:
    carries = f"it carries {100 * part.share:.0f} % of what sets these {plural(trait.n, 'account')} apart"
    return f"{part.condition} {verb}: {carries}."


def _why(traits: Traits, n: int) -> str:
    cautions = [trait.caution for trait in traits.items if trait.caution]
    found = plural(len(traits.items), "trait")
    words = f"Drawn from {found} of your most successful customers ({traits.success}), out of {plural(n, 'account')}."
    if n < FEW_ACCOUNTS:
        cautions.append(f"With fewer than {FEW_ACCOUNTS:,} customers, take it as a hypothesis to test.")
    if any(trait.word != "clear" for trait in traits.items):
        words += f" The evidence is {join_words(dict.fromkeys(trait.word for trait in traits.items))}."
    return " ".join([words, *dict.fromkeys(cautions)])
