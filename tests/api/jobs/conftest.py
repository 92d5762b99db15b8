"""A farm on each kind of database; nothing of it is left running."""

import pytest

from tests.api.jobs.farm import Farm


@pytest.fixture
def farm(tmp_path, database_url):
    """A park with a campaign, and no process yet that works for it."""
    found = Farm(tmp_path, database_url)
    yield found
    found.close()
