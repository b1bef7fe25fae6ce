"""A real browser on a real server with an embedded database."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.app import create_app
from portal.config import Mode, Settings
from tests import databases

NAMES = ("chromium", "chromium-browser", "google-chrome")


class Silent(WSGIRequestHandler):
    """Keeps the requests out of the test report."""

    def log(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the portal answers."""
    url = databases.copied(sqlite_template, tmp_path_factory.mktemp("journeys")).url
    app = create_app(Settings(Mode.TEST, url, bytes(range(32)), "s" * 32))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The installed Chromium; skips where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("NO CHROMIUM IS INSTALLED: the browser tests are left out of this run")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=options)
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 390])
def width(request: pytest.FixtureRequest) -> int:
    """A desk and a telephone."""
    return int(request.param)


@pytest.fixture(params=["nl", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """The two languages."""
    return str(request.param)


@pytest.fixture
def page_of(chromium: Browser, address: str) -> Iterator[Callable[[int], Page]]:
    """Opens a window of some width; whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def opened(width: int) -> Page:
        context = chromium.new_context(base_url=address, viewport={"width": width, "height": 900})
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in chromium.contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(page_of: Callable[[int], Page], width: int) -> Page:
    """A window on a desk or a telephone."""
    return page_of(width)
