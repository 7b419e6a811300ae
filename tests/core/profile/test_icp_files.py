"""An ICP file comes back as it was saved, and a wrong one is refused in words."""

from datetime import date

import pytest
from pydantic import ValidationError

from icp_core.errors import UserError
from icp_core.profile import Criterion, IcpProfile, describe, profile_from_text, profile_to_yaml

DESIGN_EXAMPLE = """
name: Mid-market software
reviewed: 2026-03-01
criteria:
  - {column: industry, op: in, value: [Software, Fintech], mode: require}
  - {column: employees, op: between, value: [101, 500], mode: score, weight: 2}
  - {column: technologies, op: in, value: [Salesforce], mode: score, weight: 1}
  - {column: region, op: not in, value: [LATAM], mode: exclude}
"""


def refused(text):
    with pytest.raises(UserError) as caught:
        profile_from_text(text, file="icp.yaml")
    return str(caught.value)


def criterion(**changes):
    return {"column": "industry", "op": "in", "value": ["Software"], **changes}


def test_the_example_of_the_design_is_read():
    profile = profile_from_text(DESIGN_EXAMPLE)
    assert profile.reviewed == date(2026, 3, 1)
    assert profile.columns == ("industry", "employees", "technologies", "region")
    assert profile.criteria[1].value == (101.0, 500.0)
    assert [one.mode for one in profile.criteria] == ["require", "score", "score", "exclude"]


def test_an_icp_survives_being_written_and_read_again():
    profile = profile_from_text(DESIGN_EXAMPLE)
    assert profile_from_text(profile_to_yaml(profile)) == profile
    assert profile_from_text(profile.model_dump_json()) == profile


@pytest.mark.parametrize(
    "word", ["NO", "yes", "On", "007", "1e3", "null", "2026-01-01", "12:30", "Müller & Co: Ltd", "- x"]
)
def test_a_word_that_yaml_could_read_otherwise_survives(word):
    profile = IcpProfile(criteria=[criterion(value=[word])])
    assert profile_from_text(profile_to_yaml(profile)) == profile


def test_norway_and_yes_written_without_quotation_marks_stay_words():
    text = "criteria: [{column: country, op: in, value: [NO, Yes, 007, off]}]"
    assert profile_from_text(text).criteria[0].value == ("NO", "Yes", "007", "off")


def test_numbers_in_a_list_of_words_become_words_without_decimals():
    assert Criterion(**criterion(value=[1, 2.0, 2.5, True])).value == ("1", "2", "2.5", "True")


def test_repeated_and_blank_values_count_once_and_not_at_all():
    assert Criterion(**criterion(value=["Software ", "Software", " "])).value == ("Software",)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (criterion(value=[]), "The criterion on 'industry' lists no value."),
        (criterion(value=["  "]), "The criterion on 'industry' lists no value."),
        (criterion(value=[["a", "b"]]), "The criterion on 'industry' must list single words and numbers."),
        (criterion(op="between", value=[500, 100]), "runs from 500 down to 100. Swap the two ends."),
        (criterion(op="between", value=[500]), "needs two numbers, the lower and the upper end."),
        (criterion(op="between", value=["a few", 5]), "needs a number, not 'a few'."),
        (criterion(op=">=", value="many"), "The criterion on 'industry' needs a number, not 'many'."),
        (criterion(op=">=", value=".inf"), "needs a number, not '.inf'."),
        (criterion(op=">=", value=float("nan")), "needs a number, not 'nan'."),
        (criterion(op="<=", value=[1, 2]), "The criterion on 'industry' needs one number."),
        (criterion(op="is"), "Criterion 1 on 'industry': 'op' must be in, not in, between, >= or <=, not 'is'."),
        (criterion(mode="must"), "Criterion 1 on 'industry': 'mode' must be require, score or exclude, not 'must'."),
        (criterion(weight=0), "'weight' must be a number above 0, at most 1,000, not '0'."),
        (criterion(weight="heavy"), "'weight' must be a number above 0, at most 1,000, not 'heavy'."),
        (criterion(colour="red"), "Criterion 1 on 'industry': 'colour' is not known here."),
        ({"op": "in", "value": ["a"]}, "Criterion 1: 'column' is missing; it must name a column."),
        ("industry", "Criterion 1: must be written as names and values, such as column: industry."),
    ],
)
def test_an_impossible_criterion_gets_a_sentence_that_names_it(wrong, sentence):
    with pytest.raises(ValidationError) as caught:
        IcpProfile.model_validate({"criteria": [wrong]})
    words = describe(caught.value, {"criteria": [wrong]})
    assert sentence in words
    assert "Input should be" not in words
    assert "tuple" not in words.lower()


def test_one_defect_gives_one_sentence():
    document = {"criteria": [criterion(op="is")]}
    with pytest.raises(ValidationError) as caught:
        IcpProfile.model_validate(document)
    assert describe(caught.value, document).count(".") == 1


def test_all_defects_of_a_file_are_named_at_once():
    message = refused(
        "name: ''\nreviewed: soon\ncriteria: [{column: a, op: in, value: []}, {column: b, op: is, value: 1}]"
    )
    for part in (
        "'name' must be",
        "'reviewed' must be a date such as 2026-03-01, not 'soon'",
        "on 'a' lists no value",
        "on 'b'",
    ):
        assert part in message
    assert message.startswith("icp.yaml: ")


def test_too_many_criteria_get_a_sentence():
    with pytest.raises(ValidationError) as caught:
        IcpProfile(criteria=[criterion()] * 501)
    assert "'criteria' must be a list of at most 500 criteria" in describe(caught.value)


def test_rings_that_do_not_fall_get_a_sentence():
    assert "The limits of the rings must fall" in refused("rings: {inner: 90}")
    assert "'inner' must be a number from 0 to 100, not '900'" in refused("rings: {inner: 900}")


def test_an_impossible_date_is_named():
    assert "month must be in 1..12" in refused("name: Mid\nreviewed: 2026-13-01")


def test_a_file_that_is_no_yaml_names_the_line():
    message = refused("name: Mid\ncriteria: [")
    assert message.startswith("icp.yaml, row 2: This is not a readable YAML or JSON file.")


@pytest.mark.parametrize("text", ["", "just words", "- a list", "[" * 500, "a: !!python/object:os.system x", "x: \x00"])
def test_a_file_that_holds_no_icp_is_refused_in_words(text):
    assert refused(text).startswith("icp.yaml")
