"""A real server and a real browser for whole journeys."""

import os
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from api.app import create_app
from api.kit.settings import Settings
from tests.journeys import chromium
from tests.journeys.people import Person


@contextmanager
def served(settings):
    """Run a server on a free port of this computer; the address goes to the block."""
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
def address(tmp_path_factory):
    """Address of a server with an empty database."""
    with served(Settings(data_dir=tmp_path_factory.mktemp("server"), rate_limits=False)) as found:
        yield found


@pytest.fixture(scope="module")
def working(tmp_path_factory):
    """Settings and address of a server that carries out jobs itself; one at a time can."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("park"), rate_limits=False, jobs="here")
    with served(settings) as found:
        yield settings, found


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


@contextmanager
def crowd(chrome, address):
    """Let people come, each at a browser of their own; nothing may fail in their pages."""
    there = []

    def come(**options):
        there.append(Person(chrome, address, **options))
        return there[-1]

    yield come
    failures = [failure for person in there for failure in person.failures]
    for person in there:
        person.close()
    assert failures == []


@pytest.fixture
def people(chrome, address):
    """As many people as a journey needs."""
    with crowd(chrome, address) as come:
        yield come


@pytest.fixture
def park_people(chrome, working):
    """People at the server that carries out jobs."""
    with crowd(chrome, working[1]) as come:
        yield come
