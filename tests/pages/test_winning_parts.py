"""What lies behind the tabs of Winning, and the page that compares groups: each says its answer first."""

import re

import pytest

from icp_core.store import Store
from tests.pages.conftest import open_app, words_of
from tests.pages.test_retention_page import upload

TABS = {
    "New deals": (r"Of 100 new deals, \d+ are won within 180 days of their creation \(\d+ to \d+\)\.", 2),
    "Speed": (r"The deals won so far took \d+ days in the middle case; .* half of the wins come within \d+ days\.", 1),
    "Open deals": (
        r"Of 100 open deals, \d+ \(\d+ to \d+\) have been open for longer .* the last activity of won deals is their",
        0,
    ),
    "Lost deals": (r"Of 100 lost deals that name a reason, \d+ name '", 1),
    "Cost": (r"A new customer costs \S+; its gross margin brings that back in \S+ months\.", 2),
    "Quarter by quarter": (r"Whether deals are rushed|Of 100 wins \d+ fall in the last 14 days of a quarter", 1),
}


def on(page: str, **chosen: str):
    app = open_app()
    for key, value in chosen.items():
        app.session_state[key] = value
    return app.switch_page(f"pages/steps/{page}.py").run()


def said(app) -> str:
    return words_of(app).replace("\\", "")


@pytest.mark.parametrize("tab", TABS)
def test_a_part_of_winning_says_its_answer_and_draws_it(sample, tab):
    words, least = TABS[tab]
    app = on("winning", winning_part=tab)
    assert not app.error, words_of(app)
    assert re.search(words, said(app)), said(app)
    assert len(app.get("plotly_chart")) >= least
    assert app.get("download_button")


def test_only_the_open_part_of_winning_is_computed(sample):
    app = on("winning", winning_part="Lost deals")
    assert "Why are deals lost?" in said(app)
    assert "What does a new customer cost?" not in said(app)


def test_a_target_entered_on_the_page_is_kept_and_held_against_the_open_deals(sample):
    app = on("winning", winning_part="Open deals")
    assert "no target is set" in said(app)
    (made,) = Store().list_workspaces()
    app.number_input(key=f"quarter_target:{made.id}").set_value(250_000.0).run()
    assert not app.error, words_of(app)
    assert Store().load(made.id).settings.quarter_target == 250_000.0
    again = on("winning", winning_part="Open deals")
    assert again.number_input(key=f"quarter_target:{made.id}").value == 250_000.0
    assert "no target is set" not in said(again)
    assert "Coverage needed" in [metric.label for metric in again.metric]


def test_a_target_can_be_taken_back(sample):
    (made,) = Store().list_workspaces()
    app = on("winning", winning_part="Open deals")
    app.number_input(key=f"quarter_target:{made.id}").set_value(250_000.0).run()
    app.number_input(key=f"quarter_target:{made.id}").set_value(0.0).run()
    assert not app.error, words_of(app)
    assert Store().load(made.id).settings.quarter_target is None
    assert "no target is set" in said(app)


def test_without_deals_winning_offers_cost_and_quarters_alone(home):
    rows = "".join(f"c{i},Software,2024-0{1 + i % 9}-01,\n" for i in range(40))
    app = on("data")
    app.file_uploader[0].upload("customers.csv", f"account_id,industry,start_date,churn_date\n{rows}".encode()).run()
    app = on("winning")
    assert not app.error, words_of(app)
    assert [tab.label for tab in app.tabs] == ["Cost", "Quarter by quarter"]
    assert "Cost of a new customer" in said(app)


def test_compare_says_what_differs_and_that_luck_is_kept_out(sample):
    app = on("compare")
    assert not app.error, words_of(app)
    assert app.selectbox(key="compare_metric").value == "win_rate"
    assert re.search(r"Win rate differs clearly by|No group differs from the others by more than luck", said(app))
    assert "(Holm)" in said(app)
    assert len(app.get("plotly_chart")) == 1
    app.selectbox(key="compare_by:win_rate").set_value("region").run()
    app.selectbox(key="compare_metric").set_value("retention_12m").run()
    assert not app.error, words_of(app)
    assert "Share of accounts that stay at least 12 months" in said(app)


def test_compare_shows_segments_but_does_not_test_what_they_were_made_from(sample):
    app = on("compare", compare_metric="nrr")
    app.selectbox(key="compare_by:nrr").set_value("segment").run()
    assert not app.error, words_of(app)
    assert "a test of that would prove itself" in said(app)


def test_compare_without_data_says_what_to_do(home):
    app = on("compare")
    assert not app.exception
    assert app.info or app.get("page_link")


def test_a_target_is_covered_by_the_deals_due_in_the_quarter_with_a_number_on_screen(home):
    """20 of 40 deals are won, so twice the target is needed; 600,000 are due, and 300,000 still to be won."""
    closed = "".join(
        f"d{i},{'Closed Won' if i % 2 else 'Closed Lost'},100000,2025-0{1 + i % 6}-01,2025-0{1 + i % 6}-{10 + i % 15}\n"
        for i in range(40)
    )
    latest = "d40,Closed Won,100000,2025-07-01,2025-11-14\n"
    due = "".join(f"o{i},Negotiation,100000,2025-09-{1 + i:02d},2025-12-{10 + i}\n" for i in range(6))
    upload("deals.csv", f"deal_id,stage,amount,created_date,close_date\n{closed}{latest}{due}")
    (made,) = Store().list_workspaces()
    app = on("winning", winning_part="Open deals")
    app.number_input(key=f"quarter_target:{made.id}").set_value(400_000.0).run()
    assert not app.error, words_of(app)
    shown = {metric.label: metric.value for metric in app.metric}
    assert (shown["Coverage"], shown["Due in the quarter"], shown["Won so far"]) == ("2.00x", "600k", "100k")


def test_a_quarter_that_is_incomplete_in_several_sources_is_named_once(sample):
    incomplete = re.findall(r"(\d{4}Q\d) is not complete: ", said(on("winning")))
    assert incomplete
    assert len(set(incomplete)) == len(incomplete)
