"""Shares, incidence and medians against statsmodels and scipy."""

import numpy as np
import pandas as pd
import pytest

from icp_core.metrics import cumulative_incidence, wilson
from icp_core.metrics.ratio import median, poisson_interval, ratio_of_sums
from icp_core.results import Unit


@pytest.mark.parametrize(("hits", "n"), [(0, 7), (3, 10), (50, 60), (7, 7), (4238, 6711)])
def test_wilson_equals_statsmodels(hits, n):
    from statsmodels.stats.proportion import proportion_confint

    assert wilson(hits, n) == pytest.approx(proportion_confint(hits, n, alpha=0.10, method="wilson"), abs=1e-9)


def test_poisson_interval_equals_scipy_chi_square():
    from scipy.stats import chi2

    for count in (1, 4, 93):
        expected = (chi2.ppf(0.05, 2 * count) / 2, chi2.ppf(0.95, 2 * count + 2) / 2)
        assert poisson_interval(count) == pytest.approx(expected, abs=1e-9)


def deals(seed, n=300):
    rng = np.random.default_rng(seed)
    won, lost, seen = rng.exponential(90, n), rng.exponential(60, n), rng.uniform(5, 250, n)
    days = np.ceil(np.minimum(np.minimum(won, lost), seen))
    return days, np.where(seen < np.minimum(won, lost), 0, np.where(won < lost, 1, 2))


def test_incidence_and_its_error_equal_statsmodels():
    from statsmodels.duration.survfunc import CumIncidenceRight

    days, state = deals(1)
    witness, curve = CumIncidenceRight(days, state), cumulative_incidence(days, state)
    rows = np.searchsorted(witness.times, curve.times)
    assert curve.incidence == pytest.approx(witness.cinc[0][rows], abs=1e-9)
    assert curve.se == pytest.approx(witness.cinc_se[0][rows], rel=0.02)


def test_incidence_error_equals_the_jackknife():
    """The jackknife estimates the same variance without any formula (Efron 1982)."""
    days, state = deals(2, n=150)
    curve = cumulative_incidence(days, state)
    row = int(np.searchsorted(curve.times, 90, side="right")) - 1
    without = [cumulative_incidence(np.delete(days, i), np.delete(state, i)).at(90).value for i in range(150)]
    jackknife = np.sqrt(149 / 150 * ((np.array(without) - np.mean(without)) ** 2).sum())
    assert curve.se[row] == pytest.approx(jackknife, rel=0.03)


def test_without_losses_and_open_deals_the_incidence_is_the_plain_share():
    curve = cumulative_incidence(np.arange(1.0, 21.0), np.ones(20))
    assert curve.at(5).value == pytest.approx(0.25)
    assert curve.se[4] == pytest.approx(np.sqrt(0.25 * 0.75 / 20))


def test_median_interval_equals_scipy_quantile_test():
    from scipy.stats import quantile_test

    for n in (9, 30, 101):
        values = np.random.default_rng(n).normal(size=n)
        witness = quantile_test(values, p=0.5).confidence_interval(0.90)
        answer = median(values, Unit.DAYS)
        assert (answer.low, answer.high) == pytest.approx((witness.low, witness.high))


def test_ratio_interval_equals_the_bootstrap():
    """5,000 resamples with a fixed seed; both estimate the same error."""
    rng = np.random.default_rng(0)
    whole = rng.lognormal(size=400)
    part = whole * rng.uniform(0, 1, 400)
    answer = ratio_of_sums(part, whole)
    picks = rng.integers(0, 400, (5000, 400))
    spread = np.std(part[picks].sum(axis=1) / whole[picks].sum(axis=1))
    assert (answer.high - answer.low) / 2 / 1.6448536 == pytest.approx(spread, rel=0.05)
    assert answer.value == pytest.approx(pd.Series(part).sum() / pd.Series(whole).sum())
