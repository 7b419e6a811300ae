import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from icp_core.checklist import FUNCTIONS, SYMPTOMS, Symptom, shown
from icp_core.checklist.evidence import QUESTIONS

CATALOGUE = Path(__file__).resolve().parents[3] / "../shared/reference/symptoms.md"


def test_there_are_twenty_core_and_seven_extended_symptoms():
    assert (len(shown(extended=False)), len(shown(extended=True))) == (20, 27)


def test_ids_and_functions_are_those_of_the_catalogue():
    if not CATALOGUE.exists():
        pytest.skip("../shared is absent")
    rows = re.findall(r"^\| (\w+)( x)? \| ([\w ]+) \|", CATALOGUE.read_text("utf-8"), re.MULTILINE)
    catalogue = {(name, bool(extended), function) for name, extended, function in rows if name != "id"}
    assert catalogue == {(symptom.id, symptom.extended, symptom.function) for symptom in SYMPTOMS}


def test_every_symptom_that_a_file_can_answer_is_asked():
    assert set(QUESTIONS) == {symptom.id for symptom in SYMPTOMS if not symptom.people_only}


def test_symptoms_stand_in_the_order_of_the_functions():
    order = [FUNCTIONS.index(symptom.function) for symptom in SYMPTOMS]
    assert order == sorted(order)


def test_every_statement_speaks_of_the_last_two_quarters_and_every_anchor_is_one_line():
    for symptom in SYMPTOMS:
        assert symptom.statement.startswith("In the last two quarters ")
        assert len(set(symptom.anchors)) == 5
        assert all(anchor.endswith(".") and "\n" not in anchor for anchor in symptom.anchors)


def test_a_symptom_cannot_be_measurable_and_for_people_only():
    with pytest.raises(ValidationError, match="not both"):
        Symptom("x", "Sales", "s", ("0", "1", "2", "3", "4"), "?", evidence="a trend", people_only=True)
