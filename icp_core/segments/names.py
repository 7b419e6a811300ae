"""Names of the groups in words that say where they lie, never cluster numbers."""

import re
from dataclasses import dataclass, replace

KEPT, LOST = 0.80, 0.20  # share still customers from which a group is called kept, up to which lost
WORDS = ("Low", "Mid", "High", "Top")  # value words from five groups on, by rank of the median


@dataclass(frozen=True)
class Place:
    """Where a group lies.

    Args:
        label: Its number.
        value: Its median log ARR; None when unknown.
        live_share: Share still customers; None when unknown.
        life: Its mean expected life in months; None when unknown.
    """

    label: int
    value: float | None
    live_share: float | None
    life: float | None = None
    name: str = ""


def name_groups(places: list[Place], cut: float, spreads: tuple[float, float]) -> dict[int, str]:
    """Name each group by its value and by what became of it.

    Args:
        places: Where the groups lie.
        cut: Natural break of log ARR: above it a group is of high value.
        spreads: Standard deviation of log ARR and of expected life over all accounts, to tell equal names apart by
            the axis on which the groups differ more.

    Example:
        >>> name_groups([Place(0, 11.0, 0.9), Place(1, 8.0, 0.1)], 9.5, (1.0, 1.0))
        {0: 'High value, kept', 1: 'Low value, lost'}
        >>> name_groups([Place(0, 11.0, 0.9, 30), Place(1, 11.1, 0.9, 12)], 9.5, (1.0, 9.0))
        {0: 'High value, kept (longer stay)', 1: 'High value, kept (shorter stay)'}
    """
    named = [replace(place, name=_name(place, places, cut)) for place in places]
    found: dict[int, str] = {}
    for place in named:
        twins = [other for other in named if other.name == place.name]
        found[place.label] = place.name if len(twins) == 1 else f"{place.name} ({_second(place, twins, spreads)})"
    return found


def key_of(name: str) -> str:
    """Write a name as an identifier.

    Example:
        >>> key_of("High value, kept (longer stay)")
        'high_kept_longer_stay'
    """
    return re.sub(r"[^a-z]+", "_", name.lower().replace(" value", "")).strip("_")


def _name(place: Place, places: list[Place], cut: float) -> str:
    words = []
    if place.value is not None:
        words.append(f"{_value_word(place, places, cut)} value")
    if place.live_share is not None:
        outcome = "kept" if place.live_share >= KEPT else "lost" if place.live_share <= LOST else "mixed"
        words.append(outcome)
    name = ", ".join(words) or "All accounts"
    return name[0].upper() + name[1:]


def _value_word(place: Place, places: list[Place], cut: float) -> str:
    if len(places) <= 4:
        return "High" if (place.value or 0.0) > cut else "Low"
    below = sum((other.value or 0.0) < (place.value or 0.0) for other in places)
    return WORDS[below * len(WORDS) // len(places)]


def _second(place: Place, twins: list[Place], spreads: tuple[float, float]) -> str:
    """Tell groups of the same name apart by size or by length of stay, whichever differs more."""
    values = [twin.value or 0.0 for twin in twins]
    lives = [twin.life or 0.0 for twin in twins]
    by_life = (max(lives) - min(lives)) / max(spreads[1], 1e-9) > (max(values) - min(values)) / max(spreads[0], 1e-9)
    what = "stay" if by_life else "accounts"
    low, high = ("shorter", "longer") if by_life else ("smaller", "larger")
    mine = (place.life if by_life else place.value) or 0.0
    rank = sum((other < mine) for other in (lives if by_life else values))
    middle = ["middle"] if len(twins) == 3 else ["lower middle", "upper middle"]
    words = [low, high] if len(twins) == 2 else [low, *middle, high]
    return f"{words[min(rank, len(words) - 1)]} {what}"
