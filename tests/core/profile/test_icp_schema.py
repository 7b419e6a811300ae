"""The published schema is that of the model, and ICPs of an older program load."""

import json
from datetime import date
from pathlib import Path

import pytest

from icp_core.errors import UserError
from icp_core.profile import (
    IcpProfile,
    profile_from_text,
    profile_schema,
    profile_to_json,
    profile_to_yaml,
    review_of,
)

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "schema" / "icp.schema.json"
FULL = """
name: Accounts to avoid
kind: negative
function: Sales
reviewed: 2026-03-01
review_months: 6
owner: Ann
rationale: They left.
behaviour: {adoption: Late, buying: By tender}
people:
  - {role: CFO, decides: true, measured_by: Cash, learns_from: Peers}
criteria:
  - {column: industry, op: in, value: [Public]}
"""
OLDER = {"name": "Mid", "reviewed": "2026-03-01", "owner": "", "rationale": "", "personas": "CFO", "criteria": [],
         "rings": {"bullseye": 80, "inner": 60, "outer": 40, "min_known": 0.6}}  # fmt: skip


def test_the_published_schema_is_that_of_the_model():
    assert json.loads(SCHEMA.read_text("utf-8")) == profile_schema()


def test_the_schema_describes_every_field():
    schema = profile_schema()
    fields = [schema["properties"], *(part["properties"] for part in schema["$defs"].values())]
    assert all(field.get("description") for part in fields for field in part.values())
    assert ">>>" not in json.dumps(schema)


@pytest.mark.parametrize("write", [profile_to_yaml, profile_to_json])
def test_all_parts_of_an_icp_survive_being_written_and_read_again(write):
    profile = profile_from_text(FULL)
    assert profile.people[0].learns_from == "Peers"
    assert profile_from_text(write(profile)) == profile


def test_a_document_of_an_older_program_loads():
    profile = IcpProfile.model_validate(OLDER)
    assert (profile.kind, profile.people, profile.review_months) == ("positive", (), 12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("people: [{decides: true}]", "Person 1: 'role' is missing"),
        ("people: [CFO]", "Person 1: must be written as names and values, such as role: Head of Finance."),
        ("behaviour: {mood: good}", "'mood' is not known here"),
        ("kind: bad", "'kind' must be positive (whom to win) or negative (whom to avoid), not 'bad'"),
        ("review_months: 0", "'review_months' must be a whole number of months from 1 to 60, not '0'"),
    ],
)
def test_a_defect_beyond_the_criteria_is_named_too(text, words):
    with pytest.raises(UserError) as caught:
        profile_from_text(text, file="icp.yaml")
    assert words in str(caught.value)


def test_a_review_is_overdue_the_day_after_it_was_due():
    icp = IcpProfile(reviewed=date(2025, 3, 1))
    assert review_of(icp, date(2026, 3, 1)).overdue == 0
    late = review_of(icp, date(2026, 3, 2))
    assert late.overdue == 1
    assert "1 day overdue" in late.sentence
    assert late.days.value == 366


def test_a_review_in_the_future_is_said_and_not_counted():
    found = review_of(IcpProfile(reviewed=date(2026, 3, 1)), date(2026, 2, 1))
    assert not found.days.known
    assert "lies in the future" in found.sentence
