"""Sample firms whose results are doubted."""

from pathlib import Path

import pytest

from questionnaires import load
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY

SAMPLES = ("dyeing-mill", "garment-maker", "spinning-mill", "garment-quick")


@pytest.fixture(scope="session", params=SAMPLES)
def sheet(request):
    path = Path(LIBRARY) / "textile" / "samples" / f"{request.param}.yaml"
    return read_answers(path, lambda _: load("textile")).sheets[0]
