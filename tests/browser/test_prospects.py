"""A list of prospects at the screen: dropped, scored, filtered, downloaded for the CRM, and there after a refresh."""

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from icp_core.profile import profile_from_text
from icp_core.store import Store
from tests.browser.at_the_screen import no_traceback, open_page, open_tab, settled, upload
from tests.browser.conftest import App
from tests.browser.test_bad_files import file

ICP = """criteria:
  - {column: industry, op: in, value: [Software], mode: require}
  - {column: employees, op: between, value: [100, 500]}
  - {column: region, op: in, value: [Europe]}
"""
KINDS = ("Software,300,Europe", "Retail,20,LATAM", ",300,Europe")  # fits, does not, nobody knows
LEADS = "Lead ID;Company;Industry;Employees;Region\n" + "".join(
    f"L{row:03};=Company {row};{KINDS[row % 3].replace(',', ';')}\n" for row in range(90)
)


def test_a_list_is_scored_and_downloaded_for_the_crm(app: App, page: Page, tmp_path: Path) -> None:
    with Store(app.home) as store:
        made = store.create_workspace("Prospects")
        store.save_profile(made.id, profile_from_text(ICP), key=0)
    open_page(page, app.address, "Prospects")
    upload(page, file("leads.csv", LEADS.encode()))
    answer = page.get_by_text("Of 90 companies in leads.csv, 30 are in the bullseye")
    expect(answer).to_be_visible()
    settled(page)
    page.get_by_test_id("stButtonGroup").get_by_role("button", name="Unclassified").click()  # chosen: now left out
    button = page.get_by_role("button", name="Download 60 companies (CSV)")
    expect(button).to_be_visible()
    with page.expect_download() as started:
        button.click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    with path.open(newline="", encoding="utf-8") as written:
        rows = {row["account_id"]: row for row in csv.DictReader(written)}
    assert len(rows) == 60
    assert (rows["L000"]["ring"], rows["L001"]["ring"]) == ("bullseye", "outside")
    assert rows["L000"]["name"] == "'=Company 0"  # a spreadsheet shows it and does not run it
    open_tab(page, "What to look up next")
    expect(page.get_by_text("Look up 'industry' first")).to_be_visible()
    open_page(page, app.address, "Prospects")
    expect(answer).to_be_visible()
    no_traceback(page)
