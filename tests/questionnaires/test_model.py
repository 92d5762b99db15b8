"""The questionnaire is frozen data: misspelt keys are errors, look-ups are cheap."""

import pickle

import pytest
from pydantic import ValidationError

from questionnaires.model import Figure, Gate, Level, Option, Question, Questionnaire

LADDER = {
    "id": "a.b",
    "kind": "level",
    "text": {"zh": "题"},
    "rungs": [{"zh": str(i)} for i in range(5)],
}


def test_nothing_can_be_changed(textile):
    """Every piece refuses assignment."""
    for piece in (textile, textile.dimensions[0], textile.questions[0], textile.levels[0]):
        with pytest.raises(ValidationError):
            piece.id = "other"


@pytest.mark.parametrize(
    ("model", "data"),
    [
        pytest.param(Question, LADDER | {"wieght": 2}, id="misspelt key"),
        pytest.param(Question, LADDER | {"kind": "slider"}, id="unknown kind"),
        pytest.param(Question, LADDER | {"id": "A b"}, id="id with blank and capital"),
        pytest.param(Question, LADDER | {"id": "x" * 81}, id="long id"),
        pytest.param(Question, LADDER | {"id": "a..b"}, id="empty step in id"),
        pytest.param(Question, LADDER | {"id": "a:low"}, id="id of a result column"),
        pytest.param(Question, LADDER | {"weight": 0}, id="weight 0"),
        pytest.param(Question, LADDER | {"weight": float("inf")}, id="infinite weight"),
        pytest.param(Question, LADDER | {"weight": float("nan")}, id="NaN weight"),
        pytest.param(Question, LADDER | {"range": [0]}, id="half a range"),
        pytest.param(Question, LADDER | {"direction": "sideways"}, id="unknown direction"),
        pytest.param(
            Option, {"id": "a", "text": {"zh": "甲"}, "credit": 101}, id="credit over 100"
        ),
        pytest.param(Option, {"id": "a", "text": {"zh": "甲"}, "credit": -1}, id="credit below 0"),
        pytest.param(
            Figure,
            {"id": "f", "says": {"zh": "数"}, "source": "s", "status": "sure"},
            id="unknown status",
        ),
        pytest.param(
            Level, {"level": 1, "name": {"zh": "一"}, "threshold": 100.5}, id="threshold over 100"
        ),
        pytest.param(Gate, {"id": "g", "text": {"zh": "门"}, "min": 5}, id="unknown form of gate"),
    ],
)
def test_bad_pieces_are_refused(model, data):
    """Each field checks its own value; nothing misspelt becomes a silent default."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)

    assert caught.value.error_count() == 1


def test_a_ladder_has_options_one_to_five():
    """Rungs are answered by number and bring the declared credits."""
    question = Question.model_validate(LADDER | {"credits": [0, 30, 60, 80, 100]})

    assert [(o.id, o.credit) for o in question.options] == [
        ("1", 0), ("2", 30), ("3", 60), ("4", 80), ("5", 100),
    ]  # fmt: skip
    assert not question.is_quantity


def test_questions_know_where_they_stand(textile):
    """A question names its practice; the flat lists are in document order."""
    assert all(q.practice == p.id for p in textile.practices for q in p.questions)
    assert [q.id for q in textile.questions] == [
        q.id for d in textile.dimensions for p in d.practices for q in p.questions
    ]


def test_look_ups(textile):
    """A question is found by id; an unknown id is a KeyError, or False."""
    assert textile.question("equipment.ledger.practice").kind == "level"
    assert textile.has("equipment.ledger.practice")
    assert not textile.has("equipment.ledger")
    with pytest.raises(KeyError):
        textile.question("nobody")


def test_a_questionnaire_travels_between_processes(textile):
    """Pickling keeps the content; hashing works for caches."""
    copy = pickle.loads(pickle.dumps(textile))

    assert copy == textile
    assert copy.digest == textile.digest
    assert copy.questions[0].practice == textile.questions[0].practice
    assert hash(copy) == hash(textile)


def test_the_digest_leaves_defaults_out(textile):
    """A key written at its default and a key left out are told apart only by what was written."""
    written = textile.model_dump(mode="json", by_alias=True, exclude_unset=True)

    assert Questionnaire.model_validate(written).digest == textile.digest
    assert len(textile.digest) == 64
