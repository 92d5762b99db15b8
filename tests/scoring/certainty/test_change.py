"""Two rounds: equal truth is no change, real change is seen, and what moved is listed."""

from dataclasses import replace

import numpy as np
import pytest

from questionnaires import load
from questionnaires.answers import Answer, AnswerState
from scoring import ScoringError, score, score_many
from scoring.certainty import Assumptions, change

TEXTILE = load("textile")


def reanswered(sheet, random, keep=0.9):
    """Return the sheet as answered once more: a tenth of the ladders a rung off, up or down."""
    answers = dict(sheet.answers)
    for key, answer in sheet.answers.items():
        question = TEXTILE.question(key)
        if (
            question.kind == "level"
            and answer.state is AnswerState.ANSWERED
            and random.random() > keep
        ):
            rung = min(max(int(answer.value) + random.choice([-1, 1]), 1), 5)
            answers[key] = replace(answer, value=str(rung))
    return type(sheet)(answers, sheet.profile, sheet.form)


def test_the_same_answers_are_no_change(sheet):
    """Identical rounds differ by nothing, in no node, with nothing moved."""
    found = change(TEXTILE, sheet, sheet)

    assert {node.verdict for node in found.nodes.values()} == {"no_change"}
    assert found.nodes["index"].difference == 0
    assert found.items == ()
    assert found.comparable


def test_answering_again_is_called_a_change_in_at_most_one_of_twenty(sheet):
    """400 pairs of simulated re-answers of the same truth: at least 95 % are no change."""
    random = np.random.default_rng(8)
    detectable = change(TEXTILE, sheet, sheet).nodes["index"].detectable
    again = [reanswered(sheet, random) for _ in range(800)]
    scores = score_many(TEXTILE, again).numbers.scores[-1]
    differences = abs(scores[::2] - scores[1::2])

    assert (differences <= detectable).mean() >= 0.95
    assert detectable < 10


def test_the_verdict_follows_the_detectable_change(sheet):
    """One pair of re-answers through the function itself agrees with that rule."""
    random = np.random.default_rng(9)
    first, second = (reanswered(sheet, random) for _ in range(2))
    found = change(TEXTILE, first, second, draws=1000)

    node = found.nodes["index"]
    assert (node.verdict == "no_change") is (abs(node.difference) <= node.detectable)


def test_a_real_change_is_seen_and_explained(sheet):
    """Raising many answers is a change upwards; each item's points are its own re-score."""
    answered = [a.id for a in score(TEXTILE, sheet).answers.values() if a.state == "answered" and a.credit < 60]  # fmt: skip
    better = sheet
    for key in answered[:14]:
        question = TEXTILE.question(key)
        if question.kind == "level":
            better = better.with_answer(key, Answer(AnswerState.ANSWERED, "5"))
    found = change(TEXTILE, sheet, better)

    assert found.nodes["index"].verdict == "up"
    assert change(TEXTILE, better, sheet).nodes["index"].verdict == "down"
    first = found.items[0]
    alone = sheet.with_answer(first.question, better.answers[first.question])
    gain = score(TEXTILE, alone).score - score(TEXTILE, sheet).score
    assert first.points == pytest.approx(gain, abs=1e-9)
    assert [abs(i.points) for i in found.items] == sorted((abs(i.points) for i in found.items), reverse=True)  # fmt: skip


def test_rounds_of_different_firms_are_not_compared(sheet):
    """When other questions were asked, nothing is called a change."""
    other = type(sheet)(sheet.answers, replace(sheet.profile, processes=("dyeing",)), sheet.form)  # fmt: skip
    found = change(TEXTILE, sheet, other)

    assert not found.comparable
    assert {node.verdict for node in found.nodes.values()} == {"no_change"}


def test_without_any_doubt_there_is_no_noise_to_measure(sheet):
    """A firm that never errs would make every difference a change; that is refused."""
    with pytest.raises(ScoringError):
        change(TEXTILE, sheet, sheet, Assumptions(trust=1.0))


def test_finding_out_is_no_change(sheet):
    """What was unknown may have been as good before: a higher score alone is not called real."""
    known = [key for key, a in score(TEXTILE, sheet).answers.items() if a.state == "answered" and a.credit > 60]  # fmt: skip
    unknown = sheet
    for key in known[:12]:
        unknown = unknown.with_answer(key, Answer(AnswerState.UNKNOWN))
    index = change(TEXTILE, unknown, sheet).nodes["index"]

    assert index.difference > index.detectable
    assert index.found_out == pytest.approx(index.difference, abs=1e-9)
    assert index.verdict == "no_change"
