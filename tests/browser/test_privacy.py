"""Nothing leaves this machine: a whole walk asks 127.0.0.1 and nobody else."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.at_the_screen import PAGES, go, open_page
from tests.browser.conftest import App

INSIDE = {"data", "blob", "about"}  # schemes that ask nobody


def test_a_walk_over_all_pages_asks_this_machine_only(sample_app: App, page: Page) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    open_page(page, sample_app.address, "Start")
    for name in PAGES:
        go(page, name)
    outside = {url for url in asked if urlsplit(url).scheme not in INSIDE and urlsplit(url).hostname != "127.0.0.1"}
    assert len(asked) > len(PAGES)
    assert outside == set()
    assert complaints == []
