"""The Data page as a newcomer uses it: drop exports, read one sentence, answer, correct, mend, take a newer export."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.at_the_screen import choose, no_traceback, open_page, open_tab, settled, upload
from tests.browser.conftest import PATIENCE, App
from tests.browser.test_bad_files import file

FIELDS = [f"Custom field {place}" for place in range(50)]
ACCOUNTS = "\n".join(
    [
        ",".join(["Account ID", "Account Name", "Industry", "Employees", "Customer Since", "Website", *FIELDS]),
        *(
            f"A{row:03},Company {row} Ltd,Software,{7 * row + 3},2024-{1 + row % 12:02}-{13 + row % 15},"
            f"https://www.company{row}.example,{','.join('xyz'[place % 3] for place in range(50))}"
            for row in range(60)
        ),
        f",Nobody,Retail,5,2024-01-13,,{',' * 49}\n",
    ]
)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab that stays open through the module."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_one_sentence_says_what_was_read(app: App, tab: Page) -> None:
    open_page(tab, app.address, "Data")
    upload(tab, file("accounts.csv", ACCOUNTS.encode()))
    expect(tab.get_by_text("1 file read: 60 customers. 1 row could not be read.")).to_be_visible()
    settled(tab)
    no_traceback(tab)


def test_the_columns_that_are_held_fit_one_screen_and_a_wrong_one_is_corrected_in_one_step(app: App, tab: Page) -> None:
    open_tab(tab, "Columns")
    expect(tab.get_by_role("combobox", name="Account ID holds")).to_be_visible()
    expect(tab.get_by_role("combobox", name="Custom field 7 holds")).to_have_count(0)
    choose(tab, "Industry holds", "region:")
    expect(tab.get_by_role("combobox", name="Industry holds")).to_have_value(re.compile("^region:"))
    settled(tab)
    no_traceback(tab)


def test_an_address_from_a_file_is_no_link(app: App, tab: Page) -> None:
    expect(tab.get_by_text("company0.example").first).to_be_visible()
    expect(tab.get_by_test_id("stMain").locator("a[href*='company']")).to_have_count(0)


def test_every_part_of_the_page_opens(app: App, tab: Page) -> None:
    for part in ("Rows", "How files join", "What they can answer", "Settings", "Files"):
        open_tab(tab, part)
        no_traceback(tab)


def test_a_newer_export_is_taken_after_its_changes_were_seen(app: App, tab: Page) -> None:
    newer = ACCOUNTS + "A900,New Inc,Retail,9,2025-01-13,," + "," * 49 + "\n"
    upload(tab, file("accounts_newer.csv", newer.encode()))
    expect(tab.get_by_role("heading", name="A file waits for you")).to_be_visible()
    expect(tab.get_by_text("1 new, 60 the same")).to_be_visible()
    settled(tab)
    tab.get_by_role("button", name="Replace accounts.csv").click()
    expect(tab.get_by_text("1 file read: 61 customers.")).to_be_visible()
    settled(tab)
    no_traceback(tab)
