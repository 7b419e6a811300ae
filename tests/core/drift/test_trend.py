"""A trend is announced when it is there, seldom when it is not, and never from fewer than six periods."""

import numpy as np
import pytest

from icp_core.drift import count_trend, level_trend, share_trend


def _announced(word: str) -> bool:
    return word in ("clear", "early signs")


def test_fewer_than_six_periods_are_not_enough_data() -> None:
    assert share_trend([30, 20, 10, 5, 1], [50] * 5).word == "not enough data"
    assert share_trend([30, 20, 10, 5, 1], [50] * 5).slope_per_period is None


def test_a_period_without_cases_is_skipped_and_keeps_its_place_in_time() -> None:
    with_gap = share_trend([30, 28, 0, 24, 22, 20, 18], [50, 50, 0, 50, 50, 50, 50])

    assert with_gap.periods == 6
    assert with_gap.points_over_window == pytest.approx(-0.24, abs=0.01)


def test_share_slope_and_z_agree_with_an_independent_binomial_fit() -> None:
    # statsmodels 0.15.0: GLM(hits and misses, [1, t], Binomial()).fit() gives -0.20729513, z -4.51700504
    trend = share_trend([35, 33, 30, 28, 26, 22, 20, 18], [50] * 8)

    assert trend.slope_per_period == pytest.approx(-0.20729513, rel=1e-6)
    assert trend.z == pytest.approx(-4.51700504, rel=1e-6)  # dispersion is below 1 here and so taken as 1


def test_count_slope_and_z_agree_with_an_independent_poisson_fit() -> None:
    # statsmodels 0.15.0: GLM(counts, [1, t], Poisson(), exposure=days).fit() gives -0.13778431, z -4.55289947
    trend = count_trend([40, 38, 33, 30, 24, 22, 19, 15], [90, 91, 92, 92, 90, 91, 92, 92])

    assert trend.slope_per_period == pytest.approx(-0.13778431, rel=1e-6)
    assert trend.z == pytest.approx(-4.55289947, rel=1e-6)


def test_no_change_is_announced_in_about_one_of_ten_and_seventy_to_fifty_in_most() -> None:
    # docs/method.md quarters, n = 100: size .05 at p < .05; power .88 from 70 to 50 % with 3 points of noise
    generator = np.random.default_rng(4)
    null = [share_trend(generator.binomial(100, 0.7, 8), [100] * 8).word for _ in range(200)]
    falling = [share_trend(generator.binomial(100, np.linspace(0.7, 0.5, 8)), [100] * 8).word for _ in range(200)]

    assert np.mean([word == "clear" for word in null]) <= 0.08
    assert np.mean([_announced(word) for word in null]) <= 0.14
    assert np.mean([word == "clear" for word in falling]) >= 0.85


def test_a_sure_but_small_change_is_stable() -> None:
    hits = np.round(np.linspace(0.60, 0.57, 8) * 100_000)

    assert share_trend(hits, [100_000] * 8).p < 0.001
    assert share_trend(hits, [100_000] * 8).word == "stable"


def test_a_flat_share_of_few_cases_cannot_be_told_yet() -> None:
    assert share_trend([6, 7, 6, 5, 6, 7, 6, 6], [10] * 8).word == "cannot tell yet"


def test_scatter_beyond_chance_widens_the_doubt() -> None:
    smooth = share_trend([600, 580, 560, 540, 520, 500, 480, 460], [1000] * 8)
    rough = share_trend([680, 500, 640, 460, 600, 420, 560, 380], [1000] * 8)

    assert abs(rough.z) < abs(smooth.z) / 3


def test_a_level_trend_skips_unknown_periods() -> None:
    known = level_trend([60, 63, np.nan, 68, 72, 70, 78, 80])

    assert known.periods == 7
    assert known.points_over_window > 15


def test_a_level_that_is_exactly_a_line_is_a_clear_trend() -> None:
    assert level_trend([10, 12, 14, 16, 18, 20]).word == "clear"


@pytest.mark.parametrize(
    ("hits", "n"), [([1, 2], [10]), ([11] * 6, [10] * 6), ([-1] * 6, [10] * 6)], ids=["lengths", "too many", "negative"]
)
def test_impossible_counts_are_the_programmers_mistake(hits: list[int], n: list[int]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        share_trend(hits, n)
