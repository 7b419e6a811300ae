"""The ICP page: what is entered is kept, refused with a sentence at its field, previewed, compared with older versions."""

import re

import pytest

from icp_core.profile import IcpProfile, profile_from_text
from icp_core.store import Store
from pages.ui import cached
from tests.pages.conftest import open_app, words_of

ELSEWHERE = """
name: From another company
criteria:
  - {column: Branche, op: in, value: [Sofware], mode: require}
  - {column: employes, op: ">=", value: 50}
  - {column: employees, op: ">=", value: 500, mode: require}
  - {column: employees, op: "<=", value: 100, mode: require}
"""


def on(part="Criteria"):
    app = open_app()
    app.session_state["icp_part"] = part
    return app.switch_page("pages/steps/icp.py").run()


def part(app, name):
    app.session_state["icp_part"] = name
    return app.run()


def said(app):
    return words_of(app).replace("\\", "").replace("\u2060", "")


def labelled(kind, label):
    return next(widget for widget in kind if widget.label == label)


def keyed(kind, begin):
    return next(widget for widget in kind if widget.key.startswith(begin))


def saved():
    (made,) = Store().list_workspaces()
    return made.id, Store().load(made.id)


def customers(app):
    return int(next(metric.value for metric in app.metric if metric.label == "Customers").replace(",", ""))


def test_the_page_counts_whom_the_icp_picks_and_what_is_unknown(sample):
    app = on()
    assert not app.error, words_of(app)
    assert {"Customers", "ARR", "Share of ARR", "Open deals"} <= {metric.label for metric in app.metric}
    assert re.search(
        r"Met by \d+ of \d+ customers with a known value \([\d.]+ %\), [\d.]+[kM] ARR, \d+ of \d+ open", said(app)
    )
    assert re.search(r"\d+ unknown, which is no miss\. 25 % of the fit\.", said(app))


def test_a_wider_criterion_picks_more_at_once(sample):
    app = on()
    before = customers(app)
    keyed(app.number_input, "low:").set_value(1.0).run()
    assert customers(app) > before


def test_the_page_does_not_wait_for_the_comparison(sample, monkeypatch):
    def refuse(*_):
        raise AssertionError("the ICP page asked for what takes long")

    for name in ("compared", "observed"):
        monkeypatch.setattr(cached, name, refuse)
    for name in ("Criteria", "Owner and review", "People and behaviour", "Versions", "Side by side", "File"):
        assert not on(name).error, name


def test_a_reversed_range_is_refused_at_the_field_and_both_ends_can_be_set_one_after_the_other(sample):
    app = on()
    low, high = keyed(app.number_input, "low:"), keyed(app.number_input, "high:")
    low.set_value(5000.0).run()
    assert "runs from 5,000 down to 1,000. Swap the two ends. Not saved; still in force: employees between 150" in (
        app.error[0].value.replace("\\", "")
    )
    assert saved()[1].active_profile.criteria[1].ends == (150, 1000)
    keyed(app.number_input, "high:").set_value(9000.0).run()
    assert not app.error
    assert saved()[1].active_profile.criteria[1].ends == (5000, 9000)
    assert (low.key, high.key) == (keyed(app.number_input, "low:").key, keyed(app.number_input, "high:").key)


def test_a_soft_edge_is_entered_in_percent(sample):
    app = on()
    labelled(app.number_input, "Soft edge (%)").set_value(25.0).run()
    assert saved()[1].active_profile.criteria[1].soft_edge == 0.25


def test_weights_are_written_as_percent_and_the_fit_stays(sample):
    app = on()
    before = customers(app)
    app.button(key="percent_weights").click().run()
    assert [one.weight for one in saved()[1].active_profile.criteria] == [25, 50, 25]
    assert customers(app) == before
    assert labelled(app.number_input, "Weight").value == 25


def test_an_icp_of_another_company_loads_with_what_is_missing_named_and_one_click_mends_it(sample):
    app = on("File")
    keyed(app.file_uploader, "icp_file").upload("theirs.yaml", ELSEWHERE.encode()).run()
    assert not app.error, words_of(app)
    assert "'From another company' was loaded with 4 criteria. 2 criteria ask for what your data do not have" in (
        app.success[0].value.replace("\\", "")
    )
    app = part(app, "Criteria")
    words = said(app)
    assert "No file has a column 'Branche'" in words
    assert "No file has a column 'employes', so what it asks is unknown for everybody. Nearest: 'employees'." in words
    assert "No number is both: criterion 4 says 'employees at most 100'. Nobody can be inside." in words
    assert "Nobody is inside: " in words
    next(button for button in app.button if button.label == "Use 'employees'").click().run()
    assert "No file has a column 'employes'" not in said(app)


def test_a_file_that_is_no_icp_is_refused_in_words(sample):
    app = on("File")
    broken = b"criteria: [{column: employees, op: between, value: [500, many]}]"
    keyed(app.file_uploader, "icp_file").upload("icp.yaml", broken).run()
    assert "icp.yaml: This ICP cannot be read." in app.error[0].value.replace("\\", "")
    assert len(saved()[1].profiles) == 1


def test_a_second_icp_stands_beside_until_it_is_chosen_for_the_comparison(sample):
    app = on()
    app.button(key="new_icp").click().run()
    assert "It has no criteria yet" in said(app)
    workspace = saved()[1]
    assert (len(workspace.profiles), workspace.active) == (2, 0)
    app.button(key="compare_icp").click().run()
    assert saved()[1].active == 1
    labelled(app.selectbox, "Declared ICP").set_value(1).run()
    assert "Compare the data with this ICP" in [button.label for button in app.button]


def test_more_than_three_icps_with_criteria_are_one_warning_and_those_without_are_none(sample):
    workspace_id, _ = saved()
    employees = {"column": "employees", "op": ">="}
    for number in range(2):
        Store().save_profile(
            workspace_id, IcpProfile(name=f"{number}", criteria=[{**employees, "value": number}]), key=0
        )
    app = on("Side by side")
    app.button(key="new_icp").click().run()
    assert "no one" not in said(app)
    Store().save_profile(workspace_id, IcpProfile(name="Last", criteria=[{**employees, "value": 9}]), key=0)
    warning = "4 ICPs of customers to win stand side by side. Selling to everyone is selling to no one."
    words = said(app.run())
    assert warning in words
    assert words.count("no one") == 1


def test_no_two_declared_icps_have_one_name(sample):
    app = on()
    for _ in range(2):
        app.button(key="new_negative_icp").click().run()
    assert [profile.name for profile in saved()[1].profiles[1:]] == ["Accounts to avoid", "Accounts to avoid 2"]
    app = part(app, "Owner and review")
    labelled(app.text_input, "Name").set_value("Accounts to avoid").run()
    assert "Another ICP is called 'Accounts to avoid'." in app.error[0].value.replace("\\", "")
    assert saved()[1].profiles[2].name == "Accounts to avoid 2"


def test_accounts_to_avoid_are_declared_previewed_and_shown_beside(sample):
    app = on()
    app.button(key="new_negative_icp").click().run()
    labelled(app.selectbox, "Add a criterion on").set_value("industry").run()
    assert not app.error, words_of(app)
    assert "here, the accounts to avoid" in said(app)
    assert saved()[1].active == 0
    words = said(part(app, "Side by side"))
    assert "Accounts to avoid" in words
    assert re.search(r"(stayed 12 months, [\d.]+ % of those outside)|(cannot be told)", words)


def test_behaviour_and_people_are_kept(sample):
    app = on("People and behaviour")
    labelled(app.text_area, "How do they decide on a purchase?").set_value("A pilot first").run()
    app.button(key="add_person").click().run()
    labelled(app.text_input, "Role").set_value("Head of Finance").run()
    labelled(app.checkbox, "Decides").set_value(True).run()
    labelled(app.text_input, "Learns from").set_value("Peers").run()
    profile = saved()[1].active_profile
    assert profile.behaviour.buying == "A pilot first"
    assert [(one.role, one.decides, one.learns_from) for one in profile.people] == [("Head of Finance", True, "Peers")]
    again = on("People and behaviour")
    assert labelled(again.text_input, "Role").value == "Head of Finance"
    labelled(again.text_input, "Role").set_value("").run()
    assert "'role' must be a text of 1 to 120 characters" in again.error[0].value.replace("\\", "")


def test_a_stale_review_is_said_and_a_new_one_ends_it(sample):
    app = on("Owner and review")
    assert re.search(r"The next review was due on 2025-\d\d-\d\d and is \d+ days overdue\.", said(app))
    labelled(app.number_input, "Review every (months)").set_value(60).run()
    assert "overdue" not in said(app)
    assert saved()[1].active_profile.review_months == 60


def test_versions_are_listed_compared_and_restored(sample):
    app = on("Versions")
    app.text_input(key="your_name").set_value("Ann").run()
    app = part(app, "Criteria")
    regions = keyed(app.multiselect, "values:2:region")
    regions.set_value(["Europe"]).run()
    app = part(app, "Versions")
    assert "region: 'North America' was taken out." in said(app)
    assert re.search(r"0 customers came inside, \d+ \(.* ARR\) fell out, \d+ stayed inside", said(app))
    workspace_id, now = saved()
    assert now.active_profile.criteria[2].values == ("Europe",)
    app.button(key="restore_version").click().run()
    assert saved()[1].active_profile.criteria[2].values == ("North America", "Europe")
    history = Store().profile_history(workspace_id, 1)
    assert [(item.version, item.who, item.why) for item in history[1:]] == [
        (2, "Ann", ""),
        (3, "Ann", "Restored version 1"),
    ]
    assert keyed(part(app, "Criteria").multiselect, "values:2:region").value == ["North America", "Europe"]


def test_a_version_is_kept_with_its_reason(sample):
    app = on("Versions")
    app.text_input(key="icp_why").set_value("The board agreed")
    next(button for button in app.button if button.label == "Keep this version").click().run()
    workspace_id, _ = saved()
    assert Store().profile_history(workspace_id, 1)[-1].why == "The board agreed"


def test_a_removed_icp_can_be_brought_back(sample):
    app = on()
    app.button(key="remove_icp").click().run()
    assert "No ICP is declared yet." in said(app)
    assert app.success[0].value == (
        "'Mid-size and larger, three industries' was removed. The data are compared with no ICP now."
    )
    app.button(key="bring_back:1").click().run()
    assert not app.error, words_of(app)
    assert saved()[1].active_profile.name == "Mid-size and larger, three industries"


def test_before_an_icp_is_removed_its_name_is_asked_and_after_it_the_one_compared_is_said(sample):
    app = on()
    app.button(key="new_icp").click().run()
    assert "Remove 'ICP 2'? Its versions are kept" in said(app)
    assert app.button(key="remove_icp").label == "Remove 'ICP 2'"
    app.button(key="remove_icp").click().run()
    assert app.success[0].value == (
        "'ICP 2' was removed. The data are compared with 'Mid-size and larger, three industries'."
    )


def test_a_hidden_value_that_nothing_changed_makes_no_version(sample):
    app = on()
    workspace_id, _ = saved()
    before = len(Store().profile_history(workspace_id))
    labelled(app.number_input, "Soft edge (%)").set_value(10.0).run()
    assert len(Store().profile_history(workspace_id)) == before


@pytest.fixture
def five_hundred(sample):
    workspace_id, _ = saved()
    rows = "\n".join(f"- {{column: employees, op: '>=', value: {number}}}" for number in range(1, 500))
    profile = profile_from_text(f"criteria:\n{rows}\n- {{column: industri, op: in, value: [A]}}")
    Store().save_profile(workspace_id, profile, key=1)
    return profile


def test_500_criteria_are_shown_in_short_and_edited_page_by_page(five_hundred: IcpProfile):
    app = on()
    assert not app.error or "industri" in app.error[0].value
    assert len(app.dataframe[0].value) == 500
    assert len([box for box in app.selectbox if box.label == "Effect"]) == 1
    assert "500 criteria; 1 need a look." in said(app)
    labelled(app.selectbox, "Criteria to edit").set_value("13 to 24").run()
    assert len([box for box in app.selectbox if box.label == "Effect"]) == 12
    keyed(app.number_input, "limit:12:employees").set_value(777.0).run()
    assert saved()[1].active_profile.criteria[12].value == 777.0
