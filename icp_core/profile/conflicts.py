"""Which criteria of an ICP exclude each other, whatever the data say?"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from icp_core.profile.criteria import Criterion, IcpProfile
from icp_core.profile.remarks import Remark
from icp_core.profile.values import value_key

MOST_BESIDE = 40  # must-haves and exclusions on one column that are compared with each other one


@dataclass(frozen=True)
class _Placed:
    """A criterion at its place; ``keys`` are its values without case."""

    position: int
    criterion: Criterion
    keys: frozenset[str]


def conflicts(profile: IcpProfile, *, several: Collection[str] = ()) -> tuple[Remark, ...]:
    """Name the criteria that no account can meet together, that can never count, and that stand twice.

    Args:
        profile: The ICP.
        several: Columns of which an account may hold several values at once, such as technologies.

    Returns:
        A remark at each of the criteria concerned.

    Example:
        >>> rows = [
        ...     {"column": "employees", "op": ">=", "value": 500, "mode": "require"},
        ...     {"column": "employees", "op": "<=", "value": 100, "mode": "require"},
        ... ]
        >>> for remark in conflicts(IcpProfile(criteria=rows)):
        ...     print(remark.position, remark.sentence)
        0 No number is both: criterion 2 says 'employees at most 100'. Nobody can be inside.
        1 No number is both: criterion 1 says 'employees at least 500'. Nobody can be inside.
    """
    columns: dict[str, list[_Placed]] = defaultdict(list)
    for position, one in enumerate(profile.criteria):
        keys = frozenset(value_key(one.column, value) for value in one.values)
        columns[one.column.strip().casefold()].append(_Placed(position, one, keys))
    lists = {column.strip().casefold() for column in several}
    return tuple(remark for column, placed in columns.items() for remark in _on_column(placed, several=column in lists))


def _on_column(placed: Sequence[_Placed], *, several: bool) -> Iterator[Remark]:
    yield from _twice(placed)
    binding = [item for item in placed if item.criterion.mode != "score"]  # two that count in favour never clash
    first, scored = binding[:MOST_BESIDE], [item for item in placed if item.criterion.mode == "score"]
    pairs = [*combinations(first, 2), *product(first, [*binding[MOST_BESIDE:], *scored])]
    found = False
    for one, other in pairs:
        said = _pair(one, other, several=several)
        if said is not None:
            found = found or said[1]
            yield from _at_both(one, other, *said)
    if not found and not several:
        yield from _together(placed)


def _pair(one: _Placed, other: _Placed, *, several: bool) -> tuple[str, bool] | None:
    """Return what is wrong with two criteria on one column, and whether nobody can be inside because of it."""
    modes = {one.criterion.mode, other.criterion.mode}
    if one.criterion.numeric != other.criterion.numeric or one.criterion == other.criterion:
        return None
    if modes == {"require"}:
        return _two_required(one, other, several=several)
    if modes == {"exclude"}:
        return None
    if "exclude" in modes:
        out, asked = (one, other) if one.criterion.mode == "exclude" else (other, one)
        return _kept_out(asked, out)
    required, scored = (one, other) if one.criterion.mode == "require" else (other, one)
    if _two_required(required, scored, several=several) is None:
        return None
    return "What the one counts in favour, the other does not let in, so it never adds to the fit", False


def _two_required(one: _Placed, other: _Placed, *, several: bool) -> tuple[str, bool] | None:
    if one.criterion.numeric:
        (low, high), (other_low, other_high) = one.criterion.ends, other.criterion.ends
        return ("No number is both", True) if max(low, other_low) > min(high, other_high) else None
    if one.criterion.op == other.criterion.op == "in":
        return None if several or one.keys & other.keys else ("No account has a value of both", True)
    if one.criterion.op == other.criterion.op:
        return None
    wanted, refused = (one, other) if one.criterion.op == "in" else (other, one)
    return ("The one refuses every value that the other asks for", True) if wanted.keys <= refused.keys else None


def _kept_out(asked: _Placed, out: _Placed) -> tuple[str, bool] | None:
    must = asked.criterion.mode == "require"
    if asked.criterion.numeric:
        (low, high), (out_low, out_high) = asked.criterion.ends, out.criterion.ends
        whole = out_low <= low and high <= out_high
    elif asked.criterion.op == "not in":
        return None
    else:
        whole = asked.keys <= out.keys
    if whole:
        words = "The one asks for what the other rules out" if must else "What the one counts in favour is ruled out"
        return words, must
    shared = [value for value in asked.criterion.values if value_key(asked.criterion.column, value) in out.keys]
    return (f"'{shared[0]}' stands in both; the one that rules out decides", False) if shared else None


def _at_both(one: _Placed, other: _Placed, what: str, nobody: bool) -> Iterator[Remark]:  # noqa: FBT001 - of one pair
    end = " Nobody can be inside." if nobody else ""
    for here, there in ((one, other), (other, one)):
        who = f"criterion {there.position + 1} says '{there.criterion}'"
        yield Remark(here.position, f"{what}: {who}.{end}", grave=nobody)


def _together(placed: Sequence[_Placed]) -> Iterator[Remark]:
    """Lists that overlap two by two may still have no value in common."""
    asked = [item for item in placed if item.criterion.mode == "require" and item.criterion.op == "in"]
    if len(asked) > 2 and not frozenset.intersection(*(item.keys for item in asked)):
        for item in asked:
            others = ", ".join(str(other.position + 1) for other in asked if other is not item)
            yield Remark(item.position, f"Together with criteria {others} it leaves no value. Nobody can be inside.")


def _twice(placed: Sequence[_Placed]) -> Iterator[Remark]:
    said = [_condition(item) for item in placed]
    counts = Counter(said)
    for item, what in zip(placed, said, strict=True):
        if counts[what] > 1:
            twins = [twin.position + 1 for twin, same in zip(placed, said, strict=True) if same == what]
            where = ", ".join(str(number) for number in twins if number != item.position + 1)
            yield Remark(item.position, f"The same condition stands in criterion {where} too; keep one.", grave=False)


def _condition(item: _Placed) -> tuple[object, ...]:
    """What two criteria share that say the same; an exclusion reads both ways alike (decision 0005)."""
    criterion = item.criterion
    out = criterion.mode == "exclude"
    op = "in" if out and not criterion.numeric else criterion.op
    return out, op, criterion.value if criterion.numeric else item.keys
