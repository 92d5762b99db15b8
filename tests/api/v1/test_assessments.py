"""The life of an assessment over the interface: start, change, submit, read, repeat, delete."""

import jsonschema
import pytest

from scoring.schema import result_schema
from tests.api.v1.callers import V1, firm

QUESTION = "equipment.ledger.practice"
ANY = {"if-match": "*"}


def test_a_blank_draft(mine):
    """A new assessment is a draft with everything still to answer, found at its address."""
    made = mine.post("/assessments", json={})
    path = made.headers["location"].removeprefix(V1)
    found = made.json()

    assert made.status_code == 201
    assert path == f"/assessments/{found['id']}"
    assert made.headers["etag"] == '"0"'
    assert (found["state"], found["version"], found["answers"]) == ("draft", 0, {})
    assert found["progress"]["answered"] == 0
    assert len(found["progress"]["missing"]) == found["progress"]["asked"] > 50
    assert mine.get(path).json() == found


def test_a_draft_with_all_that_is_known(mine):
    """Profile, answers and notes may come at once, and come back as they were sent."""
    sent = {**firm(), "form": "full", "notes": {QUESTION: "台账在设备科"}}
    found = mine.post("/assessments", json=sent).json()

    assert found["answers"] == sent["answers"]
    assert found["notes"] == sent["notes"]
    assert found["profile"] == {**dict.fromkeys(found["profile"]), **sent["profile"]}
    assert found["progress"]["missing"] == []


def test_a_create_with_a_problem_creates_nothing(mine):
    """All problems are listed, and the list of assessments stays empty."""
    sent = {
        "answers": {"no.such": 1, QUESTION: "9"}, "profile": {"region": "99"},
        "notes": {"nor.this": "x"},
    }  # fmt: skip
    answer = mine.post("/assessments", json=sent)

    assert answer.status_code == 422
    assert {problem["field"].removesuffix("#note") for problem in answer.json()["problems"]} == {
        "no.such", QUESTION, "region", "nor.this",
    }  # fmt: skip
    assert mine.get("/assessments").json()["items"] == []


def test_a_patch_changes_what_it_names(mine):
    """Other answers stay; ``null`` takes an answer or a note away; the version counts."""
    path = mine.draft(
        answers={QUESTION: "4", "energy.management.trend": "up"}, notes={QUESTION: "n"}
    )
    tag = mine.get(path).headers["etag"]
    sent = {
        "answers": {QUESTION: None, "digital.strategy.learning": ["visit"]},
        "notes": {QUESTION: None},
    }
    answer = mine.patch(path, json=sent, headers={"if-match": tag})

    assert answer.status_code == 200
    assert answer.json()["answers"] == {
        "digital.strategy.learning": ["visit"], "energy.management.trend": "up",
    }  # fmt: skip
    assert answer.json()["notes"] == {}
    assert answer.headers["etag"] != tag
    assert mine.get(path).json() == answer.json()


def test_a_patch_with_a_problem_changes_nothing(mine):
    """Not even its good answers are taken, and the version stays."""
    path = mine.draft(answers={QUESTION: "4"})
    before = mine.get(path).json()
    sent = {"answers": {QUESTION: "5", "energy.management.trend": "sideways"}}
    answer = mine.patch(path, json=sent, headers=ANY)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "energy.management.trend"
    assert mine.get(path).json() == before


@pytest.mark.parametrize("verb", ["patch", "put"])
def test_changes_need_the_version_they_are_made_to(mine, verb):
    """428 without ``If-Match``, 412 with another version; the newest ETag comes along."""
    path = mine.draft(answers={QUESTION: "4"})
    target = path if verb == "patch" else f"{path}/profile"
    sent = {"answers": {QUESTION: "5"}} if verb == "patch" else {"name": "新名"}
    send = getattr(mine, verb)
    before = mine.get(path)

    assert send(target, json=sent).status_code == 428
    for stale in ('"99"', f"W/{before.headers['etag']}", "1", '""', "nonsense", '"0", "99"'):
        answer = send(target, json=sent, headers={"if-match": stale})
        assert answer.status_code == 412, stale
        assert answer.headers["etag"] == before.headers["etag"]
        assert answer.json()["code"] == "stale"
    assert mine.get(path).json() == before.json()
    listed = f'"99", {before.headers["etag"]}'
    assert send(target, json=sent, headers={"if-match": listed}).status_code == 200
    again = send(target, json=sent, headers={"if-match": before.headers["etag"]})
    assert again.status_code == 412


def test_a_profile_is_replaced_as_a_whole(mine):
    """Facts that are not sent are gone; the computed size may be sent back and is ignored."""
    path = mine.full_draft()
    facts = {"name": "示例·小厂", "processes": ["spinning"], "employees": 5, "size": "large"}
    answer = mine.put(f"{path}/profile", json=facts, headers=ANY).json()

    assert answer["profile"]["name"] == "示例·小厂"
    assert answer["profile"]["industry"] is None
    assert answer["profile"]["size"] == "micro"
    assert answer["answers"] == firm()["answers"]
    assert "equipment.machines.spinning_automatic" in answer["progress"]["missing"]


def test_a_profile_with_a_problem_is_not_taken(mine):
    """The good facts are not taken either."""
    path = mine.full_draft()
    before = mine.get(path).json()
    sent = {"name": "新名", "industry": "9999"}
    answer = mine.put(f"{path}/profile", json=sent, headers=ANY)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "profile.bad_industry"
    assert mine.get(path).json() == before


def test_submitting_freezes(mine):
    """The result is there, the answers stay as they were, nothing can be changed any more."""
    path = mine.full_draft()
    assert mine.get(f"{path}/result").json()["code"] == "not_submitted"
    tag = mine.get(path).headers["etag"]
    answer = mine.post(f"{path}/submit", json={"declared_by": "王厂长"}, headers={"if-match": tag})
    result = mine.get(f"{path}/result")

    assert answer.status_code == 200
    assert answer.json()["state"] == "submitted"
    assert answer.json()["declared_by"] == "王厂长"
    assert answer.headers["etag"] != tag
    jsonschema.validate(result.json(), result_schema())
    for status, send in (
        (409, lambda: mine.patch(path, json={}, headers=ANY)),
        (409, lambda: mine.put(f"{path}/profile", json={}, headers=ANY)),
        (409, lambda: mine.post(f"{path}/submit", json={"declared_by": "x"})),
    ):
        refused = send()
        assert (refused.status_code, refused.json()["code"]) == (status, "submitted")
    assert mine.get(f"{path}/result").content == result.content


def test_the_result_is_what_scoring_gives(mine, anyone):
    """Stored and stateless scoring are one engine."""
    path = mine.submitted()

    assert mine.get(f"{path}/result").json() == anyone.post("/score", json=firm()).json()


def test_an_incomplete_assessment_is_not_submitted(mine):
    """422 lists every open answer and fact, and it stays a draft."""
    sent = firm()
    del sent["answers"][QUESTION]
    del sent["profile"]["employees"]
    path = mine.draft(**sent)
    answer = mine.post(f"{path}/submit", json={"declared_by": "王厂长"})

    assert (answer.status_code, answer.json()["code"]) == (422, "incomplete")
    assert {problem["field"] for problem in answer.json()["problems"]} == {QUESTION, "employees"}
    assert mine.get(path).json()["state"] == "draft"


def test_submitting_another_version_than_seen(mine):
    """``If-Match`` may be left out at submission, but if it is sent it counts."""
    path = mine.full_draft()
    stale = {"if-match": '"0"'}

    assert mine.post(f"{path}/submit", json={"declared_by": "x"}, headers=stale).status_code == 412


@pytest.mark.parametrize("name", ["", "  ", "长" * 101, "a\nb", "a\0b", None, 5, ["王"]])
def test_a_declaration_needs_a_name(mine, name):
    """A person's name in one line."""
    path = mine.full_draft()

    assert mine.post(f"{path}/submit", json={"declared_by": name}).status_code == 422


def test_next_round_starts_from_a_copy(mine):
    """The new draft holds the old answers and names the round before, which stays as it is."""
    path = mine.submitted()
    made = mine.post(f"{path}/next-round")
    fresh = made.headers["location"].removeprefix(V1)
    old = mine.get(path).json()

    assert made.status_code == 201
    assert made.json()["previous"] == old["id"]
    assert made.json()["answers"] == old["answers"]
    assert made.json()["state"] == "draft"
    mine.patch(fresh, json={"answers": {QUESTION: "5"}}, headers=ANY)
    assert mine.get(path).json() == old
    refused = mine.post(f"{fresh}/next-round")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_submitted")


def test_deleting_leaves_nothing(mine):
    """Gone from its address and from the list; a copy made of it stays."""
    path = mine.submitted()
    fresh = mine.post(f"{path}/next-round").headers["location"].removeprefix(V1)

    assert mine.delete(path, headers={"if-match": '"0"'}).status_code == 412
    assert mine.delete(path).status_code == 204
    for answer in (mine.get(path), mine.delete(path), mine.get(f"{path}/result")):
        assert answer.status_code == 404
    assert [entry["id"] for entry in mine.get("/assessments").json()["items"]] == [
        fresh.rsplit("/", 1)[1]
    ]
    assert mine.get(fresh).json()["previous"] is None


@pytest.mark.parametrize("id", ["x" * 41, "%00", "a b", "..%2f..", "染整", "a.b"])
def test_what_is_no_id_is_refused(mine, id):
    """422 or 404, whatever stands in the address."""
    for path in (
        f"/assessments/{id}",
        f"/assessments/{id}/result",
        f"/assessments/{id}/report.pdf",
    ):
        assert mine.get(path).status_code in (404, 422)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"answers": None}, "body.answers"),
        ({"notes": {QUESTION: "长" * 2001}}, f"body.notes.{QUESTION}"),
        ({"notes": {QUESTION: 5}}, f"body.notes.{QUESTION}"),
        ({"profile": {}}, "body.profile"),
        ({"version": 3}, "body.version"),
    ],
)  # fmt: skip
def test_a_patch_of_another_form_is_malformed(mine, sent, field):
    """The field is named and nothing changes."""
    path = mine.draft()
    answer = mine.patch(path, json=sent, headers=ANY)

    assert answer.status_code == 422
    assert field in {fault["field"] for fault in answer.json()["fields"]}
    assert mine.get(path).json()["version"] == 0


def test_an_unknown_questionnaire_cannot_be_answered(mine):
    """404 names it."""
    answer = mine.post("/assessments", json={"questionnaire": "textile@9.9.9"})

    assert (answer.status_code, answer.json()["code"]) == (404, "no_questionnaire")
