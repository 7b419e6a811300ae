import numpy as np
import pytest

from icp_core.segments.grouping import grid, k_means, natural_break


def test_the_natural_break_is_where_two_means_are_tightest() -> None:
    from sklearn.cluster import KMeans

    value = np.concatenate([np.random.default_rng(1).normal(8, 1, 80), np.random.default_rng(2).normal(12, 0.5, 40)])
    labels = KMeans(2, n_init=10, random_state=0).fit(value[:, None]).labels_
    high = labels == labels[np.argmax(value)]
    assert value[~high].max() < natural_break(value) < value[high].min()


def test_equal_values_have_no_break_above_which_anything_lies() -> None:
    assert not (np.full(5, 3.0) > natural_break(np.full(5, 3.0))).any()


def test_far_apart_groups_are_stable_and_a_cut_through_one_cloud_is_less_so() -> None:
    rng = np.random.default_rng(0)
    corners = np.array([[8, 5], [8, 30], [12, 5], [12, 30.0]])
    points = corners[np.arange(200) % 4] + rng.normal(0, 0.1, (200, 2))
    apart = k_means(points[:, 0], points[:, 1], 4, seed=0).mean_stability
    cloud = k_means(rng.normal(0, 1, 200), rng.normal(0, 1, 200), 4, seed=0).mean_stability
    assert apart.value == pytest.approx(1.0)
    assert cloud.value < 0.9


def test_fewer_positions_than_groups_give_fewer_groups() -> None:
    labels = k_means(np.repeat([1.0, 2.0], 30), np.repeat([5.0, 9.0], 30), 4, seed=0).labels
    assert len(np.unique(labels)) == 2


def test_a_grid_needs_either_axis_only() -> None:
    value = np.array([1.0, 1.1, 9.0, 9.1])
    assert len(np.unique(grid(value, None, seed=0).labels)) == 2
    assert len(np.unique(grid(None, np.array([0.0, 1.0, 0.0, 1.0]), seed=0).labels)) == 2
