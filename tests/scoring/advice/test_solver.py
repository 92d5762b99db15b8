"""What surrounds the solver: silence, and the patience of the caller."""

import subprocess
import sys

import pytest

from questionnaires import load, parse_sheet
from scoring.advice import Advisor
from scoring.advice.solver import patience
from scoring.errors import ScoringError

PRINTING = """
import ctypes
from scoring.advice.silence import silence
c = ctypes.CDLL(None)
c.printf(b"before ")
with silence():
    c.printf(b"inside ")
    with silence():
        c.puts(b"deeper ")
    c.puts(b"still ")
    print("python", end=" ", flush=True)
c.printf(b"after")
c.fflush(None)
"""


def test_c_code_is_silent_and_python_is_not():
    """Only what C code prints while silence is wanted goes nowhere, nested or not."""
    done = subprocess.run(
        [sys.executable, "-c", PRINTING], check=True, capture_output=True, text=True
    )

    assert sorted(done.stdout.split()) == ["after", "before", "python"]


@pytest.fixture
def advisor():
    textile = load("textile")
    facts = {"processes": ["garment"], "employees": 60, "revenue": 1500}
    return Advisor(textile, parse_sheet(textile, {}, facts)[0])


def test_patience_ends_in_a_reason_and_never_in_another_plan(advisor):
    """With time left the plan is the same as without a clock; with none there is no plan."""
    with patience(lambda: 600.0):
        assert advisor.best(30) == advisor.best(30)
    seconds = iter([600.0, -1.0])
    with patience(lambda: next(seconds)), pytest.raises(ScoringError) as caught:
        advisor.best(30)

    assert [problem.code for problem in caught.value.problems] == ["advice.too_slow"]
    assert advisor.best(30).feasible


def test_a_quantity_with_too_many_ways_to_change_is_refused(advisor):
    """Twenty differences of one quantity have a million sums: said, not computed."""
    question = "branding.channels.online_share"
    own = [
        {"id": f"own_{n}", "title": {"zh": "自有"}, "cost": {"range": [1, 1]},
         "moves": [{"question": question, "by": 0.001 * 2**n}]}
        for n in range(14)
    ]  # fmt: skip
    sheet = advisor.situation.sheet.with_answer(
        question, parse_sheet(advisor.situation.questionnaire, {question: 1})[0].answers[question]
    )
    with pytest.raises(ScoringError) as caught:
        Advisor(advisor.situation.questionnaire, sheet, {"own": own}).best(30)

    assert caught.value.problems[0].code == "advice.too_many_moves"
