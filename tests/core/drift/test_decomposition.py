"""Mix and rate add up to the change exactly, and each is blamed only for its own part."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp_core.metrics.mix_shift import kitagawa

PARTS = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)
RATES = st.lists(st.floats(0, 1), min_size=3, max_size=3)


@given(PARTS, RATES, PARTS, RATES)
def test_mix_and_rate_add_up_to_the_change_exactly(weights0, rate0, weights1, rate1) -> None:
    share0, share1 = np.array(weights0) / sum(weights0), np.array(weights1) / sum(weights1)
    mix, rate = kitagawa(share0, np.array(rate0), share1, np.array(rate1))

    assert float(mix + rate) == pytest.approx(float(share1 @ rate1 - share0 @ rate0), abs=1e-12)


def test_equal_shares_leave_nothing_to_the_mix() -> None:
    share = np.array([0.6, 0.4])
    mix, rate = kitagawa(share, np.array([0.35, 0.2]), share, np.array([0.28, 0.15]))

    assert float(mix) == 0
    assert float(rate) == pytest.approx(-0.062)  # 0.6 x -0.07 + 0.4 x -0.05


def test_equal_rates_leave_everything_to_the_mix() -> None:
    # prototypes/kitagawa.py "mix only": 0.6 x .35 + .25 x .2 + .15 x .08 = .272 becomes .4 x .35 + .3 x .2 + .3 x .08
    rate = np.array([0.35, 0.2, 0.08])
    mix, effect = kitagawa(np.array([0.6, 0.25, 0.15]), rate, np.array([0.4, 0.3, 0.3]), rate)

    assert float(mix) == pytest.approx(0.224 - 0.272)
    assert float(effect) == 0
