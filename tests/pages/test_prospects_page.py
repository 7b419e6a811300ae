"""The Prospects page scores a list that people drop, keeps it apart from the customers, and finds it again."""

import re

import pytest

from icp_core.profile import profile_from_text
from icp_core.store import Store
from tests.pages.conftest import open_app, words_of

ICP = """criteria:
  - {column: industry, op: in, value: [Software], mode: require}
  - {column: employees, op: between, value: [100, 500]}
"""
LIST = (
    "Lead ID;Company;Industry;Employees\n"
    "L1;Acme GmbH;Software;200\nL2;Beta;Retail;200\nL3;Gamma;;200\nL4;=1+1;Software;\nL5;Delta;Software;2000\n"
)


def on(page: str = "prospects"):
    return open_app().switch_page(f"pages/steps/{page}.py").run()


def upload(app, name: str = "leads.csv", text: str = LIST):
    app.file_uploader[0].upload(name, text.encode()).run()
    return app


def part(app, name: str):
    """Open a tab of the page."""
    app.session_state["prospects_part"] = name
    return app.run()


def answer(app) -> str:
    return str(app.main.markdown[0].value).replace("\\", "")


@pytest.fixture
def declared(home):
    """A workspace with an ICP and no data."""
    made = Store().create_workspace("Acme")
    Store().save_profile(made.id, profile_from_text(ICP, file="icp.yaml"), key=0)
    return made.id


@pytest.fixture
def with_customers(declared):
    """The same with two customers, one of which is in the list."""
    upload(
        on("data"),
        "customers.csv",
        "account_id,name,industry,start_date\nC1,ACME,Software,2024-01-01\nC2,Zeta,,2024-02-01\n",
    )
    return declared


def test_without_an_icp_the_page_says_to_declare_one(home):
    Store().create_workspace("Acme")
    assert "Declare your ICP" in [link.proto.label for link in on().get("page_link")]


def test_a_list_is_scored_at_once_and_found_again_after_a_refresh(declared):
    first = upload(on())
    assert not first.error, words_of(first)
    again = on()
    for app in (first, again):
        assert answer(app) == (
            "Of 5 companies in leads.csv, 1 is in the bullseye; of 2 too little is known to place them."
        )
        assert "not checked" in words_of(app)
    rows = again.dataframe[0].value.set_index("account_id")
    assert rows["ring"].to_dict() == {
        "L1": "bullseye", "L2": "outside", "L3": "unclassified", "L4": "unclassified", "L5": "outer",
    }  # fmt: skip
    assert rows.loc["L3", ["settled_by", "ring_if_match", "ring_if_miss"]].tolist() == [
        "industry",
        "bullseye",
        "outside",
    ]


def test_prospects_never_become_customers(with_customers):
    before = Store().uploads(with_customers)
    upload(on())
    assert Store().uploads(with_customers) == before
    assert len(Store().prospect_lists(with_customers)) == 1
    assert "leads.csv" not in words_of(on("data"))


def test_a_prospect_that_is_a_customer_is_marked_and_can_be_left_out(with_customers):
    app = upload(on())
    assert "1 company is a customer already or was one, 1 of them in these two rings." in answer(app)
    marked = app.dataframe[0].value.set_index("account_id")["customer"].to_dict()
    assert marked == {"L1": "C1", "L2": "", "L3": "", "L4": "", "L5": ""}
    app.toggle[0].set_value(True).run()
    assert "L1" not in app.dataframe[0].value["account_id"].tolist()


def test_a_value_that_neither_icp_nor_customers_know_is_named_with_its_count(with_customers):
    app = upload(on(), text=LIST.replace("Retail", "SaaS"))
    assert [warning.value.replace("\\", "").split(". ")[0] for warning in app.warning] == [
        "'SaaS' (1 company) is no value of industry in your ICP or your customers, so it counts as a miss"
    ]
    assert "Unknown never counts as a miss" in words_of(app)


def test_the_list_shows_why_before_what_to_look_up_and_leaves_the_rest_to_the_download(declared):
    table = upload(on()).dataframe[0]
    order = list(table.proto.column_order)
    assert order[:5] == ["name", "ring", "fit", "reasons", "known_share"]
    assert not {"matched", "missed", "unknown", "customer"} & set(order)
    assert {"matched", "missed", "unknown"} <= set(table.value.columns)


def test_rings_filter_the_list_and_its_download(declared):
    app = upload(on())
    rings = next(group for group in app.segmented_control if group.label == "Rings")
    rings.set_value(["bullseye"]).run()
    assert app.dataframe[0].value["account_id"].tolist() == ["L1"]
    assert any("Download 1 company" in str(button.proto.label) for button in app.get("download_button"))


def test_the_same_file_may_be_customers_and_prospects(with_customers):
    text = "account_id,name,industry,start_date\nC1,ACME,Software,2024-01-01\nC2,Zeta,,2024-02-01\n"
    app = upload(on(), "customers.csv", text)
    assert not app.error, words_of(app)
    assert [item.name for item in Store().uploads(with_customers)] == ["customers.csv"]
    assert [item.name for item in Store().prospect_lists(with_customers)] == ["customers.csv"]


def test_a_newer_list_of_the_same_name_takes_the_place_of_the_older_one(declared):
    upload(on())
    app = upload(on(), text=LIST + "L6;Epsilon;Software;150\n")
    assert answer(app).startswith("Of 6 companies")
    assert len(Store().prospect_lists(declared)) == 1


def test_a_list_can_be_removed(declared):
    app = upload(on())
    (kept,) = Store().prospect_lists(declared)
    app.button(key=f"remove_list:{kept.id}").click().run()
    assert Store().prospect_lists(declared) == ()
    assert not app.dataframe


def test_what_to_look_up_next_names_the_column_that_settles_most(declared):
    words = words_of(part(upload(on()), "What to look up next")).replace("\\", "")
    assert re.search(r"Look up '(industry|employees)' first: it would settle the ring of 1 company", words)


def test_a_column_can_be_mapped_differently_and_that_says_nothing_of_customers(declared):
    app = part(upload(on()), "How it was read")
    assert "5** rows read = **5** kept" in words_of(app)
    box = next(item for item in app.selectbox if item.label == "Industry holds")
    box.set_value("region").run()
    assert not app.error, words_of(app)
    assert "of 5 too little is known" in answer(app)
    assert app.warning[0].value.replace("\\", "") == (
        "Your ICP asks for industry; this list has no such column: map one under 'How it was read'."
    )
    header = ("Lead ID", "Company", "Industry", "Employees")
    assert Store().choices(declared).mapping("customers", header=header) == {}
    assert Store().choices(declared).mapping("prospects", header=header)["region"] == "Industry"


def test_a_file_that_is_no_list_is_refused_and_not_kept(declared):
    app = upload(on(), "empty.csv", "")
    assert app.error
    assert Store().prospect_lists(declared) == ()


def test_a_region_of_the_icp_is_taken_from_the_country_of_the_list_and_this_is_said(home):
    made = Store().create_workspace("Acme")
    icp = "criteria:\n  - {column: region, op: in, value: [EMEA], mode: require}\n"
    Store().save_profile(made.id, profile_from_text(icp, file="icp.yaml"), key=0)
    app = upload(on(), text="Company,Country\nAcme,Deutschland\nBeta,Brazil\nGamma,\n")
    assert not app.error, words_of(app)
    assert "1 is in the bullseye; of 1 too little is known" in words_of(app).replace("\\", "")
    assert "it is taken from the country" in words_of(app)
    assert "this list has no such column" not in words_of(app)
