"""A stored result comes back as it was."""

import json

import pytest

import questionnaires
import scoring
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY
from scoring.restore import card_from_dict

SAMPLES = sorted((LIBRARY / "textile" / "samples").glob("*.yaml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_stored_card_is_the_same_card(path):
    """Through JSON and back, a card and everything it says is unchanged."""
    textile = questionnaires.load("textile")
    card = scoring.score(textile, read_answers(path, lambda _: textile).sheets[0])

    restored = card_from_dict(json.loads(card.to_json()))

    assert restored.to_json() == card.to_json()
    assert restored.trace() == card.trace()
    assert restored.next_level == card.next_level
    assert restored.alignment == card.alignment


def test_nothing_else_is_taken_for_a_card():
    """A document that lacks a part is refused, not filled in."""
    textile = questionnaires.load("textile")
    document = scoring.score(textile, {}).to_dict()
    del document["gates"]

    with pytest.raises(KeyError):
        card_from_dict(document)
