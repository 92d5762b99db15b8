"""Bands and chances: exact where exact values are known, wider with every unknown, repeatable."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from questionnaires import load, parse_sheet
from questionnaires.answers import Answer, AnswerState
from scoring import ScoringError, score
from scoring.certainty import Assumptions, bands, certainty
from scoring.certainty.draws import dirichlet, draw
from tests.strategies import any_questionnaire, sheets
from tests.tiny import dimension, level, made, number, one, practice

TEXTILE = load("textile")
GOLDEN = Path(__file__).resolve().parents[2] / "golden"
CERTAIN = Assumptions(concentration=None)
UNKNOWN = Answer(AnswerState.UNKNOWN)


def test_dirichlet_weights_have_the_exact_moments():
    """g37: mean and variance of a score under Dirichlet weights, to five standard errors."""
    case = json.loads((GOLDEN / "g37_dirichlet_weights.json").read_text(encoding="utf-8"))
    alpha, x = np.array(case["inputs"]["alpha"]), np.array(case["inputs"]["x"])
    count = 400_000
    values = x @ dirichlet(alpha, count, np.random.default_rng(37))
    expected = np.array(case["expected"]["mean"]), np.array(case["expected"]["variance"])
    error = 5 * np.sqrt(expected[1] / count) + 1e-12

    assert (abs(values.mean(axis=1) - expected[0]) <= error).all()
    assert values.var(axis=1) == pytest.approx(expected[1], rel=0.02, abs=1e-12)


def test_the_same_through_a_questionnaire():
    """Concentration 10 on weights 2, 3, 1, 4 is the published case; variance by the closed form."""
    weights, credits = [2, 3, 1, 4], [10.0, 20.0, 50.0, 30.0]
    questions = [number(f"d.p.q{n}", weight=w) for n, w in enumerate(weights)]
    questionnaire = one(*questions)
    sheet, _ = parse_sheet(questionnaire, {f"d.p.q{n}": c for n, c in enumerate(credits)})
    found = bands(questionnaire, [sheet], Assumptions(concentration=10), draws=200_000, seed=5)
    mean, second = np.average(credits, weights=weights), np.average(np.square(credits), weights=weights)  # fmt: skip

    drawn = draw(questionnaire, Assumptions(concentration=10), 200_000, 5).weights["d.p"]
    simulated = np.array(credits) @ drawn
    assert simulated.mean() == pytest.approx(mean, abs=0.05)
    assert simulated.var() == pytest.approx((second - mean**2) / 11, rel=0.02)
    assert found.low[0, 0] == pytest.approx(np.quantile(simulated, 0.05), abs=0.01)
    assert found.high[0, 0] == pytest.approx(np.quantile(simulated, 0.95), abs=0.01)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_without_doubt_the_simulation_is_the_score(data):
    """Published weights, rules and known answers give ``score``'s numbers and level for every node."""
    questionnaire = data.draw(any_questionnaire())
    sheet = data.draw(sheets(questionnaire))
    card = score(questionnaire, sheet)
    found = certainty(questionnaire, sheet, CERTAIN, draws=3)

    if card.score is None or any(a.state in ("unknown", "unanswered", "pending") for a in card.answers.values()):  # fmt: skip
        return
    for name, node in card.nodes.items():
        band = found.nodes[name]
        assert (band.low is None) is (node.score is None)
        if node.score is not None:
            assert band.low == pytest.approx(node.score, abs=1e-9)
            assert band.high == pytest.approx(node.score, abs=1e-9)
    assert found.sure == 1
    assert found.level == card.level


def test_open_answers_lie_between_nothing_and_everything(sheet):
    """Every draw lies between the score (open answers 0) and ``high`` (open answers 100)."""
    card = score(TEXTILE, sheet)
    found = certainty(TEXTILE, sheet, CERTAIN, draws=500)

    for name, node in card.nodes.items():
        if node.score is not None:
            assert node.score - 1e-9 <= found.nodes[name].low <= found.nodes[name].high
            assert found.nodes[name].high <= node.high + 1e-9


def test_every_unknown_widens_the_band(sheet):
    """Answer after answer replaced by "unknown", the index's band grows, to the last one."""
    counting = [a.id for a in score(TEXTILE, sheet).answers.values() if a.state == "answered"]
    widths, now = [], sheet
    for name in counting:
        widths.append(certainty(TEXTILE, now, CERTAIN, seed=3).nodes["index"].width)
        now = now.with_answer(name, UNKNOWN)
    widths.append(certainty(TEXTILE, now, CERTAIN, seed=3).nodes["index"].width)

    assert all(later > earlier for earlier, later in pairwise(widths))
    assert widths[-1] > 60  # nothing is known
    free = [certainty(TEXTILE, s, Assumptions()).nodes["index"].width for s in (sheet, now)]
    assert free[1] > free[0]


def test_open_answers_keep_their_own_chances():
    """However much they go together, each open answer is as likely at any credit."""
    questionnaire = one(level("d.p.a"), level("d.p.b"))
    for together in (0, 0.5, 1):
        answers = draw(questionnaire, Assumptions(together=together), 20_000, 2).answers
        assert (
            pytest.approx(np.array([[0.1, 0.5, 0.9]] * 2), abs=0.02)
            == np.quantile(answers, (0.1, 0.5, 0.9), axis=1).T
        )
        normal = np.corrcoef(ndtri(answers))[0, 1]
        assert normal == pytest.approx(together, abs=0.03)


def test_lower_confidence_widens_the_band(sheet):
    """The less a firm trusts an answer, the wider the band of its practice."""
    name = next(a.id for a in score(TEXTILE, sheet).answers.values() if a.state == "answered" and 0 < a.credit < 100)  # fmt: skip
    practice_id = TEXTILE.question(name).practice

    def width(trust):
        assumed = Assumptions(concentration=None, confidence={name: trust})
        return certainty(TEXTILE, sheet, assumed, draws=4000).nodes[practice_id].width

    assert width(0.2) > width(1.0)


def test_a_seed_repeats_to_the_last_bit_and_another_does_not(sheet):
    """Same seed, same document; another seed moves the ends of the band a little."""
    assumed = Assumptions(trust=0.9, rules=("geometric",), threshold=2)
    first = certainty(TEXTILE, sheet, assumed, draws=500, seed=11)
    again = certainty(TEXTILE, sheet, assumed, draws=500, seed=11)
    other = certainty(TEXTILE, sheet, assumed, draws=500, seed=12)

    assert json.dumps(first.to_dict()) == json.dumps(again.to_dict())
    assert first.nodes["index"] != other.nodes["index"]


def test_chances_of_levels_add_up(sheet):
    """Chances sum to 1, and a threshold in doubt takes certainty from a firm near it."""
    found = certainty(TEXTILE, sheet, Assumptions(threshold=5))

    assert sum(found.levels.values()) == pytest.approx(1)
    assert found.sure == found.levels[found.level]


def test_gates_count_in_the_chances():
    """An open answer under a gate leaves the level in doubt by its own chance of passing."""
    questionnaire = made(
        dimension("d", practice("d.p", level("d.p.a"), level("d.p.b"))),
        levels=((1, 0), (2, 20)),
        gates={2: [{"id": "g", "question": "d.p.b", "reaches": "3"}]},
    )
    sheet, _ = parse_sheet(questionnaire, {"d.p.a": "5", "d.p.b": {"unknown": True}})
    found = certainty(questionnaire, sheet, CERTAIN, draws=20_000)

    assert found.level == 1
    assert found.levels[2] == pytest.approx(0.5, abs=0.02)


def test_other_rules_share_the_draws():
    """With a geometric mean as likely as the plain one, half of the draws of 100 and 25 are 50."""
    questionnaire = one(level("d.p.a"), level("d.p.b"))
    sheet, _ = parse_sheet(questionnaire, {"d.p.a": "5", "d.p.b": "2"})
    found = certainty(questionnaire, sheet, Assumptions(concentration=None, rules=("geometric",)))

    assert found.nodes["d.p"].low == pytest.approx(50)
    assert found.nodes["d.p"].high == pytest.approx(62.5)


def test_many_firms_get_what_each_gets_alone(sheet):
    """A batch shares the draws, so its bands are those of the single firms (nearest draw)."""
    other = sheet.with_answer("digital.data.ai", UNKNOWN)
    found = bands(TEXTILE, [sheet, other] * 10, draws=999, seed=4)

    for row, one_sheet in enumerate((sheet, other)):
        alone = certainty(TEXTILE, one_sheet, draws=999, seed=4)
        assert found.low[row, 0] == pytest.approx(alone.nodes["index"].low, abs=0.05)
        assert found.chances[row] == pytest.approx(list(alone.levels.values()))
    assert (found.low[::2] == found.low[0]).all()


@pytest.mark.parametrize(
    "assumed",
    [
        Assumptions(concentration=-1), Assumptions(trust=1.2), Assumptions(threshold=float("nan")),
        Assumptions(confidence={"digital.data.ax": 0.5}), Assumptions(confidence={"digital.data.ai": 2}),
        Assumptions(rules=("median",)),
    ],
)  # fmt: skip
def test_impossible_assumptions_are_refused(assumed, sheet):
    """Chances above 1, negative concentrations, unknown questions and rules."""
    with pytest.raises(ScoringError) as caught:
        certainty(TEXTILE, sheet, assumed)
    with pytest.raises(ScoringError):
        certainty(TEXTILE, sheet, draws=0)

    assert caught.value.problems[0].to("zh")
