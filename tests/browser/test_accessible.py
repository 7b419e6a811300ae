"""Every page can be used by everybody: axe-core finds nothing of our making, and a phone never scrolls sideways."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pages.ui import data_view, focus_view, retention_view, revenue_view, segment_view
from tests.browser.at_the_screen import PAGES, download, go, open_page, open_tab
from tests.browser.conftest import PATIENCE, App

# What Streamlit 1.67 itself draws so, seen on a page that holds nothing else. Rule, selector of the element, reason.
OF_STREAMLIT = (
    ("list", "[data-testid=stSidebarNavItems]", "sections of st.navigation stand in div and header inside the list"),
    ("listitem", "[data-testid=stSidebarNavItems] li", "the same: their entries are wrapped in a div"),
    ("presentation-role-conflict", "[data-testid=stFileUploaderDropzone]", "st.file_uploader can have focus"),
    (
        "color-contrast",
        "button[data-variant=segmented_control][data-selected=true] p",
        "st.segmented_control writes the chosen option in primaryColor on a tint of it, st.button white on primaryColor: "
        "on a dark page no colour reaches 4.5 : 1 for both (luminance at least 0.24 and at most 0.18)",
    ),
    (
        "color-contrast",
        "[data-testid=stSliderThumbValue] p",
        "st.slider writes its value in primaryColor: the same limit",
    ),
)
PARTS = [
    (name, part)
    for name, view in (
        ("Data", data_view),
        ("Retention", retention_view),
        ("Revenue", revenue_view),
        ("Focus", focus_view),
        ("Segments", segment_view),
    )
    for part in view.PARTS
]
HEIGHT = 12_000  # pixels; axe judges the contrast only of what is in view, and a page scrolls inside its frame


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page that Streamlit does not make by itself: rule, element, reason."""
    size = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": HEIGHT})
    found = Axe().run(page).response["violations"]
    page.set_viewport_size(size)
    return [
        f"{violation['id']} at {' '.join(node['target'])}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
        if not _of_streamlit(page, violation["id"], node["target"][0])
    ]


def _of_streamlit(page: Page, rule: str, target: str) -> bool:
    selectors = [selector for named, selector, _ in OF_STREAMLIT if named == rule]
    element = page.locator(target).first
    return any(element.evaluate("(e, selector) => e.matches(selector)", selector) for selector in selectors)


def sideways(page: Page) -> list[str]:
    """What is wider than the screen."""
    found: list[str] = page.evaluate(
        """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
            .filter(e => e.scrollWidth > e.clientWidth).map(e => `${e.tagName} ${e.scrollWidth} > ${e.clientWidth}`)"""
    )
    return found


@pytest.fixture(scope="module", params=["light", "dark"])
def tab(request: pytest.FixtureRequest, browser: Browser, sample_app: App) -> Iterator[Page]:
    """A tab on the sample company in one colour scheme."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    open_page(page, sample_app.address, "Start")
    yield page
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser, sample_app: App) -> Iterator[Page]:
    """A tab as narrow as a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_page_with_data(tab: Page, name: str) -> None:
    go(tab, name)
    assert violations(tab) == []


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_axe_finds_nothing_on_any_part_of_a_page(tab: Page, name: str, part: str) -> None:
    go(tab, name)
    open_tab(tab, part)
    assert violations(tab) == []


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_no_part_of_a_page_scrolls_sideways_on_a_phone(phone: Page, sample_app: App, name: str, part: str) -> None:
    open_page(phone, sample_app.address, name)
    open_tab(phone, part)
    assert sideways(phone) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["Start", "Data"])
def test_axe_finds_nothing_on_a_page_without_data(app: App, browser: Browser, name: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    open_page(page, app.address, name)
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_downloaded_document(
    sample_app: App, browser: Browser, page: Page, tmp_path: Path, scheme: str
) -> None:
    open_page(page, sample_app.address, "Summary")
    document = download(page, "html", tmp_path)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    reader = context.new_page()
    reader.goto(document.as_uri())
    assert violations(reader) == []
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(phone: Page, sample_app: App, name: str) -> None:
    open_page(phone, sample_app.address, name)
    assert sideways(phone) == []
