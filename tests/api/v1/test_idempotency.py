"""The same create sent twice is done once."""

import threading

import pytest
from sqlmodel import select

from api.kit.idempotency import Remembered
from tests.api.v1.callers import firm

KEY = {"idempotency-key": "2026-spinning-0007"}


def test_a_repeated_create_is_answered_alike(mine):
    """Same status, address, ETag and body; one assessment."""
    first = mine.post("/assessments", json=firm(), headers=KEY)
    again = mine.post("/assessments", json=firm(), headers=KEY)

    assert (again.status_code, again.json()) == (201, first.json())
    for name in ("location", "etag"):
        assert again.headers[name] == first.headers[name]
    assert len(mine.get("/assessments").json()["items"]) == 1


def test_the_key_with_another_body_is_refused(mine):
    """409, whatever differs; the same key at another operation is another request too."""
    path = mine.submitted()
    mine.post("/assessments", json={}, headers=KEY)

    for answer in (
        mine.post("/assessments", json={"form": "quick"}, headers=KEY),
        mine.post(f"{path}/next-round", headers=KEY),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")


def test_keys_of_others_do_not_count(program):
    """Two programs may choose the same text."""
    one, other = program(), program()
    made = [p.post("/assessments", json={}, headers=KEY).json()["id"] for p in (one, other)]

    assert made[0] != made[1]


def test_a_failed_create_can_be_corrected_with_the_same_key(mine):
    """What was refused is not remembered."""
    assert mine.post("/assessments", json={"answers": {"x": 1}}, headers=KEY).status_code == 422
    assert mine.post("/assessments", json={}, headers=KEY).status_code == 201


def test_next_round_is_repeated_once(mine):
    """A retry of next-round gives the same draft."""
    path = mine.submitted()
    made = [mine.post(f"{path}/next-round", headers=KEY).json()["id"] for _ in range(2)]

    assert made[0] == made[1]


def test_nothing_deleted_is_remembered(mine, database):
    """After a deletion the memory holds no answers, and a retry finds nothing."""
    made = mine.post("/assessments", json=firm(), headers=KEY)
    mine.delete(f"/assessments/{made.json()['id']}")

    assert mine.post("/assessments", json=firm(), headers=KEY).status_code == 404
    with database.read() as session:
        [kept] = session.exec(select(Remembered)).all()
    assert kept.answer == {"id": made.json()["id"]}


@pytest.mark.parametrize("key", ["", "a" * 121, "a b", "键".encode()])
def test_a_key_is_short_and_plain(mine, key):
    """Visible ASCII, at most 120 characters."""
    answer = mine.post("/assessments", json={}, headers={"idempotency-key": key})

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "header.Idempotency-Key"


@pytest.mark.both
def test_retries_at_the_same_moment_make_one(mine):
    """Ten at once: one assessment; whoever was too early is told to try again."""
    answers = []

    def send():
        answers.append(mine.post("/assessments", json={}, headers=KEY))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    others = {answer.json().get("code") for answer in answers if answer.status_code != 201}
    assert len(made) == 1
    assert others <= {"idempotency_key_busy"}
    assert len(mine.get("/assessments").json()["items"]) == 1
