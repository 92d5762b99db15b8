"""What all tests share: Hypothesis profiles, and the published questionnaire."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from questionnaires import Questionnaire, load

# `ci` gives everyone the same examples, so that a clone tests itself alike everywhere; the thorough
# profile looks further, anew each time: pytest --hypothesis-profile=thorough
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "ci", deadline=None, max_examples=40, derandomize=True, database=None,
    suppress_health_check=_SLOW,
)  # fmt: skip
settings.register_profile(
    "thorough", deadline=None, max_examples=1500, print_blob=True, suppress_health_check=_SLOW
)
settings.load_profile("ci")

# The queue takes a second to start: servers of tests leave jobs alone, unless a test says otherwise.
os.environ.setdefault("MATURITY_JOBS", "elsewhere")


@pytest.fixture(scope="session")
def textile() -> Questionnaire:
    """The published questionnaire, newest version."""
    return load("textile")
