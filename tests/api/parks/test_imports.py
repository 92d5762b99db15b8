"""Registers on their way in: previewed, confirmed, taken over, and nothing done twice."""

import pytest
from sqlmodel import col, func, select

import questionnaires
import scoring
from api.assessments import service
from api.assessments.repository import Access, Held
from api.assessments.tables import Assessment, Consent, Result
from api.kit import jobs
from api.kit.errors import Conflict, NotFound, Unusable
from api.organisations.asking import Asker
from api.parks import campaigns, imports, members, records
from api.parks.tables import Entry, Member
from questionnaires.files import read_register
from tests.api.arrange import organisation
from tests.api.parks.campaign_world import firm, register, world
from tests.codes import credit_code

A, B, C = (credit_code(n) for n in (1, 2, 3))
RUNG = "equipment.ledger.practice"


def counts(summary):
    return {key: value for key, value in summary.items() if value}


@pytest.mark.both
def test_a_register_is_previewed_and_taken_over_with_the_results_of_scoring(app):
    park = world(app)
    data = register(
        firm(A, "示例·甲"), firm(B, "示例·乙", **{RUNG: "1"}), firm(C, "示例·丙", **{RUNG: ""})
    )
    order = park.upload(data)
    row, _ = park.look(order)
    assert (row.state, counts(row.summary)) == ("ready", {"create": 3, "partial": 1, "rows": 3})
    assert not park.entries()

    park.confirm(order)
    row, job = park.look(order)
    assert (row.state, job.state, job.done, job.total) == ("done", "done", 1, 1)
    entries = park.entries()
    assert {code: e.state for code, e in entries.items()} == {
        A: "submitted",
        B: "submitted",
        C: "draft",
    }
    textile = questionnaires.load("textile")
    frame = read_register(data, lambda _: textile, name="r.csv").frame
    expected = scoring.score_many(textile, frame)
    with park.database.read() as session:
        for place, code in enumerate((A, B)):
            found = session.exec(
                select(Assessment).where(Assessment.public_id == entries[code].assessment)
            ).one()
            outcome = service.outcome_of(session, Held(found, Access(result=True)))
            assert outcome.card.to_dict() == expected.card(place).to_dict()
            assert entries[code].score == outcome.card.score
            assert entries[code].level == outcome.card.level
            assert found.declared_by == "张经理"


@pytest.mark.both
def test_a_file_taken_over_twice_changes_nothing(app):
    park = world(app)
    data = register(firm(A, "示例·甲"), firm(B, "示例·乙"))
    park.confirm(park.upload(data))
    before = park.entries()
    again = park.upload(data)
    row, _ = park.look(again)
    assert counts(row.summary) == {"unchanged": 2, "rows": 2}
    park.confirm(again)
    assert park.entries() == before
    with park.database.read() as session:
        for table, rows in ((Assessment, 2), (Result, 2), (Entry, 2), (Member, 2), (Consent, 2)):
            assert session.exec(select(func.count()).select_from(table)).one() == rows


@pytest.mark.both
def test_a_changed_row_becomes_a_new_result_and_the_old_one_is_seen_no_more(app):
    park = world(app)
    park.confirm(park.upload(register(firm(A, "示例·甲"), firm(B, "示例·乙"))))
    before = park.entries()
    order = park.upload(register(firm(A, "示例·甲", **{RUNG: "1"})))
    assert counts(park.look(order)[0].summary) == {"update": 1, "rows": 1}
    park.confirm(order)
    after = park.entries()
    assert after[B] == before[B]
    assert after[A].assessment != before[A].assessment
    assert after[A].score < before[A].score
    with park.database.read() as session:
        old = session.exec(
            select(Assessment, Consent)
            .join(Consent, col(Consent.assessment_id) == col(Assessment.id))
            .where(Assessment.public_id == before[A].assessment)
        ).one()
        assert old[0].state == "submitted"
        assert old[1].revoked_at is not None


@pytest.mark.both
def test_a_partial_row_corrected_later_replaces_its_draft(app):
    park = world(app)
    park.confirm(park.upload(register(firm(A, "示例·甲", **{RUNG: ""}))))
    park.confirm(park.upload(register(firm(A, "示例·甲"))))
    assert park.entries()[A].state == "submitted"
    with park.database.read() as session:
        assert session.exec(select(func.count()).select_from(Assessment)).one() == 1


def test_a_draft_that_the_firm_went_on_with_is_left_alone(app):
    park = world(app)
    park.confirm(park.upload(register(firm(A, "示例·甲", **{RUNG: ""}))))
    with park.database.write() as session:
        found = session.exec(select(Assessment)).one()
        found.version = 2
        session.add(found)
    order = park.upload(register(firm(A, "示例·甲")))
    assert counts(park.look(order)[0].summary) == {"own": 1, "rows": 1}
    park.confirm(order)
    assert park.entries()[A].state == "draft"


def test_rows_with_faults_are_rejected_and_the_others_taken(app):
    park = world(app)
    data = register(firm(A, "示例·甲"), firm("9133", "示例·乙"), firm(C, "示例·丙", **{RUNG: "9"}))
    order = park.upload(data)
    row, _ = park.look(order)
    assert counts(row.summary) == {"create": 1, "rejected": 2, "rows": 3}
    assert {(p["row"], p["column"]) for p in row.problems} == {
        (3, "B"),
        (4, row.problems[-1]["column"]),
    }
    assert all(p["zh"] and p["en"] for p in row.problems)
    park.confirm(order)
    assert list(park.entries()) == [A]


def test_a_file_that_is_no_register_is_refused_with_its_reason(app):
    park = world(app)
    with park.database.write() as session, pytest.raises(Unusable, match="register_kind"):
        imports.upload(
            session, park.context.storage, park.asker, park.park, park.campaign, b"x", "a.exe", "zh"
        )
    row, job = park.look(park.upload(b"a,b\n1,2\n"))
    assert (row.state, job.state) == ("unusable", "done")
    assert row.problems


def test_an_import_cancelled_before_it_begins_writes_nothing(app):
    park = world(app)
    order = park.upload(register(firm(A, "示例·甲")))
    with park.database.write() as session:
        imports.confirm(session, park.asker, park.park, park.campaign, order, "answers", "张经理")
    with park.database.write() as session:
        imports.give_up(session, park.asker, park.park, park.campaign, order)
    park.work()
    row, job = park.look(order)
    assert (row.state, job.state) == ("cancelled", "cancelled")
    assert not park.entries()


def test_an_import_cancelled_midway_keeps_what_it_took_and_says_so(app, monkeypatch):
    monkeypatch.setattr("api.parks.intake._CHUNK", 1)
    park = world(app)
    order = park.upload(register(firm(A, "示例·甲"), firm(B, "示例·乙")))
    with park.database.write() as session:
        job = imports.confirm(session, park.asker, park.park, park.campaign, order, "answers", "张")
        found = job.public_id
    store = imports.registers.known
    calls = []

    def known(session, *rest):
        if not calls:
            calls.append(1)
            jobs.begin(session, jobs.find(session, found), 2)
            jobs.stop(session, jobs.find(session, found))
        return store(session, *rest)

    monkeypatch.setattr("api.parks.storing.registers.known", known)
    park.work()
    row, job = park.look(order)
    assert (row.state, job.state, job.done) == ("cancelled", "cancelled", 1)
    assert list(park.entries()) == [A]


def test_strangers_and_reviewers_bring_nothing_in(app):
    park = world(app)
    storage = park.context.storage
    other_id, _ = organisation(park.database, kind="park", name="示例·别的园区")
    stranger = Asker("user:other", memberships={other_id: "owner"})
    with park.database.write() as session, pytest.raises(NotFound):
        imports.upload(session, storage, stranger, park.park, park.campaign, b"", "r.csv", "zh")
    order = park.upload(register(firm(A, "示例·甲")))
    with park.database.write() as session, pytest.raises(NotFound):
        imports.confirm(session, stranger, park.park, park.campaign, order, "answers", "x")


def test_a_closed_campaign_takes_nothing(app):
    park = world(app, days=(-30, -1))
    with park.database.write() as session, pytest.raises(Conflict, match="campaign_closed"):
        imports.upload(
            session, park.context.storage, park.asker, park.park, park.campaign, b"", "r.csv", "zh"
        )


def test_everybody_is_invited_once(app):
    park = world(app)
    park.confirm(park.upload(register(firm(A, "示例·甲"))))
    with park.database.write() as session:
        members.add(session, park.asker, park.park, name="示例·乙", credit_code=B)
    for new in (1, 0):
        with park.database.write() as session:
            assert campaigns.invite(session, park.asker, park.park, park.campaign) == new
    with park.database.read() as session:
        _, campaign = park.found(session)
        states = campaigns.overview(session, campaign).counts
        assert {state: n for state, n in states.items() if n} == {"invited": 1, "finished": 1}
        assert len(records.entries(session, campaign)) == 2
