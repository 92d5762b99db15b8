"""A park's programs: firms, campaigns, invitations and registers, from nothing to results."""

import pytest
from sqlmodel import select

from api import jobs as queue
from api.assessments.tables import Consent
from api.kit.work import Context
from api.parks.jobs import KINDS
from tests.api.arrange import organisation
from tests.api.parks.campaign_world import firm, register
from tests.api.v1.callers import Program
from tests.codes import credit_code

A, B, C = (credit_code(n) for n in (1, 2, 3))
RUNG = "equipment.ledger.practice"


@pytest.fixture
def park(app):
    return Program(app, of=organisation(app.state.database, "park", "示例·园区"))


@pytest.fixture
def work(app):
    context = Context(app.state.settings, app.state.database, app.state.storage)
    return lambda: queue.run_here(context, KINDS)


@pytest.fixture
def base(park):
    return f"/parks/{park.organisation[1]}"


@pytest.fixture
def campaign(park, base):
    sent = {
        "name": "示例·2026",
        "opens_on": "2020-01-01",
        "closes_on": "2099-12-31",
        "asks": "scores",
    }
    answer = park.post(f"{base}/campaigns", json=sent, headers={"idempotency-key": "a"})
    assert answer.status_code == 201
    again = park.post(f"{base}/campaigns", json=sent, headers={"idempotency-key": "a"})
    assert again.json() == answer.json()
    assert answer.json()["questionnaire"].startswith("textile@")
    assert answer.json()["open"] is True
    return answer.headers["location"].removeprefix("/api/v1")


def test_a_register_comes_in_and_results_go_out(park, work, campaign):
    data = register(
        firm(A, "示例·甲"), firm(B, "示例·乙", **{RUNG: "9"}), firm(C, "示例·丙", **{RUNG: ""})
    )
    answer = park.post(f"{campaign}/imports/register", content=data, params={"file": "r.csv"})
    assert answer.status_code == 201
    assert answer.json()["state"] == "checking"
    order = answer.headers["location"].removeprefix("/api/v1")
    too_early = park.post(f"{order}/confirm", json={"scope": "scores", "declared_by": "张经理"})
    assert (too_early.status_code, too_early.json()["code"]) == (409, "import_not_ready")
    work()
    found = park.get(order).json()
    assert found["state"] == "ready"
    assert {k: v for k, v in found["summary"].items() if v} == {
        "create": 2,
        "rejected": 1,
        "partial": 1,
        "rows": 3,
    }
    [problem] = found["problems"]
    assert problem["row"] == 3
    assert problem["message"]
    assert park.get(f"{order}/results.xlsx").status_code == 404

    confirmed = park.post(f"{order}/confirm", json={"scope": "scores", "declared_by": "张经理"})
    assert confirmed.json()["job"]["state"] == "queued"
    work()
    done = park.get(order).json()
    assert (done["state"], done["job"]["state"]) == ("done", "done")
    assert park.get(f"{order}/results.xlsx").content
    assert park.get(f"{order}/correct.xlsx").content

    entries = park.get(f"{campaign}/entries").json()["items"]
    assert [(e["credit_code"], e["state"], e["shown"]) for e in entries] == [
        (C, "partial", "scores"),
        (A, "finished", "scores"),
    ]
    assert entries[0]["score"] is None
    assert 0 < entries[1]["score"] <= 100
    assert entries[1]["link"] is None


def test_results_are_told_as_far_as_firms_allow(park, work, campaign, app):
    data = register(firm(A, "示例·甲"))
    order = park.post(f"{campaign}/imports/register", content=data, params={"file": "r.csv"})
    path = order.headers["location"].removeprefix("/api/v1")
    work()
    park.post(f"{path}/confirm", json={"scope": "level", "declared_by": "张经理"})
    work()
    [entry] = park.get(f"{campaign}/entries").json()["items"]
    assert entry["level"] is not None
    assert entry["score"] is None
    with app.state.database.write() as session:
        consent = session.exec(select(Consent)).one()
        consent.revoked_at = consent.created_at
        session.add(consent)
    [entry] = park.get(f"{campaign}/entries").json()["items"]
    assert (entry["shown"], entry["level"], entry["score"]) == (None, None, None)


def test_firms_are_listed_invited_and_removed(park, base, campaign):
    for code, name in ((A, "示例·甲"), (B, "示例·乙")):
        answer = park.post(f"{base}/firms", json={"name": name, "credit_code": code})
        assert answer.status_code == 201
    wrong = park.post(f"{base}/firms", json={"name": "示例·丙", "credit_code": "123"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "member_facts")
    assert wrong.json()["problems"]
    first = park.get(f"{base}/firms", params={"limit": 1}).json()
    second = park.get(f"{base}/firms", params={"limit": 1, "cursor": first["next"]}).json()
    assert [f["credit_code"] for f in (*first["items"], *second["items"])] == [B, A]
    assert second["next"] is None

    assert park.post(f"{campaign}/invitations", json={}).json() == {"invited": 2}
    assert park.post(f"{campaign}/invitations", json={}).json() == {"invited": 0}
    page = park.get(f"{campaign}/entries", params={"limit": 1}).json()
    rest = park.get(f"{campaign}/entries", params={"cursor": page["next"]}).json()
    entries = [*page["items"], *rest["items"]]
    assert [e["state"] for e in entries] == ["invited", "invited"]
    assert all("/join/" in e["link"] for e in entries)

    assert park.delete(f"{base}/firms/{first['items'][0]['id']}").status_code == 204
    assert len(park.get(f"{base}/firms").json()["items"]) == 1


def test_links_are_told_to_keys_that_may_write_alone(app, park, base, campaign):
    park.post(f"{base}/firms", json={"name": "示例·甲", "credit_code": A})
    park.post(f"{campaign}/invitations", json={})
    reading = Program(app, scopes=["parks:read"], of=park.organisation)
    [entry] = reading.get(f"{campaign}/entries").json()["items"]
    assert entry["link"] is None
    refused = reading.post(f"{campaign}/invitations", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"opens_on": "2026-02-30", "closes_on": "2026-03-01"}, "malformed"),
        ({"opens_on": "2026-02-02", "closes_on": "2026-02-01"}, "campaign_days"),
        ({"opens_on": "2026-02-01", "closes_on": "2026-02-02", "asks": "all"}, "malformed"),
        ({"opens_on": "2026-02-01", "closes_on": "2026-02-02", "name": "   "}, "no_name"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(park, base, sent, code):
    answer = park.post(f"{base}/campaigns", json={"name": "示例", **sent})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_figures_and_documents_are_told_within_consent(park, work, campaign):
    """Six firms that let scores be seen have a median; a filter of one firm has none."""
    firms = [firm(credit_code(n), f"示例·{n}", **{RUNG: str(n % 4 + 1)}) for n in range(1, 7)]
    firms[0]["region"] = "440100"
    sent = park.post(
        f"{campaign}/imports/register", content=register(*firms), params={"file": "r.csv"}
    )
    order = sent.headers["location"].removeprefix("/api/v1")
    work()
    park.post(f"{order}/confirm", json={"scope": "scores", "declared_by": "张经理"})
    work()
    whole = park.get(f"{campaign}/figures").json()
    index = whole["nodes"][0]
    assert (whole["members"], index["id"], index["members"]) == (6, "index", 6)
    assert index["quantiles"][whole["quantiles_at"].index(0.5)] > 0
    assert {item["members"] for item in whole["items"]} == {0}
    some = park.get(f"{campaign}/figures", params={"region": "44"}).json()
    assert some["chosen"] == {"region": "44"}
    assert all(q is None for node in some["nodes"] for q in node["quantiles"])

    assert park.get(f"{campaign}/documents").json() == []
    ordered = park.post(f"{campaign}/documents", json={"kind": "report", "lang": "en"})
    assert (ordered.status_code, ordered.json()["job"]["state"]) == (202, "queued")
    again = park.post(f"{campaign}/documents", json={"kind": "report", "lang": "en"})
    assert (again.status_code, again.json()["code"]) == (409, "handout_running")
    assert park.get(f"{campaign}/documents/en/data.xlsx").status_code == 404
    [listed] = park.get(f"{campaign}/documents").json()
    assert listed["files"] == []
