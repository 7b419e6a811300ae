"""Both plans, worked out by hand on two rings."""

import numpy as np
import pytest

from icp_core.narrow.plan import Question, State, plan

# ring:           bullseye, outside
SHARES = np.array([0.25, 0.75])
WINS = np.array([0.40, 0.12])
VALUES = np.array([10_000.0, 10_000.0])
CYCLES = np.array([50.0, 100.0])
STATE = State(SHARES, WINS, VALUES, CYCLES)
BULLSEYE = np.array([True, False])


def test_full_belief_takes_the_rate_of_the_focus() -> None:
    # overall win rate .25 x .40 + .75 x .12 = .19; target 190,000 = 100 deals x .19 x 10,000 now, or 47.5 at .40
    answer = plan(STATE, Question(BULLSEYE, goal=190_000.0, belief=1.0))

    assert float(answer.needed_now) == pytest.approx(100)
    assert float(answer.needed_focus) == pytest.approx(47.5)
    assert float(answer.coverage) == pytest.approx(2.5)  # 1 / .40


def test_no_belief_leaves_the_overall_rate() -> None:
    answer = plan(STATE, Question(BULLSEYE, goal=190_000.0, belief=0.0))

    assert float(answer.needed_focus) == pytest.approx(100)


def test_capacity_freed_counts_the_shorter_cycle_too() -> None:
    # 47.5 deals of 50 days instead of 100 deals of 87.5 days on average
    answer = plan(STATE, Question(BULLSEYE, goal=190_000.0, belief=1.0))

    assert float(answer.freed) == pytest.approx(1 - 47.5 * 50 / (100 * 87.5))


def test_break_even_is_the_belief_at_which_both_plans_need_as_many_deals() -> None:
    cheaper = State(SHARES, WINS, np.array([7_000.0, 10_000.0]), CYCLES)
    turning = float(plan(cheaper, Question(BULLSEYE, 1.0, 0.0)).break_even)
    answer = plan(cheaper, Question(BULLSEYE, 1.0, turning))

    assert 0 < turning < 1
    assert float(answer.needed_focus) == pytest.approx(float(answer.needed_now))


def test_a_focus_that_wins_less_never_breaks_even() -> None:
    worse = State(SHARES, WINS[::-1], np.array([5_000.0, 10_000.0]), CYCLES)

    assert np.isinf(plan(worse, Question(BULLSEYE, 1.0, 0.7)).break_even)


def test_many_states_are_worked_out_as_each_alone() -> None:
    two = State(*(np.vstack([part, part * 1.1]) for part in (SHARES / 1.05, WINS, VALUES, CYCLES)))
    question = Question(BULLSEYE, 190_000.0, 0.7)
    second = State(*(part[1] for part in (two.shares, two.wins, two.values, two.cycles)))

    assert plan(two, question).needed_focus[1] == pytest.approx(float(plan(second, question).needed_focus))


def test_rates_amounts_cycles_and_prospecting_are_those_of_each_mixture() -> None:
    # overall: .25 x 50 + .75 x 100 = 87.5 days; half the belief: .19 + .5 x (.40 - .19) = .295
    answer = plan(STATE, Question(BULLSEYE, goal=190_000.0, belief=0.5))

    assert (float(answer.rate_now), float(answer.rate_focus)) == (pytest.approx(0.19), pytest.approx(0.295))
    assert (float(answer.cycle_now), float(answer.cycle_focus)) == (pytest.approx(87.5), pytest.approx(50))
    assert float(answer.amount_focus) == pytest.approx(10_000)
    assert float(answer.share_focus) == pytest.approx(0.25)
    # a quarter of what is created today stands in the focus: four times as many have to be created
    assert float(answer.prospecting) == pytest.approx(4 * float(answer.needed_focus))
