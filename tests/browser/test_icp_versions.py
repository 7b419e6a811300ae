"""An ICP is edited, found again after a refresh, compared with its older version, and restored."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_the_screen import keyed, no_traceback, open_page, open_tab, ring_counts, rings, settled
from tests.browser.conftest import App, free_port


@pytest.fixture(scope="module")
def app(sample_app: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app on a copy of the sample company."""
    home = tmp_path_factory.mktemp("copy") / "home"
    shutil.copytree(sample_app.home, home, ignore=shutil.ignore_patterns("server.log"))
    copied = App(home, free_port())
    copied.start()
    yield copied
    copied.stop()
    assert "Traceback" not in copied.log(), copied.log()[-3000:]


def test_an_edited_icp_is_there_after_a_refresh_and_its_older_version_can_be_restored(app: App, page: Page) -> None:
    open_page(page, app.address, "ICP")
    before = ring_counts(page)
    low = keyed(page, "criterion-1").get_by_role("spinbutton", name="From")
    was = low.input_value()
    low.fill("400")
    low.press("Enter")
    expect(rings(page)).not_to_have_accessible_name(re.compile(f"bullseye {before['bullseye']:,};"))
    settled(page)

    page.reload()
    expect(keyed(page, "criterion-1").get_by_role("spinbutton", name="From")).to_have_value("400")
    settled(page)
    open_tab(page, "Versions")
    expect(
        page.get_by_text(f"employees: 'between 400 and 1,000' instead of 'between {was} and 1,000'.")
    ).to_be_visible()
    expect(page.get_by_text(re.compile(r"^0 customers came inside, \d+ \(.*ARR\) fell out"))).to_be_visible()
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.get_by_role("combobox", name=re.compile("^To version"))).to_have_value(
        re.compile("^3 of .*Restored version 1")
    )
    settled(page)
    open_tab(page, "Criteria")
    expect(keyed(page, "criterion-1").get_by_role("spinbutton", name="From")).to_have_value(was)
    assert ring_counts(page) == before
    no_traceback(page)


def test_a_reversed_range_is_refused_beside_the_field_and_nothing_is_lost(app: App, page: Page) -> None:
    open_page(page, app.address, "ICP")
    row = keyed(page, "criterion-1")
    was = row.get_by_role("spinbutton", name="From").input_value()
    row.get_by_role("spinbutton", name="From").fill("2000")
    row.get_by_role("spinbutton", name="From").press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("runs from 2,000 down to 1,000. Swap the two ends. Not saved")
    page.reload()
    expect(keyed(page, "criterion-1").get_by_role("spinbutton", name="From")).to_have_value(was)
