import numpy as np
import pytest

from icp_core.segments import Segments, find_segments, rename


@pytest.fixture
def found(make_accounts) -> Segments:
    n = 80
    high, left = np.arange(n) % 2 == 0, np.arange(n) // 2 % 2 == 0
    arr = np.where(high, 90_000.0, 900.0) + np.arange(n)
    return find_segments(make_accounts(n, left=left, arr=arr, initial_arr=arr))


def test_a_given_name_stands_everywhere_and_the_automatic_one_stays_known(found: Segments) -> None:
    called = rename(found, {"high_kept": "Hospitals"})
    first = called.items[0]
    assert (first.name, first.key, first.automatic) == ("Hospitals", "high_kept", "High value, kept")
    assert first.sentence.startswith("Hospitals: 20 accounts")
    assert (called.labels == "Hospitals").sum() == first.n
    assert (called.points["segment"] == "Hospitals").sum() == first.n
    assert not (called.points["second"] == "High value, kept").any()
    assert called.labels.isna().sum() == found.labels.isna().sum()


def test_renaming_changes_neither_numbers_nor_the_groups_before(found: Segments) -> None:
    called = rename(found, {"high_kept": "Hospitals"})
    assert found.items[0].name == "High value, kept"
    assert called.items[0].arr_median == found.items[0].arr_median
    assert called.items[1:] == found.items[1:]


def test_names_in_the_rule_follow_and_the_longer_name_is_not_cut_by_the_shorter(make_accounts) -> None:
    rng = np.random.default_rng(4)
    n = 240
    arr = np.exp(rng.normal(np.where(np.arange(n) % 2 == 0, 11, 8.5), 0.3))
    life, age = rng.exponential(np.where(np.arange(n) // 2 % 2 == 0, 400, 8)), rng.uniform(12, 48, n)
    accounts = make_accounts(n, left=life < age, tenure=np.minimum(life, age), arr=arr, initial_arr=arr)
    groups = find_segments(accounts, method="k-means", k=6)
    called = rename(groups, {item.key: f"Group {place}" for place, item in enumerate(groups.items)})
    assert [item.name for item in called.items] == [f"Group {place}" for place in range(6)]
    assert "value" not in called.rule
    assert called.rule.count("Group") == groups.rule.count(" value, ")


@pytest.mark.parametrize(
    "names", [{}, {"high_kept": "  "}, {"no_such_group": "Hospitals"}, {"high_kept": "low VALUE, lost"}]
)
def test_no_name_a_blank_one_an_unknown_group_and_a_name_of_another_group_change_nothing(
    found: Segments, names: dict[str, str]
) -> None:
    assert rename(found, names) is found


def test_two_groups_never_bear_one_name(found: Segments) -> None:
    called = rename(found, {"high_kept": "Ours", "low_kept": "ours"})
    assert [item.name for item in called.items] == ["Ours", "High value, lost", "Low value, kept", "Low value, lost"]


def test_taking_a_name_back_brings_the_automatic_one(found: Segments) -> None:
    called = rename(rename(found, {"high_kept": "Hospitals"}), {})
    assert [item.sentence for item in called.items] == [item.sentence for item in found.items]
