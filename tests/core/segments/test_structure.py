import numpy as np
import pytest

from icp_core.segments.structure import list_prices, peaks_p, price_step, valleys

PRICES = np.log([1200, 3600, 6000, 12000, 24000, 48000, 96000, 240000, 600000.0])


def on_prices(value: np.ndarray) -> np.ndarray:
    return PRICES[np.abs(value[:, None] - PRICES).argmin(axis=1)]


WORLDS_OF_ONE_GROUP = {
    "log-normal": lambda rng, n: rng.normal(9.4, 1.2, n),
    "skewed to the right": lambda rng, n: 7 + rng.exponential(1.2, n),
    "skewed to the left": lambda rng, n: 12 - rng.gamma(2, 1, n),
    "price tiers": lambda rng, n: on_prices(rng.normal(9.4, 1.2, n)),
    "price tiers with discounts": lambda rng, n: (
        on_prices(rng.normal(9.4, 1.2, n)) + np.log(rng.choice([1, 0.9, 0.8], n, p=[0.6, 0.25, 0.15]))
    ),
    "price tiers and a few odd amounts": lambda rng, n: np.where(
        rng.random(n) < 0.05, rng.normal(9.4, 1.2, n), on_prices(rng.normal(9.4, 1.2, n))
    ),
    "five plans in any mix": lambda rng, n: np.log(
        rng.choice([348, 948, 2388, 5988, 23988.0], n, p=rng.dirichlet([2] * 5)) * rng.choice([1, 0.9, 0.8], n)
    ),
    "seats times a price": lambda rng, n: np.log(588 * np.ceil(rng.lognormal(2.5, 1, n))),
    "rounded to hundreds": lambda rng, n: np.log(np.round(np.exp(rng.normal(9, 0.8, n)), -2).clip(100)),
}


@pytest.mark.parametrize("world", WORLDS_OF_ONE_GROUP)
def test_one_group_shows_peaks_in_at_most_one_of_fifteen_data_sets(world: str) -> None:
    draw = WORLDS_OF_ONE_GROUP[world]
    fired = [peaks_p(draw(np.random.default_rng([7, place]), 500), seed=place) <= 0.05 for place in range(15)]
    assert sum(fired) <= 1  # 5 % of 15 is 0.75; two or more would come in 17 % at exactly 5 %


@pytest.mark.parametrize("rounded", [False, True])
def test_two_levels_of_arr_ten_times_apart_are_found(rounded: bool) -> None:
    rng = np.random.default_rng(3)
    value = np.where(rng.random(600) < 0.35, rng.normal(np.log(55e3), 0.6, 600), rng.normal(np.log(5.5e3), 0.6, 600))
    amount = np.log(np.round(np.exp(value), -2).clip(100))
    assert peaks_p(amount if rounded else value) < 0.01


def test_one_far_account_is_not_a_second_peak() -> None:
    value = np.append(np.random.default_rng(5).normal(9, 0.5, 200), 16.0)
    assert peaks_p(value) > 0.05


def test_three_plans_are_a_price_list_and_amounts_that_all_differ_are_none() -> None:
    assert list_prices(np.log(np.repeat([348, 1188, 3588.0], 40))) == 3
    assert list_prices(np.random.default_rng(1).normal(9, 1, 300)) == np.inf


def test_the_price_step_is_the_distance_between_neighbouring_prices() -> None:
    assert price_step(np.log(np.repeat([1000, 2000, 4000.0], 20))) == pytest.approx(np.log(2))


def test_a_valley_lies_between_two_levels_of_value_and_none_in_one_level() -> None:
    rng = np.random.default_rng(3)
    two = np.concatenate([rng.normal(8, 0.5, 300), rng.normal(11, 0.5, 200)])
    assert valleys(two).tolist() == pytest.approx([9.6], abs=0.3)
    assert valleys(rng.normal(8, 1.2, 500)).tolist() == []


def test_the_steps_of_a_price_list_are_no_valleys_and_two_levels_on_one_are_parted() -> None:
    rng = np.random.default_rng(3)
    prices = np.log(np.array([1200, 3600, 6000, 12000, 24000, 48000, 96000, 240000, 600000.0]))

    def on_prices(value: np.ndarray) -> np.ndarray:
        return prices[np.abs(value[:, None] - prices).argmin(axis=1)] + np.log(rng.choice([1, 0.9, 0.8], len(value)))

    assert valleys(on_prices(rng.normal(9.4, 1.2, 600))).tolist() == []
    parted = valleys(on_prices(np.concatenate([rng.normal(8.6, 0.6, 400), rng.normal(11, 0.6, 200)])))
    assert len(parted) == 1


def test_one_far_account_makes_no_valley() -> None:
    assert valleys(np.append(np.random.default_rng(5).normal(9, 0.5, 300), 16.0)).tolist() == []
