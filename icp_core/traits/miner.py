"""The box miner: the rule of at most three conditions that sets successful accounts apart best.

A rule is judged by ``z^2 / 2 - price x description length``: how far the successes inside it exceed what its size
would bring by chance, minus what it costs to say it (more columns, more levels and narrower ranges cost more). The
full price is asked first; only where no rule is worth it, a lower one. So few accounts bring a short rule rather than
one that is fitted to their luck (docs/decisions/0026).

Source: the gain of SSD++ (Proenca, Gruenwald, Baeck & van Leeuwen 2022, Data Mining and Knowledge Discovery 36).
"""

from copy import copy
from dataclasses import dataclass, field
from math import log
from typing import TypeAlias

import numpy as np

from icp_core.traits.codes import Box, Codes
from icp_core.traits.description import range_costs, set_costs

Floats: TypeAlias = np.ndarray

DEPTH = 3  # conditions in a rule; more than three no sales team applies
BEAM = 8  # rules kept at each depth
PRICES = (1.0, 0.5)  # of each nat of description, asked one after the other (benchmarks/traits.py)
LOWEST = PRICES[-1]  # at which the strength of rules is compared with that of shuffled outcomes
POLISHED = 3  # best rules that are improved condition by condition
POLISH_ROUNDS = 4
ALL = slice(None)
IMPOSSIBLE = -1e9


@dataclass
class _Best:
    """Best condition of every column for every beam: what it gains, what it costs to say, and its codes."""

    gains: Floats
    costs: Floats
    ordered: np.ndarray
    width: int
    order: np.ndarray = field(default_factory=lambda: np.zeros(0))  # levels of a set by falling rate
    length: np.ndarray = field(default_factory=lambda: np.zeros(0))  # how many of them are inside
    first: np.ndarray = field(default_factory=lambda: np.zeros(0))  # first and last code of a range
    last: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def allowed(self, beam: int, column: int) -> np.ndarray:
        """Return which codes of ``column`` are inside; shape (width,)."""
        kept = np.zeros(self.width, dtype=bool)
        place = int(self.ordered[:column].sum())
        if self.ordered[column]:
            kept[self.first[beam, place] : self.last[beam, place] + 1] = True
        else:
            place = column - place
            kept[self.order[beam, place, : self.length[beam, place]]] = True
        return kept


class Miner:
    """Searches boxes over one set of accounts; can be asked again for other (permuted) outcomes.

    Args:
        codes: The accounts.
        base: Share of successes, in (0, 1).
        min_support: Fewest accounts in a rule.

    Example:
        >>> values = np.repeat([[0], [1], [2]], 40, axis=0)
        >>> success = np.repeat([0.1, 0.9, 0.1], 40) > np.tile(np.arange(40) / 40, 3)
        >>> miner = Miner(Codes(values, np.array([3]), np.array([False])), success.mean(), 10)
        >>> score, box = miner.best(success - success.mean())
        >>> box[0].tolist()
        [False, True, False, False]
    """

    def __init__(self, codes: Codes, base: float, min_support: int) -> None:
        self._codes, self._base, self._least, self._price = codes, base, min_support, LOWEST
        self._n, self._columns = codes.values.shape
        self._width = codes.width
        self._by_column = np.ascontiguousarray(codes.values.T)
        self._flat = codes.values.astype(np.intp) + np.arange(self._columns) * self._width
        self._count_of_all = np.bincount(self._flat.ravel(), minlength=self._columns * self._width)
        self._numbers = np.flatnonzero(codes.ordered)
        self._sets = np.flatnonzero(~codes.ordered)
        bins = int(codes.sizes[self._numbers].max()) if len(self._numbers) else 0
        name = log(self._columns)  # nats to say which column
        self._range_cost, self._range_ok = range_costs(codes.sizes[self._numbers], bins)
        self._range_cost = self._range_cost + name
        self._set_cost = set_costs(codes.sizes[self._sets], self._width - 1, self._n) + name

    def best(self, residual: Floats) -> tuple[float, Box]:
        """Return the best rule and its score at the lowest price; score 0 and an empty box when none is worth saying.

        Args:
            residual: Success (0 or 1) minus ``base``, per account, shape (n,).
        """
        for price in PRICES:
            _, box = self._at(price).search(residual)
            if box:
                return self.score(box, residual), box
        return 0.0, {}

    def search(self, residual: Floats) -> tuple[float, Box]:
        """Return score and box of the best rule at the lowest price alone: what shuffled outcomes are judged by."""
        found = self._beam(residual)
        if not found:
            return 0.0, {}
        polished = [self._prune(self._polish(box, residual), residual) for _, box in found[:POLISHED]]
        score, _, box = max((self.score(box, residual), -place, box) for place, box in enumerate(polished))
        return (score, box) if score > found[0][0] else found[0]

    def best_alone(self, residual: Floats) -> float:
        """Return the score of the best single condition; 0 when none is worth its description."""
        grown = self._grow([(0.0, {}, None)], residual, set())
        return grown[0][0] if grown else 0.0

    def score(self, box: Box, residual: Floats) -> float:
        """Return the score of a box."""
        inside = self._inside(box)
        gain = self._gain(np.array(residual[inside].sum()), np.array(float(inside.sum())))
        return float(gain) - self._price * sum(self._cost(column, allowed) for column, allowed in box.items())

    def _at(self, price: float) -> "Miner":
        """Return the same miner at another price."""
        other = copy(self)
        other._price = price
        return other

    def _beam(self, residual: Floats) -> list[tuple[float, Box]]:
        beams: list[tuple[float, Box, np.ndarray | None]] = [(0.0, {}, None)]
        seen: set[tuple[tuple[int, bytes], ...]] = set()
        found: list[tuple[float, Box]] = []
        for _ in range(DEPTH):
            grown = self._grow(beams, residual, seen)[:BEAM]
            if not grown:
                break
            found += [(score, box) for score, box, _ in grown]
            beams = grown
        return sorted(found, key=lambda item: -item[0])

    def _grow(
        self,
        beams: list[tuple[float, Box, np.ndarray | None]],
        residual: Floats,
        seen: set[tuple[tuple[int, bytes], ...]],
    ) -> list[tuple[float, Box, np.ndarray | None]]:
        counts = np.stack([self._histogram(rows, residual) for _, _, rows in beams])
        best = self._best_conditions(counts[:, 0], counts[:, 1])
        candidates = []
        for place, (score, box, rows) in enumerate(beams):
            spent = self._price * sum(self._cost(column, kept) for column, kept in box.items())
            totals = best.gains[place] - self._price * best.costs[place] - spent
            for column in np.flatnonzero(totals > score):
                if column in box:
                    continue
                larger = {**box, int(column): best.allowed(place, int(column))}
                key = tuple(sorted((name, kept.tobytes()) for name, kept in larger.items()))
                if key not in seen:
                    seen.add(key)
                    candidates.append((float(totals[column]), larger, rows, int(column)))
        candidates.sort(key=lambda item: -item[0])
        return [(score, box, self._narrow(rows, column, box[column])) for score, box, rows, column in candidates[:BEAM]]

    def _narrow(self, rows: np.ndarray | None, column: int, allowed: np.ndarray) -> np.ndarray:
        codes = self._by_column[column]
        if rows is None:
            return np.flatnonzero(allowed[codes])
        return np.asarray(rows[allowed[codes[rows]]])

    def _histogram(self, rows: np.ndarray | None, residual: Floats) -> Floats:
        """Return the number of accounts and the sum of residuals per code; shape (2, columns, width - 1).

        A residual is 1 - base or -base, so their sum follows from two counts, which are faster than weighted sums.
        """
        flat = self._flat if rows is None else self._flat[rows]
        won = (residual if rows is None else residual[rows]) > 0
        size = self._columns * self._width
        count = self._count_of_all if rows is None else np.bincount(flat.ravel(), minlength=size)
        total = np.bincount(flat[won].ravel(), minlength=size) - self._base * count
        return np.stack([count, total]).reshape(2, self._columns, self._width)[:, :, :-1]

    def _best_conditions(self, count: Floats, total: Floats) -> "_Best":
        """Best condition of every column for every beam; ``count`` and ``total`` are (beams, columns, codes)."""
        sets, numbers = self._sets, self._numbers
        best = _Best(np.full(count.shape[:2], IMPOSSIBLE), np.zeros(count.shape[:2]), self._codes.ordered, self._width)
        if len(sets):
            gain, cost, best.order, best.length = self._best_sets(count[:, sets], total[:, sets])
            best.gains[:, sets], best.costs[:, sets] = gain, cost
        if len(numbers):
            gain, cost, best.first, best.last = self._best_ranges(count[:, numbers], total[:, numbers])
            best.gains[:, numbers], best.costs[:, numbers] = gain, cost
        return best

    def _best_of_column(self, column: int, rows: np.ndarray | None, residual: Floats) -> np.ndarray | None:
        """Best condition of one column among some rows: the codes inside; None when there is none."""
        codes = self._by_column[column] if rows is None else self._by_column[column][rows]
        kept = residual if rows is None else residual[rows]
        count = np.bincount(codes, minlength=self._width)[None, None, :-1].astype(float)
        total = np.bincount(codes, weights=kept, minlength=self._width)[None, None, :-1]
        allowed = np.zeros(self._width, dtype=bool)
        if self._codes.ordered[column]:
            only = slice(place := int(np.searchsorted(self._numbers, column)), place + 1)
            gain, _, first, last = self._best_ranges(count, total, only)
            allowed[first[0, 0] : last[0, 0] + 1] = True
        else:
            only = slice(place := int(np.searchsorted(self._sets, column)), place + 1)
            gain, _, order, length = self._best_sets(count, total, only)
            allowed[order[0, 0, : length[0, 0]]] = True
        return None if gain[0, 0] <= IMPOSSIBLE else allowed

    def _best_sets(self, count: Floats, total: Floats, only: slice = ALL) -> tuple[Floats, Floats, Floats, Floats]:
        shrunk = np.where(count > 0, total / (count + 4), -np.inf)
        order = np.argsort(-shrunk, axis=-1, kind="stable")
        size = np.cumsum(np.take_along_axis(count, order, -1), -1)
        excess = np.cumsum(np.take_along_axis(total, order, -1), -1)
        gain = np.where(size >= self._least, self._gain(excess, size), IMPOSSIBLE)
        costs = self._set_cost[only]
        place = np.argmax(gain - self._price * costs, axis=-1)[..., None]
        cost = np.take_along_axis(np.broadcast_to(costs, gain.shape), place, -1)[..., 0]
        return np.take_along_axis(gain, place, -1)[..., 0], cost, order, place[..., 0] + 1

    def _best_ranges(self, count: Floats, total: Floats, only: slice = ALL) -> tuple[Floats, Floats, Floats, Floats]:
        bins = self._range_cost.shape[-1]
        size, excess = _between(count[..., :bins]), _between(total[..., :bins])
        gain = np.where(self._range_ok[only] & (size >= self._least), self._gain(excess, size), IMPOSSIBLE)
        flat = (*gain.shape[:2], bins * bins)
        gain = gain.reshape(flat)
        costs = np.broadcast_to(self._range_cost[only].reshape(1, -1, bins * bins), flat)
        place = np.argmax(gain - self._price * costs, axis=-1)[..., None]
        first, last = np.divmod(place[..., 0], bins)
        return np.take_along_axis(gain, place, -1)[..., 0], np.take_along_axis(costs, place, -1)[..., 0], first, last

    def _gain(self, excess: Floats, size: Floats) -> Floats:
        spread = np.maximum(size, 1) * self._base * (1 - self._base) * np.maximum(1 - size / self._n, 1e-9)
        return np.where(excess > 0, excess * excess / (2 * spread), IMPOSSIBLE)

    def _cost(self, column: int, allowed: np.ndarray) -> float:
        kept = np.flatnonzero(allowed)
        if not self._codes.ordered[column]:
            return float(self._set_cost[np.searchsorted(self._sets, column), len(kept) - 1])
        return float(self._range_cost[np.searchsorted(self._numbers, column), kept[0], kept[-1]])

    def _inside(self, box: Box) -> np.ndarray:
        inside = np.ones(self._n, dtype=bool)
        for column, allowed in box.items():
            inside &= allowed[self._by_column[column]]
        return inside

    def _polish(self, box: Box, residual: Floats) -> Box:
        for _ in range(POLISH_ROUNDS):
            before = box
            for column in list(box):
                rest = {other: kept for other, kept in box.items() if other != column}
                rows = np.flatnonzero(self._inside(rest)) if rest else None
                allowed = self._best_of_column(column, rows, residual)
                if allowed is None:
                    continue
                changed = {**box, column: allowed}
                if self.score(changed, residual) > self.score(box, residual) + 1e-9:
                    box = changed
            if box is before:
                break
        return box

    def _prune(self, box: Box, residual: Floats) -> Box:
        while len(box) > 1:
            smaller = [{other: kept for other, kept in box.items() if other != column} for column in box]
            scores = [self.score(candidate, residual) for candidate in smaller]
            place = int(np.argmax(scores))
            if scores[place] < self.score(box, residual):
                break
            box = smaller[place]
        return box


def _between(amounts: Floats) -> Floats:
    """Sum of every run of neighbouring codes: (..., codes) becomes (..., first code, last code)."""
    upto = np.zeros((*amounts.shape[:-1], amounts.shape[-1] + 1))
    np.cumsum(amounts, axis=-1, out=upto[..., 1:])
    return np.asarray(upto[..., None, 1:] - upto[..., :-1, None])
