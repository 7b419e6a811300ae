"""Which deals are won or lost, and which customers have left: known words by themselves, the rest asked."""

import pandas as pd
import pytest

from icp_core.ingest import Imported, Question, Source, import_files
from icp_core.ingest.values.stages import Certainty, stage_sense
from icp_core.ingest.values.words import read_flags, read_yes_no
from tests.core.ingest.files import column, imported, reasons, written


def answered(folder, table: str, content: str, **options: object) -> Imported:
    path = written(folder, content, f"{table}.csv")
    return import_files([Source(table, path, f"{table}.csv", options=options)], folder / "data")


def question(result: Imported, name: str) -> Question:
    return next(question for question in result.questions if question.id == name)


def asks(result: Imported, *names: str) -> bool:
    """Whether a question of one of these kinds is asked; twins and missing words are tested elsewhere."""
    return any(question.id.split(":")[0] in names for question in result.questions)


def chosen(asked: Question) -> dict[str, str]:
    return {item.key: item.chosen for item in asked.items}


def deals(*stages: str) -> str:
    return "deal_id,Stage\n" + "".join(f'{number},"{stage}"\n' for number, stage in enumerate(stages))


WON = ["Closed Won", "closedwon", "CLOSED-WON", "Won", "6 - Closed Won", "Closed Won (100%)", "Gewonnen", "Gagné", "Ganada",
       "Vinto", "Closed won (Sales Pipeline)", "Deal won", "Abgeschlossen - Gewonnen", "Wygrane", "受注", "Won - Upsell"]  # fmt: skip
LOST = ["Closed Lost", "closedlost", "Lost", "Closed-Lost to Competition", "Lost to competitor", "Lost - no budget", "Verloren",
        "Perdu", "Perdida", "Canceled", "Out-Sold", "Opportunity Lost", "7. Closed Lost", "Prohráno", "Loss"]  # fmt: skip
OPEN = ["Prospecting", "Negotiation/Review", "Id. Decision Makers", "qualifiedtobuy", "appointmentscheduled", "Demo", "Discovery",
        "decisionmakerboughtin", "Verhandlung", "Proposition envoyée", "In Progress", "Open", "Won't decide", "Wonderful"]  # fmt: skip


@pytest.mark.parametrize(("stages", "outcome"), [(WON, "won"), (LOST, "lost"), (OPEN, "open")])
def test_stages_of_the_usual_systems_and_languages_are_known(stages: list[str], outcome: str) -> None:
    assert {stage: stage_sense(stage).outcome for stage in stages} == dict.fromkeys(stages, outcome)


@pytest.mark.parametrize(
    "stage",
    ["Signed", "Dead", "Disqualified", "Unqualified", "Churned", "Duplicate", "Not won", "Won/Lost", "Closed", "Abandoned",
     "closed (won/lost)", "Lost lead", "Proposal rejected", "Won - contract signature pending", "12345678"],
)  # fmt: skip
def test_a_name_that_sounds_final_is_never_believed_and_always_in_doubt(stage: str) -> None:
    sense = stage_sense(stage)
    assert (sense.outcome, sense.certainty) == ("open", Certainty.FINAL)
    assert sense.doubtful(both_known=True)


def test_a_file_of_known_stages_asks_nothing(tmp_path) -> None:
    result = imported(tmp_path, deals=deals("Closed Won", "Closed Lost", "Open"))
    assert not asks(result, "stages")
    assert "No deal" not in reasons(result)


def test_deals_on_their_way_are_assumed_open_listed_and_not_urgent(tmp_path) -> None:
    asked = question(imported(tmp_path, deals=deals("Won", "Lost", "Demo", "Negotiation", "Demo")), "stages")
    assert not asked.urgent
    assert [(item.key, item.count) for item in asked.items] == [("Demo", 2), ("Negotiation", 1)]
    assert asked.items[0].examples == ("row 4", "row 6")


def test_a_stage_that_sounds_final_is_asked_first_even_beside_known_ones(tmp_path) -> None:
    asked = question(imported(tmp_path, deals=deals("Won", "Lost", "Signed", "Demo")), "stages")
    assert asked.urgent
    assert "'Signed' may be the end of a deal" in asked.sentence


@pytest.mark.parametrize("stage", ["Contract sent", "Live", "Phase 4"])
def test_a_stage_before_the_end_is_urgent_only_where_no_stage_is_won_or_none_is_lost(tmp_path, stage: str) -> None:
    assert not question(imported(tmp_path, deals=deals("Won", "Lost", stage)), "stages").urgent
    assert question(imported(tmp_path, deals=deals("Lost", stage)), "stages").urgent


def test_what_a_person_says_of_a_stage_holds_and_is_told(tmp_path) -> None:
    said = {"Signed": "won", "Dead": "lost", "Demo": "open", "Nothing": "won", "Other": "nonsense"}
    result = answered(tmp_path, "deals", deals("Signed", "Dead", "Demo", "Signed"), stages=said)
    assert column(result, "deals", "outcome") == ["won", "lost", "open", "won"]
    asked = question(result, "stages")
    assert asked.decided
    assert not asked.urgent
    assert chosen(asked) == {"Signed": "won", "Dead": "lost", "Demo": "open"}
    assert "As you said of 'Stage': 'Signed' is won, 'Dead' is lost" in reasons(result)


def test_an_answer_goes_before_a_known_name_and_can_be_changed(tmp_path) -> None:
    result = answered(tmp_path, "deals", deals("Canceled", "Won", "Lost"), stages={"Canceled": "open"})
    assert column(result, "deals", "outcome") == ["open", "won", "lost"]
    assert chosen(question(result, "stages")) == {"Canceled": "open"}


def test_a_new_stage_is_asked_although_the_others_are_decided(tmp_path) -> None:
    asked = question(answered(tmp_path, "deals", deals("Signed", "Dead"), stages={"Signed": "won"}), "stages")
    assert not asked.decided
    assert asked.urgent


@pytest.mark.parametrize(
    ("stages", "missing"), [(("Won", "Demo"), "lost"), (("Lost", "Demo"), "won"), (("Demo",), "won or lost")]
)
def test_a_file_in_which_nothing_is_won_or_nothing_lost_says_so(tmp_path, stages, missing: str) -> None:
    assert f"No deal in this file is {missing}, so it holds no win rate" in reasons(
        imported(tmp_path, deals=deals(*stages))
    )


def test_open_is_not_yes(tmp_path) -> None:
    assert column(imported(tmp_path, deals=deals("Open", "Open")), "deals", "outcome") == ["open", "open"]


def test_flags_of_won_and_closed_leave_nothing_to_ask(tmp_path) -> None:
    content = "Id,StageName,IsWon,IsClosed\n1,Signed,true,true\n2,Dropped,false,true\n3,Talk,false,false\n"
    result = imported(tmp_path, deals=content)
    assert column(result, "deals", "outcome") == ["won", "lost", "open"]
    assert not asks(result, "stages")


def test_a_row_without_its_flags_is_told_by_its_stage_and_the_stage_is_asked(tmp_path) -> None:
    content = "Id,StageName,IsWon,IsClosed\n1,Signed,true,true\n2,Signed,,\n3,Talk,false,true\n4,Closed Won,,\n"
    result = imported(tmp_path, deals=content)
    assert [item.count for item in question(result, "stages").items] == [1]


def test_a_closed_deal_in_an_unknown_stage_makes_the_stage_urgent(tmp_path) -> None:
    content = "Id,StageName,Closed\n1,Closed Won,true\n2,Closed Lost,true\n3,Demo,true\n4,Pilot,false\n"
    asked = question(imported(tmp_path, deals=content), "stages")
    assert asked.urgent
    assert "'Demo' may be the end" in asked.sentence
    assert [item.key for item in asked.items] == ["Demo"]


def test_yes_and_no_in_many_languages_and_signs() -> None:
    yes, no = (
        ["Sí", "OUI", "ja", "sim", "ano", "tak", "✓", "1.0", "x"],
        ["Não", "nein", "nee", "ne", "✗", "FALSCH", "0"],
    )
    assert read_yes_no(pd.Series([*yes, *no])).values.tolist() == [True] * len(yes) + [False] * len(no)
    assert read_yes_no(pd.Series(["10", "Active", "Lost"])).bad.all()
    assert not read_yes_no(pd.Series(["", "n/a"])).bad.any()


@pytest.mark.parametrize(
    "text", ["Canceled", "Churned", "Former customer", "CANCELLED ", "Gekündigt", "Ancien client", "Ex-customer"]
)
def test_words_for_a_customer_who_left(text: str) -> None:
    assert read_flags(pd.Series([text]), churn=True).values.tolist() == [True]


def customers(*states: str) -> str:
    return "account_id,Status\n" + "".join(f"A{number},{state}\n" for number, state in enumerate(states))


def test_clear_states_raise_no_question(tmp_path) -> None:
    assert not asks(imported(tmp_path, customers=customers("Active", "Canceled", "Churned")), "states")


def test_unclear_states_count_as_customers_and_are_asked(tmp_path) -> None:
    result = imported(tmp_path, customers=customers("Active", "Past due", "Paused", "Trialing", "Churned", "past due"))
    assert column(result, "customers", "churned") == [False, False, False, False, True, False]
    asked = question(result, "states")
    assert asked.urgent
    assert chosen(asked) == {"Past due": "here", "past due": "here", "Paused": "here", "Trialing": "here"}


def test_a_state_that_means_nothing_here_is_unknown_and_asked(tmp_path) -> None:
    result = imported(tmp_path, customers=customers("Active", "Churned", "Blue"))
    assert column(result, "customers", "churned") == [False, True, None]
    assert question(result, "states").urgent
    assert "'Status' is not yes or no; the cell counts as unknown. [Blue]" in reasons(result)


def test_what_a_person_says_of_a_state_holds(tmp_path) -> None:
    said = {"Paused": "left", "Blue": "here", "Trialing": "unknown"}
    result = answered(tmp_path, "customers", customers("Active", "Churned", "Blue", "Paused", "Trialing"), states=said)
    assert column(result, "customers", "churned") == [False, True, False, True, None]
    assert question(result, "states").decided
    assert "counts as unknown" not in reasons(result)
    assert "As you said of 'Status': 'Blue': still a customer; 'Paused': has left" in reasons(result)
