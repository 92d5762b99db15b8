"""Flags of many firms: what ``plausibility`` finds in each sheet, and outliers in each group."""

import numpy as np
import pytest

from questionnaires import load, parse_sheet
from scoring import score_many
from scoring.certainty import flags, plausibility
from tests.scoring.certainty.test_plausibility import PLANTED, PROFILE, sheet_of

TEXTILE = load("textile")


def firms(count=300, seed=3):
    """Random answers, some to questions not asked; of a tenth the same rung all the way."""
    random = np.random.default_rng(seed)
    found = []
    for firm in range(count):
        answers = {}
        rung = str(random.integers(1, 6))
        for question in TEXTILE.questions:
            if question.is_quantity:
                low, high = (anchor.at for anchor in (question.anchors[0], question.anchors[-1]))
                value = float(low + (high - low) * random.random())
                ratio = {"numerator": abs(value), "denominator": 100}
                answers[question.id] = ratio if question.kind == "count_of" else value
            elif question.kind == "level" and firm % 10 == 0:
                answers[question.id] = rung
            else:
                answers[question.id] = random.choice([option.id for option in question.options])
        sheet, _ = parse_sheet(TEXTILE, answers, PROFILE)
        found.append(sheet)
    return found


def without_outliers(findings):
    return [finding for finding in findings if finding.kind != "outlier"]


def test_each_firms_flags_are_its_findings():
    """Contradictions, quantities and straight lines of 300 firms, with questions and words."""
    sheets = firms()
    found = flags(TEXTILE, score_many(TEXTILE, sheets))

    kinds = set()
    for firm, sheet in enumerate(sheets):
        expected = plausibility(TEXTILE, sheet)
        assert without_outliers(found.findings(firm)) == list(expected)
        kinds |= {finding.kind for finding in expected}
    assert kinds == {"contradiction", "quantities", "straight_line"}
    assert found.counts.tolist() == found.raised.sum(axis=0).tolist()


@pytest.mark.parametrize(("check", "answers"), PLANTED, ids=[row[0] for row in PLANTED])
def test_every_check_is_told(check, answers):
    """Each declared check has a row of its own."""
    found = flags(TEXTILE, score_many(TEXTILE, [sheet_of(answers), sheet_of({})]))

    assert found.raised[found.names.index(check)].tolist() == [True, False]


def test_an_outlier_is_told_in_its_group():
    """Twenty peers are needed; what is usual in one group may be far off in another."""
    usual = [sheet_of({"energy.water.dyeing_woven": 1.2 + 0.05 * (n % 9)}) for n in range(24)]
    thirsty = [sheet_of({"energy.water.dyeing_woven": 14 + 0.5 * (n % 9)}) for n in range(24)]
    table = score_many(TEXTILE, [*usual, thirsty[0], *thirsty[1:]])
    groups = np.repeat([0, 1], [25, 23])
    row = "outlier:energy.water.dyeing_woven"

    found = flags(TEXTILE, table, groups)

    raised = found.raised[found.names.index(row)]
    assert np.flatnonzero(raised).tolist() == [24]
    (finding,) = found.findings(24)
    assert (finding.kind, finding.questions) == ("outlier", ("energy.water.dyeing_woven",))
    assert "24 家" in finding.text["zh"]
    few = flags(TEXTILE, score_many(TEXTILE, [*usual[:19], thirsty[0]]))
    assert not few.raised.any()


def test_nobody_has_no_flags():
    """An empty cohort, and a questionnaire without ladders, quantities or checks."""
    found = flags(TEXTILE, score_many(TEXTILE, []))

    assert found.raised.shape == (len(found.names), 0)
