"""The promises of DESIGN section 6, for the published and for random questionnaires."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questionnaires import AnswerSheet, Questionnaire, parse_sheet
from questionnaires.answers import Answer, AnswerState
from questionnaires.profile import Profile
from scoring import engine, score, score_many
from tests.firms import PROCESSES
from tests.reference_answers import states
from tests.strategies import (
    any_questionnaire,
    best_answers,
    build,
    improvements,
    questionnaires,
    sheets,
)

SUBJECTS = any_questionnaire()
EPSILON = 1e-9
SIZES = {"large": (1000, 40_000), "medium": (300, 2000), "small": (20, 300), "micro": (0, 0)}


def assert_nothing_lower(questionnaire: Questionnaire, before: AnswerSheet, after: AnswerSheet):
    """Assert that no node's score or level went down, but nodes where nothing counts any more.

    Such a node has no score that could be compared; it drops out of its parent, which is compared.
    """
    numbers = score_many(questionnaire, [before, after]).numbers
    (score_before, score_after), levels = numbers.scores.T, numbers.levels.T
    comparable = ~np.isnan(score_after)
    assert np.all(score_after[comparable] >= score_before[comparable] - EPSILON)
    assert np.all(levels[1][comparable] >= levels[0][comparable])


@given(data=st.data())
def test_the_score_lies_between_low_and_high_within_the_scale(data):
    """0 <= low <= score <= high <= 100 and 0 <= coverage <= 1, exactly, at every node."""
    questionnaire = data.draw(SUBJECTS)
    table = score_many(questionnaire, [data.draw(sheets(questionnaire)) for _ in range(2)])
    numbers = table.numbers
    counts = ~np.isnan(numbers.scores)

    assert np.array_equal(counts, ~np.isnan(numbers.highs))
    assert np.array_equal(counts, ~np.isnan(numbers.coverage))
    assert np.all(numbers.scores[counts] >= 0)
    assert np.all(numbers.scores[counts] <= numbers.highs[counts])
    assert np.all(numbers.highs[counts] <= 100)
    assert np.all((numbers.coverage[counts] >= 0) & (numbers.coverage[counts] <= 1))
    card = table.card(0)
    assert all(node.low == node.score for node in card.nodes.values())


@given(data=st.data())
def test_a_better_answer_lowers_nothing(data):
    """Raising one answer lowers no score of any node and no level."""
    questionnaire = data.draw(SUBJECTS)
    before = data.draw(sheets(questionnaire))
    better = {
        question_id: improvements(question, answer.to_plain(question))
        for question_id, answer in before.answers.items()
        if answer.state is AnswerState.ANSWERED
        and (question := questionnaire.question(question_id))
    }
    open_to_more = [question_id for question_id, found in better.items() if found]
    assume(open_to_more)
    chosen = data.draw(st.sampled_from(open_to_more))
    raised, problems = parse_sheet(
        questionnaire, {chosen: data.draw(st.sampled_from(better[chosen]))}
    )
    assert not problems

    assert_nothing_lower(questionnaire, before, before.with_answer(chosen, raised.answers[chosen]))


@given(data=st.data())
def test_a_zero_turned_into_not_applicable_lowers_nothing(data):
    """An answer worth nothing (or none at all) that turns out not to apply costs nobody a point.

    Restricted to answers on which no counted question hangs: what follows up something that does
    not apply does not apply either, and takes its own credit along.
    """
    questionnaire = data.draw(SUBJECTS)
    before = data.draw(sheets(questionnaire))
    card = score(questionnaire, before)
    zeros = [
        question.id
        for question in questionnaire.questions
        if question.may_not_apply and card.answers[question.id].credit == 0
    ]
    assume(zeros)
    chosen = data.draw(st.sampled_from(zeros))
    after = before.with_answer(chosen, Answer(AnswerState.NOT_APPLICABLE, reason="none here"))
    now = states(questionnaire, after)
    assume(
        all(now[key] != "not_asked" or not answer.credit for key, answer in card.answers.items())
    )

    assert_nothing_lower(questionnaire, before, after)


@given(data=st.data())
def test_a_missing_answer_raises_nothing(data):
    """Leaving an answer out, or not knowing it, raises no score of any node and no level.

    Nodes where nothing counted before have no score to compare.
    """
    questionnaire = data.draw(SUBJECTS)
    before = data.draw(sheets(questionnaire))
    assume(before.answers)
    chosen = data.draw(st.sampled_from(sorted(before.answers)))
    missing = data.draw(st.sampled_from([None, Answer(AnswerState.UNKNOWN)]))
    after = before.with_answer(chosen, missing)
    numbers = score_many(questionnaire, [before, after]).numbers
    counted = ~np.isnan(numbers.scores[:, 0])
    lost = numbers.scores[:, 0] - numbers.scores[:, 1]

    assert np.all(lost[counted] >= -EPSILON)
    assert np.all(numbers.levels[counted, 1] <= numbers.levels[counted, 0])


def reordered(questionnaire: Questionnaire, data: st.DataObject) -> Questionnaire:
    """Return the questionnaire with the questions of every practice in another legal order."""
    plain = questionnaire.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for dimension in plain["dimensions"]:
        for practice in dimension["practices"]:
            wanted = data.draw(st.permutations(practice["questions"]))
            own, placed = {question["id"] for question in wanted}, []
            while wanted:
                done = {question["id"] for question in placed}
                free = next(q for q in wanted if not (looks_at(q) & own) - done)
                placed.append(free)
                wanted.remove(free)
            practice["questions"] = placed
    return build(plain)


def looks_at(question: dict) -> set[str]:
    """Return the ids of the earlier questions its condition looks at."""
    found, todo = set(), [question.get("asked_if")]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            found |= {item["question"]} if item.get("question") else set()
            todo += item.values()
        elif isinstance(item, list):
            todo += item
    return found


@given(data=st.data())
def test_the_order_of_questions_changes_nothing(data):
    """Questions of a practice in another order give the same scores, levels and gates."""
    first = data.draw(SUBJECTS)
    second = reordered(first, data)
    sheet = data.draw(sheets(first))

    assert_same_numbers(score_many(first, [sheet]).numbers, score_many(second, [sheet]).numbers)


def assert_same_numbers(one, other):
    for name in ("scores", "highs", "coverage"):
        np.testing.assert_allclose(
            getattr(one, name), getattr(other, name), rtol=0, atol=EPSILON, equal_nan=True
        )
    assert np.array_equal(one.levels, other.levels)
    assert np.array_equal(one.gates, other.gates)


@given(data=st.data(), constant=st.sampled_from([0.001, 1 / 3, 7, 64.0]))
def test_only_the_ratio_of_sibling_weights_counts(data, constant):
    """Multiplying the weights of all siblings under one node by a constant changes nothing."""
    first = data.draw(SUBJECTS)
    plain = first.model_dump(mode="json", by_alias=True, exclude_unset=True)
    families = [plain["dimensions"]]
    families += [dimension["practices"] for dimension in plain["dimensions"]]
    families += [practice["questions"] for family in families[1:] for practice in family]
    for sibling in data.draw(st.sampled_from(families)):
        sibling["weight"] = sibling.get("weight", 1) * constant
    sheet = data.draw(sheets(first))

    assert_same_numbers(
        score_many(first, [sheet]).numbers, score_many(build(plain), [sheet]).numbers
    )


@given(data=st.data())
def test_the_batch_changes_nothing(data):
    """Alone, in a batch, in another order, or looked up in joint tables: the same bits."""
    questionnaire = data.draw(SUBJECTS)
    batch = [data.draw(sheets(questionnaire)) for _ in range(4)]
    together = score_many(questionnaire, batch)
    backwards = score_many(questionnaire, batch[::-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "MANY", 1)
        joint = score_many(questionnaire, batch)

    assert_same_bits(together, joint, [0, 1, 2, 3])
    assert_same_bits(together, backwards, [3, 2, 1, 0])
    for firm, sheet in enumerate(batch):
        alone = score_many(questionnaire, [sheet])
        assert_same_bits(alone, together, [firm])
        assert alone.card(0).to_json() == together.card(firm).to_json()


def assert_same_bits(one, other, firms: list[int]):
    for name in ("scores", "highs", "coverage", "levels", "gates"):
        mine, theirs = getattr(one.numbers, name), getattr(other.numbers, name)[:, firms]
        assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f")
    assert np.array_equal(one.numbers.unfinished, other.numbers.unfinished[firms])


def test_every_textile_profile_can_reach_the_top(textile):
    """All 255 sets of processes in all four sizes reach exactly 100.0 and the highest level."""
    best, problems = parse_sheet(textile, best_answers(textile))
    assert not problems
    profiles = [
        Profile(processes=chosen, employees=employees, revenue=revenue)
        for count in range(1, len(PROCESSES) + 1)
        for chosen in combinations(PROCESSES, count)
        for employees, revenue in SIZES.values()
    ]
    table = score_many(textile, [AnswerSheet(best.answers, profile) for profile in profiles])
    counted = ~np.isnan(table.numbers.scores)

    assert len(profiles) == 255 * 4
    assert {profile.size for profile in profiles} == set(SIZES)
    assert np.all(table.numbers.scores[counted] == 100.0)
    assert np.all(counted[-1])
    assert np.all(table.numbers.levels[-1] == textile.levels[-1].level)


@given(data=st.data())
def test_the_best_answers_reach_exactly_100_everywhere(data):
    """Whoever gives the best answers to what is asked gets exactly 100.0 and the highest level."""
    questionnaire = data.draw(questionnaires())
    best, problems = parse_sheet(questionnaire, best_answers(questionnaire))
    assert not problems
    firm = data.draw(sheets(questionnaire))
    card = score(questionnaire, AnswerSheet(best.answers, firm.profile, firm.form))

    assert {node.score for node in card.nodes.values()} <= {100.0, None}
    assert card.level == (None if card.score is None else questionnaire.levels[-1].level)
    assert all(answer.lost == 0 for answer in card.answers.values())
