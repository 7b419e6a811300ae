"""What if we sold to the focus only: how many deals would the same target need, and are there so many?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.proportion import share
from icp_core.metrics.survival import survival_curve
from icp_core.narrow.pipeline import Floats, Pipeline, ring_pipeline
from icp_core.narrow.plan import Plan, Question, State, draw, plan
from icp_core.results import Estimate, Unit, Z, unknown

SHOWN_LEVEL = 0.80  # of the simulated intervals; 90 % ones are too wide to plan with at a few hundred deals
BY_SIMULATION = "80 % interval by simulation"
KEPT_MONTHS = 12.0


@dataclass(frozen=True)
class RingPipeline:
    """One ring's pipeline.

    Args:
        ring: Name of the ring.
        deals: Deals created a quarter.
        share: Share of all deals created.
        win_rate: Share won within the horizon.
        won_value: Mean amount of a won deal.
        cycle: Median days to a win.
        needed: Deals a quarter that would be needed if only this ring were sold to, at the rates observed.
        kept: Share of this ring's customers still there after twelve months.
    """

    ring: str
    deals: Estimate
    share: Estimate
    win_rate: Estimate
    won_value: Estimate
    cycle: Estimate
    needed: Estimate
    kept: Estimate


@dataclass(frozen=True)
class Narrow:
    """What narrowing to the focus would mean, a quarter; all numbers with 80 % intervals by simulation.

    Args:
        rows: The rings that have deals, best first.
        focus: The rings narrowed to.
        target: Won value a quarter that both plans reach.
        deals_needed_now: Deals a quarter with today's mixture.
        deals_needed_focus: Deals a quarter in the focus.
        ratio: The second over the first.
        capacity_freed: Share of the selling time that becomes free, if time goes with the length of the cycle.
        supply_gap: Deals a quarter that are missing in the focus.
        coverage_needed: Pipeline value in the focus over the target.
        break_even: Belief from which on fewer deals are needed; unknown when it never happens.
        enough_supply: Chance that the focus has enough deals already.
        belief: Share of the difference in win rates taken for the effect of focus, the rest for selection.
        why: The reason when nothing can be said.
    """

    rows: tuple[RingPipeline, ...]
    focus: tuple[str, ...]
    target: Estimate
    deals_needed_now: Estimate
    deals_needed_focus: Estimate
    ratio: Estimate
    capacity_freed: Estimate
    supply_gap: Estimate
    coverage_needed: Estimate
    break_even: Estimate
    enough_supply: Estimate
    belief: float
    why: str = ""


def what_if(
    deals: Deals | None,
    rings: pd.Series | None,
    accounts: Accounts | None,
    *,
    focus: tuple[str, ...] = ("bullseye",),
    target: float | None = None,
    belief: float = 0.7,
    draws: int = 800,
    seed: int = 0,
) -> Narrow:
    """Compare today's mixture of deals with a pipeline that holds the focus alone, at the same target.

    Args:
        deals: The deals; None when there is no deals table.
        rings: Ring by deal_id; None when no ICP is declared. The rings must have been declared before looking at the
            win rates: picking the best of many groups afterwards promises too much.
        accounts: The accounts, for what is kept after a year; None leaves that unknown.
        focus: Rings to narrow to.
        target: Value to win a quarter; None takes what is won now.
        belief: How much of the higher win rate in the focus is believed to come from focus itself, in [0, 1].
        draws: Simulated states of the world behind the intervals.
        seed: Makes them repeatable.

    Returns:
        All numbers, or all unknown with the reason: no deals, no ICP, fewer than 150 deals or 20 wins in the focus.

    Raises:
        ValueError: ``belief`` lies outside 0 and 1, or the target is not above 0.

    Source:
        docs/method.md; interval coverage there .76 to .80 at nominal .80.
    """
    if not 0 <= belief <= 1:
        raise ValueError(f"belief must lie between 0 and 1, not {belief}")
    if target is not None and target <= 0:
        raise ValueError(f"the target must be above 0, not {target}")
    if deals is None or rings is None:
        return _nothing("there is no deals file" if deals is None else "no ICP is declared", focus, belief)
    pipeline = ring_pipeline(deals, rings, focus)
    if isinstance(pipeline, str):
        return _nothing(pipeline, focus, belief)
    goal = target or float((pipeline.deals * pipeline.win_rates * pipeline.won_values).sum()) / pipeline.quarters
    if goal <= 0:
        return _nothing(f"no deal was won within {pipeline.horizon:.0f} days", focus, belief)
    question = Question(pipeline.focus(focus), goal, belief)
    states = draw(pipeline, draws, seed)
    best, drawn = plan(State.observed(pipeline), question), plan(states, question)
    supply = float(pipeline.deals[question.chosen].sum() / pipeline.quarters)
    n, window = int(pipeline.deals.sum()), f"{pipeline.window}; {BY_SIMULATION}"
    return Narrow(
        rows=_rows(pipeline, goal, states, _kept(deals, rings, accounts)),
        focus=focus,
        target=Estimate(goal, Unit.MONEY, int(pipeline.wins.sum()), why=_about_target(target), window="a quarter"),
        deals_needed_now=_middle(drawn.needed_now, Unit.COUNT, n, window),
        deals_needed_focus=_middle(drawn.needed_focus, Unit.COUNT, n, window),
        ratio=_middle(drawn.needed_focus / drawn.needed_now, Unit.FACTOR, n, window),
        capacity_freed=_middle(drawn.freed, Unit.RATIO, n, window),
        supply_gap=_middle(np.maximum(drawn.needed_focus - supply, 0.0), Unit.COUNT, n, window),
        coverage_needed=_middle(drawn.coverage, Unit.FACTOR, n, window),
        break_even=_break_even(best, drawn, n, window),
        enough_supply=_enough(drawn, supply, n, pipeline.window),
        belief=belief,
    )


def _enough(drawn: Plan, supply: float, n: int, window: str) -> Estimate:
    share_of_draws = float((drawn.needed_focus <= supply).mean())
    return Estimate(share_of_draws, Unit.RATIO, n, window=f"{window}; share of simulations")


def _break_even(best: Plan, drawn: Plan, n: int, window: str) -> Estimate:
    if float(best.break_even) > 1:
        why = "even if the whole difference came from focus, the focus would not need fewer deals"
        return unknown(Unit.RATIO, why, n=n, window=window)
    low, high = np.quantile(np.minimum(drawn.break_even, 1.0), [(1 - SHOWN_LEVEL) / 2, (1 + SHOWN_LEVEL) / 2])
    return Estimate(float(best.break_even), Unit.RATIO, n, float(low), float(high), window=window)


def _middle(drawn: Floats, unit: Unit, n: int, window: str) -> Estimate:
    low, middle, high = np.quantile(drawn, [(1 - SHOWN_LEVEL) / 2, 0.5, (1 + SHOWN_LEVEL) / 2])
    return Estimate(float(middle), unit, n, float(low), float(high), window=window)


def _rows(pipeline: Pipeline, goal: float, states: State, kept: dict[str, Estimate]) -> tuple[RingPipeline, ...]:
    total = int(pipeline.deals.sum())
    rows = []
    for place, ring in enumerate(pipeline.rings):
        deals, curve, values = float(pipeline.deals[place]), pipeline.curves[place], pipeline.values[place]
        margin = Z * sqrt(deals)
        low, high = max(deals - margin, 0.0) / pipeline.quarters, (deals + margin) / pipeline.quarters
        needed = goal / (states.wins[:, place] * states.values[:, place])
        simulated = f"{pipeline.window}; {BY_SIMULATION}"
        rate = curve.at(pipeline.horizon)
        why = rate.why if not rate.known else "" if pipeline.win_rates[place] > 0 else "no deal was won in this ring"
        rows.append(
            RingPipeline(
                ring=ring,
                deals=Estimate(deals / pipeline.quarters, Unit.COUNT, int(deals), low, high, window="a quarter"),
                share=share(int(deals), total, window=pipeline.window),
                win_rate=rate,
                won_value=_mean_value(values, pipeline.window),
                cycle=curve.median(pipeline.horizon),
                needed=unknown(Unit.COUNT, why, n=int(deals), window=pipeline.window)
                if why
                else _middle(needed, Unit.COUNT, int(deals), simulated),
                kept=kept.get(ring, unknown(Unit.RATIO, "no customer of this ring has a known lifetime")),
            )
        )
    return tuple(rows)


def _mean_value(values: Floats, window: str) -> Estimate:
    if not values.size:
        return unknown(Unit.MONEY, "no deal was won in this ring", window=window)
    mean, n = float(values.mean()), int(values.size)
    if n == 1:
        return Estimate(mean, Unit.MONEY, n, why="one deal", window=window)
    margin = Z * float(values.std(ddof=1)) / sqrt(n)
    return Estimate(mean, Unit.MONEY, n, max(mean - margin, 0.0), mean + margin, window=window)


def _kept(deals: Deals, rings: pd.Series, accounts: Accounts | None) -> dict[str, Estimate]:
    """Return by ring the share of customers still there after a year; a customer has the ring of its won deals."""
    if accounts is None or not accounts.lifetimes_from:
        return {}
    won = deals.won[["account_id", "deal_id"]].dropna().drop_duplicates("account_id")
    ring = won.set_index("account_id")["deal_id"].map(rings[~rings.index.duplicated()])
    observed = accounts.observed
    of_account = observed["account_id"].map(ring)
    found = {}
    for name, group in observed.groupby(of_account):
        tenure, entry = group["tenure"].to_numpy(dtype=float), group["entry"].to_numpy(dtype=float)
        curve = survival_curve(tenure, group["left"].to_numpy(dtype=bool), entry=entry)
        found[str(name)] = curve.at(KEPT_MONTHS)
    return found


def _about_target(target: float | None) -> str:
    return "what is won now a quarter, because no target is set" if target is None else ""


def _nothing(why: str, focus: tuple[str, ...], belief: float) -> Narrow:
    count, ratio, factor = (unknown(unit, why) for unit in (Unit.COUNT, Unit.RATIO, Unit.FACTOR))
    return Narrow(
        rows=(),
        focus=focus,
        target=unknown(Unit.MONEY, why),
        deals_needed_now=count,
        deals_needed_focus=count,
        ratio=factor,
        capacity_freed=ratio,
        supply_gap=count,
        coverage_needed=factor,
        break_even=ratio,
        enough_supply=ratio,
        belief=belief,
        why=why,
    )
