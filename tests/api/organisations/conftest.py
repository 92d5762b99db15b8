"""One firm with a person of each role, and people who do not belong to it."""

from dataclasses import dataclass

import pytest
from argon2 import PasswordHasher

from api.kit import security
from tests.api.arrange import organisation, sign_in


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """Hash with the least that argon2 allows."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(security, "_hasher", hasher)
    monkeypatch.setattr(security, "_NOBODY", hasher.hash("nobody"))


@dataclass
class Firm:
    """A firm as tests see it: its ids, and by role a browser and the person's public id."""

    id: int
    public_id: str
    browsers: dict
    people: dict

    @property
    def path(self):
        return f"/organisations/{self.public_id}"

    @property
    def owner(self):
        return self.browsers["owner"]

    def member(self, role):
        return f"{self.path}/members/{self.people[role]}"


@pytest.fixture
def firm(database, browsers):
    """A firm with an owner, a member and a reviewer; ``stranger`` owns another, ``nobody`` is out."""
    found, public_id = organisation(database, name="示例·甲印染")
    other, _ = organisation(database, name="示例·乙织造")
    arranged = Firm(found, public_id, {}, {})
    for role, where in [
        ("owner", found),
        ("member", found),
        ("reviewer", found),
        ("stranger", other),
    ]:
        browser = browsers()
        asker = sign_in(
            database, browser, where, "owner" if role == "stranger" else role, name=f"测试{role}"
        )
        arranged.browsers[role], arranged.people[role] = browser, asker.user.public_id
    arranged.browsers["nobody"] = browsers()
    return arranged
