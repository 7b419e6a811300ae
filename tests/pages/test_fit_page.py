"""The Fit page: the verdict first, then one tab a question; limits and criteria are saved from here."""

import re

import pytest

from icp_core.profile import IcpProfile
from icp_core.store import Store
from tests.pages.conftest import open_app, words_of

TABS = {
    "How much is inside": (r"How much of your business is inside the ICP\?", 2),
    "Rings": (r"The limits decide about \d+ accounts?", 2),
    "Both ways": (r"Of 100 customers inside, \d+ are among your best \(\d+ to \d+\), against \d+ of all customers", 0),
    "Criteria": (r"Of 3 criteria: ", 0),
    "A year later": (r"Judged by what happened after \d{4}-\d\d-\d\d, ", 1),
    "Suggested": (r"What do your customers suggest instead\?", 0),
    "Functions": (r"One ICP is declared\. Let each function declare its own", 0),
    "Groups": (r"The ICP reaches most of '.+' \(\d+ % inside\) and least of '.+' \(\d+ %\)\.", 1),
    "One account": (r"How does one account fit\?", 0),
}


def on_fit(**chosen: str):
    app = open_app()
    for key, value in chosen.items():
        app.session_state[key] = value
    return app.switch_page("pages/steps/fit.py").run()


def said(app) -> str:
    return words_of(app).replace("\\", "")


@pytest.mark.parametrize("tab", TABS)
def test_a_part_of_fit_says_its_answer_and_draws_it(sample, tab):
    words, least = TABS[tab]
    app = on_fit(fit_part=tab)
    assert not app.error, words_of(app)
    assert "of your customers are inside the ICP" in said(app)
    assert re.search(words, said(app)), said(app)
    assert len(app.get("plotly_chart")) >= least


def test_only_the_open_part_of_fit_is_drawn(sample):
    app = on_fit(fit_part="Groups")
    assert "How does one account fit?" not in said(app)
    assert "What does each criterion do?" not in said(app)


def icps(home):
    store = Store()
    return store, store.list_workspaces()[0].id


def test_a_limit_moved_here_is_saved_as_a_new_version_and_moves_the_rings(sample):
    app = on_fit(fit_part="Rings")
    store, workspace = icps(sample)
    before = store.load(workspace).active_profile
    field = next(item for item in app.number_input if item.label == "Inner ring from")
    field.set_value(75.0).run()
    assert not app.error, words_of(app)
    after = store.load(workspace).active_profile
    assert (before.rings.inner, after.rings.inner) == (60.0, 75.0)
    assert after.criteria == before.criteria


def test_limits_that_do_not_fall_are_refused_in_a_sentence_and_not_saved(sample):
    app = on_fit(fit_part="Rings")
    store, workspace = icps(sample)
    next(item for item in app.number_input if item.label == "Outer ring from").set_value(95.0).run()
    assert "The limits of the rings must fall" in said(app)
    assert store.load(workspace).active_profile.rings.outer == 40.0


def test_functions_that_declare_their_own_icp_are_compared_on_the_customers(sample):
    store, workspace = icps(sample)
    small = {"column": "employees", "op": "<=", "value": 200, "mode": "require"}
    store.save_profile(workspace, IcpProfile(name="Small", function="Marketing", criteria=[small]), key=0)
    app = on_fit(fit_part="Functions")
    assert not app.error, words_of(app)
    assert re.search(
        r"Marketing: Small have \d+\.\d % \(\d.+ % to \d.+ %\) of the \d+ customers in common that either picks",
        said(app),
    )
    assert "Krippendorff" in " ".join(metric.label for metric in app.metric)
    assert re.search(r"Customers they disagree on: \d+", said(app))


def test_an_account_is_looked_up_and_shown_criterion_by_criterion(sample):
    app = on_fit(fit_part="One account")
    assert len(app.dataframe[0].value) == 3
    assert set(app.dataframe[0].value["answer"]) <= {"Met", "Partly met", "Missed", "Unknown"}


@pytest.mark.parametrize("page", ["fit", "focus", "prospects"])
def test_a_page_that_holds_against_an_icp_names_it_and_leads_to_it(sample, page):
    store, workspace = icps(sample)
    name = store.load(workspace).active_profile.name
    app = open_app()
    app.switch_page("pages/steps/icp.py").run()
    app.button(key="new_icp").click().run()
    app.switch_page(f"pages/steps/{page}.py").run()
    assert app.button(key="held_against").label.replace("\\", "") == f"Held against: {name}"
    app.button(key="held_against").click().run()
    assert [title.value for title in app.title] == ["Whom do you want to win?"]
    assert f"**{name}**" in said(app)


def test_a_limit_moved_on_fit_changes_the_icp_that_is_compared_though_another_is_open(sample):
    store, workspace = icps(sample)
    app = open_app()
    app.switch_page("pages/steps/icp.py").run()
    app.button(key="new_icp").click().run()
    app.session_state["fit_part"] = "Rings"
    app.switch_page("pages/steps/fit.py").run()
    next(item for item in app.number_input if item.label == "Inner ring from").set_value(75.0).run()
    assert [profile.rings.inner for profile in store.load(workspace).profiles] == [75.0, 60.0]
