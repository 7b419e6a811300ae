"""What the criteria add up to per account: sums that give score and ring, and from which a criterion can be taken."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from icp_core.fit.edges import Floats
from icp_core.fit.matching import Bools, Match
from icp_core.profile import RingLimits

Ring: TypeAlias = Literal["bullseye", "inner", "outer", "outside", "unclassified"]
RINGS: tuple[Ring, ...] = ("bullseye", "inner", "outer", "outside", "unclassified")
INSIDE: tuple[Ring, ...] = ("bullseye", "inner")
ROUNDING = 1e-9  # sums of weights that are equal on paper may differ by this much

Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """Sums over the criteria; every array has shape (n,), one entry an account.

    Args:
        asked: Weight of the ``require`` and ``score`` criteria.
        known: Weight of those whose value is known.
        got: Weight times score of those.
        gates: Weight of the ``exclude`` criteria, which let pass or keep out but earn nothing.
        gates_known: Weight of those whose value is known.
        failing: Number of must-haves that fail.
        near: Number of must-haves that fail on their soft edge; they count in ``failing`` too.
        open: Number of must-haves whose value is unknown.
        kept_out: Number of exclusions that hold.
        doubts: Number of exclusions whose column exists and whose value is unknown.
        absent: Weight of ``score`` and ``exclude`` criteria whose column the data do not have.
    """

    asked: float
    known: Floats
    got: Floats
    gates: float
    gates_known: Floats
    failing: Ints
    near: Ints
    open: Ints
    kept_out: Ints
    doubts: Ints
    absent: float

    def without(self, match: Match) -> "Tally":
        """Return the sums as they would be without one criterion."""
        return self._plus(match, -1)

    def _plus(self, match: Match, sign: int) -> "Tally":
        criterion, known = match.criterion, match.known
        weight = sign * criterion.weight
        score = np.where(known, match.score, 0.0)
        absent = self.absent + weight * (match.absent and criterion.mode != "require")
        if criterion.mode == "exclude":
            return replace(
                self,
                gates=self.gates + weight,
                gates_known=self.gates_known + weight * known,
                kept_out=self.kept_out + sign * (score > 0),
                doubts=self.doubts + sign * (~known & (not match.absent)),
                absent=absent,
            )
        changed = replace(
            self,
            asked=self.asked + weight,
            known=self.known + weight * known,
            got=self.got + weight * score,
            absent=absent,
        )
        if criterion.mode == "score":
            return changed
        return replace(
            changed,
            failing=self.failing + sign * (known & (score == 0)),
            near=self.near + sign * match.near,
            open=self.open + sign * ~known,
        )

    @property
    def fit(self) -> Floats:
        """Score from 0 to 100 over what is known; NaN where nothing is."""
        if self.asked <= ROUNDING:  # exclusions alone: an account that none of them keeps out fits
            gates_open = np.where(self.kept_out > 0, 0.0, 100.0)
            return np.where((self.gates_known > ROUNDING) | (self.kept_out > 0), gates_open, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.known > ROUNDING, 100.0 * self.got / self.known, np.nan)

    @property
    def low(self) -> Floats:
        """The score if everything unknown failed."""
        if self.asked <= ROUNDING:
            settled = (self.kept_out == 0) & (self.gates_known >= self.gates - ROUNDING)
            return np.where(settled & (self.gates > ROUNDING), 100.0, 0.0)
        return 100.0 * self.got / self.asked

    @property
    def high(self) -> Floats:
        """The score if everything unknown passed."""
        if self.asked <= ROUNDING:
            return np.where(self.kept_out > 0, 0.0, 100.0)
        return 100.0 * (self.got + self.asked - self.known) / self.asked

    @property
    def known_share(self) -> Floats:
        """Share of the weight of all criteria whose value is known, from 0 to 1."""
        everything = self.asked + self.gates
        if everything <= ROUNDING:
            return np.zeros(len(self.known))
        return np.clip((self.known + self.gates_known) / everything, 0.0, 1.0)

    @property
    def gated(self) -> Bools:
        """Where every must-have, and every exclusion whose column exists, is known."""
        return np.equal(self.open, 0) & np.equal(self.doubts, 0)

    @property
    def passed(self) -> Bools:
        """Where every must-have holds and no exclusion does, all of them known."""
        return self.gated & np.equal(self.failing, 0) & np.equal(self.kept_out, 0)

    @property
    def complete(self) -> Bools:
        """Where the value of every criterion is known, apart from columns that the data do not have."""
        return np.greater_equal(self.known + self.gates_known, self.asked + self.gates - self.absent - ROUNDING)

    def rings(self, limits: RingLimits) -> npt.NDArray[np.int64]:
        """Return the position in ``RINGS`` of every account, shape (n,).

        A must-have that fails, or an exclusion that holds, decides whatever else is unknown; then comes what is too
        little known to be placed; then the score.
        """
        fit = np.nan_to_num(self.fit, nan=-1.0) + ROUNDING
        hard = self.failing - self.near
        out = (self.kept_out > 0) | (hard > 0) | (self.near > 1)
        unplaced = (self.open > 0) | (self.known_share < limits.min_known - ROUNDING) | (self.known_share <= 0)
        edge = self.near == 1
        reached = [fit >= limit for limit in (limits.bullseye, limits.inner, limits.outer)]
        return np.select([out, unplaced, edge & reached[2], edge, *reached], [3, 4, 2, 3, 0, 1, 2], default=3)


def tally(matches: Iterable[Match], n: int) -> Tally:
    """Add up all criteria for ``n`` accounts."""
    nothing, nobody = np.zeros(n), np.zeros(n, dtype=np.int64)
    total = Tally(0.0, nothing, nothing, 0.0, nothing, nobody, nobody, nobody, nobody, nobody, 0.0)
    for match in matches:
        total = total._plus(match, +1)
    return total
