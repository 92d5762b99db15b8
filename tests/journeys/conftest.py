"""A real server and a real browser for whole journeys."""

import os
import threading
import time

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from api.app import create_app
from api.kit.settings import Settings
from tests.journeys import chromium
from tests.journeys.people import Person


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Address of a server with an empty database, on a free port of this computer."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("server"), rate_limits=False)
    config = uvicorn.Config(create_app(settings), port=0, log_level="warning", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def chrome():
    """One Chromium for all journeys; without one they are skipped, but never where CI runs."""
    path = chromium.find()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("there is no Chromium: apt-get install chromium")
    if path is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*chromium.ARGUMENTS], headless=True
        )
        yield browser
        browser.close()


@pytest.fixture
def people(chrome, address):
    """As many people as a journey needs, each at a browser of their own."""
    there = []

    def come(**options):
        there.append(Person(chrome, address, **options))
        return there[-1]

    yield come
    failures = [failure for person in there for failure in person.failures]
    for person in there:
        person.close()
    assert failures == []
