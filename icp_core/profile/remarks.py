"""What is to be said at one criterion: that it cannot be meant so, or that the data know nothing of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Part = Literal["column", "value", ""]


@dataclass(frozen=True)
class Remark:
    """One sentence about one criterion.

    Args:
        position: Of the criterion, 0 for the first.
        sentence: What is wrong and what can be done.
        grave: Because of it no account can be inside, or the criterion says nothing at all.
        part: What it is about, where the data offer something else: the column, or one value.
        written: What stands there now, where something else can be taken.
        instead: What may be meant, the likeliest first.
    """

    position: int
    sentence: str
    grave: bool = True
    part: Part = ""
    written: str = ""
    instead: tuple[str, ...] = ()


def by_position(remarks: Iterable[Remark]) -> dict[int, tuple[Remark, ...]]:
    """Return the remarks of each criterion that has any, in their order; the same sentence once.

    Example:
        >>> twice = Remark(2, "It stands twice.")
        >>> by_position([twice, twice])[2] == (twice,)
        True
    """
    found: dict[int, dict[str, Remark]] = {}
    for remark in remarks:
        found.setdefault(remark.position, {}).setdefault(remark.sentence, remark)
    return {position: tuple(said.values()) for position, said in found.items()}
