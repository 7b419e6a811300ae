"""How many nats it takes to say a condition: the price that a rule pays for being special."""

from math import lgamma
from typing import TypeAlias

import numpy as np

Floats: TypeAlias = np.ndarray

MORE = 0.25  # nats for each further level of a set; none cost .02 on a rule of one level (benchmarks/traits.py)
FEW = 300  # accounts up to which it is asked in full


def range_costs(sizes: np.ndarray, bins: int) -> tuple[Floats, np.ndarray]:
    """Nats to name each range of codes of each number, and whether it is one; shape (numbers, bins, bins)."""
    first, last = np.indices((bins, bins))
    size = sizes[:, None, None]
    two_sided = (first > 0) & (last < size - 1)
    cost = np.where(two_sided, np.log(size * size / 2) + np.log(2), np.log(2 * size))
    whole = (first == 0) & (last == size - 1)
    return cost, (last >= first) & (last < size) & ~whole


def set_costs(sizes: np.ndarray, width: int, n: int) -> Floats:
    """Nats to name a set of 1 to ``width`` levels of each category, infinite from all levels on.

    Among n accounts, ``FEW`` of them or fewer, each level after the first costs ``MORE`` nats on top; among more of
    them less. A further level of few accounts is more often luck than a trait.
    """
    cost = np.full((len(sizes), width), np.inf)
    more = MORE * min(1.0, FEW / n)
    for row, size in enumerate(sizes):
        for chosen in range(1, size):
            named = lgamma(size + 1) - lgamma(chosen + 1) - lgamma(size - chosen + 1)
            cost[row, chosen - 1] = named + more * (chosen - 1)
    return cost
