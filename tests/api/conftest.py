"""A server of one's own for each test: on an empty database, with browsers that hold cookies.

Tests run on SQLite; those marked ``both`` run a second time on PostgreSQL.
"""

import os
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.kit import migrate
from api.kit.database import Database
from api.kit.settings import Settings
from tests.postgres import postgres

CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Browser:
    """A person at a browser: follows redirects, keeps cookies, sends forms with their token."""

    def __init__(self, app, lang="zh", **headers):
        """Sit at *app*, in a language, sending *headers* with everything."""
        self.client = TestClient(
            app, headers={"accept": "text/html", "accept-language": lang, **headers}
        )

    def get(self, path, **options):
        return self.client.get(path, **options)

    def post(self, path, data=None, *, page="/healthz-none", **options):
        """Send a form; its token is read from *page* (any page gives the browser's token)."""
        token = CSRF.search(self.client.get(page).text).group(1)
        return self.client.post(path, data={"csrf": token, **(data or {})}, **options)


def pytest_configure(config):
    """Register the marker of tests that run on both kinds of database."""
    config.addinivalue_line("markers", "both: runs on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc):
    """Run tests marked ``both`` twice."""
    if metafunc.definition.get_closest_marker("both"):
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server for the whole run; it holds ``migrated``, an empty migrated database."""
    with postgres() as server:
        server.run("CREATE DATABASE migrated")
        database = Database(server.url("migrated"))
        migrate.upgrade(database)
        database.dispose()
        yield server


@pytest.fixture
def engine(request) -> str:
    """The kind of database of a test: ``sqlite`` or ``postgresql`` (for all: ``TEST_ENGINE``)."""
    return getattr(request, "param", os.environ.get("TEST_ENGINE", "sqlite"))


@pytest.fixture
def database_url(engine, request) -> str | None:
    """Address of an empty database with all tables; ``None`` for SQLite in the data folder."""
    if engine == "sqlite":
        return None
    return request.getfixturevalue("postgres_server").database("migrated")


@pytest.fixture
def settings(tmp_path: Path, database_url) -> Settings:
    """Settings of a fresh server; a test may replace this fixture."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url, rate_limits=False)


@pytest.fixture
def app(settings):
    """The application, started."""
    application = create_app(settings)
    with TestClient(application):
        yield application


@pytest.fixture
def browser(app):
    """A browser nobody has signed in at."""
    return Browser(app)


@pytest.fixture
def browsers(app):
    """As many browsers as a test needs: ``browsers("en")``."""
    return lambda lang="zh", **headers: Browser(app, lang, **headers)


@pytest.fixture
def database(app):
    """The application's database, for arranging and checking rows."""
    return app.state.database
