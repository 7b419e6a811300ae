"""The Traits page: the answer first, cards that read as sentences, and weights of success that people set."""

import re

import pytest

from icp_core.store import Store
from pages.ui import begin
from tests.pages.conftest import open_app, words_of


def on(**chosen: str):
    app = open_app()
    for key, value in chosen.items():
        app.session_state[key] = value
    return app.switch_page("pages/steps/traits.py").run()


def said(app) -> str:
    return words_of(app).replace("\\", "")


@pytest.fixture(scope="module")
def larger(tmp_path_factory):
    """A sample company that is large enough to show a trait, made once for this module."""
    folder = tmp_path_factory.mktemp("larger") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ICP_HOME", str(folder))
        patch.delenv("ICP_DATABASE_URL", raising=False)
        patch.setattr(begin, "SAMPLE_ACCOUNTS", 700)
        app = open_app()
        app.button(key="use_sample").click().run()
        assert not app.error, words_of(app)
        yield folder


def test_a_trait_reads_as_a_sentence_with_held_out_rates(larger):
    app = on()
    assert not app.error, words_of(app)
    words = said(app)
    assert re.search(r"\*\*.+: \d+ % still here after a year against \d+ %, \d+ % successful against \d+ %; ", words)
    assert re.search(r"; \d+ customers; holds on the holdout", words)
    assert "Every rate is held out: it counts customers that the judging rule has not seen." in words
    assert re.search(r"Its 3 largest accounts hold [\d.]+ % of its ARR\. Without them the same search", words)
    assert "What the least successful share" in words


def test_levels_are_shown_column_by_column_with_their_intervals(larger):
    app = on(traits_part="Level by level")
    assert not app.error, words_of(app)
    assert len(app.get("plotly_chart")) == 1
    table = app.dataframe[0].value
    assert table["rate"].str.fullmatch(r"[\d.]+ % \([\d.]+ to [\d.]+\)").all()
    app.selectbox(key="traits_column").set_value("region").run()
    assert not app.error, words_of(app)


def test_columns_that_are_known_only_afterwards_are_named_with_the_reason(larger):
    app = on(traits_part="Set aside")
    assert not app.error, words_of(app)
    aside = app.dataframe[0].value if app.dataframe else None
    assert aside is None or aside["reason"].str.endswith(".").all()


def test_the_weights_of_success_are_saved_together_and_said(sample):
    app = on(traits_part_without="What counts as success", traits_part="What counts as success")
    (made,) = Store().list_workspaces()
    assert "how long they stay (50 %), how they grow (30 %) and how much they pay (20 %)" in said(app)
    for name, weight in (("life", 20), ("growth", 0), ("value", 60)):
        app.slider(key=f"success_{name}:{made.id}:0").set_value(weight)
    app.button(key="FormSubmitter:success-Use these weights").click().run()
    assert not app.error, words_of(app)
    assert Store().load(made.id).settings.success_weights == {"life": 0.2, "growth": 0.0, "value": 0.6}
    assert "how long they stay (25 %) and how much they pay (75 %)" in said(app)
    app.button(key="success_default").click().run()
    assert Store().load(made.id).settings.success_weights == {"life": 0.5, "growth": 0.3, "value": 0.2}
    assert [slider.value for slider in app.slider] == [50, 30, 20]


def test_success_that_means_nothing_is_refused_in_words(sample):
    app = on(traits_part_without="What counts as success", traits_part="What counts as success")
    (made,) = Store().list_workspaces()
    for name in ("life", "growth", "value"):
        app.slider(key=f"success_{name}:{made.id}:0").set_value(0)
    app.button(key="FormSubmitter:success-Use these weights").click().run()
    assert "Success must mean something" in said(app)
    assert Store().load(made.id).settings.success_weights["life"] == 0.5


def test_few_customers_are_told_that_nothing_was_searched_and_see_the_levels(home):
    rows = "".join(f"c{i},{'Software' if i % 2 else 'Retail'},2024-0{1 + i % 9}-01,\n" for i in range(40))
    app = open_app().switch_page("pages/steps/data.py").run()
    app.file_uploader[0].upload("customers.csv", f"account_id,industry,start_date,churn_date\n{rows}".encode()).run()
    app = on()
    assert not app.error, words_of(app)
    assert "What they share" not in [tab.label for tab in app.tabs]
    assert "Level by level" in [tab.label for tab in app.tabs]


def test_without_data_the_page_says_what_to_do(home):
    app = on()
    assert not app.exception
    assert app.info or app.get("page_link")


def test_the_suggested_icp_becomes_a_draft_with_one_click(larger):
    app = open_app()
    app.session_state["icp_part"] = app.session_state["icp_begin"] = "Suggestion"
    app = app.switch_page("pages/steps/icp.py").run()
    assert not app.error, words_of(app)
    assert re.search(r"it adds -?\d+ points \(-?\d+ to -?\d+, held out\)", said(app))
    (made,) = Store().list_workspaces()
    before = len(Store().load(made.id).profiles)
    app.button(key="take_draft").click().run()
    assert not app.error, words_of(app)
    assert len(Store().load(made.id).profiles) == before + 1
    assert "take_draft" not in [button.key for button in app.button]
    app.button(key="open:take_draft").click().run()
    assert app.session_state["icp_part"] == "Criteria"


def test_a_suggested_criterion_is_taken_over_into_the_compared_icp_and_its_version_is_said(larger):
    (made,) = Store().list_workspaces()
    app = open_app()
    app.switch_page("pages/steps/icp.py").run()
    app.button(key="new_icp").click().run()
    app.session_state["fit_part"] = "Suggested"
    app.switch_page("pages/steps/fit.py").run()
    before = Store().load(made.id).profiles
    take = next(button for button in app.button if button.key.startswith("take:"))
    assert re.fullmatch(r"(Replace my|Add the|Drop my) .+ criteri(on|a)", take.label.replace("\\", ""))
    take.click().run()
    assert not app.error, words_of(app)
    after = Store().load(made.id).profiles
    assert after[0].criteria != before[0].criteria
    assert after[1] == before[1]
    version = Store().profiles(made.id)[0].version
    assert [toast.value for toast in app.toast] == [f"Saved as version {version}; undo on ICP, Versions."]
