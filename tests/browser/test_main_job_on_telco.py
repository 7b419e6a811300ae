"""The main job once on a real file: 7,043 customers with tenure and no dates, as the file came."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from icp_core.results import Unit, format_value
from pages.ui.begin import HEADLINE
from tests.browser.at_the_screen import (
    answer,
    choose,
    download,
    go,
    keyed,
    number,
    open_page,
    open_tab,
    ring_counts,
    rings,
    settled,
    table_rows,
    upload,
)
from tests.browser.conftest import PATIENCE, App

TELCO = Path(__file__).resolve().parents[3] / "shared" / "data" / "ibm_telco" / "Telco-Customer-Churn.csv"
ROWS = 7043  # truth.json
KEPT_A_YEAR = "84.3 %"  # Kaplan-Meier at 12 months over tenure and Churn
ON_CONTRACT = 1473 + 1695  # truth.json: one year and two years

pytestmark = pytest.mark.skipif(not TELCO.exists(), reason="the shared real data are not on this machine")


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab that stays open through the module."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def rows_counted(page: Page) -> list[int]:
    """Rows read, kept, rejected and left out, as the Data page says them."""
    line = page.get_by_text("rows read =").inner_text()
    return [int(count.replace(",", "")) for count in re.findall(r"[\d,]*\d", line)]


def test_the_file_is_read_and_its_rows_add_up(app: App, tab: Page) -> None:
    open_page(tab, app.address, "Data")
    upload(tab, TELCO)
    expect(tab.get_by_text("rows read =")).to_be_visible()
    read, kept, rejected, left_out = rows_counted(tab)
    assert read == ROWS == kept + rejected + left_out


def test_a_mapping_can_be_corrected_and_taken_back(app: App, tab: Page) -> None:
    open_tab(tab, "Columns")
    others = tab.get_by_text(re.compile("other columns, kept as they are"))
    others.click()
    settled(tab)
    payment = tab.get_by_role("combobox", name="PaymentMethod holds")
    before = payment.input_value()
    choose(tab, "PaymentMethod holds", "source:")
    expect(payment).to_have_value(re.compile("^source:"))
    settled(tab)
    tab.reload()
    open_tab(tab, "Columns")
    expect(payment).to_have_value(re.compile("^source:"))
    settled(tab)
    choose(tab, "PaymentMethod holds", before)
    expect(payment).to_have_count(0)  # it went back among the folded ones
    settled(tab)
    others.click()
    expect(payment).to_have_value(before)
    open_tab(tab, "Files")
    assert rows_counted(tab)[0] == ROWS


def test_segments_hold_every_customer(app: App, tab: Page) -> None:
    go(tab, "Segments")
    main = tab.get_by_test_id("stMain").inner_text()
    sizes = [int(n.replace(",", "")) for n in re.findall(r"([\d,]+) customers, [\d.]+ % of all", main)]
    assert len(sizes) > 1
    assert sum(sizes) == ROWS


def test_the_icp_on_contracts_holds_exactly_the_customers_with_one(app: App, tab: Page) -> None:
    go(tab, "ICP")
    tab.get_by_role("button", name="Declare an ICP").click()
    choose(tab, "Add a criterion on", "Contract")
    row = keyed(tab, "criterion-0")
    expect(row).to_be_visible()
    settled(tab)
    for term in ("One year", "Two year"):
        choose(row, "Values", term)
        expect(row.get_by_role("button", name=re.compile(f"^Remove {term}"))).to_be_visible()
        settled(tab)
    row.get_by_role("button", name=re.compile("^Remove Month-to-month")).click()
    choose(row, "Effect", "must hold")
    expect(rings(tab)).to_have_accessible_name(re.compile(f"bullseye {ON_CONTRACT:,};"))
    assert sum(ring_counts(tab).values()) == ROWS


def test_two_symptoms_are_answered(app: App, tab: Page) -> None:
    go(tab, "Checklist")
    answer(tab, 0, "Often")
    answer(tab, 2, "Don't know")


def test_the_page_and_the_downloads_say_the_known_retention(app: App, tab: Page, page: Page, tmp_path: Path) -> None:
    go(tab, "Start")
    assert number(tab, HEADLINE["retention_12m"]) == KEPT_A_YEAR
    go(tab, "Summary")
    told = json.loads(download(tab, "json", tmp_path).read_text("utf-8"))
    kept = told["metrics"]["retention_12m"]
    assert format_value(kept["value"], Unit(kept["unit"])) == KEPT_A_YEAR
    rows = table_rows(page, download(tab, "html", tmp_path))
    assert KEPT_A_YEAR in [cells[0] for (_, title), cells in rows.items() if title == kept["title"]]
