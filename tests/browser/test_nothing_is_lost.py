"""Nothing is lost: a deep link as the first request, two tabs at once, uploads that leave the memory."""

import re
import shutil
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_the_screen import (
    PAGES,
    answer,
    keyed,
    no_traceback,
    open_page,
    option_of,
    settled,
    upload,
)
from tests.browser.conftest import App, free_port


@pytest.fixture(scope="module")
def app(sample_app: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app on a copy of the sample company, not started yet."""
    home = tmp_path_factory.mktemp("copy") / "home"
    shutil.copytree(sample_app.home, home, ignore=shutil.ignore_patterns("server.log"))
    copied = App(home, free_port())
    yield copied
    copied.stop()
    assert "Traceback" not in copied.log(), copied.log()[-3000:]


@pytest.mark.parametrize("name", ["Drift", "Checklist"])
def test_a_deep_link_as_the_first_request_shows_its_page(app: App, page: Page, name: str) -> None:
    if app.process is not None:
        app.stop()
    app.start()
    open_page(page, app.address, name)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(len(PAGES))
    expect(page.get_by_test_id("stSidebarNavLink").and_(page.locator("[aria-current=page]"))).to_have_text(name)
    assert page.get_by_role("heading", level=2).count() > 1, "the page is empty"
    no_traceback(page)


def test_two_tabs_that_answer_different_symptoms_lose_nothing(app: App, page: Page) -> None:
    other = page.context.new_page()
    open_page(page, app.address, "Checklist")
    open_page(other, app.address, "Checklist")
    answer(page, 0, "Often")
    answer(other, 1, "Rarely")
    answer(page, 2, "Never")
    page.reload()
    for symptom, words in enumerate(("Often", "Rarely", "Never")):
        expect(option_of(page, symptom, words)).to_be_checked()


def test_two_tabs_that_edit_different_criteria_lose_nothing(app: App, page: Page) -> None:
    other = page.context.new_page()
    open_page(page, app.address, "ICP")
    open_page(other, app.address, "ICP")
    for tab, row, label, value in ((page, 1, "From", "200"), (other, 2, "Weight", "3")):
        field = keyed(tab, f"criterion-{row}").get_by_role("spinbutton", name=label)
        field.fill(value)
        field.press("Enter")
        expect(tab.get_by_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))).to_be_visible()
        settled(tab)
    page.reload()
    expect(keyed(page, "criterion-1").get_by_role("spinbutton", name="From")).to_have_value("200")
    expect(keyed(page, "criterion-2").get_by_role("spinbutton", name="Weight")).to_have_value("3")


def test_an_upload_leaves_the_memory_of_the_server(app: App, page: Page) -> None:
    open_page(page, app.address, "Data")
    rows = "".join(f"c{number},Software,2024-01-01\n" for number in range(20_000))
    content = f"account_id,industry,start_date\n{rows}".encode()
    upload(page, {"name": "many.csv", "mimeType": "text/csv", "buffer": content})
    expect(page.get_by_role("combobox", name="many.csv holds")).to_be_visible()
    settled(page)
    metrics = urllib.request.urlopen(f"{app.address}/_stcore/metrics").read().decode()
    held = re.findall(r'^cache_memory_bytes\{.*cache_type="UploadedFileManager".*\} (\d+)', metrics, re.MULTILINE)
    assert sum(map(int, held)) == 0
