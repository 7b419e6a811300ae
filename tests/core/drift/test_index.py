"""The index counts only what the data support, only what got worse, and only when enough was measured."""

from dataclasses import replace

import pytest

from icp_core.drift.changes import Change, missing
from icp_core.drift.index import HOW, MIN_DIAL_WEIGHT, MIN_WEIGHT, WEIGHTS, WHO, judge, more_needed, weighted_index
from icp_core.results import Estimate, Unit, unknown

HALF = Estimate(0.5, Unit.RATIO, 50)


def _changes(**adverse: float | None) -> dict[str, Change]:
    moved = dict.fromkeys(WEIGHTS, 0.0) | adverse
    return {
        name: missing(Unit.RATIO, "not measured") if size is None else Change(HALF, HALF, size, 0.2)
        for name, size in moved.items()
    }


def _index(changes: dict[str, Change]) -> Estimate:
    return weighted_index(changes, WEIGHTS, MIN_WEIGHT, n=400)


def test_weights_and_dials_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert sum(WHO.values()) == pytest.approx(1)
    assert sum(HOW.values()) == pytest.approx(1)


def test_each_component_counts_as_far_as_one_standard_error_supports_it() -> None:
    # 0.20 x (0.9 - 0.2) and nothing from the others; up to 0.20 x 1 + 0.80 x 0.2
    index = _index(_changes(pipeline_fit=0.9))

    assert index.value == pytest.approx(14)
    assert index.high == pytest.approx(36)


@pytest.mark.parametrize("name", WEIGHTS)
def test_an_improvement_never_raises_the_index(name: str) -> None:
    drifting = _changes(pipeline_fit=0.9, new_logo_fit=0.8, win_rate=0.4)

    for better in (0.0, 0.1, 0.5, 2.0):
        improved = drifting | {name: replace(drifting[name], adverse=drifting[name].adverse - better)}
        assert _index(improved).value <= _index(drifting).value
        assert _index(improved).high <= _index(drifting).high


def test_an_improvement_in_one_component_does_not_hide_another() -> None:
    assert _index(_changes(pipeline_fit=0.9, nrr=-3.0)).value == _index(_changes(pipeline_fit=0.9, nrr=0.0)).value


def test_weights_of_missing_components_are_shared_out() -> None:
    only = _changes(pipeline_fit=0.9, new_logo_fit=0.9, early_churn=0.9, win_rate=None, cycle=None, nrr=None)

    assert _index(only).value == pytest.approx(70)


def test_no_index_below_the_least_weight_and_one_exactly_at_it() -> None:
    at = _changes(pipeline_fit=0.9, win_rate=0.9, cycle=0.9, new_logo_fit=None, early_churn=None, nrr=None)  # .45
    below = _changes(pipeline_fit=0.9, new_logo_fit=0.9, win_rate=None, cycle=None, early_churn=None, nrr=None)  # .40

    assert _index(at).known
    assert _index(below).why == "only 40 % of the parts (by weight) could be measured, 45 % is needed"


def test_a_dial_of_the_cycle_alone_is_unknown() -> None:
    alone = _changes(win_rate=None, early_churn=None, nrr=None, cycle=0.9)

    assert not weighted_index(alone, HOW, MIN_DIAL_WEIGHT, n=400).known


@pytest.mark.parametrize(
    ("index", "who", "how", "word"),
    [
        ((30.0, 60.0), 0.0, 0.0, "drifting"),
        ((15.0, 60.0), 0.0, 0.0, "early signs"),
        ((9.0, 60.0), 15.0, 0.0, "early signs"),
        ((9.0, 60.0), 0.0, 20.0, "early signs"),
        ((9.0, 29.0), 14.9, 19.9, "stable"),
        ((9.0, 30.0), 0.0, 0.0, "cannot tell yet"),
    ],
)
def test_the_words_follow_the_lines_of_the_method(
    index: tuple[float, float], who: float, how: float, word: str
) -> None:
    dial = [Estimate(value, Unit.INDEX, 400) for value in (who, how)]

    assert judge(Estimate(index[0], Unit.INDEX, 400, *index), *dial, new_logos=200, more=100).word == word


def test_cannot_tell_yet_says_how_many_more_customers_would_tell() -> None:
    verdict = judge(Estimate(5.0, Unit.INDEX, 90, 5.0, 45.0), *[unknown(Unit.INDEX, "x")] * 2, new_logos=45, more=60)

    assert verdict.why == "45 new customers a year leave too much room; it needs about 60 more new customers"


def test_more_data_settle_a_doubt_that_lies_near_no_change() -> None:
    unsure = {name: Change(HALF, HALF, 0.0, 0.6) for name in WEIGHTS}  # upper end 60, needs a fourth of the variance
    needed = more_needed(unsure, 100)

    assert needed is not None
    assert 250 <= needed <= 500
