"""A server of one's own for each test: on an empty database, with browsers that hold cookies."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.kit.settings import Settings

CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Browser:
    """A person at a browser: follows redirects, keeps cookies, sends forms with their token."""

    def __init__(self, app, lang="zh", **headers):
        self.client = TestClient(
            app, headers={"accept": "text/html", "accept-language": lang, **headers}
        )

    def get(self, path, **options):
        return self.client.get(path, **options)

    def post(self, path, data=None, *, page="/healthz-none", **options):
        """Send a form; its token is read from *page* (any page gives the browser's token)."""
        token = CSRF.search(self.client.get(page).text).group(1)
        return self.client.post(path, data={"csrf": token, **(data or {})}, **options)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a fresh server; a test may replace this fixture."""
    return Settings(data_dir=tmp_path / "data", rate_limits=False)


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
