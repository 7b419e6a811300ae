import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp_core.checklist import ORDER, Answer, Evidence, score, shown
from icp_core.checklist.verdicts import agreement

SALES = [symptom.id for symptom in shown(extended=False) if symptom.function == "Sales"]


def given_by(people, symptom="blame", function="Executive"):
    return [Answer(symptom=symptom, function=function, person=f"p{i}", answer=a) for i, a in enumerate(people)]


def each(answers, symptoms=SALES):
    pairs = zip(symptoms, answers, strict=False)
    return [Answer(symptom=symptom, function="Sales", answer=answer) for symptom, answer in pairs if answer is not None]


def sales(answers):
    return next(function for function in score(answers, {})[1] if function.function == "Sales")


def result(people):
    return score(given_by(people), {})[0]["blame"]


def test_the_median_counts_never_the_mean():
    assert result([0, 0, 4]).median == 0.0
    assert result([1, 2]).median == 1.5


@pytest.mark.parametrize(
    ("people", "disagree"),
    [([1, 2], False), ([1, 3], True), ([2], False), ([0, 2, 2, 2, 2, 4], False), ([0, 0, 0, 3, 4, 4], True)],
)
def test_disagreement_is_the_range_among_few_and_the_middle_half_among_many(people, disagree):
    """docs/method.md: range >= 2 with n <= 4, interquartile range >= 2 with n >= 5."""
    assert result(people).disagreement is disagree


def test_a_function_score_is_the_mean_of_its_symptoms_over_four():
    """(4 + 3 + 2 + 1) / (4 x 4) = 62.5 %; four of the five Sales symptoms are answered."""
    found = sales(each([4, 3, 2, 1]))
    assert (found.score.value, found.score.n, found.word, found.confidence) == (62.5, 4, "drifting", 0.8)


def test_two_of_five_answers_are_not_enough():
    found = sales(each([4, 4]))
    assert (found.score.value, found.score.why, found.word) == (None, "not enough answers (2 of 5)", "")


def test_three_of_five_answers_are_enough():
    assert sales(each([4, 4, 4])).score.value == 100.0


def test_dont_know_lowers_the_confidence_and_never_the_score():
    without, with_it = sales(each([2, 2, 2, 2])), sales(each([2, 2, 2, 2, "don't know"]))
    assert with_it.score.value == without.score.value == 50.0
    assert with_it.confidence == 0.8
    assert (with_it.low, with_it.high) == (40.0, 60.0)
    assert (without.low, without.high) == (50.0, 50.0)


def test_not_applicable_leaves_the_symptom_out():
    found = sales(each([4, 4, "not applicable", "not applicable", "not applicable"]))
    assert (found.score.value, found.confidence) == (100.0, 1.0)


def test_a_function_to_which_nothing_applies_has_no_score():
    assert sales(each(["not applicable"] * 5)).score.why == "every symptom was marked as not applicable"


def test_the_extended_symptoms_count_only_when_they_are_on():
    extra = given_by([4], "cs_outgrows_revenue", "Customer Success")
    assert "cs_outgrows_revenue" not in score(extra, {})[0]
    assert score(extra, {}, extended=True)[0]["cs_outgrows_revenue"].median == 4.0


def test_an_answer_counts_for_the_function_of_the_symptom_whoever_gives_it():
    answers = [Answer(symptom=symptom, function="Product", answer=4) for symptom in SALES]
    assert sales(answers).score.value == 100.0


def test_the_whole_is_the_mean_of_the_functions_not_of_the_symptoms():
    core = shown(extended=False)
    level = {"Sales": 4, "Product": 0, "Marketing": 0, "Customer Success": 0, "Executive": 0}
    answers = [Answer(symptom=s.id, function="Sales", answer=level[s.function]) for s in core]
    assert score(answers, {})[2].value == 20.0


def test_the_whole_names_the_functions_it_is_made_without():
    core = [symptom for symptom in shown(extended=False) if symptom.function != "Product"]
    overall = score([Answer(symptom=s.id, function="Sales", answer=2) for s in core], {})[2]
    assert (overall.value, overall.n, overall.why) == (50.0, 4, "without Product: too few answers")


def test_no_answers_are_unknown_not_healthy():
    results, functions, overall = score([], {})
    assert not overall.known
    assert not any(function.score.known for function in functions)
    assert {result.agreement for result in results.values()} == {""}


# docs/method.md, the table of agreement, row by row
@pytest.mark.parametrize(
    ("median", "asked", "present", "absent", "unclear"),
    [
        (4.0, False, "confirmed", "perception gap", "felt, not measurable yet"),
        (3.0, False, "confirmed", "perception gap", "felt, not measurable yet"),
        (2.5, False, "partly felt", "watch", ""),
        (2.0, False, "partly felt", "watch", ""),
        (1.0, False, "blind spot", "agreed healthy", ""),
        (0.0, True, "blind spot", "agreed healthy", ""),
        (None, True, "data can answer this", "data can answer this", "unknown"),
        (None, False, "", "", ""),
    ],
)
def test_people_and_data_are_held_side_by_side(median, asked, present, absent, unclear):
    words = [agreement(median, asked=asked, verdict=v) for v in ("present", "absent", "unclear", "no data")]
    assert words == [present, absent, unclear, unclear]
    assert set(words) <= set(ORDER)


def test_what_no_file_can_answer_is_never_called_not_measurable_yet():
    assert agreement(4.0, asked=False, verdict="people only") == ""


def test_a_blind_spot_comes_before_everything_else():
    assert ORDER[:3] == ("blind spot", "confirmed", "perception gap")


def test_the_files_never_change_a_score():
    seen = {symptom: Evidence(symptom, "present", None, "") for symptom in SALES}
    answers = each([0, 0, 0, 0, 0])
    results, functions, _ = score(answers, seen)
    assert functions[0].score.value == 0.0
    assert results["cac_rising"].agreement == "blind spot"
    assert results["cac_rising"].sentence == "1 person says never; the data show it: blind spot."


levels = st.sampled_from([0, 1, 2, 3, 4, "don't know", "not applicable"])


@given(st.lists(st.tuples(st.sampled_from(SALES), levels), max_size=12), st.randoms())
def test_bounds_hold_the_score_and_order_does_not_matter(pairs, random):
    answers = [Answer(symptom=s, function="Sales", person=str(i), answer=a) for i, (s, a) in enumerate(pairs)]
    found = sales(answers)
    turned = list(answers)
    random.shuffle(turned)
    assert sales(turned) == found
    assert 0.0 <= found.confidence <= 1.0
    if found.score.known:
        assert 0.0 <= found.low <= found.score.value <= found.high <= 100.0
