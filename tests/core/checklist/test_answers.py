from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from icp_core.checklist import FUNCTIONS, SYMPTOMS, Answer, answers_from_csv, answers_to_csv, latest
from icp_core.errors import UserError

HEADER = "symptom,function,person,answer,note,owner,date,link\n"
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t'=+-@\",;"), max_size=30)
answers = st.builds(
    Answer,
    symptom=st.sampled_from([symptom.id for symptom in SYMPTOMS]),
    function=st.sampled_from(FUNCTIONS),
    answer=st.sampled_from([0, 1, 2, 3, 4, "don't know", "not applicable"]),
    person=texts,
    note=texts,
    owner=texts,
    link=texts,
    date=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)


@given(st.lists(answers, max_size=4))
def test_answers_come_back_from_csv_as_they_went(given_answers):
    assert answers_from_csv(answers_to_csv(given_answers), "answers.csv") == tuple(given_answers)


@given(answers)
def test_no_cell_of_the_csv_begins_like_a_formula(answer):
    from csv import reader
    from io import StringIO

    row = list(reader(StringIO(answers_to_csv([answer]), newline="")))[1]
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    ("written", "read"),
    [("3", 3), ("as a rule", 4), (" Often ", 3), ("Don’t know", "don't know"), ("n/a", "not applicable")],
)
def test_levels_are_read_as_numbers_and_as_words(written, read):
    assert answers_from_csv(f"symptom,answer\nblame,{written}\n", "a.csv")[0].answer == read


def test_a_row_without_a_function_counts_for_the_symptoms_own():
    assert answers_from_csv("symptom,answer\nfew_references,2\n", "a.csv")[0].function == "Marketing"


def test_an_empty_answer_is_a_question_not_answered_yet():
    assert answers_from_csv(HEADER + "blame,Sales,Ann,,,,,\n", "a.csv") == ()


def test_semicolons_and_a_byte_order_mark_are_read():
    assert answers_from_csv("\ufeffsymptom;answer\nblame;1\n", "a.csv")[0].answer == 1


def test_a_wrong_answer_names_file_row_column_what_was_found_and_the_remedy():
    with pytest.raises(UserError) as caught:
        answers_from_csv(HEADER + 'blame,Sales,Ann,1,"two\nlines",,,\nblame,Sales,Bob,7,,,,\n', "answers.csv")
    error = caught.value
    assert (error.file, error.row, error.column, error.found) == ("answers.csv", 4, "answer", "7")
    assert "0 to 4" in error.remedy


def test_a_misspelt_symptom_is_answered_with_the_nearest_one():
    with pytest.raises(UserError, match="Did you mean 'icp_stale'"):
        answers_from_csv("symptom,answer\nicp_stal,1\n", "a.csv")


def test_all_defects_are_named_at_once():
    text = HEADER + "blame,Sales,,9,,,,\nblame,Finance,,1,,,,\nblame,Sales,,1,,,31.12.2025,\nblame,Sales\n"
    with pytest.raises(UserError) as caught:
        answers_from_csv(text, "a.csv")
    message = str(caught.value)
    assert message.startswith("a.csv, row 2, column 'answer'")
    assert [part in message for part in ("Finance", "31.12.2025", "Row 5: The header names 8 columns")] == [True] * 3


@pytest.mark.parametrize("text", ["", "\n\n", "question,answer\nblame,1\n", "symptom,answer,answer\nblame,1,2\n"])
def test_a_file_without_a_usable_header_is_refused_with_the_columns_it_needs(text):
    with pytest.raises(UserError, match="symptom, function, person, answer"):
        answers_from_csv(text, "a.csv")


@pytest.mark.parametrize("answer", [5, -1, "often", 2.5, None])
def test_only_the_scale_is_an_answer(answer):
    with pytest.raises(ValidationError):
        Answer(symptom="blame", function="Sales", answer=answer)


def test_an_unknown_symptom_is_no_answer():
    with pytest.raises(ValidationError, match="no symptom 'weather'"):
        Answer(symptom="weather", function="Sales", answer=1)


def test_the_newest_answer_of_a_person_counts_by_date_then_by_place():
    old = Answer(symptom="blame", function="Sales", person="Ann", answer=4, date=date(2025, 1, 1))
    new = old.model_copy(update={"answer": 1, "date": date(2025, 6, 1)})
    later = new.model_copy(update={"answer": 2})
    assert [answer.answer for answer in latest([new, old])] == [1]
    assert [answer.answer for answer in latest([old, new, later])] == [2]
