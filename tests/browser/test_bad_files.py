"""A file that cannot be used gives a message that names it; a file that can be used in part keeps its good rows."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_the_screen import no_traceback, open_page, settled, upload
from tests.browser.conftest import App

HEADER = "account_id,industry,start_date,churn_date\n"
GOOD = "".join(f"c{row},Software,2024-0{1 + row % 9}-01,\n" for row in range(40))
RAGGED = "c98,Software,2024-01-01,,one more,and another\n"

UNUSABLE = {
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 40,
    "header-only.csv": HEADER.encode(),
    "table.pdf": b"%PDF-1.7 not a table",
    "table.json": b'[{"account_id": "c1"}]',
}


def file(name: str, content: bytes) -> dict[str, object]:
    """A file as a browser hands it over."""
    return {"name": name, "mimeType": "text/csv", "buffer": content}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_cannot_be_used_is_named_and_not_kept(app: App, page: Page, name: str) -> None:
    open_page(page, app.address, "Data")
    upload(page, file(name, UNUSABLE[name]))
    message = page.get_by_test_id("stAlert").filter(has_text=name)
    expect(message).to_be_visible()
    settled(page)
    no_traceback(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)
    expect(page.get_by_text(name)).to_have_count(0)


def test_a_file_with_a_header_only_names_its_row(app: App, page: Page) -> None:
    open_page(page, app.address, "Data")
    upload(page, file("header-only.csv", UNUSABLE["header-only.csv"]))
    expect(page.get_by_test_id("stAlert").filter(has_text="header-only.csv, row 1")).to_be_visible()


def test_a_file_without_a_known_column_is_named_and_can_be_removed(app: App, page: Page) -> None:
    open_page(page, app.address, "Data")
    upload(page, file("strange.csv", b"foo,bar\nx,y\nz,w\n"))
    message = page.get_by_test_id("stAlert").filter(has_text="strange.csv")
    expect(message).to_be_visible()
    expect(message).to_contain_text("foo, bar")
    no_traceback(page)
    settled(page)
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(message).to_have_count(0)
    expect(page.get_by_text("strange.csv")).to_have_count(0)


def test_a_ragged_file_keeps_its_good_rows_and_hands_out_the_others(app: App, page: Page, tmp_path: Path) -> None:
    open_page(page, app.address, "Data")
    upload(page, file("ragged.csv", (HEADER + GOOD + RAGGED).encode()))
    expect(page.get_by_text("41 rows read = 40 kept + 1 rejected + 0 left out")).to_be_visible()
    settled(page)
    no_traceback(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download rows that are not in (CSV)").click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    rejects = path.read_text("utf-8")
    assert "c98" in rejects
    assert "42" in rejects, "the row is not named"


def test_a_good_file_dropped_beside_bad_ones_is_read(app: App, page: Page) -> None:
    open_page(page, app.address, "Data")
    upload(page, file("empty.csv", b""), file("good.csv", (HEADER + GOOD).encode()))
    expect(page.get_by_test_id("stAlert").filter(has_text="empty.csv")).to_be_visible()
    expect(page.get_by_role("combobox", name="good.csv holds")).to_be_visible()
