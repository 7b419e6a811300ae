"""With the sample company every page shows its result, and what people enter is there again after a refresh."""

from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from icp_core.store import Store
from tests.pages.conftest import ROOT, TIMEOUT, open_app, tab, words_of

KEY_WORDS = {
    "start": "What we found",
    "data": "rows read =",
    "retention": "Share of customers still here, month by month",
    "revenue": "What made it rise or fall?",
    "winning": "Of the deals you create, how many are won?",
    "compare": "One column closely",
    "segments": "The groups",
    "traits": "What do your best customers share?",
    "icp": "Criteria",
    "fit": "How much of your business is inside the ICP?",
    "drift": "The parts",
    "focus": "How far to trust it",
    "checklist": "Scores by function",
    "summary": "The findings",
    "about": "signs of drift",
}


def on(page: str):
    app = open_app()
    return app if page == "start" else app.switch_page(f"pages/steps/{page}.py").run()


@pytest.mark.parametrize("page", KEY_WORDS)
def test_every_page_shows_its_result(sample, page):
    app = on(page)
    assert not app.error, words_of(app)
    assert not app.exception
    assert KEY_WORDS[page] in words_of(app)


@pytest.mark.parametrize("page", KEY_WORDS)
def test_headings_begin_with_one_title_and_never_skip_a_level(sample, page):
    app = on(page)
    assert len(app.title) == 1
    levels = [int(element.tag[1]) for element in app.main if element.type in ("title", "header", "subheader")]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_the_address_names_the_workspace(sample):
    app = open_app()
    (made,) = Store().list_workspaces()
    assert app.selectbox(key="ws").value == made.id


def test_an_answer_is_there_again_after_a_refresh(sample):
    app = on("checklist")
    answer = next(group for group in app.segmented_control if "new_logos_falling" in group.key)
    answer.set_value(3).run()
    assert not app.error, words_of(app)

    (made,) = Store().list_workspaces()
    given = [a.answer for a in Store().answers(made.id) if a.symptom == "new_logos_falling" and not a.person]
    assert given == [3]
    again = on("checklist")
    assert again.segmented_control(key=answer.key).value == 3


def test_an_edited_criterion_is_there_again_after_a_refresh(sample):
    app = on("icp")
    regions = next(box for box in app.multiselect if "region" in box.key)
    regions.set_value(["Europe"]).run()
    assert not app.error, words_of(app)

    again = on("icp")
    assert next(box for box in again.multiselect if "region" in box.key).value == ["Europe"]


def test_a_criterion_without_a_value_is_refused_with_its_reason_and_nothing_is_lost(sample):
    app = on("icp")
    regions = next(box for box in app.multiselect if "region" in box.key)
    before = list(regions.value)
    regions.set_value([]).run()
    assert "lists no value" in app.error[0].value
    again = on("icp")
    assert next(box for box in again.multiselect if "region" in box.key).value == before


def test_a_criterion_can_be_added_and_removed(sample):
    app = on("icp")
    count = len(app.multiselect) + len([box for box in app.number_input if box.label == "From"])
    next(box for box in app.selectbox if box.label == "Add a criterion on").set_value("country").run()
    assert not app.error, words_of(app)
    assert any("country" in box.key for box in app.multiselect)
    next(button for button in app.button if button.label == "Remove" and "country" in button.key).click().run()
    assert len(app.multiselect) + len([box for box in app.number_input if box.label == "From"]) == count


def test_an_uploaded_file_is_read_and_kept(home):
    app = open_app()
    app.switch_page("pages/steps/data.py").run()
    rows = "".join(f"c{i},Software,2024-0{1 + i % 9}-01,\n" for i in range(40))
    app.file_uploader[0].upload("customers.csv", f"account_id,industry,start_date,churn_date\n{rows}".encode()).run()
    assert not app.error, words_of(app)
    assert "**40** rows read = **40** kept" in words_of(app)
    again = on("data")
    assert "customers.csv" in words_of(again)


def test_an_empty_file_is_refused_in_words_that_name_it(home):
    app = open_app()
    app.switch_page("pages/steps/data.py").run()
    app.file_uploader[0].upload("empty.csv", b"").run()
    assert "empty.csv" in app.error[0].value


def test_a_corrected_mapping_is_kept(sample):
    app = tab(on("data"), "Columns")
    source = next(box for box in app.selectbox if box.label == "Region holds")
    source.set_value("country").run()
    assert not app.error, words_of(app)
    again = tab(on("data"), "Columns")
    assert next(box for box in again.selectbox if box.label == "Region holds").value == "country"


def test_the_address_opens_the_workspace_it_names_not_the_newest(sample):
    Store().create_workspace("Another one")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
    app.query_params["ws"] = "Sample company"
    app.run()
    assert "What we found" in words_of(app)


def test_an_address_that_names_no_workspace_is_said_not_swallowed(sample):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
    app.query_params["ws"] = "Nobody"
    app.run()
    assert "no workspace 'Nobody'" in app.error[0].value.replace("\\", "")


def test_what_was_clicked_in_a_tab_that_outlived_a_restart_is_saved(sample):
    app = on("checklist")
    answer = next(group for group in app.segmented_control if "new_logos_falling" in group.key)
    key = answer.key
    restarted = on("checklist")
    del restarted.session_state["_alive"]  # as after a restart: the values come with the click, callbacks are unknown
    restarted.session_state[key] = 2
    restarted.run()
    (made,) = Store().list_workspaces()
    given = [a.answer for a in Store().answers(made.id) if a.symptom == "new_logos_falling" and not a.person]
    assert given == [2]


def test_an_uploader_that_is_sent_again_after_its_file_was_taken_loses_no_click(sample, monkeypatch):
    """Streamlit then gives a ``DeletedFile`` without a name; an error in that callback would swallow the next one."""
    import streamlit as st
    from streamlit.elements.widgets.file_uploader import DeletedFile

    from pages.ui import state

    monkeypatch.setattr(st, "session_state", {"uploader:0": [DeletedFile("gone")]})
    monkeypatch.setattr(state.arrivals, "workspace", lambda: None)
    monkeypatch.setattr(state.arrivals, "renew", lambda name: None)
    state.take_uploads("uploader:0")
    assert len(state.store().list_workspaces()) == 1
