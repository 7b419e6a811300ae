"""Accounts as small whole numbers, and rules as sets of them: what the miner works on."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Box: TypeAlias = dict[int, np.ndarray]  # column number -> which of its codes are inside, shape (width,)


@dataclass(frozen=True)
class Codes:
    """Accounts as small whole numbers, one column an attribute.

    Args:
        values: Codes 0 to size - 1 of each column, and ``width - 1`` for unknown; shape (n, columns).
        sizes: Number of codes of each column, shape (columns,).
        ordered: True where codes are ranges of a number, in rising order; shape (columns,).
    """

    values: np.ndarray
    sizes: np.ndarray
    ordered: np.ndarray

    @property
    def width(self) -> int:
        """Codes of the widest column, and one more for unknown."""
        return int(self.sizes.max()) + 1

    def rows(self, chosen: np.ndarray) -> "Codes":
        """Return some of the accounts."""
        return Codes(self.values[chosen], self.sizes, self.ordered)

    def inside(self, box: Box) -> np.ndarray:
        """Tell which accounts lie in ``box``; shape (n,)."""
        inside = np.ones(len(self.values), dtype=bool)
        for column, allowed in box.items():
            inside &= allowed[self.values[:, column]]
        return inside
