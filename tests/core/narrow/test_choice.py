"""A focus that is tried drops and adds criteria and leaves the declared ICP as it is."""

import pytest
from pydantic import ValidationError

from icp_core.narrow import FocusChoice
from icp_core.profile import Criterion, IcpProfile

SIZE = Criterion(column="employees", op=">=", value=50)
PLACE = Criterion(column="country", op="in", value=["Norway"], mode="require")
FIELD = Criterion(column="industry", op="in", value=["Software"], mode="require")
ICP = IcpProfile(name="Ours", criteria=[SIZE, PLACE])


def test_criteria_are_dropped_and_added_and_the_rest_of_the_icp_stays() -> None:
    tried = FocusChoice(dropped=(str(SIZE),), added=(FIELD,)).of(ICP)
    assert tried.criteria == (PLACE, FIELD)
    assert (tried.name, tried.rings) == (ICP.name, ICP.rings)
    assert ICP.criteria == (SIZE, PLACE)


def test_a_criterion_that_was_changed_meanwhile_is_not_dropped() -> None:
    assert FocusChoice(dropped=("employees at least 10",)).of(ICP).criteria == ICP.criteria


def test_only_criteria_make_it_another_icp() -> None:
    assert not FocusChoice(rings=("inner",), belief=0.2, target=5.0).changes(ICP)
    assert FocusChoice(added=(FIELD,)).changes(ICP)
    assert not FocusChoice(added=(PLACE,)).changes(ICP)


@pytest.mark.parametrize("wrong", [{"rings": ()}, {"rings": ("middle",)}, {"belief": 1.5}, {"target": 0}])
def test_a_focus_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FocusChoice.model_validate(wrong)
