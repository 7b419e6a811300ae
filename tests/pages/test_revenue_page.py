"""The Revenue page begins with what last year's customers pay today; the discount is saved and said."""

import re

import pytest

from icp_core.store import Store
from pages.ui import cached, revenue_view
from tests.pages.conftest import open_app, words_of
from tests.pages.test_retention_page import NO_DATES, number, plain, upload

HEADERS = {
    revenue_view.COURSE: "What moved it, over time?",
    revenue_view.LARGEST: "How much hangs on a few customers?",
    revenue_view.WORTH: "What is a customer worth?",
    revenue_view.CONTRACTS: "What is a first contract worth?",
    revenue_view.AGREE: "Is what was sold also paid?",
}


def on(part: str = ""):
    app = open_app().switch_page("pages/steps/revenue.py").run()
    if part:
        app.session_state["revenue_part"] = part
        app.run()
    assert not app.error, words_of(app)
    return app


def test_it_begins_with_what_the_same_customers_pay_today(sample):
    app = on()
    said = re.match(
        r"Of every \S*\s?100 of recurring revenue a year ago, the same customers pay (\d+) today \((\d+) to (\d+)\); "
        r"without what grew it is (\d+) \((\d+) to (\d+)\)\.",
        str(app.main.markdown[0].value).replace("\\", ""),
    )
    assert said, plain(app)
    assert abs(int(said[1]) - float(number(app, "Net revenue retention").removesuffix(" %"))) <= 0.5
    assert int(said[4]) <= min(100, int(said[1]))


@pytest.mark.parametrize("part", HEADERS)
def test_each_part_shows_its_answer(sample, part):
    app = on(part)
    assert HEADERS[part] in [header.value for header in app.header]
    assert not app.info, words_of(app)


@pytest.mark.parametrize("part", HEADERS)
def test_each_part_that_the_files_cannot_answer_says_why_and_what_to_do(home, part):
    upload("customers.csv", NO_DATES)
    app = on(part)
    assert app.info
    assert all("These files cannot answer that: " in box.value.replace("\\", "") for box in app.info)
    assert app.get("page_link")


def test_the_movements_of_the_year_stand_from_opening_to_closing(sample):
    rows = next(frame.value for frame in on().dataframe if "meaning" in frame.value)
    assert list(rows["kind"]) == ["opening", "new", "expansion", "reactivation", "contraction", "churn", "closing"]
    assert "None" not in set(rows["times"].astype(str))


def test_movements_are_shown_by_month_too_with_their_quick_ratio(sample):
    app = on(revenue_view.COURSE)
    by_quarter = next(frame.value for frame in app.dataframe if "quick_ratio" in frame.value)
    app.segmented_control(key="movements_by").set_value("month").run()
    assert not app.error, words_of(app)
    by_month = next(frame.value for frame in app.dataframe if "quick_ratio" in frame.value)
    assert len(by_month) > 2 * len(by_quarter)
    moved = ["new", "expansion", "contraction", "churn", "reactivation"]
    assert by_month[moved].to_numpy().sum() == pytest.approx(by_quarter[moved].to_numpy().sum(), abs=0.01)


def test_the_discount_is_saved_and_said_and_measures_nothing_else_anew(sample, monkeypatch):
    app = on(revenue_view.WORTH)
    assert "at 10 % a year" in plain(app)
    before = number(app, "In today's money"), number(app, "Not discounted")

    def refuse(*_):
        raise AssertionError("measured anew")

    monkeypatch.setattr(cached.analysed, "observe", refuse)
    rate = next(box for box in app.number_input if box.label.startswith("Discount"))
    rate.set_value(0.0).run()
    assert not app.error, words_of(app)
    assert number(app, "In today's money") == number(app, "Not discounted") == before[1] != before[0]
    (made,) = Store().list_workspaces()
    assert Store().load(made.id).settings.discount == 0.0
    again = on(revenue_view.WORTH)
    assert next(box.value for box in again.number_input if box.label.startswith("Discount")) == 0.0


def test_value_by_group_shows_raw_drawn_and_weight_of_every_group(sample):
    app = on(revenue_view.WORTH)
    app.selectbox(key="value_by").set_value("industry").run()
    assert not app.error, words_of(app)
    rows = next(frame.value for frame in app.dataframe if "raw" in frame.value)
    assert {"group", "n", "raw", "shrunk", "weight"} <= set(rows)
    assert rows["weight"].dropna().between(0, 1).all()
    assert "empirical Bayes" in plain(app)


def test_arr_of_both_files_is_held_against_each_other(sample):
    assert "Yes, to the cent." in plain(on(revenue_view.AGREE)) or "They differ by" in plain(on(revenue_view.AGREE))


def test_customers_of_a_state_are_listed_one_click_away(sample):
    app = on(revenue_view.AGREE)
    app.segmented_control(key="agreement_state").set_value("matched").run()
    assert not app.error, words_of(app)
    rows = next(frame.value for frame in app.dataframe if "first_won" in frame.value)
    assert set(rows["state"]) == {"matched"}
