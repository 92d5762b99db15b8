"""Lists come in pages that are complete, and cannot be steered elsewhere; a key knows itself."""

import pytest

from tests.api.v1.callers import firm


def test_pages_of_the_list_are_complete(mine):
    """Newest first; following ``next`` shows each assessment once."""
    made = [mine.draft() for _ in range(7)]
    seen, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = mine.get("/assessments", params=query).json()
        assert len(page["items"]) <= 3
        seen += [f"/assessments/{entry['id']}" for entry in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == made[::-1]


def test_the_list_can_be_filtered(mine):
    """By state and by questionnaire; submitted ones show what they came to."""
    path, draft = mine.submitted(), mine.draft()
    submitted = mine.get("/assessments", params={"state": "submitted"}).json()["items"]
    drafts = mine.get("/assessments", params={"state": "draft"}).json()["items"]
    result = mine.get(f"{path}/result").json()["index"]

    assert [f"/assessments/{entry['id']}" for entry in submitted] == [path]
    assert (submitted[0]["score"], submitted[0]["level"]) == (result["score"], result["level"])
    assert submitted[0]["name"] == firm()["profile"]["name"]
    assert [f"/assessments/{entry['id']}" for entry in drafts] == [draft]
    assert drafts[0]["score"] is None
    of_textile = mine.get("/assessments", params={"questionnaire": "textile@1.0.0"}).json()
    assert len(of_textile["items"]) == 2
    assert mine.get("/assessments", params={"questionnaire": "other@1.0.0"}).json()["items"] == []


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=many", "state=open", "questionnaire=%00", "cursor=", "cursor=x",
     "cursor=Zm9v.bar", "cursor=%F0%9F%98%80", f"cursor={'a' * 401}"],
)  # fmt: skip
def test_unusable_filters_are_refused(mine, query):
    """422, never an empty list that looks like an answer."""
    assert mine.get(f"/assessments?{query}").status_code == 422


def test_a_cursor_cannot_be_forged(mine):
    """A cursor that was changed is not one of ours."""
    [mine.draft() for _ in range(3)]
    cursor = mine.get("/assessments", params={"limit": 1}).json()["next"]
    body, _, signature = cursor.partition(".")

    for forged in (body, f"{body}.", f"{body[:-2]}.{signature}", f"{body}.{signature[::-1]}"):
        answer = mine.get("/assessments", params={"cursor": forged})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_me_tells_a_key_who_it_is(program):
    """Organisation, scopes and expiry, for any valid key; never the secret."""
    key = program(scopes=["assessments:read"])
    answer = key.get("/me")

    assert answer.json() == {
        "key": key.key,
        "organisation": {"id": key.organisation[1], "kind": "firm", "name": "示例·测试单位"},
        "scopes": ["assessments:read"],
        "expires_at": None,
    }
    assert key.secret not in answer.text
