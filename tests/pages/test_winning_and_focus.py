"""Winning and Focus begin with their answer in one sentence, and say what is missing where there is none."""

import re

import pytest

from icp_core.profile import profile_from_text
from icp_core.store import Store
from tests.pages.conftest import open_app, words_of

ICP = "criteria: [{column: industry, op: in, value: [Software]}]"


def on(page: str):
    return open_app().switch_page(f"pages/steps/{page}.py").run()


def first_words(app) -> str:
    """The first paragraph under the title."""
    return str(app.main.markdown[0].value).replace("\\", "")


def number(app, label: str) -> str:
    return next(str(metric.value) for metric in app.metric if metric.label == label)


@pytest.fixture
def customers_only(home):
    """A workspace with a list of customers and nothing else."""
    rows = "".join(f"c{i},Software,2024-0{1 + i % 9}-01,\n" for i in range(40))
    upload("customers.csv", f"account_id,industry,start_date,churn_date\n{rows}")
    return home


@pytest.fixture
def few_deals(customers_only):
    """The same with forty deals: too few to say what a focus would need."""
    rows = "".join(
        f"d{i},c{i},{'won' if i % 2 else 'lost'},2024-0{1 + i % 8}-01,2024-0{2 + i % 8}-01,1000\n" for i in range(40)
    )
    upload("deals.csv", f"deal_id,account_id,outcome,created_date,close_date,amount\n{rows}")
    return customers_only


def upload(name: str, text: str) -> None:
    app = on("data")
    app.file_uploader[0].upload(name, text.encode()).run()
    assert not app.error, words_of(app)


def test_winning_begins_with_how_many_deals_are_won_how_fast_and_at_what_cost(sample):
    app = on("winning")
    rate = float(number(app, "Win rate").removesuffix(" %"))
    said = re.match(
        r"Of 100 deals that were decided, (\d+) were won \((\d+) to (\d+)\); "
        r"a win takes (\d+ days) in the middle case and a new customer costs (\S+)\.$",
        first_words(app),
    )
    assert said, first_words(app)
    assert abs(int(said[1]) - rate) <= 0.5
    assert int(said[2]) <= int(said[1]) <= int(said[3])
    assert (said[4], said[5]) == (number(app, "Sales cycle"), number(app, "Cost of a new customer"))


def test_winning_without_deals_says_what_to_upload(customers_only):
    app = on("winning")
    assert not app.error, words_of(app)
    assert first_words(app) == "How many of your deals are won is unknown: no deals file."
    assert "Won and lost deals" in app.info[0].value
    assert "Upload your deals" in [link.proto.label for link in app.get("page_link")]


def test_winning_lists_what_is_unknown_with_its_reason_and_shows_no_empty_number(few_deals):
    app = on("winning")
    assert first_words(app).startswith("Of 100 deals that were decided, 50 were won (")
    assert "Unknown" not in [metric.value for metric in app.metric]
    assert "Discount: no won deal has a list price or a discount." in words_of(app)


def test_focus_begins_with_the_deals_it_would_need_and_those_there_are(sample):
    app = on("focus")
    said = re.match(
        r"To win the usual \S+ a quarter from the bullseye alone you would need about (\d+) deals there a quarter "
        r"\((\d+) to (\d+)\), where you create (\d+) today; with today's mixture it takes (\d+)\.$",
        first_words(app),
    )
    assert said, first_words(app)
    needed, low, high, created, _ = map(int, said.groups())
    assert low <= needed <= high
    assert int(number(app, "Deals missing in bullseye")) == pytest.approx(needed - created, abs=1)


def part(app, name: str):
    """Open a tab of the Focus page."""
    app.session_state["focus_part"] = name
    return app.run()


def test_focus_shows_every_figure_with_its_simulated_interval_and_warns(sample):
    app = on("focus")
    words = words_of(app).replace("\\", "")
    assert re.search(r"n = [\d,]+, deals created .*80 % interval by simulation: in 8 of 10 cases", words)
    assert "Past rates may not hold" in words_of(app)
    assert {metric.label for metric in app.metric} >= {
        "Deals needed, against now", "Selling time freed", "Deals to create in all", "Companies in the focus",
    }  # fmt: skip
    table = app.dataframe[0].value
    assert table.iloc[:, 0].tolist() == [
        "Share of deals won", "Deals needed a quarter", "Pipeline needed a quarter", "Days to a win",
    ]  # fmt: skip


def test_focus_says_what_is_believed_and_whether_it_held_before(sample):
    words = words_of(part(on("focus"), "How far to trust it"))
    assert "Belief: 70 %" in words
    assert "Did it hold in the window before?" in words
    assert "the harder ones" in words


def test_the_two_places_that_name_the_break_even_say_the_same_as_the_answer(sample):
    app = on("focus")
    takes = words_of(app).replace("\\", "")
    trust = words_of(part(app, "How far to trust it")).replace("\\", "")
    said = re.search(r"Break-even: [^\n]*", takes)
    assert said, takes
    assert said[0] in trust
    assert ("the data do not tell" in takes) == ("too wide a range to tell" in said[0])


def test_less_belief_is_saved_at_once_and_needs_more_deals(sample):
    app = on("focus")
    before = int(number(app, "Deals missing in bullseye"))
    app.slider[0].set_value(0).run()
    assert not app.error, words_of(app)
    (made,) = Store().list_workspaces()
    assert Store().load(made.id).settings.focus.belief == 0
    again = on("focus")
    assert again.slider[0].value == 0
    assert int(number(again, "Deals missing in bullseye")) > before


def test_a_criterion_taken_out_changes_the_focus_and_not_the_icp(sample):
    (made,) = Store().list_workspaces()
    declared = Store().load(made.id).active_profile
    app = on("focus")
    kept = app.multiselect[0].value[1:]
    app.multiselect[0].set_value(kept).run()
    assert not app.error, words_of(app)
    assert "changed after the deals were seen" in words_of(app)
    now = Store().load(made.id)
    assert now.active_profile == declared
    assert now.settings.focus.dropped == (str(declared.criteria[0]),)
    app.button(key="focus_reset").click().run()
    assert Store().load(made.id).settings.focus.dropped == ()
    assert len(app.multiselect[0].value) == len(declared.criteria)


def test_a_criterion_can_be_asked_for_besides(sample):
    app = on("focus")
    app.session_state["focus_more"] = True
    app.run()
    app.selectbox(key="focus_column").set_value("country").run()
    values = app.multiselect(key="focus_values:country")
    values.set_value(values.options[:1] if "(" not in values.options[0] else ["Sweden"]).run()
    app.button(key="focus_add").click().run()
    assert not app.error, words_of(app)
    (made,) = Store().list_workspaces()
    (added,) = Store().load(made.id).settings.focus.added
    assert (added.column, added.mode) == ("country", "require")


def test_a_focus_on_no_ring_is_refused_in_a_sentence(sample):
    app = on("focus")
    rings = next(group for group in app.segmented_control if group.label == "Sell to")
    rings.set_value([]).run()
    assert [error.value for error in app.error] == ["A focus needs at least one ring. Choose one."]


def test_the_cost_of_poor_fit_adds_up_lost_and_won_deals_with_what_is_not_placed(sample):
    app = part(on("focus"), "Cost of poor fit")
    words = words_of(app)
    assert re.search(r"In the last year the deals lost outside your ICP held \S+ of pipeline", words.replace("\\", ""))
    table = app.dataframe[0].value
    assert len(table) == 7
    assert "Not placed (deals)" in app.dataframe[0].proto.columns
    assert "Totals are counted from your files and have no interval" in words
    assert {"Mean discount outside", "Spend outside", "Churn outside"} <= {metric.label for metric in app.metric}


def test_focus_without_deals_says_what_to_upload(customers_only):
    app = on("focus")
    assert first_words(app) == "What a focus would need is unknown: there is no deals file."
    assert "Upload your deals" in [link.proto.label for link in app.get("page_link")]


def test_focus_without_an_icp_says_to_declare_one(few_deals):
    app = on("focus")
    assert first_words(app) == "What a focus would need is unknown: no ICP is declared."
    assert "Declare your ICP" in [link.proto.label for link in app.get("page_link")]


def test_focus_with_too_few_deals_names_the_floor(few_deals):
    (made,) = Store().list_workspaces()
    Store().save_profile(made.id, profile_from_text(ICP, file="icp.yaml"), key=0)
    app = on("focus")
    assert not app.error, words_of(app)
    assert first_words(app).endswith("150 deals and 20 wins are needed.")
