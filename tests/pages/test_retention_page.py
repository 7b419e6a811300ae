"""The Retention page begins with how many customers stay, and opens what lies beneath one part at a time."""

import re

import pytest

from pages.ui import measured, retention_view, show
from tests.pages.conftest import open_app, words_of

HEADERS = {
    retention_view.GROUPS: "Which differences are real?",
    retention_view.COHORTS: "What is left of each start quarter?",
    retention_view.LEFT: "Do customers come back?",
    retention_view.QUARTERS: "Quarter by quarter",
}


NO_DATES = "account_id,account_name,industry,country,employees\n" + "".join(
    f"c{i},Company {i},Software,Germany,{10 + i}\n" for i in range(40)
)


def on(part: str = ""):
    app = open_app().switch_page("pages/steps/retention.py").run()
    if part:
        app.session_state["retention_part"] = part
        app.run()
    assert not app.error, words_of(app)
    return app


def plain(app) -> str:
    return words_of(app).replace("\\", "")


def upload(name: str, text: str) -> None:
    app = open_app().switch_page("pages/steps/data.py").run()
    app.file_uploader[0].upload(name, text.encode()).run()
    assert not app.error, words_of(app)


def number(app, label: str) -> str:
    return next(str(metric.value) for metric in app.metric if metric.label == label)


def test_it_begins_with_how_many_of_a_hundred_are_still_here(sample):
    app = on()
    rate = float(number(app, "Still here after 12 months").removesuffix(" %"))
    said = re.match(
        r"Of 100 customers, (\d+) are still here after a year \((\d+) to (\d+)\); "
        r"of the first (\S+) months a customer stays (\S+) months on average\.$",
        str(app.main.markdown[0].value).replace("\\", ""),
    )
    assert said, plain(app)
    assert abs(int(said[1]) - rate) <= 0.5
    assert int(said[2]) <= int(said[1]) <= int(said[3])
    assert float(said[5]) < float(said[4]) <= 36


@pytest.mark.parametrize("part", HEADERS)
def test_each_part_shows_its_answer(sample, part):
    assert HEADERS[part] in [header.value for header in on(part).header]


def test_a_part_that_is_not_open_is_not_computed(sample, monkeypatch):
    def refuse(*_):
        raise AssertionError("computed")

    monkeypatch.setattr(measured, "spells", refuse)
    monkeypatch.setattr(measured, "cohorts", refuse)
    on(retention_view.GROUPS)


def test_the_customers_behind_a_cell_are_those_of_the_chosen_quarter_as_many_as_it_says(sample):
    app = on(retention_view.COHORTS)
    start = app.selectbox(key="cohort:logos:None")
    chosen = start.options[3]
    start.set_value(chosen).run()
    assert not app.error, words_of(app)
    rows = next(frame.value for frame in app.dataframe if "state" in frame.value)
    assert {f"{day.year}Q{(day.month + 2) // 3}" for day in rows["start"]} == {chosen}
    assert set(rows["state"]) <= {"still here", "left", "not observed so long"}
    assert f"n = {len(rows)}" in words_of(app)


def test_a_click_on_a_cell_chooses_it_in_both_lists(sample, monkeypatch):
    monkeypatch.setattr(show, "picked", lambda *_: ["2024Q1", 2])
    app = on(retention_view.COHORTS)
    chosen = {box.label: box.value for box in app.selectbox}
    assert (chosen["Start quarter"], chosen["Quarters since the start"]) == ("2024Q1", 2)


def test_revenue_cohorts_list_what_was_paid_then_and_now(sample):
    app = on(retention_view.COHORTS)
    app.segmented_control(key="cohort_measure").set_value("net").run()
    assert not app.error, words_of(app)
    assert {"opening", "closing"} <= set(next(frame.value for frame in app.dataframe if "state" in frame.value))
    assert "paid in their first month" in plain(app)


def test_segments_are_compared_without_a_test_that_would_prove_itself(sample):
    app = on(retention_view.GROUPS)
    app.selectbox(key="retention_by").set_value("segment").run()
    assert not app.error, words_of(app)
    assert "a test of that very thing would prove itself" in plain(app)


def test_definitions_that_disagree_stand_side_by_side_with_their_customers(home):
    rows = "".join(
        f"c{i},{'2024-06-01' if i == 39 else f'2023-0{1 + i % 9}-01'},{f'2024-05-{1 + i:02d}' if i < 12 else ''},{'yes' if i in (0, 1, 20) or 2 < i < 12 else 'no'}\n"
        for i in range(40)
    )
    upload("customers.csv", f"account_id,start_date,churn_date,churned\n{rows}")
    app = on(retention_view.LEFT)
    assert "differ on 2 customers of 40: 1 left by the churn flag alone, 1 by the churn date alone." in plain(app)
    listed = next(frame.value for frame in app.dataframe if "flag" in frame.value)
    assert sorted(listed["account_id"]) == ["c2", "c20"]
    assert "These files cannot answer that: no revenue by month" in app.info[0].value.replace("\\", "")


def test_customers_who_came_back_are_counted_and_listed(home):
    rows = "".join(
        f"r{i},2024-{month:02d}-01,100\n"
        for i in range(20)
        for month in range(1, 13)
        if not (i == 0 and month in (5, 6)) and not (i == 1 and month > 7)
    )
    upload("revenue.csv", f"account_id,month,mrr\n{rows}")
    app = on(retention_view.LEFT)
    assert "Of the 2 customers who stopped paying, 1 customer came back." in plain(app)
    listed = next(frame.value for frame in app.dataframe if "spell" in frame.value)
    assert listed[["account_id", "spell", "months"]].to_numpy().tolist() == [["r0", 1, 4], ["r0", 2, 6]]


def test_files_without_dates_say_why_once_and_how_to_add_them(home):
    upload("customers.csv", NO_DATES)
    app = on()
    assert plain(app).count("no column says who left") == 1
    assert "Map a churn date or a tenure column" in [link.proto.label for link in app.get("page_link")]
    assert not app.metric


def test_months_as_a_customer_have_no_quarters_and_the_page_says_so(home):
    rows = "".join(f"c{i},{1 + i % 30},{'yes' if i % 4 == 0 else 'no'},{'abc'[i % 3]}\n" for i in range(60))
    upload("customers.csv", f"account_id,tenure_months,churned,plan\n{rows}")
    for part in (retention_view.QUARTERS, retention_view.COHORTS):
        assert "These files cannot answer that: no account has a start date" in plain(on(part))


def _labelled(number: int) -> str:
    left = number % 3 == 0
    kind, until = ("Former Customer", f"2024-0{1 + number % 8}-15") if left else ("Customer", "")
    industry = "Software" if number % 2 else "Retail"
    since = f"{2022 if left else 2022 + number % 3}-0{1 + number % 9}-10"
    return f"c{number},Company {number},{industry},{kind},{since},{until}\n"


LABELLED = "account_id,account_name,industry,Type,start_date,churn_date\n" + "".join(map(_labelled, range(120)))
LEFT_OUT = "Type is left out: it repeats who left."


def test_a_column_that_only_repeats_who_left_is_named_and_not_compared(home):
    upload("customers.csv", LABELLED)
    app = on(retention_view.GROUPS)
    assert plain(app).count(LEFT_OUT) == 1
    assert "Type" not in app.selectbox(key=_key(app, "retention_by")).options
    assert "Former Customer" not in plain(app)


def test_the_comparison_of_who_stays_names_it_too(home):
    upload("customers.csv", LABELLED)
    app = open_app().switch_page("pages/steps/compare.py").run()
    assert not app.error, words_of(app)
    assert app.selectbox(key=_key(app, "compare_metric")).value in ("retention_12m", "logo_churn", "rmst_36m")
    assert plain(app).count(LEFT_OUT) == 1
    assert "Type" not in app.selectbox(key=_key(app, "compare_by")).options


def _key(app, begins: str) -> str:
    return next(box.key for box in app.selectbox if str(box.key).startswith(begins))
