"""Lists, counts, dates and errors as sentences."""

from datetime import date

import pytest

from icp_core.errors import ConflictError, UserError
from icp_core.results import format_date, join_words, plural


@pytest.mark.parametrize(
    ("words", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (iter("abc"), "a, b and c")]
)
def test_words_are_joined_as_a_sentence_does(words, sentence):
    assert join_words(words) == sentence


def test_a_count_agrees_with_its_noun():
    counts = plural(0, "deal"), plural(1, "deal"), plural(1200, "deal"), plural(2, "company", "companies")
    assert counts == ("0 deals", "1 deal", "1,200 deals", "2 companies")


def test_a_date_is_written_as_iso_and_a_missing_one_as_unknown():
    assert (format_date(date(2025, 3, 1)), format_date(None)) == ("2025-03-01", "unknown")


def test_a_user_error_says_where_what_found_and_what_to_do():
    error = UserError("The amount is no number.", "Correct it.", file="deals.csv", row=7, column="Amount", found="12x")
    assert str(error) == "deals.csv, row 7, column 'Amount': The amount is no number. Found: 12x. Correct it."


def test_a_user_error_without_a_place_is_the_sentence_alone():
    assert str(UserError("Nothing was given.")) == "Nothing was given."


def test_a_conflict_is_something_the_user_can_act_upon():
    assert issubclass(ConflictError, UserError)
