"""The main job once, as a newcomer does it: one click, look, correct, answer, take the summary to a meeting."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from icp_core.results import Unit, format_value
from pages.ui.begin import HEADLINE, SAMPLE_ACCOUNTS
from tests.browser.at_the_screen import (
    answer,
    download,
    go,
    keyed,
    no_traceback,
    number,
    open_page,
    option_of,
    ring_counts,
    rings,
    settled,
    table_rows,
    use_the_sample_company,
)
from tests.browser.conftest import PATIENCE, App

FEWEST_EMPLOYEES = "300"  # the sample's ICP says 150


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab that stays open through the module, also while the server restarts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def shown(figure: dict) -> str:
    """A figure of the JSON, written as a page writes it."""
    return format_value(figure["value"], Unit(figure["unit"]))


def test_the_first_page_says_what_it_is_for_and_offers_two_ways(app: App, tab: Page) -> None:
    open_page(tab, app.address, "Start")
    purpose = tab.get_by_test_id("stMain").get_by_test_id("stMarkdown").first.inner_text()
    assert 3 <= len(re.findall(r"[.](?:\s|$)", purpose)) <= 4, purpose
    expect(tab.get_by_role("button", name="Use the sample company")).to_be_visible()
    expect(tab.get_by_role("button", name="Upload your CSV")).to_be_visible()


def test_one_click_opens_the_sample_company_with_a_verdict(app: App, tab: Page) -> None:
    use_the_sample_company(tab, app.address)
    expect(tab.locator(".stMarkdownBadge").first).to_contain_text("drifting")
    assert number(tab, HEADLINE["nrr"]).endswith("%")
    assert number(tab, HEADLINE["retention_12m"]).endswith("%")
    no_traceback(tab)


def test_segments_shows_each_group_and_its_customers_add_up_to_all(app: App, tab: Page) -> None:
    go(tab, "Segments")
    main = tab.get_by_test_id("stMain").inner_text()
    sizes = [int(n.replace(",", "")) for n in re.findall(r"([\d,]+) customers, [\d.]+ % of all", main)]
    assert len(sizes) > 1
    assert sum(sizes) == SAMPLE_ACCOUNTS


def test_a_changed_criterion_changes_the_rings_and_loses_no_customer(app: App, tab: Page) -> None:
    go(tab, "ICP")
    before = ring_counts(tab)
    employees = keyed(tab, "criterion-1").get_by_role("spinbutton", name="From")
    employees.fill(FEWEST_EMPLOYEES)
    employees.press("Enter")
    expect(rings(tab)).not_to_have_accessible_name(re.compile(f"bullseye {before['bullseye']:,};"))
    settled(tab)
    after = ring_counts(tab)
    assert after["bullseye"] < before["bullseye"]
    assert sum(after.values()) == sum(before.values()) == SAMPLE_ACCOUNTS


def test_an_answer_stays_when_the_page_is_left_and_seen_again(app: App, tab: Page) -> None:
    go(tab, "Checklist")
    answer(tab, 0, "Often")
    go(tab, "About")
    go(tab, "Checklist")
    expect(option_of(tab, 0, "Often")).to_be_checked()


def test_the_downloads_carry_the_figures_of_the_pages(app: App, tab: Page, page: Page, tmp_path: Path) -> None:
    go(tab, "Start")
    seen = {name: number(tab, HEADLINE[name]) for name in ("nrr", "retention_12m", "win_rate")}
    go(tab, "Fit")
    inside = {
        "coverage_customers": number(tab, "Customers"),
        "coverage_arr": number(tab, "Recurring revenue"),
        "coverage_new_logos": number(tab, "New customers"),
        "coverage_pipeline": number(tab, "Open pipeline"),
    }
    go(tab, "Drift")
    index = number(tab, "ICP Drift Index")
    go(tab, "Summary")
    documents = {kind: download(tab, kind, tmp_path) for kind in ("html", "md", "json")}

    told = json.loads(documents["json"].read_text("utf-8"))
    assert {name: shown(told["metrics"][name]) for name in seen} == seen
    assert {name: shown(told["fit"][name]) for name in inside} == inside
    assert shown(told["drift"]["index"]) == index
    assert told["icp"]["declared"][0]["criteria"][1]["value"][0] == float(FEWEST_EMPLOYEES)

    rows = {title: cells for (_, title), cells in reversed(table_rows(page, documents["html"]).items())}
    assert rows["Customers inside the ICP"][0] == inside["coverage_customers"]
    assert rows["Drift index"][0] == index
    figures = [(title, cells[0]) for (_, title), cells in table_rows(page, documents["html"]).items() if cells]
    for name, value in seen.items():
        assert (told["metrics"][name]["title"], value) in figures
    markdown = documents["md"].read_text("utf-8")
    for name, value in seen.items():
        assert re.search(
            rf"^\| {re.escape(told['metrics'][name]['title'])} \(.*\| {re.escape(value)}( \([^|]*\))? \|",
            markdown,
            re.M,
        )


def test_what_was_entered_is_there_after_a_refresh_and_in_a_second_tab(app: App, tab: Page) -> None:
    go(tab, "Checklist")
    tab.reload()
    expect(option_of(tab, 0, "Often")).to_be_checked()
    second = tab.context.new_page()
    open_page(second, app.address, "ICP")
    expect(keyed(second, "criterion-1").get_by_role("spinbutton", name="From")).to_have_value(FEWEST_EMPLOYEES)
    second.close()


def test_a_tab_that_outlives_the_server_loses_nothing_and_saves_the_next_answer(app: App, tab: Page) -> None:
    settled(tab)
    app.stop()
    app.start()
    settled(tab)
    answer(tab, 1, "Rarely")

    second = tab.context.new_page()
    open_page(second, app.address, "Checklist")
    expect(option_of(second, 1, "Rarely")).to_be_checked()
    expect(option_of(second, 0, "Often")).to_be_checked()
    go(second, "ICP")
    expect(keyed(second, "criterion-1").get_by_role("spinbutton", name="From")).to_have_value(FEWEST_EMPLOYEES)
    second.close()
