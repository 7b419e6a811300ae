"""What if we sold to the focus only: how many deals would the same target need, and are there so many?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.narrow.pipeline import Floats, Pipeline, ring_pipeline
from icp_core.narrow.plan import Plan, Question, State, draw, plan
from icp_core.narrow.ring_rows import BY_SIMULATION, SHOWN_LEVEL, RingPipeline, kept_by_ring, middle, ring_rows
from icp_core.results import Estimate, Unit, Z, unknown


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
        win_rate_now: Share of all deals won within the horizon.
        win_rate_focus: Share of the deals in the focus won, as far as it is believed.
        pipeline_now: Value of the deals to be created a quarter with today's mixture.
        pipeline_focus: The same in the focus.
        supply: Deals created in the focus a quarter.
        prospecting: Deals to be created a quarter as today, so that those needed in the focus are among them.
        cycle_now: Days to a win with today's mixture: the rings' medians, weighted by their deals.
        cycle_focus: The same in the focus.
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
    win_rate_now: Estimate
    win_rate_focus: Estimate
    pipeline_now: Estimate
    pipeline_focus: Estimate
    supply: Estimate
    prospecting: Estimate
    cycle_now: Estimate
    cycle_focus: Estimate
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
    uneven: str = "",
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
        uneven: Why the rates by ring would be wrong: the rings are known by how a deal ended; mostly empty.

    Returns:
        All numbers, or all unknown with the reason: no deals, no ICP, rings known unevenly, fewer than 150 deals or 20
        wins in the focus.

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
    if uneven:
        return _nothing(uneven, focus, belief)
    pipeline = ring_pipeline(deals, rings, focus)
    if isinstance(pipeline, str):
        return _nothing(pipeline, focus, belief)
    goal = target or float((pipeline.deals * pipeline.win_rates * pipeline.won_values).sum()) / pipeline.quarters
    if goal <= 0:
        return _nothing(f"no deal was won within {pipeline.horizon:.0f} days", focus, belief)
    question = Question(pipeline.focus(focus), goal, belief)
    states = draw(pipeline, draws, seed)
    best, drawn = plan(State.observed(pipeline), question), plan(states, question)
    supply, n = _supply(pipeline, question), int(pipeline.deals.sum())
    assert supply.value is not None

    def shown(answers: Floats, unit: Unit) -> Estimate:
        return middle(answers, unit, n, f"{pipeline.window}; {BY_SIMULATION}")

    return Narrow(
        rows=ring_rows(pipeline, goal, states, kept_by_ring(deals, rings, accounts)),
        focus=focus,
        target=Estimate(goal, Unit.MONEY, int(pipeline.wins.sum()), why=_about_target(target), window="a quarter"),
        deals_needed_now=shown(drawn.needed_now, Unit.COUNT),
        deals_needed_focus=shown(drawn.needed_focus, Unit.COUNT),
        ratio=shown(drawn.needed_focus / drawn.needed_now, Unit.FACTOR),
        capacity_freed=shown(drawn.freed, Unit.RATIO),
        supply_gap=shown(np.maximum(drawn.needed_focus - supply.value, 0.0), Unit.COUNT),
        coverage_needed=shown(drawn.coverage, Unit.FACTOR),
        break_even=_break_even(best, drawn, n, f"{pipeline.window}; {BY_SIMULATION}"),
        enough_supply=_enough(drawn, supply.value, n, pipeline.window),
        win_rate_now=shown(drawn.rate_now, Unit.RATIO),
        win_rate_focus=shown(drawn.rate_focus, Unit.RATIO),
        pipeline_now=shown(drawn.needed_now * drawn.amount_now, Unit.MONEY),
        pipeline_focus=shown(drawn.needed_focus * drawn.amount_focus, Unit.MONEY),
        supply=supply,
        prospecting=shown(drawn.prospecting, Unit.COUNT),
        cycle_now=shown(drawn.cycle_now, Unit.DAYS),
        cycle_focus=shown(drawn.cycle_focus, Unit.DAYS),
        belief=belief,
    )


def _supply(pipeline: Pipeline, question: Question) -> Estimate:
    """Return the deals created in the focus a quarter, with the interval of a count of independent events."""
    created = float(pipeline.deals[question.chosen].sum())
    margin = Z * sqrt(created)
    low, high = max(created - margin, 0.0) / pipeline.quarters, (created + margin) / pipeline.quarters
    return Estimate(
        created / pipeline.quarters, Unit.COUNT, int(created), low, high, window=f"{pipeline.window}, a quarter"
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


def _about_target(target: float | None) -> str:
    return "what is won now a quarter, because no target is set" if target is None else ""


def _nothing(why: str, focus: tuple[str, ...], belief: float) -> Narrow:
    units = (Unit.COUNT, Unit.RATIO, Unit.FACTOR, Unit.MONEY, Unit.DAYS)
    count, ratio, factor, money, days = (unknown(unit, why) for unit in units)
    return Narrow(
        rows=(),
        focus=focus,
        target=money,
        deals_needed_now=count,
        deals_needed_focus=count,
        ratio=factor,
        capacity_freed=ratio,
        supply_gap=count,
        coverage_needed=factor,
        break_even=ratio,
        enough_supply=ratio,
        win_rate_now=ratio,
        win_rate_focus=ratio,
        pipeline_now=money,
        pipeline_focus=money,
        supply=count,
        prospecting=count,
        cycle_now=days,
        cycle_focus=days,
        belief=belief,
        why=why,
    )
