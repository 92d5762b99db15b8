"""Rate limits: by address without a key, by key with one; a refusal says when to come back."""

import pytest

from api.kit.settings import Settings


@pytest.fixture
def settings(tmp_path):
    """Three requests an hour for anybody, five for a key."""
    return Settings(data_dir=tmp_path, anonymous_limit="3/hour", key_limit="5/hour")


def test_anybody_is_limited_by_address(anyone, mine):
    """The fourth request is refused with the seconds to wait; a key still works."""
    for _ in range(3):
        assert anyone.post("/score", json={"answers": {}}).status_code == 200
    refused = anyone.post("/score", json={"answers": {}})

    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert refused.json()["code"] == "too_many"
    assert anyone.get("/questionnaires/textile/form.xlsx").status_code == 429
    assert mine.post("/score", json={"answers": {}}).status_code == 200


def test_reading_questionnaires_is_not_limited(anyone):
    """What costs nothing is not counted."""
    assert {anyone.get("/questionnaires").status_code for _ in range(6)} == {200}


def test_a_key_has_its_own_limit(program):
    """Scoring and assessments count together by key; another key is not touched."""
    one, other = program(), program()
    for _ in range(5):
        assert one.get("/assessments").status_code == 200

    assert one.post("/score", json={"answers": {}}).status_code == 429
    assert one.get("/assessments").headers["retry-after"]
    assert other.get("/assessments").status_code == 200


def test_a_large_batch_counts_as_several_requests(anyone, mine):
    """Fifty firms are one request more, by address and by key; one batch is always possible."""
    for caller in (anyone, mine):
        batch = {"firms": [{"answers": {}}] * 100}
        assert caller.post("/score/batch", json=batch).status_code == 200
        left = {anyone: 0, mine: 2}[caller]
        for _ in range(left):
            assert caller.post("/score", json={"answers": {}}).status_code == 200
        assert caller.post("/score", json={"answers": {}}).status_code == 429


def test_simulations_count_by_their_work(anyone, mine):
    """A thousand draws are one request more, what a result hangs on is eight."""
    cheap = {"answers": {}, "draws": 100, "factors": False}
    assert anyone.post("/score/certainty", json=cheap).status_code == 200
    assert anyone.post("/score/certainty", json={**cheap, "draws": 5000}).status_code == 429
    assert mine.post("/score/certainty", json={"answers": {}}).status_code == 429
