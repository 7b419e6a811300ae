"""What happened to each group, in numbers and in one sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.metrics.proportion import share
from icp_core.results import Estimate, Unit, Z, format_value, plural, unknown
from icp_core.segments.features import Features
from icp_core.segments.names import key_of
from icp_core.segments.result import Segment

Floats: TypeAlias = np.ndarray
RetentionOf: TypeAlias = Callable[[Sequence[str]], Estimate]

WHAT_HAPPENED = "what happened to this group; not a forecast, because the group was made from it"
YEAR = 12.0  # months


@dataclass(frozen=True)
class Described:
    """What a group is described from.

    Args:
        ids: Account ids, shape (n,).
        features: Value and lifetimes.
        grouped: Which accounts are in any group, shape (n,).
        retention_of: Net revenue retention of some accounts; None when there is no revenue by month.
    """

    ids: Floats
    features: Features
    grouped: Floats
    retention_of: RetentionOf | None


def describe(name: str, inside: Floats, base: Described, *, stability: Estimate, commoner: tuple[str, ...]) -> Segment:
    """Describe one group; ``inside`` tells which accounts are in it, shape (n,)."""
    features = base.features
    n = int(inside.sum())
    part = share(n, int(base.grouped.sum()))
    known = inside & np.isfinite(features.left)
    why = "it is not known who left"
    live = share(int((features.left[known] == 0).sum()), int(known.sum()), why_none=why)
    kept = features.curve(inside).at(YEAR).within(WHAT_HAPPENED)
    nrr = unknown(Unit.RATIO, "net revenue retention needs revenue by month", n=n)
    if base.retention_of is not None:
        nrr = base.retention_of(list(base.ids[inside]))
    arr = median(features.arr[inside & np.isfinite(features.arr)])
    arr_share = _arr_share(features, inside)
    sentence = _sentence(name, n, part, arr_share, [arr, live, nrr], commoner)
    return Segment(name, key_of(name), n, part, arr_share, arr, kept, live, nrr, stability, commoner, sentence, name)


def median(arr: Floats) -> Estimate:
    """Return the median ARR with its distribution-free interval.

    Source: order statistics, ranks n / 2 -+ z sqrt(n) / 2 (Conover 1999, section 3.2).

    Example:
        >>> print(median(np.array([10.0, 20, 30, 40, 50, 60, 70])))
        40.00 (20.00 to 60.00, n = 7)
    """
    n = len(arr)
    if n == 0:
        return unknown(Unit.MONEY, "no ARR is known in this group")
    ordered = np.sort(arr)
    half = Z * np.sqrt(n) / 2
    low, high = int(np.floor(n / 2 - half)), int(np.ceil(n / 2 + half)) - 1
    return Estimate(
        float(np.median(ordered)), Unit.MONEY, n, float(ordered[max(low, 0)]), float(ordered[min(high, n - 1)])
    )


def _arr_share(features: Features, inside: Floats) -> float | None:
    """Share of today's ARR: of the live accounts where it is known who left, else of all."""
    today = np.where(features.left == 1, 0.0, np.nan_to_num(features.arr))
    whole = float(today.sum())
    return float(today[inside].sum()) / whole if whole > 0 else None


def _sentence(
    name: str, n: int, part: Estimate, arr_share: float | None, numbers: list[Estimate], commoner: tuple[str, ...]
) -> str:
    arr, live, nrr = numbers
    shares = [f"{_percent(part.value)} of customers"]
    if arr_share is not None:
        shares.append(f"{_percent(arr_share)} of today's ARR")
    parts = [f"{plural(n, 'account')} ({', '.join(shares)})"]
    if arr.known:
        parts.append(f"median ARR {format_value(arr.value, Unit.MONEY)}")
    if live.known:
        parts.append(f"{_percent(live.value)} still customers")
    if nrr.known:
        parts.append(f"net revenue retention {_percent(nrr.value)}")
    if commoner:
        parts.append(f"more often {' and '.join(commoner)}")
    return f"{name}: {'; '.join(parts)}."


def _percent(value: float | None) -> str:
    return "unknown" if value is None else f"{100 * value:.0f} %"


def in_order(names: dict[int, str], value: Floats, left: Floats, labels: pd.Series) -> list[int]:
    """Order groups for reading: highest value first, of about equal value the kept before the lost.

    Args:
        names: Name of each group.
        value: Log ARR, NaN where unknown, shape (n,).
        left: 1.0 left, 0.0 live, NaN unknown, shape (n,).
        labels: Group number per account, NA where it has none.
    """
    rank = {"top": 0, "high": 1, "mid": 2, "low": 3}

    def place(label: int) -> tuple[float, float, float]:
        inside = (labels == label).fillna(value=False).to_numpy(dtype=bool)
        word = names[label].split(" ")[0].lower()
        values = value[inside & np.isfinite(value)]
        gone = left[inside & np.isfinite(left)]
        return (
            float(rank.get(word, 4)),
            float(gone.mean() > 0.5) if len(gone) else 0.0,
            -float(np.median(values)) if len(values) else 0.0,
        )

    return sorted(names, key=place)
