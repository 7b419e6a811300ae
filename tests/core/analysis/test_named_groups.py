"""The names that people gave to groups lie over the automatic ones; nothing is measured again for them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from icp_core.analysis import Observed, named, observe
from icp_core.dataset import Dataset
from icp_core.workspace import Settings


@pytest.fixture(scope="module")
def data() -> Dataset:
    rng = np.random.default_rng(1)
    n = 120
    customers = pd.DataFrame(
        {
            "account_id": [f"a{place}" for place in range(n)],
            "current_arr": np.exp(rng.normal(np.where(np.arange(n) % 2, 11, 8), 0.4)),
            "tenure_months": rng.uniform(1, 40, n),
            "churned": pd.array(rng.random(n) < 0.3, dtype="boolean"),
        }
    )
    return Dataset.of(customers=customers)


@pytest.fixture(scope="module")
def observed(data: Dataset) -> Observed:
    return observe(data, Settings(segments_method="k-means", segments_k=3))


def keys(observed: Observed) -> Sequence[str]:
    return [item.key for item in observed.segments.items]


def test_a_name_in_the_settings_stands_on_groups_labels_and_curves(data: Dataset, observed: Observed) -> None:
    settings = Settings(segments_method="k-means", segments_k=3, segment_names={keys(observed)[0]: "Hospitals"})
    called = observe(data, settings)
    assert called.segments.items[0].name == "Hospitals"
    assert keys(called) == keys(observed)
    assert "Hospitals" in set(called.segments.labels)
    assert set(called.survival_by_segment) == {item.name for item in called.segments.items}


def test_naming_afterwards_gives_what_observing_with_the_name_gives(data: Dataset, observed: Observed) -> None:
    names = {keys(observed)[0]: "Hospitals"}
    at_once = observe(data, Settings(segments_method="k-means", segments_k=3, segment_names=names))
    later = named(observed, names)
    assert later.segments.items == at_once.segments.items
    pd.testing.assert_frame_equal(later.segments.points, at_once.segments.points)
    assert later.metrics is observed.metrics


def test_the_chosen_method_is_used(data: Dataset) -> None:
    made = {method: observe(data, Settings(segments_method=method)).segments for method in ("mixture", "k-means")}
    assert made["k-means"].method == "k-means"
    assert not made["k-means"].one_group
    assert made["mixture"].method == "mixture" or made["mixture"].one_group
