"""What measures bring many firms is what they bring each of them alone."""

from dataclasses import replace

import numpy as np
import pytest

from questionnaires import load
from scoring import score, score_many
from scoring.advice.lifts import lifts
from scoring.advice.moves import after
from scoring.packing import pack, unpack
from tests import plans
from tests.benchmarks.parks import park
from tests.scoring.advice.conftest import SAMPLES, sample

TEXTILE = load("textile")


def unrounded(questionnaire, sheet):
    """Return the sheet with the same ratios of figures that are not whole: those are not rounded."""
    for question in questionnaire.questions:
        answer = sheet.answers.get(question.id)
        if question.kind == "count_of" and answer is not None and answer.value is not None:
            top, bottom = answer.value
            part = replace(answer, value=(0.3701 * top, 0.3701 * bottom))
            sheet = sheet.with_answer(question.id, part)
    return sheet


def fits(measure, profile):
    runs = not measure.processes or set(measure.processes) & set(profile.processes)
    return runs and (not measure.sizes or (profile.size or "medium") in measure.sizes)


def alone(questionnaire, sheet, measure):
    """Return what a measure brings by the single firm's own arithmetic."""
    if not fits(measure, sheet.profile):
        return 0.0
    applying = {
        key: answer for key, answer in sheet.answers.items() if answer.state == "not_applicable"
    }
    moved = after(questionnaire, sheet, [measure])
    for key, answer in applying.items():
        moved = moved.with_answer(key, answer)
    return score(questionnaire, moved).score - score(questionnaire, sheet).score


@pytest.mark.parametrize("seed", range(8))
def test_random_firms_gain_what_each_gains_alone(seed):
    """Every kind of question and move; batches of one and of three."""
    made = plans.random_plan(seed)
    sheet = unrounded(made.questionnaire, made.sheet)
    found = lifts(score_many(made.questionnaire, [sheet] * 3))
    for measure, row in zip(found.measures, found.points, strict=True):
        wanted = alone(made.questionnaire, sheet, measure)
        assert row.tolist() == pytest.approx([wanted] * 3, abs=1e-6), measure.id


def test_sample_firms_gain_what_each_gains_alone():
    """The published catalogue, its conditions and variants; firms of different processes."""
    sheets = [unrounded(TEXTILE, sample(name)) for name in SAMPLES]
    some = TEXTILE.measures[::8]
    found = lifts(score_many(TEXTILE, sheets), some)
    wanted = np.array([[alone(TEXTILE, sheet, measure) for sheet in sheets] for measure in some])

    assert found.points == pytest.approx(wanted, abs=1e-5)
    assert (found.points > 0).any(axis=1).sum() > 5


def test_the_table_is_left_as_it_was():
    """Neither answers nor scores of the table change; frozen results gain the same."""
    table, _ = park(50)
    before = pack(table)
    found = lifts(table)

    assert pack(table) == before
    assert np.array_equal(lifts(unpack(TEXTILE, before)).points, found.points)
    assert (found.points >= 0).all()
