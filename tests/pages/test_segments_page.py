"""The parts of the Segments page: the answer first, then the map, side by side, the forecast, last year's test, why."""

import re

import pytest

from icp_core.store import Store
from pages.ui.segment_view import BESIDE, FUTURE, GROUPS, HELD, WHY
from tests.pages.conftest import open_app, words_of

PARTS = {
    GROUPS: ("How long each group stayed", 2),
    BESIDE: (
        r"(More than luck: |No group differs from the others by more than luck).*corrected together after Holm",
        1,
    ),
    FUTURE: (r"These columns forecast who stays, better than chance|These columns do not forecast who stays", 1),
    HELD: (r"Groups made on \d{4}-\d{2}-\d{2} (went different ways|did not go clearly different ways)", 1),
    WHY: (r"These cuts place \d+ % of the accounts as the groups do", 0),
}


def on_segments(part: str = GROUPS, **chosen: str):
    app = open_app()
    app.session_state["segments_part"] = part
    for key, value in chosen.items():
        app.session_state[key] = value
    return app.switch_page("pages/steps/segments.py").run()


def said(app) -> str:
    return words_of(app).replace("\\", "")


def settings():
    (made,) = Store().list_workspaces()
    return Store().load(made.id).settings


def workspace_id() -> str:
    return Store().list_workspaces()[0].id


@pytest.mark.parametrize("part", PARTS)
def test_each_part_says_its_answer_and_draws_it(sample, part):
    words, charts = PARTS[part]
    app = on_segments(part)
    assert not app.error, words_of(app)
    assert re.search(
        r"\d groups below are convenient cuts, not separate kinds; '.*' holds \d+ % of today's ARR", said(app)
    )
    assert re.search(words, said(app)), said(app)
    assert len(app.get("plotly_chart")) >= charts


def test_convenient_cuts_are_not_announced_as_groups_that_were_found(sample):
    words = said(on_segments())
    assert "Customers differ; no separate groups" in words
    assert "Groups found" not in words
    assert "shows no separate kinds of customers, so these groups are convenient cuts" in words


def test_the_rule_of_each_group_stands_on_a_line_of_its_own(sample):
    names = [one.value for one in on_segments().subheader][:2]
    words = said(on_segments(WHY))
    assert all(f"\n- {name}: " in f"\n{words}" for name in names), words


def test_only_the_open_part_is_computed(sample):
    words = said(on_segments(WHY))
    assert "What makes the groups?" in words
    assert "Who is likely to stay?" not in words
    assert "How do the groups compare?" not in words


def test_no_group_made_from_what_happened_is_called_at_risk(sample):
    for part in (GROUPS, BESIDE, WHY):
        assert "at risk" not in said(on_segments(part)).lower()


def test_a_name_given_to_a_group_is_kept_and_used_and_can_be_taken_back(sample):
    app = on_segments()
    first = app.subheader[0].value
    field = next(one for one in app.text_input if one.key.startswith(f"segment_name:{workspace_id()}"))
    key = field.key.rsplit(":", 1)[1]
    field.set_value("Loved by logistics").run()
    assert not app.error, words_of(app)
    assert settings().segment_names == {key: "Loved by logistics"}
    again = on_segments()
    assert again.subheader[0].value == "Loved by logistics"
    assert "Loved by logistics" in said(on_segments(WHY))
    again.text_input(key=f"segment_name:{workspace_id()}:{key}").set_value("  ").run()
    assert settings().segment_names == {}
    assert on_segments().subheader[0].value == first


def test_method_and_number_of_groups_are_saved_and_followed(sample):
    app = on_segments()
    app.radio(key=f"segments_method:{workspace_id()}").set_value("k-means").run()
    app.slider(key=f"segments_k:{workspace_id()}").set_value(3).run()
    assert not app.error, words_of(app)
    assert (settings().segments_method, settings().segments_k) == ("k-means", 3)
    assert "customers fall into 3 groups" in said(on_segments())


def test_columns_that_were_not_known_before_the_sale_leave_the_forecast(sample):
    app = on_segments(FUTURE)
    columns = app.multiselect(key=f"forecast_columns:{workspace_id()}")
    assert "industry" in columns.value
    columns.set_value(["region"]).run()
    assert not app.error, words_of(app)
    assert settings().forecast_columns == ("region",)
    again = on_segments(FUTURE)
    assert again.multiselect(key=f"forecast_columns:{workspace_id()}").value == ["region"]
    again.multiselect(key=f"forecast_columns:{workspace_id()}").set_value([]).run()
    assert "no column describes the accounts before the sale" in said(again)


def test_an_account_is_found_by_a_part_of_its_name_and_told_why_it_is_in_its_group(sample):
    app = on_segments(WHY)
    account = app.selectbox(key="segment_account_id").options[0]
    name = re.search(r"\((.+)\)", account)[1]
    app.text_input(key="segment_account_words").set_value(name.upper()).run()
    assert app.selectbox(key="segment_account_id").options[0] == account
    assert re.search(r"(pays|paid) \S+ a year and .*it (falls here|belongs here)", said(app))
    app.text_input(key="segment_account_words").set_value("nobody of this name").run()
    assert not app.error
    assert "No account has these words in its id or name." in said(app)


def test_too_few_customers_are_told_so_in_every_part(home):
    rows = "".join(
        f"c{i},{'Software' if i % 3 else 'Retail'},{2022 + i % 3}-0{1 + i % 9}-01,"
        f"{'2024-03-01' if i % 4 == 0 and i % 3 < 2 else ''},{1000 * (i + 1)}\n"
        for i in range(40)
    )
    app = open_app()
    app.switch_page("pages/steps/data.py").run()
    header = "account_id,industry,start_date,churn_date,current_arr\n"
    app.file_uploader[0].upload("customers.csv", f"{header}{rows}".encode()).run()
    words = {part: said(on_segments(part)) for part in PARTS}
    assert "Not enough data for a forecast: it needs 200 accounts and 30 that left" in words[FUTURE]
    assert "50 are needed" in words[HELD], words[HELD]
    assert "the groups are a grid, whatever is chosen" in words[GROUPS]
