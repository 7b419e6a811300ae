import numpy as np
import pytest

from icp_core.segments.grouping import grid, k_means


def test_membership_is_the_share_of_resamples_and_is_split_at_the_border() -> None:
    rng = np.random.default_rng(1)
    value = np.concatenate([rng.normal(0, 0.5, 100), rng.normal(8, 0.5, 100), [4.0]])
    grouping = grid(value, None, seed=0)
    assert grouping.membership.sum(axis=1) == pytest.approx(np.ones(201))
    assert grouping.membership[:200].max(axis=1) == pytest.approx(np.ones(200))
    assert grouping.membership[200].max() < 0.9


def test_accounts_that_are_not_drawn_get_their_share_too() -> None:
    rng = np.random.default_rng(1)
    value = np.concatenate([rng.normal(0, 0.3, 2000), rng.normal(5, 0.3, 2000)])
    grouping = k_means(value, rng.normal(0, 0.01, 4000) + (value > 2), 2, seed=0)
    assert grouping.membership.shape == (4000, 2)
    assert grouping.membership.max(axis=1) == pytest.approx(np.ones(4000))


def test_one_group_has_no_stability_and_everybody_belongs_to_it() -> None:
    grouping = k_means(np.ones(30), np.ones(30), 4, seed=0)
    assert "only one group" in grouping.mean_stability.why
    assert grouping.membership.tolist() == [[1.0]] * 30
