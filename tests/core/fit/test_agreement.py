"""Agreement between the ICPs of several functions."""

import numpy as np
import pandas as pd
import pytest

from icp_core.dataset import Dataset
from icp_core.fit.agreement import agreement, krippendorff_alpha, word_of
from icp_core.metrics.accounts import account_table
from icp_core.metrics.proportion import share
from icp_core.profile import IcpProfile

NAN = float("nan")


def test_alpha_equals_the_published_binary_example():
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example A: two observers, ten units, .095."""
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha([meg, owen]) == pytest.approx(0.095, abs=0.0005)


def test_alpha_equals_the_published_nominal_example():
    """The same paper, example B: two observers, twelve units, five categories, .692."""
    ben = [1, 1, 2, 2, 4, 3, 3, 3, 5, 4, 4, 1]
    gerry = [2, 1, 2, 2, 2, 3, 3, 3, 5, 4, 4, 4]
    assert krippendorff_alpha([ben, gerry]) == pytest.approx(0.692, abs=0.0005)


def test_alpha_equals_the_published_example_with_missing_values():
    """The same paper, example C: four observers, twelve units, missing values, nominal .743."""
    ratings = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
    assert krippendorff_alpha(ratings) == pytest.approx(0.743, abs=0.0005)


def test_alpha_is_unknown_where_nothing_varies_or_nothing_is_rated_twice():
    assert np.isnan(krippendorff_alpha([[1, 1, 1], [1, 1, 1]]))
    assert np.isnan(krippendorff_alpha([[1, NAN], [NAN, 0]]))


def accounts(n=40):
    frame = pd.DataFrame(
        {
            "account_id": [f"a{row}" for row in range(n)],
            "name": [f"Company {row}" for row in range(n)],
            "region": ["EMEA"] * (n // 2) + ["LATAM"] * (n // 2),
            "employees": [float(100 * (1 + row % 4)) for row in range(n)],
        }
    )
    return account_table(Dataset.of(customers=frame))


def icp(name, *criteria, function=""):
    return IcpProfile(name=name, function=function, criteria=criteria)


EMEA = {"column": "region", "op": "in", "value": ["EMEA"], "mode": "require"}
LARGE = {"column": "employees", "op": ">=", "value": 300, "mode": "require", "soft_edge": 0}


def test_two_functions_with_one_icp_agree_fully():
    found = agreement(accounts(), [icp("Mid", EMEA, function="Sales"), icp("Mid", EMEA, function="Marketing")])
    assert found.word == "the same ICP"
    assert found.pairs[0].common.value == 1.0
    assert found.alpha.value == pytest.approx(1.0)
    assert found.disputed.empty


def test_the_share_in_common_counts_what_either_picks():
    """EMEA picks 20, EMEA and large picks 10 of them: 10 of 20 in common."""
    found = agreement(accounts(), [icp("Wide", EMEA), icp("Narrow", EMEA, LARGE)])
    pair = found.pairs[0]
    assert (pair.common.value, pair.common.n) == (0.5, 20)
    assert (pair.only_one, pair.only_other) == (10, 0)
    assert found.word == "cannot tell yet"  # 33 % to 67 %


@pytest.mark.parametrize(
    ("hits", "n", "word"),
    [
        (7, 20, "cannot tell yet"),
        (6, 20, "different ICPs"),
        (0, 19, "cannot tell yet"),
        (14, 20, "partly the same ICP"),
        (20, 20, "the same ICP"),
        (19, 19, "cannot tell yet"),
        (0, 0, "cannot tell yet"),
    ],
)
def test_a_word_is_said_only_where_the_whole_interval_allows_it(hits, n, word):
    assert word_of(share(hits, n)) == word


def test_one_customer_is_no_ground_for_a_word():
    found = agreement(accounts(n=2), [icp("A", EMEA), icp("B", EMEA, LARGE)])
    assert found.word == "cannot tell yet"
    assert found.sentence == (
        "Whether the 2 ICPs mean the same customers cannot be told yet: A and B together pick only 1 customer they can "
        "place."
    )


def test_a_pair_that_picks_too_few_does_not_hide_one_that_surely_differs():
    latam, emea = ({"column": "region", "op": "in", "value": [name], "mode": "require"} for name in ("LATAM", "EMEA"))
    few = {"column": "employees", "op": ">=", "value": 900, "mode": "require", "soft_edge": 0}
    found = agreement(accounts(), [icp("Nobody", few), icp("Nobody else", few), icp("A", emea), icp("B", latam)])
    assert found.word == "different ICPs"
    assert "customers in common that either picks: different ICPs." in found.sentence


def test_the_criterion_that_makes_the_difference_is_named_with_its_accounts():
    found = agreement(accounts(), [icp("Wide", EMEA), icp("Narrow", EMEA, LARGE)])
    cause = found.pairs[0].causes[0]
    assert (cause.whose, cause.criterion, cause.accounts, cause.of) == ("Narrow", "employees at least 300", 10, 10)
    assert "Most of it comes from 'employees at least 300' of Narrow" in found.sentence


def test_disputed_accounts_say_where_each_function_places_them():
    found = agreement(accounts(), [icp("Wide", EMEA), icp("Narrow", EMEA, LARGE)])
    assert len(found.disputed) == 10
    assert found.disputed.iloc[0].to_dict() == {
        "account_id": "a0",
        "name": "Company 0",
        "Wide": "inside",
        "Narrow": "outside",
    }


def test_an_account_that_one_of_them_cannot_place_does_not_count():
    frame = accounts()
    frame.frame.loc[:9, "employees"] = np.nan
    found = agreement(frame, [icp("Wide", EMEA), icp("Narrow", EMEA, LARGE)])
    assert found.pairs[0].common.n == 10


def test_functions_that_pick_different_customers_have_different_icps():
    latam = {"column": "region", "op": "in", "value": ["LATAM"], "mode": "require"}
    found = agreement(accounts(), [icp("A", EMEA), icp("B", latam)])
    assert found.word == "different ICPs"
    assert found.alpha.value < 0


def test_one_icp_alone_is_no_agreement():
    with pytest.raises(ValueError, match="two ICPs or more"):
        agreement(accounts(), [icp("A", EMEA)])
