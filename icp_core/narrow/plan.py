"""Both plans, today's mixture and the focus alone, for one state of the world or for many at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from icp_core.narrow.pipeline import Floats, Pipeline

MOST_RESAMPLED = 2_000  # wins; the mean of more is as good as normal and need not be resampled


@dataclass(frozen=True, slots=True)
class State:
    """What might be true of the rings, each of shape (..., k).

    Args:
        shares: Share of all deals created.
        wins: Share of deals won.
        values: Mean amount of a won deal.
        cycles: Median days to a win.
    """

    shares: Floats
    wins: Floats
    values: Floats
    cycles: Floats

    @classmethod
    def observed(cls, pipeline: Pipeline) -> "State":
        """Take what was observed as the truth."""
        shares = pipeline.deals / pipeline.deals.sum()
        return cls(shares, pipeline.win_rates, pipeline.won_values, pipeline.cycles)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the rings of the focus, shape (k,), the value to win a quarter, and the belief in focus."""

    chosen: npt.NDArray[np.bool_]
    goal: float
    belief: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The answers, each of shape (...).

    Args:
        needed_now: Deals a quarter with today's mixture.
        needed_focus: Deals a quarter in the focus.
        freed: Share of the selling time that becomes free.
        coverage: Pipeline value over target in the focus.
        break_even: Belief from which on the focus needs fewer deals; inf when it never does.
        rate_now: Share of the deals won with today's mixture.
        rate_focus: Share of the deals in the focus believed to be won.
        amount_now: Mean amount of a deal, as far as the won ones tell, with today's mixture.
        amount_focus: The same in the focus.
        share_focus: Share of the deals created that stands in the focus.
        cycle_now: Days to a win with today's mixture: the rings' medians, weighted by their deals.
        cycle_focus: The same in the focus.
    """

    needed_now: Floats
    needed_focus: Floats
    freed: Floats
    coverage: Floats
    break_even: Floats
    rate_now: Floats
    rate_focus: Floats
    amount_now: Floats
    amount_focus: Floats
    share_focus: Floats
    cycle_now: Floats
    cycle_focus: Floats

    @property
    def prospecting(self) -> Floats:
        """Deals a quarter to be created as today, so that those needed in the focus are among them."""
        return self.needed_focus / np.maximum(self.share_focus, 1e-12)


def plan(state: State, question: Question) -> Plan:
    """Work out both plans.

    The win rate believed for the focus lies between today's overall rate (belief 0: the difference is mere selection)
    and its own rate (belief 1); the rings of the focus keep their rates relative to each other, so that a focus on all
    of them is today's mixture whatever is believed. Selling time goes with the length of the cycle.

    Example:
        >>> rings = State(*(np.array(row) for row in ([0.2, 0.8], [0.4, 0.1], [10.0, 10.0], [50.0, 50.0])))
        >>> answer = plan(rings, Question(np.array([True, False]), goal=160.0, belief=1.0))
        >>> round(float(answer.needed_now), 6), round(float(answer.needed_focus), 6)
        (100.0, 40.0)
    """
    overall = (state.shares * state.wins).sum(-1)
    inside = state.shares * question.chosen
    share_focus = inside.sum(-1)
    inside = inside / np.maximum(share_focus[..., None], 1e-12)
    rate = np.maximum((inside * state.wins).sum(-1), 1e-12)
    believed = overall + question.belief * (rate - overall)
    value_now = np.maximum((state.shares * state.wins * state.values).sum(-1), 1e-12)
    own_value = (inside * state.wins * state.values).sum(-1)  # of a deal in the focus, at its own win rate
    value_focus = np.maximum(own_value * believed / rate, 1e-12)
    amount = (inside * state.values).sum(-1)
    cycle_now, cycle_focus = (state.shares * state.cycles).sum(-1), (inside * state.cycles).sum(-1)
    without_belief, gain = own_value * overall / rate, own_value * (rate - overall) / rate
    with np.errstate(divide="ignore", invalid="ignore"):
        needed_belief = np.where(gain > 0, (value_now - without_belief) / gain, np.inf)
    return Plan(
        needed_now=question.goal / value_now,
        needed_focus=question.goal / value_focus,
        freed=1 - value_now / value_focus * cycle_focus / cycle_now,
        coverage=amount / value_focus,
        break_even=np.where(without_belief >= value_now * (1 - 1e-9), 0.0, np.maximum(needed_belief, 0.0)),
        rate_now=overall,
        rate_focus=believed,
        amount_now=(state.shares * state.values).sum(-1),
        amount_focus=amount,
        share_focus=share_focus,
        cycle_now=cycle_now,
        cycle_focus=cycle_focus,
    )


def draw(pipeline: Pipeline, draws: int, seed: int) -> State:
    """Draw states of the world that fit what was observed; each array of shape (draws, k).

    Win rates from the Beta distribution worth as many decided deals as the standard error of the incidence tells,
    shares from the Dirichlet, mean amounts by resampling the wins, cycles log-normal.
    """
    generator = np.random.default_rng(seed)
    rates, errors = pipeline.win_rates, pipeline.win_errors
    spread = rates * (1 - rates)  # none where all or none were won: the deals themselves are the evidence then
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where((errors > 0) & (spread > 0), spread / errors**2, pipeline.deals)
    hits = rates * worth
    fallback = pipeline.won_values
    values = [_means(generator, wins, fallback[ring], draws) for ring, wins in enumerate(pipeline.values)]
    scatter = 1.2533 * pipeline.spread / np.sqrt(np.maximum(pipeline.wins, 1.0))  # of a median, log days
    return State(
        shares=generator.dirichlet(pipeline.deals + 0.5, draws),
        wins=generator.beta(hits + 0.5, np.maximum(worth - hits, 0.0) + 0.5, (draws, rates.size)),
        values=np.column_stack(values),
        cycles=pipeline.cycles * np.exp(generator.normal(0.0, scatter, (draws, rates.size))),
    )


def _means(generator: np.random.Generator, values: Floats, fallback: float, draws: int) -> Floats:
    """Draw the mean amount of a ring's wins; with fewer than 3 wins it could be nearly anything."""
    if values.size < 3:
        return np.asarray(fallback * generator.gamma(values.size + 1, 1 / (values.size + 1), draws))
    if values.size > MOST_RESAMPLED:
        return generator.normal(values.mean(), values.std() / np.sqrt(values.size), draws)
    return np.asarray(values[generator.integers(0, values.size, (draws, values.size))].mean(axis=1))
