"""One row an account: where it lies, which group it is in, and how surely."""

from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.segments.choice import Made
from icp_core.segments.features import Features

Floats: TypeAlias = np.ndarray

BORDERLINE = 0.6  # probability below which an account might as well stand in another group


def account_points(
    frame: pd.DataFrame,
    known: Features,
    words: pd.Series,
    made: Made | None = None,
    names: dict[int, str] | None = None,
) -> pd.DataFrame:
    """Return the points of the map, ordered by account id.

    Args:
        frame: One row an account.
        known: Value and lifetimes, in the same order.
        words: Name of the group per account, NA where it has none, in the same order.
        made: The grouping; None when there is none.
        names: Name of each group by its number.
    """
    n = len(frame)
    probability, second = np.full(n, np.nan), pd.Series([pd.NA] * n, dtype="str")
    if made is not None and names:
        own, other = _two_likeliest(made)
        probability[made.rows] = own
        second[made.rows] = [names.get(label, pd.NA) for label in other]
    points = pd.DataFrame(
        {
            "account_id": frame["account_id"].to_numpy(),
            "arr": known.arr,
            "expected_life": known.life,
            "segment": words.astype("str"),
            "left": frame["left"].astype("boolean").to_numpy(),
            "probability": probability,
            "borderline": np.isfinite(probability) & (probability < BORDERLINE),
            "second": second,
        }
    ).astype({"account_id": "str", "left": "boolean"})
    return points.sort_values("account_id", ignore_index=True)


def _two_likeliest(made: Made) -> tuple[Floats, Floats]:
    """Return the probability of each account's own group, and the number of the next one (-1: none)."""
    groups, member = np.unique(made.grouping.labels), made.grouping.membership
    place = np.searchsorted(groups, made.grouping.labels)
    rows = np.arange(len(member))
    rest = member.copy()
    rest[rows, place] = 0.0
    following = rest.argmax(axis=1)
    return member[rows, place], np.where(rest[rows, following] > 0.005, groups[following], -1)
