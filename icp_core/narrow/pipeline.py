"""What each ring's pipeline brings: deals created, share won, value of a win, days to a win."""

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from icp_core.metrics.deals import Deals
from icp_core.metrics.incidence import Incidence, cumulative_incidence
from icp_core.metrics.periods import Quarter, Span, quarters
from icp_core.results import Estimate, plural

Floats: TypeAlias = npt.NDArray[np.float64]

MIN_DEALS, MIN_FOCUS_WINS = 150, 20  # below either the 80 % interval is wider than the answer (docs/method.md)
HORIZON_DAYS = 180.0  # days a deal is given to be won
SPANS = (
    4,
    8,
    16,
)  # quarters looked back, the shortest with enough deals: old ones tell of another market
RINGS = ("bullseye", "inner", "outer", "outside", "unclassified")


@dataclass(frozen=True)
class Pipeline:
    """The new-business deals of the last quarters, by ring.

    Args:
        rings: The rings that have deals, shape (k,).
        deals: Deals created in each ring, shape (k,).
        curves: Share won by each day, one curve a ring.
        values: Amounts of the deals won in each ring, one array a ring.
        spread: Standard deviation of the logarithm of the days to a win, all rings together.
        horizon: Days a deal is given.
        quarters: Number of quarters looked at.
        window: These quarters in words.
    """

    rings: tuple[str, ...]
    deals: Floats
    curves: tuple[Incidence, ...]
    values: tuple[Floats, ...]
    spread: float
    horizon: float
    quarters: int
    window: str

    @property
    def win_rates(self) -> Floats:
        """Share of each ring's deals won within the horizon, shape (k,)."""
        return np.array([self._at(curve, curve.incidence) for curve in self.curves])

    @property
    def win_errors(self) -> Floats:
        """Standard error of ``win_rates``, shape (k,)."""
        return np.array([self._at(curve, curve.se) for curve in self.curves])

    @property
    def wins(self) -> Floats:
        """Deals won in each ring, shape (k,)."""
        return np.array([float(curve.wins) for curve in self.curves])

    @property
    def won_values(self) -> Floats:
        """Mean amount of a won deal, shape (k,); a ring without a win takes the mean of all."""
        overall = float(np.concatenate(self.values).mean())
        return np.array([float(values.mean()) if values.size else overall for values in self.values])

    @property
    def cycles(self) -> Floats:
        """Median days to a win, shape (k,); a ring with fewer than ten wins takes the mean of the others."""
        known = [curve.median(self.horizon).value for curve in self.curves]
        overall = float(np.mean([days for days in known if days is not None] or [1.0]))
        return np.array([overall if days is None else max(days, 1.0) for days in known])

    def focus(self, rings: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """Mark the rings of the focus, shape (k,)."""
        return np.array([ring in rings for ring in self.rings])

    def _at(self, curve: Incidence, values: Floats) -> float:
        row = int(np.searchsorted(curve.times, self.horizon, side="right")) - 1
        return float(values[row]) if row >= 0 else 0.0


def ring_pipeline(deals: Deals, rings: pd.Series, focus: tuple[str, ...]) -> Pipeline | str:
    """Take the deals created in the last complete quarters apart by ring.

    Args:
        deals: All deals; those known to be expansions are left out.
        rings: Ring by deal_id; a deal without one counts as "unclassified".
        focus: The rings to narrow to; they decide how far back to look.

    Returns:
        The pipeline of the last 4, 8 or 16 complete quarters, the shortest that has 150 deals and 20 wins in the
        focus; or the reason why there is none.
    """
    frame = _usable(deals, rings)
    if frame.empty:
        return "no deal has a day of creation"
    complete = _complete(frame, deals)
    if not complete:
        return "the deals cover no complete quarter"
    reason = ""
    for count in SPANS:
        rows = _created_in(frame, complete[-count:])
        focus_wins = int(((rows["outcome"] == "won") & rows["ring"].isin(focus)).sum())
        if len(rows) >= MIN_DEALS and focus_wins >= MIN_FOCUS_WINS:
            return _pipeline(rows, complete[-count:], deals)
        reason = (
            f"{plural(len(rows), 'deal')} created {complete[-count:][0].label} to {complete[-1].label}, "
            f"{focus_wins} of them won in the focus; {MIN_DEALS} deals and {MIN_FOCUS_WINS} wins are needed"
        )
    return reason


def win_rates_before(
    deals: Deals, rings: pd.Series, focus: tuple[str, ...], quarters_back: int
) -> tuple[tuple[str, Estimate, Estimate], ...]:
    """Return the share won in the focus and beside it, for the deals of the last quarters and of as many before.

    What held in two windows may hold in a third; what held in one may be luck.

    Args:
        deals: All deals; those known to be expansions are left out.
        rings: Ring by deal_id.
        focus: The rings narrowed to.
        quarters_back: Quarters of a window.

    Returns:
        Window in words, share in the focus, share of all other deals; the newest window first. A window that the data
        do not cover is left out.
    """
    frame = _usable(deals, rings)
    complete = _complete(frame, deals)
    found = []
    for end in (len(complete), len(complete) - quarters_back):
        window = complete[max(end - quarters_back, 0) : end]
        if len(window) < quarters_back:
            break
        rows = _created_in(frame, window)
        inside = rows["ring"].isin(focus).to_numpy()
        days, state = _courses(rows, deals)
        shares = [cumulative_incidence(days[side], state[side]).at(HORIZON_DAYS) for side in (inside, ~inside)]
        found.append((f"{window[0].label} to {window[-1].label}", shares[0], shares[1]))
    return tuple(found)


def _complete(frame: pd.DataFrame, deals: Deals) -> list[Quarter]:
    """Return the quarters that the deals cover from the first day to the last."""
    span = Span.of("deals", frame["created"]) if len(frame) else None
    every = quarters(span.first, span.last, as_of=deals.as_of, silence=span.silence) if span else ()
    return [quarter for quarter in every if quarter.complete]


def _courses(rows: pd.DataFrame, deals: Deals) -> tuple[Floats, npt.NDArray[np.integer[Any]]]:
    """Return the days from creation to the decision, or to today, and how each deal stands."""
    today = pd.Timestamp(deals.as_of)
    days = ((rows["closed"].fillna(today) - rows["created"]).dt.days).clip(lower=0).to_numpy(dtype=np.float64)
    return np.asarray(days, dtype=np.float64), rows["outcome"].map({"open": 0, "won": 1, "lost": 2}).to_numpy(dtype=int)


def _usable(deals: Deals, rings: pd.Series) -> pd.DataFrame:
    frame = deals.frame[["deal_id", "outcome", "created", "closed", "amount", "is_new"]]
    named = rings[~rings.index.duplicated()].reindex(pd.Index(frame["deal_id"])).astype(object)
    ring = np.where(pd.isna(named.to_numpy()), "unclassified", named.to_numpy())
    new = frame["is_new"].astype("boolean").to_numpy(dtype=bool, na_value=True)
    dated = frame["created"].notna() & (frame["closed"].notna() | (frame["outcome"] == "open"))
    return frame.assign(ring=ring)[new & dated.to_numpy()]


def _created_in(frame: pd.DataFrame, window: list[Quarter]) -> pd.DataFrame:
    first, after = pd.Timestamp(window[0].start), pd.Timestamp(window[-1].end + timedelta(days=1))
    return frame[(frame["created"] >= first) & (frame["created"] < after)]


def _pipeline(rows: pd.DataFrame, window: list[Quarter], deals: Deals) -> Pipeline | str:
    days, state = _courses(rows, deals)
    ring, amount = rows["ring"].to_numpy(dtype=object), rows["amount"].to_numpy(dtype=float)
    present = tuple(name for name in RINGS if (ring == name).any())
    won = (state == 1) & np.isfinite(amount) & (amount > 0)
    if not won.any():
        return "no won deal has an amount"
    horizon = min(HORIZON_DAYS, float(days.max()))
    return Pipeline(
        rings=present,
        deals=np.array([float((ring == name).sum()) for name in present]),
        curves=tuple(cumulative_incidence(days[ring == name], state[ring == name]) for name in present),
        values=tuple(amount[won & (ring == name)] for name in present),
        spread=float(np.log(np.maximum(days[state == 1], 0.5)).std()) if (state == 1).any() else math.log(1.5),
        horizon=horizon,
        quarters=len(window),
        window=f"deals created {window[0].label} to {window[-1].label}",
    )
