"""Answers of many firms as arrays: the same numbers as on every firm's card."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import score_many
from tests.strategies import questionnaires, sheets
from tests.tiny import dimension, made, number, practice


@given(st.data())
def test_answers_agree_with_the_cards(data):
    """Credit, share, loss and state of each answer, and every clause, for any questionnaire."""
    questionnaire = data.draw(questionnaires())
    table = score_many(
        questionnaire, data.draw(st.lists(sheets(questionnaire), min_size=1, max_size=4))
    )
    answers = table.answers()
    clauses = table.clauses(answers)
    for firm, card in enumerate(table.cards()):
        rows = list(card.answers.values())
        for row, answer in enumerate(rows):
            counted = answer.credit is not None
            assert answers.counts[row, firm] == counted
            assert answers.open[row, firm] == (answer.state in ("unanswered", "unknown", "pending"))
            assert answers.lost[row, firm] == pytest.approx(answer.lost, rel=0, abs=1e-9)
            if counted:
                assert answers.credits[row, firm] == answer.credit
            else:
                assert np.isnan(answers.credits[row, firm])
        for row, clause in enumerate(card.alignment):
            found = clauses[row, firm]
            assert (
                np.isnan(found)
                if clause.score is None
                else found == pytest.approx(clause.score, rel=0, abs=1e-9)
            )


def test_losses_and_shares_by_hand():
    """A mean of 40 and 80 with weights 1:3 and N/A elsewhere: 15 points are lost by each."""
    questionnaire = made(
        dimension("d", practice("d.p", number("a"), number("b", weight=3)),
                  practice("d.q", number("c", may_not_apply=True)))
    )  # fmt: skip
    table = score_many(questionnaire, [{"a": 40, "b": 80, "c": {"not_applicable": "none"}}])
    answers = table.answers()

    assert answers.shares[:, 0].tolist() == [0.25, 0.75, 0.0]
    assert answers.lost[:, 0].tolist() == pytest.approx([15, 15, 0], rel=0, abs=1e-9)
    assert answers.counts[:, 0].tolist() == [True, True, False]
