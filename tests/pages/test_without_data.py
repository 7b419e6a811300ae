"""A page without data says what to do next, with a link."""

import pytest

from tests.pages.conftest import open_app, words_of

PAGES = (
    "retention",
    "revenue",
    "winning",
    "segments",
    "traits",
    "icp",
    "fit",
    "drift",
    "focus",
    "checklist",
    "summary",
)


def test_the_first_page_offers_the_sample_company_and_the_upload(home):
    app = open_app()
    assert not app.error
    assert app.button(key="use_sample").label == "Use the sample company"
    assert app.button(key="upload_own").label == "Upload your CSV"


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_page_says_what_to_do_next(home, name):
    app = open_app()
    app.switch_page(f"pages/steps/{name}.py").run()
    assert not app.error, words_of(app)
    assert app.info
    assert app.get("page_link"), "there is no link to the next step"


def test_the_data_page_says_which_file_adds_which_answer(home):
    app = open_app()
    app.switch_page("pages/steps/data.py").run()
    assert not app.error, words_of(app)
    assert app.file_uploader
    assert "**revenue**" in words_of(app)


def test_a_page_that_breaks_says_a_calm_sentence_and_no_traceback(home, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("pages.ui.begin.purpose", broken)
    app = open_app()
    assert not app.exception
    assert "could not be shown" in app.error[0].value
    assert "secret detail" not in words_of(app)


def test_a_file_that_nobody_understands_is_named_and_does_not_stop_the_others(home):
    app = open_app()
    app.switch_page("pages/steps/data.py").run()
    rows = "".join(f"A{i},2024-0{1 + i % 9}-01,{'2024-12-01' if i % 3 else ''},{100 + i}\n" for i in range(40))
    app.file_uploader[0].upload("customers.csv", f"account_id,start_date,churn_date,arr\n{rows}".encode()).run()
    app.file_uploader[0].upload("strange.csv", b"zig,zag\n1,2\n3,4\n").run()
    assert not app.exception
    assert any("strange.csv" in error.value for error in app.error)
    assert "**40** rows read = **40** kept" in words_of(app)
    app.switch_page("pages/steps/retention.py").run()
    assert any("strange.csv" in warning.value for warning in app.warning)
    assert "Still here after 12 months" in [metric.label for metric in app.metric]
