"""Certainty over the interface: the library's own figures, repeatable, bounded, and nobody else's."""

import pytest

import questionnaires
from assessment import assess, doubts
from questionnaires import parse_sheet
from scoring.certainty import Assumptions, change
from tests.api.v1.callers import Program, firm

QUESTION = "equipment.ledger.practice"
UNSURE = {QUESTION: "unsure", "digital.data.decisions": "fairly"}


@pytest.fixture(scope="module")
def textile():
    return questionnaires.load("textile")


def submitted(mine, **more):
    """Submit the sample firm's answers; returns the assessment's path."""
    path = mine.draft(**{**firm(), **more})
    sent = mine.post(f"{path}/submit", json={"declared_by": "王厂长"})
    assert sent.status_code == 200, sent.text
    return path


def test_certainty_is_the_librarys_own(anyone, textile):
    """Bands, chances, factors and digest to the last digit, for the same seed and assumptions."""
    sent = firm()
    sheet, _ = parse_sheet(textile, sent["answers"], sent["profile"])
    [outcome] = assess(textile, [sheet])
    assumed = Assumptions(threshold=1.0, rules=("geometric",))
    expected = doubts(outcome, assumed=assumed, draws=500, seed=7)

    given = {"assumptions": {"threshold": 1.0, "rules": ["geometric"]}, "draws": 500, "seed": 7}
    found = anyone.post("/score/certainty", json={**sent, **given}).json()

    band = expected.certainty.nodes["index"]
    assert found["nodes"]["index"] == {
        "score": band.score, "low": band.low, "median": band.median, "high": band.high,
    }  # fmt: skip
    assert found["levels"] == {str(k): v for k, v in expected.certainty.levels.items()}
    assert [f["target"] for f in found["factors"]] == [
        factor.target for factor in expected.sensitivity.factors
    ]
    assert found["factors"][0]["total_index"] == expected.sensitivity.factors[0].total_index
    assert found["answers_digest"] == outcome.card.answers_digest
    assert (found["draws"], found["seed"]) == (500, 7)


def test_confidence_widens_the_band_and_moves_no_score(anyone):
    """Every node keeps its score; the index is less certain than without a doubt."""
    sent = {**firm(), "factors": False}
    every = dict.fromkeys(sent["answers"], "unsure")
    sure, doubted = (
        anyone.post("/score/certainty", json={**sent, "confidence": said}).json()
        for said in ({}, every)
    )

    def width(found):
        return found["nodes"]["index"]["high"] - found["nodes"]["index"]["low"]

    assert width(doubted) > 1.5 * width(sure)
    assert sure["factors"] == doubted["factors"] == []
    for node, band in sure["nodes"].items():
        assert doubted["nodes"][node]["score"] == band["score"]


def test_contradictions_are_told_in_the_language_asked_for(anyone):
    """A finding names its check and questions."""
    sent = firm()
    sent["answers"] |= {
        "digital.data.ai": "4", "digital.data.platform": "1",
    }  # fmt: skip
    found = anyone.post("/score/certainty", json={**sent, "factors": False})

    [look] = found.json()["findings"]
    assert (look["kind"], look["check"]) == ("contradiction", "models_without_data")
    assert set(look["questions"]) == {"digital.data.ai", "digital.data.platform"}
    assert look["text"].startswith("Models are trained")


def test_change_is_the_librarys_own(anyone, textile):
    """Verdicts, detectable change and what moved, as ``scoring.certainty.change`` has them."""
    sent = firm()
    after = {**sent, "answers": {**sent["answers"], QUESTION: "5"}}
    sheets = [parse_sheet(textile, s["answers"], s["profile"])[0] for s in (sent, after)]
    expected = change(textile, *sheets, draws=300, seed=3)

    found = anyone.post(
        "/score/change", json={"before": sent, "after": after, "draws": 300, "seed": 3}
    ).json()

    node = expected.nodes["index"]
    assert found["nodes"]["index"]["detectable"] == node.detectable
    assert found["nodes"]["index"]["verdict"] == node.verdict == "no_change"
    assert [(i["question"], i["points"]) for i in found["items"]] == [
        (item.question, item.points) for item in expected.items
    ]


def test_rounds_of_other_questions_are_not_compared(anyone):
    """Another profile asks other questions: 409, not a change."""
    sent = firm()
    other = {**sent, "profile": {**sent["profile"], "processes": ["spinning"]}}

    found = anyone.post("/score/change", json={"before": sent, "after": other})

    assert (found.status_code, found.json()["code"]) == (409, "rounds_differ")


@pytest.mark.parametrize(
    "wrong",
    [
        {"draws": 10_001}, {"draws": 99}, {"seed": -1}, {"seed": 2**31}, {"confidence": {"x": "ok"}},
        {"assumptions": {"concentration": 0}}, {"assumptions": {"rules": ["sum"]}},
        {"assumptions": {"trust": 2}}, {"assumptions": {"more": 1}}, {"draws": "2000"},
    ],
)  # fmt: skip
def test_assumptions_have_bounds(anyone, wrong):
    """Too many draws, numbers out of range and unknown names are refused before any work."""
    found = anyone.post("/score/certainty", json={"answers": {}, **wrong})

    assert (found.status_code, found.json()["code"]) == (422, "malformed")


def test_confidence_in_a_question_nobody_asks_is_named(anyone):
    """The problem says which id."""
    sent = {"answers": {}, "confidence": {"no.such": "sure"}}
    found = anyone.post("/score/certainty", json=sent)

    assert found.status_code == 422
    assert found.json()["problems"][0]["field"] == "no.such"


def test_a_kept_result_is_as_sure_as_the_same_answers_sent(mine, anyone):
    """The stored assessment counts its own confidence, and repeats to the last digit."""
    path = submitted(mine, confidence=UNSURE)
    kept = mine.get(f"{path}/certainty", params={"draws": 400, "seed": 5})
    sent = {**firm(), "confidence": UNSURE, "draws": 400, "seed": 5}

    assert kept.status_code == 200
    assert kept.json() == anyone.post("/score/certainty", json=sent).json()
    assert kept.json()["assumptions"]["confidence"] == {
        QUESTION: 0.6, "digital.data.decisions": 0.8,
    }  # fmt: skip
    assert mine.get(f"{path}/certainty", params={"draws": 400, "seed": 5}).json() == kept.json()


def test_confidence_is_kept_changed_and_carried_to_the_next_round(mine):
    """Patched like a note, told with the assessment, copied, and without any effect on the result."""
    plain, said = submitted(mine), submitted(mine, confidence=UNSURE)
    results = [mine.get(f"{path}/result").json() for path in (plain, said)]
    assert results[0] == results[1]

    following = mine.post(f"{said}/next-round").json()
    assert following["confidence"] == UNSURE
    path = f"/assessments/{following['id']}"
    changed = mine.patch(
        path, json={"confidence": {QUESTION: None, "digital.data.ai": "sure"}},
        headers={"if-match": "*"},
    ).json()  # fmt: skip
    assert changed["confidence"] == {"digital.data.decisions": "fairly", "digital.data.ai": "sure"}
    assert changed["version"] == following["version"] + 1


def test_two_kept_rounds_are_compared(mine):
    """The later one says what changed since the one it was copied from; the first has none."""
    first = submitted(mine)
    second = f"/assessments/{mine.post(f'{first}/next-round').json()['id']}"
    mine.patch(second, json={"answers": {QUESTION: "5"}}, headers={"if-match": "*"})
    assert mine.get(f"{second}/change").json()["code"] == "not_submitted"
    mine.post(f"{second}/submit", json={"declared_by": "王厂长"})

    found = mine.get(f"{second}/change")

    assert found.status_code == 200
    assert [item["question"] for item in found.json()["items"]] == [QUESTION]
    none = mine.get(f"{first}/change")
    assert (none.status_code, none.json()["code"]) == (404, "no_round_before")


@pytest.mark.parametrize("what", ["certainty", "change"])
def test_nobody_elses_and_no_draft(mine, program, what):
    """Another tenant's id is not found, a draft has no result, and a key needs its scope."""
    path, draft = submitted(mine), mine.full_draft()

    assert program().get(f"{path}/{what}").status_code == 404
    assert mine.get(f"{draft}/{what}").json()["code"] == "not_submitted"
    limited = Program(mine.client.app, of=mine.organisation, scopes=("assessments:write",))
    assert limited.get(f"{path}/{what}").status_code == 403
