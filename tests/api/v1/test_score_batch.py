"""Many firms at once: good rows beside bad ones, and no more work than they are worth."""

import pytest

from tests.api.v1.callers import firm


def test_batch_scores_good_rows_and_explains_bad_ones(anyone):
    """Each row has its index; the good get the numbers they would get alone."""
    bad = {"answers": {"no.such": 1}, "profile": {"employees": -1}}
    firms = [firm(), bad, firm("spinning-mill")]
    found = anyone.post("/score/batch", json={"firms": firms}).json()
    first, second, third = found["firms"]

    assert (found["scored"], found["rejected"]) == (2, 1)
    assert [row["index"] for row in found["firms"]] == [0, 1, 2]
    assert second["scores"] is None
    assert {p["code"] for p in second["problems"]} == {
        "answer.unknown_question", "profile.bad_employees",
    }  # fmt: skip
    for row, sent in ((first, firms[0]), (third, firms[2])):
        alone = anyone.post("/score", json=sent).json()
        nodes = {node["id"]: node for node in alone["nodes"]}
        assert row["problems"] == []
        assert row["scores"]["answers_digest"] == alone["answers_digest"]
        assert row["scores"]["provisional"] == alone["provisional"]
        for name in ("score", "low", "high", "coverage", "level"):
            assert row["scores"][name] == alone["index"][name]
            for node, numbers in row["scores"]["nodes"].items():
                assert numbers[name] == nodes[node][name]
        assert set(row["scores"]["nodes"]) == set(nodes) - {"index"}


def test_batch_of_nothing_but_bad_rows(anyone):
    """All rows may be rejected."""
    found = anyone.post("/score/batch", json={"firms": [{"answers": {"x": 1}}] * 3}).json()

    assert (found["scored"], found["rejected"]) == (0, 3)


@pytest.mark.parametrize(
    ("firms", "code"), [([], "too_short"), ([{"answers": {}}] * 1001, "too_long")]
)
def test_batch_size_is_bounded(anyone, firms, code):
    """Between one and a thousand firms."""
    found = anyone.post("/score/batch", json={"firms": firms})

    assert found.status_code == 422
    assert found.json()["fields"][0]["code"] == code


def test_a_flood_of_unknown_ids_costs_little(anyone):
    """Twenty problems of a firm are told, and ids near to them are looked for a hundred times."""
    flood = {f"energy.water.{n}": 1 for n in range(900)}
    found = anyone.post("/score/batch", json={"firms": [{"answers": flood}] * 40})
    firms = found.json()["firms"]

    assert found.status_code == 200
    assert {len(row["problems"]) for row in firms} == {20}
    assert "energy.water" in firms[0]["problems"][0]["do"]
    assert "energy.water" not in firms[-1]["problems"][-1]["do"]


def test_unknown_ids_beside_other_problems(anyone):
    """Whatever is wrong with a firm is told, whether its ids are guessed at or not."""
    flood = {"answers": {f"x{n}": 1 for n in range(60)}}
    bad = {"answers": {"y": 1, "equipment.ledger.practice": "9"}, "profile": {"employees": -1}}
    found = anyone.post("/score/batch", json={"firms": [*[flood] * 6, bad]}).json()

    assert {problem["code"] for problem in found["firms"][-1]["problems"]} == {
        "answer.unknown_question", "answer.no_such_option", "profile.bad_employees",
    }  # fmt: skip
