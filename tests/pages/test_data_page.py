"""The Data page: what was read, what needs an answer, and what can be corrected; nobody has to know where it stands."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from icp_core.ingest import Item, JoinReport, Question, TableJoin, open_dataset
from icp_core.store import Store
from pages.ui import state
from pages.ui.work import Work
from tests.core.ingest.workbook_files import zipped
from tests.pages.conftest import open_app, tab, words_of

CUSTOMERS = "account_id,industry,start_date,employees\n" + "".join(
    f"c{row},Software,2024-0{1 + row % 9}-{13 + row % 15},{17 * row + 3}\n" for row in range(40)
)
DEALS = "deal_id,account_id,stage,amount\n" + "".join(f"d{row},c{row % 40},Closed Won,{row}00\n" for row in range(60))
KEYLESS = ",Software,2024-01-13,12\n"  # a customer without the key that every file needs


def data_page() -> AppTest:
    return open_app().switch_page("pages/steps/data.py").run()


def uploaded(**files: str) -> AppTest:
    app = data_page()
    for name, content in files.items():
        app.file_uploader[0].upload(f"{name}.csv", content.encode()).run()
    return app


def ask(monkeypatch, *questions: Question) -> None:
    """Let the import put these questions, whatever the files hold."""
    monkeypatch.setattr(Work, "questions", property(lambda work: questions))


def told(app: AppTest) -> str:
    """The sentence under the uploader."""
    return next(
        str(element.value) for kind in (app.success, app.warning) for element in kind if " read" in element.value
    )


def choices_of_workspace() -> dict:
    (made,) = Store().list_workspaces()
    return {key: options for key, (_, options) in Store().choices(made.id).latest.items()}


DATES = Question(
    "dates:start_date",
    "customers",
    "customers.csv",
    "Are these dates written day first or month first?",
    {"dmy": "day first", "mdy": "month first"},
    chosen="mdy",
    examples=("03/11/2024 is 11 March or 3 November",),
    urgent=True,
)


def stages(count: int, chosen: str = "open") -> Question:
    items = tuple(Item(f"Stage {place}", f"Stage {place}", chosen, count - place) for place in range(count))
    words = {"won": "Won", "lost": "Lost", "open": "Open"}
    return Question(
        "stages", "customers", "customers.csv", "What do these stages mean?", words, items=items, urgent=True
    )


def test_one_sentence_says_what_was_read(home):
    app = uploaded(customers=CUSTOMERS, deals=DEALS)
    assert told(app).startswith("2 files read\\: 40 customers, 60 deals.")


def test_what_could_not_be_read_is_counted_in_the_first_sentence(home):
    app = uploaded(customers=CUSTOMERS + KEYLESS)
    assert "1 row could not be read." in told(app)


def test_a_question_shows_its_examples_and_what_is_assumed_until_somebody_answers(home, monkeypatch):
    ask(monkeypatch, DATES)
    app = uploaded(customers=CUSTOMERS)
    words = words_of(app)
    assert "1 thing needs your answer" in told(app)
    assert "11 March or 3 November" in words
    assert "Until you answer: **month first**" in words
    assert next(group for group in app.segmented_control if DATES.sentence in group.label).value is None


def test_an_answer_is_saved_for_files_with_this_header(home, monkeypatch):
    ask(monkeypatch, DATES)
    app = uploaded(customers=CUSTOMERS)
    next(group for group in app.segmented_control if DATES.sentence in group.label).set_value("dmy").run()
    assert not app.error, words_of(app)
    assert {"dates:start_date": "dmy"} in choices_of_workspace().values()


def test_an_answer_can_be_taken_back(home, monkeypatch):
    ask(monkeypatch, replace(DATES, decided=True, chosen="dmy"))
    app = uploaded(customers=CUSTOMERS)
    assert "1 thing needs" not in words_of(app)
    app.session_state["questions:decided"] = True
    app.run()
    next(button for button in app.button if button.label == "Take my answer back").click().run()
    assert not app.error, words_of(app)
    assert {"dates:start_date": ""} in choices_of_workspace().values()


def test_of_many_values_each_answer_has_a_list_and_the_rest_has_the_last(home, monkeypatch):
    ask(monkeypatch, stages(34))
    app = uploaded(customers=CUSTOMERS)
    won, lost = (next(box for box in app.multiselect if box.label == label) for label in ("Won", "Lost"))
    assert (len(won.options), won.value, lost.value) == (34, [], [])
    assert "All 34 others: **Open**" in words_of(app)
    won.set_value(["Stage 3", "Stage 7"]).run()
    assert not app.error, words_of(app)
    assert {"stages": {"Stage 3": "won", "Stage 7": "won"}} in choices_of_workspace().values()


def test_a_handful_of_stages_stands_each_with_its_answers(home, monkeypatch):
    ask(monkeypatch, stages(5))
    app = uploaded(customers=CUSTOMERS)
    assert not [box for box in app.multiselect if box.label == "Won"]
    assert all(f"Stage {place}" in words_of(app) for place in range(5))


def test_a_value_that_is_taken_out_of_a_list_gets_the_last_answer(home, monkeypatch):
    ask(monkeypatch, replace(stages(10), items=(*stages(9).items, Item("Stage 9", "Stage 9", "won", 1))))
    app = uploaded(customers=CUSTOMERS)
    won = next(box for box in app.multiselect if box.label == "Won")
    assert won.value == ["Stage 9"]
    won.set_value([]).run()
    assert {"stages": {"Stage 9": "open"}} in choices_of_workspace().values()


def spellings(merged: int = 0) -> Question:
    pairs = [("Retial", "Retail"), ("Reatil", "Retail"), ("Bankng", "Banking"), ("Saas", "SaaS"), ("SAAS", "SaaS")]
    items = tuple(
        Item(
            f"{text} → {target}",
            text,
            "merge" if place < merged else "keep",
            9 - place,
            ("a letter differs" if place < 3 else "only case differs",),
            target,
        )
        for place, (text, target) in enumerate(pairs)
    )
    options = {"merge": "Merge", "keep": "Keep apart"}
    return Question("spellings:industry", "customers", "customers.csv", "Same?", options, items=items, urgent=True)


def test_spellings_stand_under_the_name_they_may_be_and_a_tap_merges_one(home, monkeypatch):
    ask(monkeypatch, spellings())
    app = uploaded(customers=CUSTOMERS)
    assert [pills.label for pills in app.pills] == ["Retail", "Banking", "SaaS"]
    assert app.pills[0].options == ["Retial (9)", "Reatil (8)"]
    app.pills[0].set_value(["Reatil → Retail"]).run()
    assert not app.error, words_of(app)
    assert {"spellings:industry": {"Reatil → Retail": "merge"}} in choices_of_workspace().values()


def test_spellings_of_one_kind_are_merged_with_one_click_and_the_others_left(home, monkeypatch):
    ask(monkeypatch, spellings())
    app = uploaded(customers=CUSTOMERS)
    assert "0 of 3 merged" in words_of(app)
    next(button for button in app.button if button.label == "Merge all 2").click().run()
    assert {"spellings:industry": {"Saas → SaaS": "merge", "SAAS → SaaS": "merge"}} in choices_of_workspace().values()


def test_those_not_merged_are_kept_apart_with_one_click(home, monkeypatch):
    ask(monkeypatch, spellings(merged=1))
    app = uploaded(customers=CUSTOMERS)
    next(button for button in app.button if button.label == "Keep those not merged apart").click().run()
    (saved,) = [choice["spellings:industry"] for choice in choices_of_workspace().values() if choice]
    assert list(saved.values()) == ["merge", "keep", "keep", "keep", "keep"]


def test_each_value_is_saved_beside_those_that_were_given(home, monkeypatch):
    ask(monkeypatch, stages(3))
    app = uploaded(customers=CUSTOMERS)
    next(group for group in app.segmented_control if group.label == "Stage 1").set_value("won").run()
    next(group for group in app.segmented_control if group.label == "Stage 2").set_value("lost").run()
    assert {"stages": {"Stage 1": "won", "Stage 2": "lost"}} in choices_of_workspace().values()


def test_all_assumptions_of_a_question_are_accepted_with_one_click(home, monkeypatch):
    ask(monkeypatch, stages(3))
    app = uploaded(customers=CUSTOMERS)
    next(button for button in app.button if button.label == "All of these are right").click().run()
    assert {"stages": dict.fromkeys(("Stage 0", "Stage 1", "Stage 2"), "open")} in choices_of_workspace().values()


def test_rates_are_asked_as_numbers(home, monkeypatch):
    rates = Question(
        "rates",
        "customers",
        "customers.csv",
        "Rates?",
        {},
        items=(Item("EUR", "EUR", "1.1", 3), Item("GBP", "GBP", "")),
    )
    ask(monkeypatch, rates)
    app = uploaded(customers=CUSTOMERS)
    app.session_state["questions:assumed"] = True
    app.run()
    assert [box.value for box in app.number_input if box.label in ("EUR", "GBP")] == [1.1, None]
    next(box for box in app.number_input if box.label == "GBP").set_value(1.25).run()
    assert {"rates": {"GBP": "1.25"}} in choices_of_workspace().values()


def test_opening_the_page_answers_nothing(home, monkeypatch):
    ask(monkeypatch, DATES, stages(3), stages(8, chosen=""))
    uploaded(customers=CUSTOMERS)
    before = choices_of_workspace()
    app = data_page()
    assert not app.error, words_of(app)
    assert choices_of_workspace() == before


def test_columns_that_are_held_come_first_and_the_rest_is_folded(home):
    extra = ",".join(f"Field {place}" for place in range(50))
    rows = "\n".join(f"c{row},Software,2024-01-01,{','.join(['x'] * 50)}" for row in range(40))
    app = tab(uploaded(customers=f"account_id,industry,start_date,{extra}\n{rows}\n"), "Columns")
    assert not app.error, words_of(app)
    boxes = [box.label for box in app.selectbox if box.label.endswith(" holds")]
    assert sorted(boxes) == ["account_id holds", "industry holds", "start_date holds"]
    assert any("50 other columns" in part.label for part in app.expander)


def test_a_column_that_was_folded_can_be_put_to_use(home):
    rows = "".join(f"c{row},{17 * row},2024-01-{10 + row % 18},Chan {row % 3}\n" for row in range(40))
    app = tab(uploaded(customers=f"account_id,employees,start_date,Zed\n{rows}"), "Columns")
    assert any("1 other column" in part.label for part in app.expander)
    (upload,) = Store().uploads(Store().list_workspaces()[0].id)
    app.session_state[f"other_columns:{upload.id}"] = True
    app.run()
    next(box for box in app.selectbox if box.label == "Zed holds").set_value("source").run()
    assert not app.error, words_of(app)
    assert next(box for box in app.selectbox if box.label == "Zed holds").value == "source"
    assert "Saved" in words_of(app)


def test_every_row_that_is_not_in_can_be_mended_in_the_page(home):
    app = tab(uploaded(customers=CUSTOMERS + KEYLESS), "Rows")
    assert "1 row could not be read" in words_of(app)
    save = next(button for button in app.button if button.label == "Save what I corrected")
    edits = {"edited_rows": {0: {"account_id": "c99"}}, "added_rows": [], "deleted_rows": []}
    app.session_state[save.key.removeprefix("save_")] = edits
    save.click().run()
    assert not app.error, words_of(app)
    assert "41 customers" in told(app)


def test_rows_that_could_not_be_read_stand_before_those_that_were_left_out_on_purpose(home):
    app = tab(uploaded(customers=CUSTOMERS + "c0,Software,2024-01-13,3\n" * 3 + KEYLESS), "Rows")
    rows = next(table.value for table in app.dataframe if "became" in table.value)
    assert list(rows["became"]) == ["rejected", "left out", "left out", "left out"]


def test_deals_of_companies_that_never_bought_belong_to_known_accounts(home):
    companies = "account_id,name,lifecycle stage\n" + "".join(
        f"c{row},Company {row},{'Customer' if row % 2 else 'Lead'}\n" for row in range(40)
    )
    app = tab(uploaded(customers=companies, deals=DEALS.replace("Closed Won", "Proposal")), "How files join")
    words = words_of(app)
    assert not app.error, words
    assert "20 of 40 accounts are customers" in words
    assert "30 rows of 20 companies that never were customers" in words


def test_a_newer_export_waits_and_says_what_would_change(home):
    app = uploaded(
        customers=CUSTOMERS, customers_2025=CUSTOMERS.replace("c0,Software", "c0,Retail") + "c90,Oil,2024-02-14,5\n"
    )
    words = words_of(app)
    assert "A file waits for you" in words
    assert "1 new, 1 changed, 39 the same" in words
    assert "40 customers" in told(app)
    next(button for button in app.button if button.label.startswith("Replace")).click().run()
    assert not app.error, words_of(app)
    assert "41 customers" in told(app)
    assert "waits for you" not in words_of(app)


def test_a_newer_export_says_what_it_takes_with_it(home):
    app = uploaded(customers=CUSTOMERS + KEYLESS)
    store = Store()
    (made,) = store.list_workspaces()
    state.save_repairs(made.id, store.uploads(made.id)[0], {42: {"account_id": "c99"}})
    app.file_uploader[0].upload("newer.csv", (CUSTOMERS + "c90,Oil,2024-12-14,5\n").encode()).run()
    words = words_of(app)
    assert "What you mended in customers.csv goes with it" in words
    assert "Complete up to: 2024-09-24 now, 2024-12-14 then" in words.replace("*", "")


def test_a_newer_export_can_be_discarded(home):
    app = uploaded(customers=CUSTOMERS, newer=CUSTOMERS + "c90,Oil,2024-02-14,5\n")
    next(button for button in app.button if button.label == "Discard this file").click().run()
    assert not app.error, words_of(app)
    assert "waits for you" not in words_of(app)
    assert "40 customers" in told(app)


def test_a_strict_file_stays_out_until_its_rows_are_clean(home):
    app = uploaded(customers=CUSTOMERS + KEYLESS)
    next(toggle for toggle in app.toggle if toggle.label.startswith("Strict")).set_value(True).run()
    assert app.error
    assert any(button.label == "Save what I corrected" for button in app.button)
    next(toggle for toggle in app.toggle if toggle.label.startswith("Strict")).set_value(False).run()
    assert not app.error, words_of(app)


def test_matched_shares_are_shown_with_what_was_not_found(home, monkeypatch):
    join = TableJoin(
        "deals", "deals.csv", "customers", 60, 57, 1, 42, 40, None, None, "", (), ("c98", "c99"), 0, ()
    )  # fmt: skip
    real = open_dataset
    monkeypatch.setattr(
        "icp_core.ingest.saved.open_dataset", lambda folder: replace(real(folder), joins=JoinReport((join,)))
    )
    app = tab(uploaded(customers=CUSTOMERS, deals=DEALS), "How files join")
    words = words_of(app)
    assert "2 accounts not among the customers" in words
    assert "c98, c99" in words


def test_the_page_says_for_every_figure_and_symptom_whether_the_files_can_answer_it(home):
    app = tab(uploaded(customers=CUSTOMERS, deals=DEALS), "What they can answer")
    words = words_of(app)
    assert not app.error, words
    assert "Column missing" in words
    assert "Columns to add" in words or "add a" in words
    assert "a file of spend" in words
    known = next(table for table in app.dataframe if "column" in table.value)
    assert list(known.value["known"])[:1] == ["40 of 40"]


@pytest.mark.parametrize("part", ["Files", "Columns", "Rows", "How files join", "What they can answer", "Settings"])
def test_every_part_of_the_page_is_drawn(sample, part):
    app = tab(data_page(), part)
    assert not app.error, words_of(app)
    assert not app.exception


def test_a_file_of_another_kind_is_refused_with_what_to_do_and_not_kept(home):
    app = data_page()
    app.file_uploader[0].upload("list.numbers", zipped({"Index/Tables/DataList.iwa": b"x"})).run()
    assert "an Apple Numbers document. In Numbers choose File, Export To, CSV or Excel" in words_of(app)
    app = data_page()
    assert "list.numbers" not in words_of(app)
