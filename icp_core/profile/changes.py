"""What changed between two versions of an ICP, in words."""

from collections.abc import Iterator, Sequence
from typing import Any

from icp_core.profile.criteria import Criterion, IcpProfile
from icp_core.profile.people import Persona
from icp_core.profile.values import value_key
from icp_core.results import column_words, format_date, join_words, plural

EFFECTS = {"require": "must hold", "score": "counts in favour", "exclude": "rules out"}
_RINGS = {"bullseye": "The bullseye begins", "inner": "The inner ring begins", "outer": "The outer ring begins"}
_TEXTS = {
    "rationale": "The reasons",
    "notes": "The notes",
    "personas": "The notes on people",
}
_BEHAVIOUR = {
    "adoption": "How early they take up new products",
    "vendors": "What they expect of a vendor",
    "buying": "How they buy",
}


def changes_between(before: IcpProfile, after: IcpProfile) -> tuple[str, ...]:
    """Say in sentences what is other in ``after``; the order of the criteria does not matter.

    Example:
        >>> old = IcpProfile(criteria=[{"column": "industry", "op": "in", "value": ["Software", "Retail"]}])
        >>> new = IcpProfile(criteria=[{"column": "industry", "op": "in", "value": ["Software", "Fintech"]}])
        >>> changes_between(old, new)
        ("industry: 'Fintech' was added; 'Retail' was taken out.",)
    """
    return (*_criteria(before.criteria, after.criteria), *_rings(before, after), *_about(before, after))


def _criteria(before: Sequence[Criterion], after: Sequence[Criterion]) -> Iterator[str]:
    left, added = list(before), []
    for one in after:
        if one in left:
            left.remove(one)
        else:
            added.append(one)
    for one in added:
        twin = _twin(one, left)
        if twin is None:
            yield f"Added: {one}, which {EFFECTS[one.mode]}{_weight(one)}."
        else:
            left.remove(twin)
            yield f"{column_words(one.column)}: {'; '.join(_changed(twin, one))}."
    for one in left:
        yield f"Removed: {one}, which had the effect '{EFFECTS[one.mode]}'."


def _twin(one: Criterion, left: Sequence[Criterion]) -> Criterion | None:
    """Return the criterion that was edited into this one: on the same column, the more of it unchanged the better."""
    same = [other for other in left if other.column == one.column]
    return max(same, key=lambda other: (other.op == one.op) + (other.mode == one.mode), default=None)


def _changed(before: Criterion, after: Criterion) -> Iterator[str]:
    if before.op == after.op and not after.numeric:
        yield from _listed(before, after)
    elif (before.op, before.value) != (after.op, after.value):
        neither = {"mode": "score"}
        old, new = before.model_copy(update=neither), after.model_copy(update=neither)
        yield f"'{new.condition}' instead of '{old.condition}'"
    if before.mode != after.mode:
        yield f"it {EFFECTS[after.mode]}; before, it had the effect '{EFFECTS[before.mode]}'"
    if before.weight != after.weight:
        yield f"weight {after.weight:g} instead of {before.weight:g}"
    if before.soft_edge != after.soft_edge:
        yield f"soft edge {100 * after.soft_edge:g} % instead of {100 * before.soft_edge:g} %"


def _listed(before: Criterion, after: Criterion) -> Iterator[str]:
    column = after.column
    old, new = ({value_key(column, value) for value in one.values} for one in (before, after))
    added = [value for value in after.values if value_key(column, value) not in old]
    gone = [value for value in before.values if value_key(column, value) not in new]
    for values, what in ((added, "added"), (gone, "taken out")):
        if values:
            verb = "was" if len(values) == 1 else "were"
            quoted = join_words([f"'{value}'" for value in values])
            yield f"{quoted} {verb} {what}"
    if not added and not gone and before.values != after.values:
        yield "its values are written differently"


def _weight(criterion: Criterion) -> str:
    return "" if criterion.mode == "exclude" or criterion.weight == 1 else f" with weight {criterion.weight:g}"


def _rings(before: IcpProfile, after: IcpProfile) -> Iterator[str]:
    for name, words in _RINGS.items():
        old, new = getattr(before.rings, name), getattr(after.rings, name)
        if old != new:
            yield f"{words} at fit {new:g} instead of {old:g}."
    old, new = before.rings.min_known, after.rings.min_known
    if old != new:
        yield f"An account is placed from {100 * new:g} % known instead of {100 * old:g} %."


def _about(before: IcpProfile, after: IcpProfile) -> Iterator[str]:
    yield from _said("It is called", before.name, after.name)
    if before.kind != after.kind:
        now = "the accounts to avoid" if after.negative else "the customers to win"
        yield f"It describes {now} now."
    yield from _said("Its owner is", before.owner, after.owner)
    yield from _said("It is the view of", before.function, after.function)
    yield from _said("Last reviewed on", _day(before.reviewed), _day(after.reviewed))
    if before.review_months != after.review_months:
        was = plural(before.review_months, "month")
        yield f"It is to be reviewed every {plural(after.review_months, 'month')} instead of every {was}."
    for name, words in _TEXTS.items():
        yield from _text(words, getattr(before, name), getattr(after, name), many=True)
    for name, words in _BEHAVIOUR.items():
        yield from _text(words, getattr(before.behaviour, name), getattr(after.behaviour, name), many=False)
    yield from _people(before.people, after.people)


def _people(before: Sequence[Persona], after: Sequence[Persona]) -> Iterator[str]:
    old, new = {one.role: one for one in before}, {one.role: one for one in after}
    for role in new.keys() - old.keys():
        yield f"Among the people: '{role}' was added."
    for role in old.keys() - new.keys():
        yield f"Among the people: '{role}' was taken out."
    for role in new:
        if role in old and new[role] != old[role]:
            yield f"What is said of '{role}' was changed."


def _said(words: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{words} {_or_nobody(after)} instead of {_or_nobody(before)}."


def _text(words: str, before: str, after: str, *, many: bool) -> Iterator[str]:
    if before != after:
        verb = "were" if many else "was"
        yield f"{words} {verb} {'written down' if not before else 'changed' if after else 'deleted'}."


def _day(day: Any) -> str:
    return "" if day is None else format_date(day)


def _or_nobody(text: str) -> str:
    return f"'{text}'" if text else "nothing"
