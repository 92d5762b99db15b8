"""A register of 5,000 firms with 37 planted faults: all are found, and everybody else is assessed."""

import json

import numpy as np
import pytest

from assessment.register import assess_register
from questionnaires.cells import cell_answer, column_names
from questionnaires.files import read_register
from questionnaires.profile import FACTS
from scoring import score, score_many
from tests.benchmarks import park_register

FIRMS = 5_000
SAMPLE = 40


@pytest.fixture(scope="module")
def planted():
    return park_register.book(FIRMS)


@pytest.fixture(scope="module")
def batch(planted, textile):
    data, _ = planted
    return assess_register(read_register(data, lambda _: textile, name="park.xlsx"))


def test_the_register_holds_faults_of_many_kinds(planted):
    """There are 37, each in a row of its own, of more than fifteen kinds."""
    _, faults = planted

    assert len({fault.row for fault in faults}) == len(faults) == 37
    assert len({fault.code for fault in faults}) >= 15


def test_every_fault_is_found_and_no_other(planted, batch):
    """Row, column and code of all problems are those planted; each can be said in both languages."""
    _, faults = planted
    found = [(p.place.row, p.place.column, p.code) for p in batch.problems]

    assert found == [(fault.row, fault.column, fault.code) for fault in faults]
    assert all(p.to(lang) for p in batch.problems for lang in ("zh", "en"))
    rows = [fault.row - park_register.HEAD - 1 for fault in faults]
    assert sorted(batch.faults) == rows
    assert len(batch) == FIRMS - 37 == 4_963
    assert set(batch.rows.tolist()) == set(range(FIRMS)) - set(rows)


def test_every_result_is_that_of_the_row_alone(batch, textile):
    """All scores equal those of the sound rows scored as a table, a sample those of single firms."""
    sound = park_register.frame(FIRMS)[batch.rows]
    expected, found = score_many(textile, sound).numbers, batch.outcomes.table.numbers

    for name in ("scores", "highs", "coverage", "levels"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), strict=True)
    for firm in np.linspace(0, len(batch) - 1, SAMPLE).astype(int).tolist():
        row = sound.row(firm, named=True)
        facts = {fact: row[fact] for fact in FACTS if fact in row}
        answers = {
            question.id: cell_answer(question, *(row[name] for name in column_names(question)))
            for question in textile.questions
        }
        card = score(textile, answers, facts, form=row["form"])
        assert card == batch.outcomes.table.card(firm)
        assert json.loads(batch.answers_json[firm]) == batch.outcomes.table.sheet(firm).to_plain(
            textile
        )
