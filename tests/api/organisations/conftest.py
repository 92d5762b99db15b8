"""Cheap hashes: what is tested is who gets in, not how long guessing takes."""

import pytest
from argon2 import PasswordHasher

from api.kit import security


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """Hash with the least that argon2 allows."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(security, "_hasher", hasher)
    monkeypatch.setattr(security, "_NOBODY", hasher.hash("nobody"))
