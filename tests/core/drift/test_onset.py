"""The month of a fall is found, a gradual fall is called so, and chance is seldom given a date."""

import numpy as np
import pytest

from icp_core.drift import date_change

MONTHS = tuple(f"{2022 + month // 12}-{month % 12 + 1:02}" for month in range(36))


def _dated(share: np.ndarray, cases: int, seed: int):
    generator = np.random.default_rng([cases, seed])
    n = np.maximum(generator.poisson(cases, share.size), 1)
    return date_change(MONTHS[: share.size], generator.binomial(n, share), n, seed=seed)


def test_no_more_than_eight_percent_of_series_without_a_change_get_a_date() -> None:
    # docs/method.md: false alarms .02 to .08
    flat = np.full(36, 0.7)

    assert np.mean([_dated(flat, 8, seed).onset is not None for seed in range(60)]) <= 0.08
    assert np.mean([_dated(flat, 70, seed).onset is not None for seed in range(60)]) <= 0.08


def test_a_step_is_dated_within_two_months_and_lies_in_its_window() -> None:
    # docs/method.md: 70 to 50 % at 20 a month: detected .95, median error 0, true month inside the window .92
    step = np.r_[np.full(24, 0.7), np.full(12, 0.5)]
    found = [dating.onset for seed in range(60) if (dating := _dated(step, 20, seed)).onset]
    sharp = [onset for onset in found if not onset.gradual]
    errors = [abs(MONTHS.index(onset.period) - 24) for onset in sharp]

    assert len(found) >= 54
    assert len(sharp) >= 0.85 * len(found)
    assert np.median(errors) <= 2
    assert np.mean([onset.low <= MONTHS[24] <= onset.high for onset in sharp]) >= 0.8


def test_a_slow_decline_is_called_gradual_and_its_window_holds_the_beginning() -> None:
    ramp = np.r_[np.full(9, 0.7), np.linspace(0.7, 0.35, 27)]
    found = [dating.onset for seed in range(30) if (dating := _dated(ramp, 60, seed)).onset]

    assert len(found) == 30
    assert np.mean([onset.gradual for onset in found]) >= 0.8
    assert np.mean([onset.low <= MONTHS[9] <= onset.high for onset in found if onset.gradual]) >= 0.8


def test_a_rise_is_not_an_onset_of_drift() -> None:
    dating = date_change(MONTHS[:24], [8] * 12 + [15] * 12, [20] * 24)

    assert dating.onset is None
    assert dating.why == "the share rose, it did not fall"


def test_a_fall_of_less_than_five_points_is_not_dated() -> None:
    dating = date_change(MONTHS[:24], [6000] * 12 + [5700] * 12, [10_000] * 24)

    assert dating.why == "the share fell by less than 5 points"


@pytest.mark.parametrize(
    ("months", "cases", "why"),
    [
        (8, 50, "only 8 complete months have cases, 12 are needed"),
        (24, 2, "only 48 cases, 60 are needed"),
    ],
)
def test_too_little_to_date_says_how_much_is_needed(months: int, cases: int, why: str) -> None:
    assert date_change(MONTHS[:months], [cases // 2] * months, [cases] * months).why == why


def test_months_without_cases_are_skipped() -> None:
    hits, n = [14] * 12 + [8] * 12, [20] * 24
    hits[5] = n[5] = 0

    assert date_change(MONTHS[:24], hits, n).onset.period == MONTHS[12]


def test_the_same_seed_gives_the_same_date() -> None:
    step = np.r_[np.full(12, 0.7), np.full(12, 0.45)]

    assert _dated(step, 12, 3) == _dated(step, 12, 3)
