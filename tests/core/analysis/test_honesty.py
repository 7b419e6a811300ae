"""What the files can answer, and which columns would answer the rest."""

import pandas as pd

from icp_core.analysis import Answerable, additions, answerable
from icp_core.checklist import SYMPTOMS, Evidence
from icp_core.dataset import TABLES, Dataset, fill
from icp_core.metrics import capabilities, lacking

DEALS = Dataset.of(deals=pd.DataFrame({"deal_id": ["a", "b", "c"], "outcome": ["won", "lost", None], "amount": None}))


def evidence(verdict: str = "no data") -> dict[str, Evidence]:
    return {
        item.id: Evidence(item.id, "people only" if item.people_only else verdict, None, "why") for item in SYMPTOMS
    }


def test_every_metric_and_every_symptom_has_one_answer():
    found = answerable(DEALS, capabilities(DEALS), evidence())
    assert len(found) == len(capabilities(DEALS)) + len(SYMPTOMS)
    assert [item.title for item in found if item.function] == [item.statement for item in SYMPTOMS]


def test_what_only_people_can_say_needs_no_column():
    found = answerable(DEALS, capabilities(DEALS), evidence())
    assert all(not item.needs for item in found if item.answer in ("people only", "yes", "not enough"))
    assert sum(item.answer == "people only" for item in found) == sum(item.people_only for item in SYMPTOMS)


def test_a_symptom_whose_columns_are_missing_names_them():
    found = answerable(DEALS, capabilities(DEALS), evidence())
    statement = next(item.statement for item in SYMPTOMS if item.id == "quarter_end_rush")
    rush = next(item for item in found if item.title == statement)
    assert (rush.answer, rush.needs) == ("no", ("deals.close_date",))


def test_a_symptom_whose_columns_are_there_but_hold_too_little_asks_for_no_column():
    data = Dataset.of(deals=pd.DataFrame({"outcome": ["won"], "close_date": pd.to_datetime(["2025-01-31"])}))
    found = answerable(data, capabilities(data), evidence())
    statement = next(item.statement for item in SYMPTOMS if item.id == "quarter_end_rush")
    assert next(item for item in found if item.title == statement).answer == "not enough"


def test_every_column_that_a_symptom_needs_exists():
    parts = [need for item in SYMPTOMS for need in item.needs]
    named = {column for need in parts for choice in need.split("|") for column in choice.split("+")}
    assert all(name.split(".")[1] in [c.name for c in TABLES[name.split(".")[0]].columns] for name in named)


def test_every_symptom_that_files_can_judge_says_what_it_needs():
    needless = {item.id for item in SYMPTOMS if not item.people_only and not item.needs}
    assert needless == {"icp_stale"}  # its evidence is the declared ICP alone


def test_the_fewest_columns_are_asked_for_and_a_table_that_is_there_goes_first():
    assert lacking(DEALS, ["feedback.nps|deals.discount"]) == ("deals.discount",)
    assert lacking(DEALS, ["deals.outcome"]) == ()


def test_a_table_that_is_not_there_is_one_addition():
    found = [Answerable("a", "", "no", "", ("spend.amount",)), Answerable("b", "", "no", "", ("spend.month",))]
    assert [(item.columns, item.answers) for item in additions(found, [])] == [
        (("spend.amount", "spend.month"), ("a", "b"))
    ]


def test_the_fill_counts_known_cells_and_names_absent_columns_with_none():
    found = {item.column: (item.known, item.rows) for item in fill(DEALS, "deals")}
    assert found["outcome"] == (2, 3)
    assert found["amount"] == (0, 3)
    assert found["close_date"] == (0, 3)
