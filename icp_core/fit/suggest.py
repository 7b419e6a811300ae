"""Which ICP do the customers themselves suggest?"""

from dataclasses import dataclass

from icp_core.profile import Criterion, IcpProfile, Mode
from icp_core.results import Estimate, Z, join_words, plural
from icp_core.traits import Condition, Trait, Traits

FEW_ACCOUNTS = 1000  # customers; below it a trait that multiplies success 2.5 times is missed as often as found
OTHERS_SHARE = 0.5  # weight of all further traits against the first, which alone still reaches the inner ring
MOST_EXCLUSIONS = 2


@dataclass(frozen=True)
class Suggestion:
    """An ICP drawn from the traits of the most successful customers.

    Args:
        profile: The ICP in the form of a declared one; None when no trait stood its test.
        why: Where it comes from and what to keep in mind, or why there is none.
        evidence: One sentence a criterion, in their order.
        adds: By how many points each criterion raises the share that succeeds when it joins the others of its trait,
            held out; for an exclusion by how many points it raises the share that does worst. In the order of the
            criteria.
    """

    profile: IcpProfile | None
    why: str
    evidence: tuple[str, ...]
    adds: tuple[Estimate, ...] = ()


@dataclass(frozen=True)
class _Part:
    """One condition of a trait: what it adds, its share of what all add, and whether that is beyond its error."""

    trait: Trait
    condition: Condition
    adds: Estimate
    share: float
    needed: bool


def suggest(traits: Traits) -> Suggestion:
    """Turn the traits of the most successful customers into an ICP of the same form as a declared one.

    The conditions of the first trait become criteria: a must-have when leaving it out lowers the held-out rate of
    success by more than its standard error, otherwise a weighted one. Conditions of further traits on other columns add
    weight, so that accounts with both stand nearer to the bullseye. What the least successful share becomes an
    exclusion where it is one condition, on a column that no must-have looks at.

    Args:
        traits: What was found; its definition of success is the one that people set.

    Source:
        docs/method.md.
    """
    if not traits.found or not traits.items:
        return Suggestion(None, traits.why or "No trait of the most successful customers was found.", ())
    first, *others = [_parts(trait) for trait in traits.items]
    rows = [
        (part, _criterion(part.condition, "require" if part.needed else "score", 100 * part.share), _evidence(part))
        for part in first
    ]
    taken = {part.condition.column for part in first}
    further = _one_a_column([part for parts in others for part in parts if part.needed], taken)
    total = sum(part.share for part in further)
    rows += [
        (
            part,
            _criterion(part.condition, "score", 100 * OTHERS_SHARE * part.share / total),
            _evidence(part, nearer=True),
        )
        for part in further
    ]
    rows += [
        (part, _criterion(part.condition, "exclude", 1.0), _keeps_out(part)) for part in _exclusions(traits, taken)
    ]
    why = _why(traits)
    profile = IcpProfile(
        name="Suggested by your customers", rationale=why, criteria=tuple(criterion for _, criterion, _ in rows)
    )
    return Suggestion(profile, why, tuple(words for *_, words in rows), tuple(part.adds for part, *_ in rows))


def _parts(trait: Trait) -> list[_Part]:
    gains = [max(estimate.value or 0.0, 0.0) for estimate in trait.adds]
    total = sum(gains)
    shares = [gain / total for gain in gains] if total > 0 else [1 / len(gains)] * len(gains)
    return [
        _Part(trait, condition, adds, share, _beyond_its_error(adds))
        for condition, adds, share in zip(trait.rule, trait.adds, shares, strict=True)
    ]


def _beyond_its_error(adds: Estimate) -> bool:
    if adds.value is None or adds.low is None:
        return False
    return adds.value > (adds.value - adds.low) / Z


def _one_a_column(parts: list[_Part], taken: set[str]) -> list[_Part]:
    """Keep the first part of each column that no earlier trait looks at."""
    kept: dict[str, _Part] = {}
    for part in parts:
        if part.condition.column not in taken:
            kept.setdefault(part.condition.column, part)
    return list(kept.values())


def _exclusions(traits: Traits, taken: set[str]) -> list[_Part]:
    """What the least successful share, where an ICP can say it: one condition that names what it keeps out."""
    alone = [_parts(trait)[0] for trait in traits.worst if len(trait.rule) == 1]
    told = [part for part in alone if part.needed and part.condition.op != "not in"]
    return _one_a_column(told, taken)[:MOST_EXCLUSIONS]


def _criterion(condition: Condition, mode: Mode, weight: float) -> Criterion:
    return Criterion(
        column=condition.column, op=condition.op, value=condition.value, mode=mode, weight=max(round(weight), 1)
    )


def _evidence(part: _Part, *, nearer: bool = False) -> str:
    verb = "brings an account nearer to the bullseye" if nearer else "is needed" if part.needed else "helps"
    if part.adds.value is None:
        return f"{part.condition} {verb}; what it adds is unknown: {part.adds.why}."
    carries = f"it adds {_points(part.adds)} to the share that succeeds among these {plural(part.trait.n, 'account')}"
    return f"{part.condition} {verb}: {carries}."


def _keeps_out(part: _Part) -> str:
    inside, outside = part.trait.rate_inside.value or 0.0, part.trait.rate_outside.value or 0.0
    return (
        f"{part.condition} is kept out: {100 * inside:.0f} % of such accounts are among the least successful against "
        f"{100 * outside:.0f} % of the others (held out; {plural(part.trait.n, 'account')})."
    )


def _points(adds: Estimate) -> str:
    value, low, high = (100 * (number or 0.0) for number in (adds.value, adds.low, adds.high))
    return f"{value:.0f} points ({low:.0f} to {high:.0f}, held out)"


def _why(traits: Traits) -> str:
    cautions = [trait.caution for trait in traits.items if trait.caution]
    found, judged = plural(len(traits.items), "trait"), plural(traits.n, "account")
    words = f"Drawn from {found} of your most successful customers ({traits.success}), out of {judged}."
    if traits.n < FEW_ACCOUNTS:
        cautions.append(f"With fewer than {FEW_ACCOUNTS:,} customers, take it as a hypothesis to test.")
    if any(trait.word != "clear" for trait in traits.items):
        words += f" The evidence is {join_words(dict.fromkeys(trait.word for trait in traits.items))}."
    return " ".join([words, *dict.fromkeys(cautions)])
