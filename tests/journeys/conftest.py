"""A real server and a real browser. `live` is the server's address, `tab` a new tab of Chromium.

    def test_something(live: str, tab: Page) -> None:
        tab.goto(live + "/whats-on")

Every test that uses `tab` or `norfolk` is marked `browser` and skipped where there is no Chromium.
Stories of several weeks set the server's clock by `hour`; those across several people begin with
`norfolk`, a site as it is after its first morning (tests/journeys/story.py).
"""

import threading
from collections.abc import Iterator
from contextlib import closing
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from rose_training import clock
from tests.journeys.story import Hour, Story, lay_out_norfolk
from tests.support import browser as chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"tab", "norfolk"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Chromium, started once."""
    if not chromium.available():
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        started = chromium.launch(playwright)
        yield started
        started.close()


def _whole(wsgi: WSGIApplication, hour: Hour) -> WSGIApplication:
    """The same at the hour of the story, with every answer read to its end: a browser that leaves halfway
    leaves no file open."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with clock.set_to(hour.now()), closing(ClosingIterator(wsgi(environ, start_response))) as parts:
            return [b"".join(parts)]

    return answer


@pytest.fixture
def hour() -> Hour:
    """The server's clock: the real one, unless a test sets it."""
    return Hour()


@pytest.fixture
def live(app: Flask, hour: Hour) -> Iterator[str]:
    """The application behind a real address of this computer, on a free port."""
    server = make_server("127.0.0.1", 0, _whole(app.wsgi_app, hour), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tab(chrome: Browser) -> Iterator[Page]:
    """A tab with an empty profile of its own, 1280 pixels wide."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def norfolk(
    app: Flask, stored: Session, live: str, hour: Hour, chrome: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Story]:
    """The first morning of the school year 2025: programme, surveys, term dates and schools register as they
    ship, and an office of three. Mails lead to the server of this test."""
    monkeypatch.setitem(app.config, "SITE_URL", live)
    hour.becomes("8 September 2025")
    lay_out_norfolk(stored, at=hour.now())
    stored.commit()
    story = Story(app, live, hour, chrome, stored)
    yield story
    story.end()
