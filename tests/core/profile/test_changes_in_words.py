"""Two versions of an ICP are compared in sentences."""

from datetime import date

import pytest

from icp_core.profile import Behaviour, Criterion, IcpProfile, Persona, RingLimits, beside, changes_between

SIZE = {"column": "employees", "op": "between", "value": [101, 500]}
INDUSTRY = {"column": "industry", "op": "in", "value": ["Software"], "mode": "require"}
OLD = IcpProfile(criteria=[INDUSTRY, SIZE])


def other(position=1, **changes):
    rows = [dict(INDUSTRY), dict(SIZE)]
    rows[position] |= changes
    return changes_between(OLD, IcpProfile(criteria=rows))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (other(value=[101, 800]), "employees: 'between 101 and 800' instead of 'between 101 and 500'."),
        (other(op=">=", value=300), "employees: 'at least 300' instead of 'between 101 and 500'."),
        (other(mode="exclude"), "employees: it rules out; before, it had the effect 'counts in favour'."),
        (other(weight=3), "employees: weight 3 instead of 1."),
        (other(soft_edge=0.2), "employees: soft edge 20 % instead of 10 %."),
        (other(0, value=["Retail", "Mining"]), "industry: 'Retail' and 'Mining' were added; 'Software' was taken out."),
        (changes_between(OLD, IcpProfile(criteria=[INDUSTRY])), "Removed: employees between 101 and 500, which"),
        (changes_between(IcpProfile(criteria=[SIZE]), OLD), "Added: industry Software, which must hold."),
        (changes_between(OLD, OLD.model_copy(update={"owner": "Ann"})), "Its owner is 'Ann' instead of nothing."),
        (changes_between(OLD, OLD.model_copy(update={"kind": "negative"})), "It describes the accounts to avoid now."),
        (
            changes_between(OLD, OLD.model_copy(update={"reviewed": date(2026, 3, 1)})),
            "Last reviewed on '2026-03-01' instead of nothing.",
        ),
        (
            changes_between(OLD, OLD.model_copy(update={"rings": RingLimits(bullseye=85)})),
            "The bullseye begins at fit 85 instead of 80.",
        ),
        (
            changes_between(OLD, OLD.model_copy(update={"behaviour": Behaviour(buying="A pilot")})),
            "How they buy was written down.",
        ),
        (
            changes_between(OLD, OLD.model_copy(update={"people": (Persona(role="CFO"),)})),
            "Among the people: 'CFO' was added.",
        ),
    ],
)
def test_one_change_is_one_sentence(found, words):
    assert len(found) == 1
    assert words in found[0]


def test_the_order_of_the_criteria_is_no_change():
    assert changes_between(OLD, IcpProfile(criteria=[SIZE, INDUSTRY])) == ()


def test_of_two_criteria_on_a_column_the_one_that_was_edited_is_named():
    second = {"column": "employees", "op": "<=", "value": 50, "mode": "exclude"}
    before = IcpProfile(criteria=[SIZE, second])
    after = IcpProfile(criteria=[SIZE, {**second, "value": 20}])
    assert changes_between(before, after) == ("employees: 'at most 20' instead of 'at most 50'.",)


def test_the_shares_of_the_fit_add_up_to_one_and_exclusions_earn_nothing():
    rows = [INDUSTRY, {**SIZE, "weight": 3}, {**SIZE, "mode": "exclude"}]
    assert IcpProfile(criteria=rows).shares == (0.25, 0.75, None)


def test_side_by_side_each_column_stands_once():
    rows = beside([OLD, IcpProfile(criteria=[{**SIZE, "value": [1, 9]}])])
    assert [column for column, _ in rows] == ["industry", "employees"]
    assert rows[1][1] == (
        "between 101 and 500 (counts in favour, 50 % of the fit)",
        "between 1 and 9 (counts in favour, 100 % of the fit)",
    )


def test_a_criterion_knows_its_ends_and_its_values():
    assert Criterion(column="x", op="<=", value=5).ends == (float("-inf"), 5.0)
    assert Criterion(column="x", op="in", value=["a"]).values == ("a",)
    with pytest.raises(ValueError, match="is no range"):
        _ = Criterion(column="x", op="in", value=["a"]).ends
