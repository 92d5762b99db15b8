"""Who is asked what: profile facts take questions away, answers never do."""

from __future__ import annotations

import pytest

from scoring import score
from tests.tiny import level, multiple, number, one, single

SPINNING = {"profile": "processes", "in": ["spinning"]}
UNKNOWN = {"unknown": True}
NONE_HERE = {"not_applicable": "none here"}


def follow_up(condition, **more):
    """A question ``first`` worth 0 to 100 and, on *condition*, a question ``then``."""
    return one(level("first", may_not_apply=True), level("then", asked_if=condition, **more))


def state(questionnaire, answers, profile=None, **more) -> str:
    return score(questionnaire, answers, profile, **more).answers["then"].state


FACTS = [
    ({"profile": "processes", "in": ["spinning", "weaving"]}, {"processes": ["weaving"]}, {"processes": ["dyeing"]}),
    ({"profile": "size", "in": ["small"]}, {"employees": 50, "revenue": 500}, {"employees": 5}),
    ({"profile": "employees", "ge": 20}, {"employees": 20}, {"employees": 19}),
    ({"profile": "revenue", "le": 300}, {"revenue": 300}, {"revenue": 301}),
    ({"profile": "employees", "in": [7]}, {"employees": 7}, {"employees": 8}),
    ({"profile": "industry", "in": ["17"]}, {"industry": "1713"}, {"industry": "1811"}),
    ({"profile": "region", "in": ["37"]}, {"region": "370202"}, {"region": "330106"}),
    ({"not": SPINNING}, {"processes": ["dyeing"]}, {"processes": ["spinning", "dyeing"]}),
    ({"all": [SPINNING, {"profile": "employees", "ge": 20}]}, {"processes": ["spinning"], "employees": 20}, {"processes": ["spinning"], "employees": 2}),
    ({"any": [SPINNING, {"profile": "employees", "ge": 20}]}, {"processes": ["spinning"]}, {"processes": ["dyeing"], "employees": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "meets", "misses"), FACTS)
def test_profile_facts_decide_whether_a_question_is_asked(condition, meets, misses):
    """Met: asked. Not met, or the fact is missing: not asked, and out of the denominator."""
    questionnaire = follow_up(condition)

    assert state(questionnaire, {}, meets) == "unanswered"
    for profile in (misses, {}):
        card = score(questionnaire, {"first": "5"}, profile)
        assert card.answers["then"].state == "not_asked"
        assert (card.score, card.answers["then"].credit) == (100, None)


@pytest.mark.parametrize(
    "fact", ["processes", "size", "employees", "revenue", "industry", "region"]
)
def test_any_fact_may_be_asked_for(fact):
    """``answered`` on a fact holds as soon as it is given; micro needs only one of two figures."""
    given = {
        "processes": ["garment"], "size": None, "employees": 0, "revenue": 0, "industry": "18",
        "region": "37",
    }  # fmt: skip
    profile = {"employees": 3} if fact == "size" else {fact: given[fact]}
    questionnaire = follow_up({"profile": fact, "answered": True})

    assert state(questionnaire, {}, profile) == "unanswered"
    assert state(questionnaire, {}, {}) == "not_asked"


def test_a_missing_fact_makes_the_result_provisional():
    """The facts that conditions and variants look at must be given before a result is final."""
    questionnaire = one(
        level("a", asked_if={"not": SPINNING}),
        level("b", variants=[{"when": {"profile": "size", "in": ["micro"]}, "credits": [100] * 5}]),
    )
    answers = {"a": "5", "b": "5"}

    nobody = score(questionnaire, answers)
    assert (nobody.provisional, nobody.missing_facts) == (True, ("processes", "size"))
    known = score(questionnaire, answers, {"processes": ["dyeing"], "employees": 5})
    assert (known.provisional, known.missing_facts) == (False, ())


@pytest.mark.parametrize(
    ("first", "expected", "credit", "high"),
    [
        ("3", "answered", 75, 62.5),
        ("2", "ruled_out", 0, 12.5),  # closed by an answer: worth nothing, still counted
        (None, "pending", 0, 100),  # waits for an answer: 0 to 100
        (UNKNOWN, "pending", 0, 100),
        (NONE_HERE, "not_asked", None, None),  # what follows up nothing does not apply either
    ],
)
def test_an_earlier_answer_never_takes_a_question_out_of_the_score(first, expected, credit, high):
    """A follow-up from the third rung on, answered with rung 4."""
    card = score(follow_up({"question": "first", "ge": 3}), {"first": first, "then": "4"})

    assert card.answers["then"].state == expected
    assert card.answers["then"].credit == credit
    assert card.high == high
    assert card.ignored == (() if expected == "answered" else ("then",))


@pytest.mark.parametrize(
    ("question", "leaf", "opens", "closes"),
    [
        (level("first"), {"in": ["4", "5"]}, "4", "3"),
        (level("first"), {"answered": True}, "1", None),
        (single("first", {"no": 0, "yes": 100}), {"in": ["yes"]}, "yes", "no"),
        (multiple("first", {"x": 50, "y": 50}), {"in": ["x"]}, ["x", "y"], ["y"]),
        (multiple("first", {"x": 50, "y": 50}), {"ge": 2}, ["x", "y"], ["y"]),
        (number("first"), {"ge": 40}, 40, 39.99),
        (number("first", [(10, 100), (30, 0)]), {"le": 20}, 20, 20.01),
    ],
)
def test_looks_at_answers_of_every_kind(question, leaf, opens, closes):
    """Rungs, options, ticked boxes, their number, and quantities in both directions."""
    condition = {"question": "first", **leaf}
    questionnaire = one(question, level("then", asked_if=condition))

    assert state(questionnaire, {"first": opens}) == "unanswered"
    assert state(questionnaire, {"first": closes}) == ("pending" if closes is None else "ruled_out")


@pytest.mark.parametrize(
    ("shape", "profile", "first", "expected"),
    [
        ("all", {"processes": ["dyeing"]}, "5", "not_asked"),  # the profile goes before the answer
        ("all", {"processes": ["spinning"]}, "1", "ruled_out"),
        ("all", {"processes": ["spinning"]}, None, "pending"),
        ("any", {"processes": ["spinning"]}, None, "unanswered"),
        ("any", {"processes": ["dyeing"]}, "1", "ruled_out"),
        ("any", {"processes": ["dyeing"]}, None, "pending"),
        ("any", {"processes": ["dyeing"]}, NONE_HERE, "not_asked"),
    ],
)
def test_profile_and_answer_together(shape, profile, first, expected):
    """``all`` is settled by its least part, ``any`` by its greatest."""
    questionnaire = follow_up({shape: [SPINNING, {"question": "first", "ge": 3}]})

    assert state(questionnaire, {"first": first}, profile) == expected


def test_a_chain_of_follow_ups():
    """What hangs on a question that is ruled out, or waits, shares its fate."""
    questionnaire = one(
        level("a"),
        level("b", asked_if={"question": "a", "ge": 2}),
        level("c", asked_if={"question": "b", "ge": 2}),
    )

    def states(**answers: str) -> list[str]:
        return [answer.state for answer in score(questionnaire, answers).answers.values()]

    assert states(a="1", b="5", c="5") == ["answered", "ruled_out", "ruled_out"]
    assert states(b="5", c="5") == ["unanswered", "pending", "pending"]
    assert states(a="5", c="5") == ["answered", "unanswered", "pending"]


def test_the_quick_form_asks_only_its_own_questions():
    """Other questions are not asked, nor those that follow them; the level is an estimate."""
    questionnaire = one(
        level("a", quick=True),
        level("b"),
        level("c", quick=True, asked_if={"question": "b", "ge": 1}),
    )
    answers = {"a": "5", "b": "1", "c": "1"}
    quick, full = (score(questionnaire, answers, form=form) for form in ("quick", "full"))

    assert [a.state for a in quick.answers.values()] == ["answered", "not_asked", "not_asked"]
    assert (quick.score, quick.estimate, quick.provisional) == (100, True, False)
    assert (full.score, full.estimate) == (pytest.approx(100 / 3), False)


@pytest.mark.parametrize(
    ("profile", "credit"),
    [
        ({"employees": 5}, 80),  # micro
        ({"employees": 50, "revenue": 500}, 60),  # small
        ({"employees": 500, "revenue": 5000}, 50),  # medium: the default
        ({}, 50),
    ],
)
def test_the_first_variant_that_holds_is_taken(profile, credit):
    """Variants come in order of preference; without one that holds the default applies."""
    variants = [
        {"when": {"profile": "size", "in": ["micro"]}, "credits": [0, 40, 80, 100, 100]},
        {"when": {"profile": "size", "in": ["small", "micro"]}, "credits": [0, 30, 60, 80, 100]},
    ]

    assert score(one(level("a", variants=variants)), {"a": "3"}, profile).score == credit


@pytest.mark.parametrize(("profile", "credit"), [({"employees": 5}, 80), ({}, 40)])
def test_variants_of_anchors(profile, credit):
    """A quantity takes the line of its variant."""
    when = {"profile": "size", "in": ["micro"]}
    anchors = [{"at": 0, "credit": 0}, {"at": 50, "credit": 100}]
    questionnaire = one(number("a", variants=[{"when": when, "anchors": anchors}]))

    assert score(questionnaire, {"a": 40}, profile).score == credit
