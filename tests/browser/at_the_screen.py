"""What a person does at the screen: walks from page to page, reads numbers, chooses, answers, downloads."""

import re
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

from pages.ui import show
from pages.ui.summary_view import FILES

APP = Path(__file__).resolve().parents[2] / "app.py"
PAGES = {
    title: "" if name == "START" else Path(getattr(show, name)).stem
    for name, title in re.findall(r'st\.Page\(show\.(\w+), title="([^"]+)"', APP.read_text("utf-8"))
}  # title in the navigation to its path
TRIES, REDRAWN = 4, 15  # a page that is drawn again closes an open list; seconds until a person would try again
BROKEN = "This page could not be shown"


def settled(page: Page) -> None:
    """Wait until the tab is connected and the server has nothing left to draw."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def open_page(page: Page, address: str, name: str) -> None:
    """Follow a link from outside: a new visit of one page."""
    page.goto(f"{address}/{PAGES[name]}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)


def go(page: Page, name: str) -> None:
    """Click a page in the navigation and wait until it stands there whole."""
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile(f"^{name}$"))
    title = page.get_by_role("heading", level=1)
    if link.get_attribute("aria-current") != "page":
        before = title.inner_text()
        link.click()
        expect(title).not_to_have_text(before)
    settled(page)
    no_traceback(page)


def no_traceback(page: Page) -> None:
    """A person never reads a traceback, nor that a page could not be shown."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_text(BROKEN)).to_have_count(0)


def use_the_sample_company(page: Page, address: str) -> None:
    """Begin as a newcomer does, with one click."""
    open_page(page, address, "Start")
    page.get_by_role("button", name="Use the sample company").click()
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    settled(page)


def number(page: Page, label: str) -> str:
    """The large number under a label."""
    metric = page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
    return metric.get_by_test_id("stMetricValue").inner_text().strip()


def keyed(page: Page, key: str) -> Locator:
    """The widget of a key of ours."""
    return page.locator(f".st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key)}")


def choose(place: Page | Locator, label: str, option: str) -> None:
    """Open a list by its label, type what the option begins with, take it and close the list."""
    page = place if isinstance(place, Page) else place.page
    field = place.get_by_role("combobox", name=label, exact=True)
    wanted = page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).first
    for _ in range(TRIES):
        field.click()
        field.fill(option)
        try:
            wanted.click(timeout=1000 * REDRAWN)
            break
        except Error:
            page.keyboard.press("Escape")
    else:
        raise AssertionError(f"{label} offers no {option}")
    if page.get_by_role("listbox").count():  # a list of several values stays open
        page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)


def ring_counts(page: Page) -> dict[str, int]:
    """Ring to customers, from the words of the chart."""
    words = rings(page).get_attribute("aria-label") or ""
    return {ring: int(count.replace(",", "")) for ring, count in re.findall(r"(\w+) ([\d,]+)[;.]", words)}


def rings(page: Page) -> Locator:
    """The chart of the rings."""
    return page.get_by_role("figure", name=re.compile("^Customers by ring"))


def answer(page: Page, symptom: int, words: str) -> None:
    """Give an answer to the symptom at this place on the page and wait for its note, which only a saved one has."""
    option = option_of(page, symptom, words)
    option.click(force=True)  # the radio lies under its label
    expect(option).to_be_checked()
    key = option.evaluate("e => e.closest('[class*=st-key-answer-]').className.match(/st-key-(answer-\\S+)/)[1]")
    expect(keyed(page, f"note:{key}")).to_be_visible()
    settled(page)


def option_of(page: Page, symptom: int, words: str) -> Locator:
    """An option of the symptom at this place on the page."""
    groups = page.get_by_role("radiogroup", name=re.compile("^Answer: "))
    return groups.nth(symptom).get_by_role("radio", name=words, exact=True)


def open_tab(page: Page, name: str) -> None:
    """Open a tab of the page."""
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")
    settled(page)


def upload(page: Page, *files: object) -> None:
    """Hand files to the uploader of the Data page."""
    page.locator("input[type=file]").first.set_input_files(files)


def download(page: Page, kind: str, folder: Path) -> Path:
    """Download the summary in a format: html, md or json."""
    with page.expect_download() as started:
        page.get_by_role("button", name=FILES[kind][0], exact=True).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def table_rows(page: Page, document: Path) -> dict[tuple[str, str], list[str]]:
    """Open a downloaded HTML and read its tables: caption and row title to the cells without their small print."""
    page.goto(document.as_uri())
    rows = page.evaluate(
        """() => [...document.querySelectorAll("table tr")].map(row => [
            row.closest("table").caption?.textContent.trim() ?? "",
            ...[...row.cells].map(cell => cell.firstChild?.textContent.trim() ?? "")])"""
    )
    return {(row[0], row[1]): row[2:] for row in rows if len(row) > 2}
