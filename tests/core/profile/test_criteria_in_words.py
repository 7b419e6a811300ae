"""A criterion reads as a sentence fragment."""

import pytest

from icp_core.profile import Criterion


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        ({"op": "in", "value": ["A", "B", "C"]}, "x A, B or C"),
        ({"op": "not in", "value": ["A"]}, "x not A"),
        ({"op": "in", "value": ["A"], "mode": "exclude"}, "x not A"),
        ({"op": "not in", "value": ["A"], "mode": "exclude"}, "x not A"),
        ({"op": "between", "value": [101, 1500]}, "x between 101 and 1,500"),
        ({"op": "between", "value": [1, 9], "mode": "exclude"}, "x not between 1 and 9"),
        ({"op": ">=", "value": 2_500_000}, "x at least 2,500,000"),
        ({"op": "<=", "value": 0.125}, "x at most 0.125"),
    ],
)
def test_a_criterion_in_words(criterion, words):
    assert str(Criterion(column="x", **criterion)) == words
