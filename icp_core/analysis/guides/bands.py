"""Size bands of the customers, and how well each is won, kept and grown beside the core."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.analysis.observe import Observed
from icp_core.fit.outcomes import Outcomes
from icp_core.metrics import difference, p_of_difference
from icp_core.metrics.ground_of_deals import why_flattering
from icp_core.profile import IcpProfile
from icp_core.results import Estimate, Unit, unknown

Mask = npt.NDArray[np.bool_]
Place = Literal["below", "core", "above"]

BANDS_OF_EMPLOYEES = (10.0, 50.0, 200.0, 500.0, 1_000.0, 5_000.0, 10_000.0)  # as LinkedIn and most CRMs cut them
FEWEST = 20  # customers; a smaller band is joined with its neighbour nearer to the core
WORSE = {"win": 0.05, "keep": 0.10, "grow": 0.10}  # a band as good as the core may lie so far below it, not farther
SURE = 0.05  # two-sided p-value of "worse"; two questions decide on a band, so 5 % over both
SIZES = ("employees", "annual_revenue")  # canonical columns that tell how large a customer is


@dataclass(frozen=True)
class Band:
    """Customers and prospects of one size.

    Args:
        name: Its ends in words.
        low: Values above it belong to the band; -inf at the bottom.
        high: Values up to it belong; inf at the top.
        first: The smallest size of a customer in it.
        place: Where it lies from the core: the declared range, else the band with most customers.
        n: Customers, live and left.
        win: Share of closed deals won.
        keep: Share of customers still here after a year.
        grow: Net revenue retention.
        cycle: Median days to the win.
        words: For ``win``, ``keep`` and ``grow`` beside the core: ``as good``, ``worse`` or ``cannot tell``.
    """

    name: str
    low: float
    high: float
    first: float
    place: Place
    n: int
    win: Estimate
    keep: Estimate
    grow: Estimate
    cycle: Estimate
    words: dict[str, str]


def size_columns(observed: Observed) -> tuple[str, ...]:
    """Return the columns that can cut the customers by size: numbers of many values, the usual ones first."""
    frame = observed.accounts.frame
    numbers = [name for name in observed.accounts.attributes if _is_size(frame[name])]
    return (*(name for name in SIZES if name in numbers), *(name for name in numbers if name not in SIZES))


def bands(observed: Observed, column: str, profile: IcpProfile | None) -> tuple[Band, ...]:
    """Cut the customers by size and measure each band, the smallest first.

    A band's interval is the one of its own customers; ``words`` judge its difference from the core: ``as good`` where
    the whole 90 % interval lies above the tolerated loss, ``worse`` where it is lower beyond chance (``SURE``).

    Args:
        observed: What the data say.
        column: A name in :func:`size_columns`.
        profile: The declared ICP, whose range on the column is the core; None or without one: the commonest band.

    Returns:
        Fewer than two bands where the column does not spread the customers.
    """
    sizes = observed.accounts.frame[column].to_numpy(dtype=float, na_value=np.nan)
    core, edges = _edges(sizes, column, _declared(column, profile))
    if len(edges) < 3:
        return ()
    whole = bool((sizes[np.isfinite(sizes)] % 1 == 0).all())
    outcomes = Outcomes.of(observed.data, observed.accounts, observed.deals)
    of_deals, why_no_deals = _sizes_of_deals(observed, column)
    raw = [
        _measured(outcomes, (sizes > low) & (sizes <= high), (of_deals > low) & (of_deals <= high), why_no_deals)
        for low, high in pairwise(edges)
    ]
    middle = raw[core]
    found = []
    for place, measured in enumerate(raw):
        where: Place = "core" if place == core else "below" if place < core else "above"
        words = {name: _beside(measured[name], middle[name], WORSE[name]) for name in WORSE} if place != core else {}
        low, high = edges[place], edges[place + 1]
        here = sizes[(sizes > low) & (sizes <= high)]
        first = _next(low) if whole and np.isfinite(low) else float(here.min())
        name = _name(low, high) if whole else _between(low, high)
        found.append(Band(name, low, high, first, where, len(here), **measured, words=words))
    return tuple(found)


def _is_size(column: pd.Series) -> bool:
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return number and int(column.nunique()) > 8


def _declared(column: str, profile: IcpProfile | None) -> tuple[float, float] | None:
    """Return the range that the ICP asks for: above the first, up to the second."""
    for criterion in profile.criteria if profile is not None else ():
        if criterion.column != column or not criterion.numeric or criterion.mode == "exclude":
            continue
        match criterion.op, criterion.value:
            case "between", (low, high):
                return np.nextafter(float(low), -np.inf), float(high)
            case "<=", float() | int():
                return -np.inf, float(criterion.value)
            case ">=", float() | int():
                return np.nextafter(float(criterion.value), -np.inf), np.inf
    return None


def _edges(sizes: npt.NDArray[np.float64], column: str, core: tuple[float, float] | None) -> tuple[int, list[float]]:
    """Return the place of the core and the ends of the bands, each with ``FEWEST`` customers or more."""
    known = np.sort(sizes[np.isfinite(sizes)])
    if len(known) < 2 * FEWEST:
        return 0, []
    cuts: tuple[float, ...] = BANDS_OF_EMPLOYEES
    if column != "employees":
        cuts = tuple(float(known[len(known) * part // 5]) for part in (1, 2, 3, 4))
    inner = sorted({cut for cut in cuts if known[0] <= cut < known[-1]})
    if core is not None:
        inner = sorted({cut for cut in (*inner, *core) if np.isfinite(cut) and not core[0] < cut < core[1]})
    edges = [-np.inf, *inner, np.inf]
    counts = [_count(known, low, high) for low, high in pairwise(edges)]
    middle = edges.index(core[0]) if core is not None else int(np.argmax(counts))
    while len(edges) > 2:
        small = [place for place in range(len(edges) - 1) if _count(known, edges[place], edges[place + 1]) < FEWEST]
        small = [place for place in small if place != middle] or small
        if not small:
            break
        place = max(small, key=lambda one: abs(one - middle))
        drop = place if place > middle or place == len(edges) - 2 else place + 1
        edges.pop(drop)
        middle -= drop <= middle
    return middle, edges


def _count(known: npt.NDArray[np.float64], low: float, high: float) -> int:
    return int(((known > low) & (known <= high)).sum())


def _sizes_of_deals(observed: Observed, column: str) -> tuple[npt.NDArray[np.float64], str]:
    """Return the size of each deal's account, and why rates of winning by it would be wrong."""
    if observed.deals is None:
        return np.zeros(0), "there are no deals"
    frame = observed.deals.frame
    if column not in frame:
        return np.full(len(frame), np.nan), f"the size ({column}) of lost prospects is not known"
    return frame[column].to_numpy(dtype=float, na_value=np.nan), why_flattering(frame, column)


def _measured(outcomes: Outcomes, accounts: Mask, deals: Mask, why_no_deals: str) -> dict[str, Estimate]:
    if why_no_deals:
        win, cycle = unknown(Unit.RATIO, why_no_deals), unknown(Unit.DAYS, why_no_deals)
    else:
        win, cycle = outcomes.win_rate(deals), outcomes.cycle(deals)
    return {"win": win, "keep": outcomes.retention(accounts), "grow": outcomes.net_retention(accounts), "cycle": cycle}


def _beside(band: Estimate, core: Estimate, tolerated: float) -> str:
    gap = difference(band, core)
    if gap.low is None or gap.high is None:
        return "cannot tell"
    if (p_of_difference(band, core) or 1.0) < SURE and gap.value is not None and gap.value < 0:
        return "worse"
    return "as good" if gap.low > -tolerated else "cannot tell"


def _name(low: float, high: float) -> str:
    """Write a band whose lower end does not belong to it.

    Example:
        >>> _name(500.0, 1000.0), _name(-np.inf, 10.0), _name(np.nextafter(101.0, 0), np.inf)
        ('501 to 1,000', 'up to 10', '101 and more')
    """
    if high == np.inf:
        return f"{_next(low):,.0f} and more"
    last = _next(high) - 1
    return f"up to {last:,.0f}" if low == -np.inf else f"{_next(low):,.0f} to {last:,.0f}"


def _next(end: float) -> float:
    """Return the smallest whole number above an end."""
    return float(np.floor(end) + 1)


def _between(low: float, high: float) -> str:
    """Write a band of a number that is not counted.

    Example:
        >>> _between(0.25, 0.5), _between(-np.inf, 0.25), _between(0.5, np.inf)
        ('above 0.25 to 0.5', 'up to 0.25', 'above 0.5')
    """
    words = " to ".join(f"{end:,.4g}" for end in (low, high) if np.isfinite(end))
    return f"up to {words}" if low == -np.inf else f"above {words}"
