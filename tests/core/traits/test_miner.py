import itertools

import numpy as np
import pandas as pd
import pytest

from icp_core.traits.codes import Codes
from icp_core.traits.conditions import meets
from icp_core.traits.encode import encode, round_between, rule_of, stack
from icp_core.traits.miner import Miner


def test_the_best_single_condition_is_the_one_that_trying_all_sets_finds() -> None:
    rng = np.random.default_rng(2)
    values = rng.integers(0, 6, (400, 1))
    success = rng.random(400) < np.where(np.isin(values[:, 0], [1, 4]), 0.6, 0.3)
    miner = Miner(Codes(values, np.array([6]), np.array([False])), success.mean(), 12)
    residual = success - success.mean()
    score, box = miner.best(residual)
    every = [
        {0: np.isin(np.arange(7), levels)} for size in range(1, 6) for levels in itertools.combinations(range(6), size)
    ]
    supported = [one for one in every if one[0][values[:, 0]].sum() >= 12]
    assert score == pytest.approx(max(miner.score(one, residual) for one in supported))
    assert miner.score(box, residual) == pytest.approx(score)


def test_the_best_range_is_the_one_that_trying_all_ranges_finds() -> None:
    rng = np.random.default_rng(3)
    values = rng.integers(0, 10, (500, 1))
    success = rng.random(500) < np.where((values[:, 0] >= 3) & (values[:, 0] <= 5), 0.6, 0.3)
    miner = Miner(Codes(values, np.array([10]), np.array([True])), success.mean(), 15)
    residual = success - success.mean()
    score, _ = miner.best(residual)
    codes = np.arange(11)
    every = [{0: (codes >= i) & (codes <= j)} for i in range(10) for j in range(i, 10) if (i, j) != (0, 9)]
    assert score == pytest.approx(max(miner.score(one, residual) for one in every))


def test_the_score_is_half_z_squared_minus_half_the_description() -> None:
    # by hand: 100 accounts, 30 succeed; 20 inside with 12; z^2 = (12 - 6)^2 / (20 * .3 * .7 * .8) = 10.714
    values = np.repeat([[0], [1]], [20, 80], axis=0)
    success = np.concatenate([np.repeat([1, 0], [12, 8]), np.repeat([1, 0], [18, 62])])
    miner = Miner(Codes(values, np.array([2]), np.array([False])), 0.3, 8)
    score = miner.score({0: np.array([True, False, False])}, success - 0.3)
    assert score == pytest.approx(10.714 / 2 - 0.5 * np.log(2), abs=1e-3)  # one column, one of two levels


def test_nothing_is_returned_when_no_rule_is_worth_its_description() -> None:
    values = np.tile([[0], [1]], (50, 1))
    success = np.repeat([1.0, 0.0], 50)
    assert Miner(Codes(values, np.array([2]), np.array([False])), 0.5, 8).best(success - 0.5) == (0.0, {})


def test_the_rule_on_show_is_exactly_the_rule_that_was_mined() -> None:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "industry": rng.choice(list("abcdefg"), 800),
            "employees": np.round(rng.lognormal(5, 1.4, 800)),
            "growth": rng.normal(0, 1, 800),
            "grade": rng.choice([1.0, 2.0, 3.0], 800),
            "price": rng.choice([9.5, 19.5, 49.5, 99.5], 800),
            "technologies": [
                list(rng.choice(["SAP", "AWS", "Git"], rng.integers(0, 3), replace=False)) for _ in range(800)
            ],
        }
    )
    frame.loc[rng.random(800) < 0.1, ["industry", "employees", "growth"]] = np.nan
    coded = encode(frame, tuple(frame.columns))
    codes = stack(coded)
    for seed in range(25):
        success = np.random.default_rng(seed).random(800) < 0.4
        _, box = Miner(codes, success.mean(), 24).best(success - success.mean())
        for column, allowed in box.items():
            condition = coded[column].condition(allowed)
            assert (condition.holds(frame[condition.column]) == codes.inside({column: allowed})).all(), str(condition)
        assert (meets(frame, rule_of(box, coded)) == codes.inside(box)).all()


def test_numbers_are_cut_at_round_values() -> None:
    employees = np.round(np.random.default_rng(0).lognormal(5, 1, 2000))
    upper = encode(pd.DataFrame({"employees": employees}), ("employees",))[0].upper[:-1]
    assert all(edge % 5 == 0 for edge in upper)
    assert sum(edge % 50 == 0 for edge in upper) >= len(upper) / 3


@pytest.mark.parametrize(
    ("low", "high", "near", "chosen"), [(90, 120, 101, 100), (0.13, 0.19, 0.16, 0.15), (-7, -3, -4, -5), (5, 5, 5, 5)]
)
def test_the_roundest_number_between_two(low: float, high: float, near: float, chosen: float) -> None:
    assert round_between(low, high, near) == pytest.approx(chosen)


def test_a_lower_price_is_asked_only_where_no_rule_is_worth_the_full_one() -> None:
    # by hand: 100 accounts, 30 succeed, 20 inside; one column of two levels costs log 2 = .693 in full, .347 at half
    # the price. With 8 inside z^2 / 2 = (8 - 6)^2 / (2 * 20 * .3 * .7 * .8) = .595: worth half. With 7 it is .149.
    codes = Codes(np.repeat([[0], [1]], [20, 80], axis=0), np.array([2]), np.array([False]))
    for inside, score in ((7, 0.0), (8, 0.595 - 0.347)):
        success = np.concatenate([np.repeat([1, 0], [n, size - n]) for n, size in ((inside, 20), (30 - inside, 80))])
        found, box = Miner(codes, 0.3, 8).best(success - 0.3)
        assert found == pytest.approx(score, abs=1e-3)
        assert bool(box) is (score > 0)


def test_a_rule_of_few_accounts_stays_short() -> None:
    """One industry in 12 succeeds more often; at 300 accounts a longer rule would be fitted to luck."""
    conditions, levels = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        values = rng.integers(0, 12, (300, 6))
        success = rng.random(300) < np.where(values[:, 0] == 0, 0.8, 0.2)
        codes = Codes(values, np.full(6, 12), np.zeros(6, dtype=bool))
        _, box = Miner(codes, success.mean(), 9).best(success - success.mean())
        conditions.append(len(box))
        levels.append(int(box[0].sum()) if 0 in box else 0)
    assert np.mean(conditions) < 1.5
    assert np.mean(np.array(levels) == 1) >= 0.5
