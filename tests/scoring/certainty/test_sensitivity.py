"""Sobol indices: analytic values, another implementation, and what a firm's level hangs on."""

import json
from pathlib import Path

import numpy as np
import pytest
from SALib.analyze import sobol as salib_analyze
from SALib.sample import sobol as salib_sample

from questionnaires import load, parse_sheet
from scoring.certainty import Assumptions, sensitivity
from scoring.certainty.sensitivity import sobol
from tests.tiny import level, number, one

TEXTILE = load("textile")
CASE = json.loads(
    (Path(__file__).resolve().parents[2] / "golden" / "g34_sobol_ishigami.json").read_text(encoding="utf-8")
)  # fmt: skip


def ishigami(places):
    x = np.pi * (2 * places - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.mark.parametrize(("points", "within"), [(1024, 0.02), (16_384, 0.005)])
def test_the_ishigami_function(points, within):
    """Ishigami and Homma (1990): first-order and total indices and variance, analytic."""
    found = sobol(ishigami, 3, points=points)

    assert found.first == pytest.approx(CASE["expected"]["S1"], abs=within)
    assert found.total == pytest.approx(CASE["expected"]["ST"], abs=within)
    assert found.variance == pytest.approx(CASE["expected"]["variance"], abs=10 * within)


def test_another_implementation_agrees():
    """SALib's Saltelli sample and estimators give the same indices within their error."""
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    sample = salib_sample.sample(problem, 4096, calc_second_order=False, seed=1)
    theirs = salib_analyze.analyze(problem, ishigami(sample), calc_second_order=False, seed=1)
    ours = sobol(ishigami, 3, points=4096)

    assert ours.first == pytest.approx(theirs["S1"], abs=0.02)
    assert ours.total == pytest.approx(theirs["ST"], abs=0.02)


def test_a_linear_function_by_hand():
    """X + 2y: variances 1 and 4 twelfths, so shares of a fifth and four fifths, no interaction."""
    found = sobol(lambda u: u[:, 0] + 2 * u[:, 1], 2, points=4096)

    assert found.first == pytest.approx([0.2, 0.8], abs=0.01)
    assert found.total == pytest.approx([0.2, 0.8], abs=0.01)


def test_what_never_varies_has_no_indices():
    """A constant has variance 0 and indices 0, not a division by zero."""
    found = sobol(lambda u: np.ones(len(u)), 2)

    assert found.variance == 0
    assert found.total.tolist() == [0, 0]


def test_unknown_answers_of_unequal_weight():
    """Two unknown answers of weights 1 and 3: a tenth and nine tenths of the variance."""
    questionnaire = one(
        number("d.p.a", weight=1), number("d.p.b", weight=3), level("d.p.c", weight=4)
    )
    sheet, _ = parse_sheet(
        questionnaire, {"d.p.a": {"unknown": True}, "d.p.b": {"unknown": True}, "d.p.c": "3"}
    )
    found = sensitivity(
        questionnaire, sheet, Assumptions(concentration=None, together=0), points=2048
    )

    assert [factor.target for factor in found.factors] == ["d.p.b", "d.p.a"]
    assert [f.first_index for f in found.factors] == pytest.approx([0.9, 0.1], abs=0.02)
    assert found.index_variance == pytest.approx((0.375**2 + 0.125**2) * 100**2 / 12, rel=0.02)


def test_a_sample_firm(sheet):
    """Totals are at least first-order, sorted, and weights and open answers are all named."""
    found = sensitivity(TEXTILE, sheet, Assumptions(threshold=2, rules=("geometric",)), points=256)

    totals = [factor.total_index for factor in found.factors]
    assert totals == sorted(totals, reverse=True)
    kinds = {factor.kind for factor in found.factors}
    assert kinds >= {"weights", "rule", "threshold"}
    assert found == sensitivity(TEXTILE, sheet, Assumptions(threshold=2, rules=("geometric",)), points=256)  # fmt: skip


def test_without_doubt_there_is_nothing_to_rank():
    """No uncertain factor, no indices."""
    questionnaire = one(level("d.p.a"))
    sheet, _ = parse_sheet(questionnaire, {"d.p.a": "3"})

    assert sensitivity(questionnaire, sheet, Assumptions(concentration=None)).factors == ()
