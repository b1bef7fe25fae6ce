"""A real browser on a real server with an embedded database."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.routing import MapAdapter
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.app import create_app
from portal.config import Mode, Settings
from portal.intake.waiting import judge_one, waiting_messages
from portal.jobs.worker import InProcessWorker
from portal.store.tenant import PORTAL, acting_for
from tests import databases
from tests.journeys.world import furnish

NAMES = ("chromium", "chromium-browser", "google-chrome")


class Silent(WSGIRequestHandler):
    """Keeps the requests out of the test report."""

    def log(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with a small world in it, on a database of its own."""
    url = databases.copied(sqlite_template, tmp_path_factory.mktemp("journeys")).url
    app = create_app(Settings(Mode.TEST, url, bytes(range(32)), "s" * 32))
    with app.app_context(), acting_for(PORTAL):
        furnish(app)
    return app


@pytest.fixture(scope="session")
def pages(furnished: Flask) -> MapAdapter:
    """Which route is behind an address."""
    return furnished.url_map.bind("localhost")


@pytest.fixture(scope="session")
def address(furnished: Flask) -> Iterator[str]:
    """Where the portal answers, with the worker of an embedded database behind it."""
    worker = InProcessWorker(waiting_messages(furnished), judge_one(furnished))
    worker.start()
    server = make_server("127.0.0.1", 0, furnished, threaded=True, request_handler=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    worker.stop()


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
def page_of(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a window of some width; whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def heard(kind: str, text: str) -> None:
        if kind != "verbose":  # advice to whoever looks into the page, not a complaint
            complaints.append(f"{kind}: {text}")

    def opened(width: int, scripts: bool = True) -> Page:
        size = {"width": width, "height": 900}
        context = chromium.new_context(
            base_url=address, viewport=size, java_script_enabled=scripts, accept_downloads=True
        )
        page = context.new_page()
        page.on("console", lambda message: heard(message.type, message.text))
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
