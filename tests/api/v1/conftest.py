"""Programs with keys of organisations of their own."""

import pytest

from tests.api.v1.callers import Program, anybody


@pytest.fixture
def program(app):
    """Make a program with a fresh key, of a fresh organisation unless one is given."""
    return lambda **options: Program(app, **options)


@pytest.fixture
def mine(program):
    """A program that may read and write assessments."""
    return program()


@pytest.fixture
def anyone(app):
    """A program without a key."""
    return anybody(app)
