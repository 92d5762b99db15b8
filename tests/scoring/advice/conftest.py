"""Sample firms for plans."""

from pathlib import Path

import pytest

from questionnaires import load
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY
from scoring.advice import Advisor

SAMPLES = ("dyeing-mill", "garment-maker", "spinning-mill", "garment-quick")


def sample(name):
    path = Path(LIBRARY) / "textile" / "samples" / f"{name}.yaml"
    return read_answers(path, lambda _: load("textile")).sheets[0]


@pytest.fixture(scope="session", params=SAMPLES)
def firm(request):
    """An advisor for every sample firm, on a day before most funding ends."""
    return Advisor(load("textile"), sample(request.param), on="2026-06-01")


@pytest.fixture(scope="session")
def mill():
    return Advisor(load("textile"), sample("dyeing-mill"), on="2026-06-01")
