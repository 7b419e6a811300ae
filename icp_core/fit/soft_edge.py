"""Where does the soft edge of a range end?"""

import math

from icp_core.fit.edges import ends
from icp_core.profile import Criterion


def edge_ends(criterion: Criterion) -> tuple[float, float]:
    """Return the numbers at which a range counts nothing any more, infinite where it is open.

    They are where :func:`icp_core.fit.edges.fade` reaches 0: on the log scale where the ends are positive.

    Raises:
        ValueError: The criterion is no range.

    Example:
        >>> low, high = edge_ends(Criterion(column="employees", op="between", value=(100, 500)))
        >>> round(low), round(high)
        (85, 587)
    """
    low, high = ends(criterion)
    finite = [end for end in (low, high) if math.isfinite(end)]
    logarithmic = min(finite) > 0
    if logarithmic:
        low, high = (math.log(end) if math.isfinite(end) else end for end in (low, high))
    width = criterion.soft_edge * ((high - low) if len(finite) == 2 else (1.0 if logarithmic else abs(finite[0])))
    low, high = low - width, high + width
    if not logarithmic:
        return low, high
    return (math.exp(low) if math.isfinite(low) else low), (math.exp(high) if math.isfinite(high) else high)


def soft_edge_in_words(criterion: Criterion) -> str:
    """Say between which numbers an account counts in part.

    Example:
        >>> soft_edge_in_words(Criterion(column="employees", op=">=", value=100))
        'Here it counts nothing below 90.5.'
    """
    if criterion.mode == "exclude" or not criterion.soft_edge:
        return "Here there is none: the ends are hard."
    low, high = edge_ends(criterion)
    said = [
        f"{where} {end:,.3g}" if abs(end) < 1000 else f"{where} {end:,.0f}"
        for where, end in (("below", low), ("above", high))
        if math.isfinite(end)
    ]
    return f"Here it counts nothing {' and '.join(said)}."
