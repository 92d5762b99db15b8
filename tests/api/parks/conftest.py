"""A park with a campaign, and browsers of its people."""

import pytest

from tests.api.arrange import sign_in
from tests.api.parks.campaign_world import world


@pytest.fixture
def park(app):
    return world(app, asks="scores")


@pytest.fixture
def person(park, browsers, database):
    """Sign somebody of the park in: ``person("reviewer")``."""

    def come(role="owner", lang="zh"):
        browser = browsers(lang)
        [park_id] = park.asker.memberships
        sign_in(database, browser, park_id, role, name="示例·张经理")
        return browser

    return come


@pytest.fixture
def manager(person):
    return person()


@pytest.fixture
def home(park):
    """Address of the park."""
    return f"/parks/{park.park}"


@pytest.fixture
def base(park, home):
    """Address of the campaign."""
    return f"{home}/campaigns/{park.campaign}"
