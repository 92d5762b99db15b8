"""Assessments of the fictional sample firms, arranged through the services."""

import datetime as dt
from functools import cache

import questionnaires
from api.accounts.tables import SignIn, User
from api.assessments import service
from api.kit.clock import now
from api.kit.pages import BROWSER_COOKIE
from api.kit.security import new_id, token_digest
from api.organisations.asking import Asker, person
from api.organisations.tables import Membership, Organisation
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY

__all__ = ["holder", "organisation", "sample", "sign_in", "started", "submitted"]


@cache
def sample(name="dyeing-mill"):
    """The answer sheet of a sample firm."""
    textile = questionnaires.load("textile")
    path = LIBRARY / "textile" / "samples" / f"{name}.yaml"
    return read_answers(path, lambda _: textile).sheets[0]


def holder(browser) -> Asker:
    """Who a test's browser is to the services; it gets its cookie first."""
    browser.get("/healthz-none")
    return Asker("browser", browser=token_digest(browser.client.cookies[BROWSER_COOKIE]))


def started(database, asker, name="dyeing-mill", **options):
    """A draft of a sample firm with all its answers; returns its public id."""
    sheet = sample(name)
    textile = questionnaires.load("textile")
    with database.write() as session:
        row = service.create(session, asker, form=sheet.form, profile=sheet.profile, **options)
        session.flush()
        service.answer(session, asker, row.public_id, sheet.to_plain(textile))
        return row.public_id


def submitted(database, asker, name="dyeing-mill", **options):
    """A submitted assessment of a sample firm; returns its public id."""
    public_id = started(database, asker, name, **options)
    with database.write() as session:
        service.submit(session, asker, public_id, "王厂长")
    return public_id


def organisation(database, kind="firm", name="示例·测试单位"):
    """A firm or a park without members; returns its id and public id."""
    with database.write() as session:
        row = Organisation(public_id=new_id(), kind=kind, name=name, created_at=now())
        session.add(row)
        session.flush()
        return row.id, row.public_id


def sign_in(database, browser, organisation_id=None, role="owner", name="测试员"):
    """Sign a test's browser in as a new person, a member of an organisation or of none."""
    asker = holder(browser)
    with database.write() as session:
        user = User(
            public_id=new_id(), email=f"{new_id()}@example.invalid", name=name, password="-",
            created_at=now(),
        )  # fmt: skip
        session.add(user)
        session.flush()
        ends = now() + dt.timedelta(days=1)
        session.add(
            SignIn(
                user_id=user.id, browser=asker.browser, agent="", created_at=now(), expires_at=ends
            )
        )
        if organisation_id is not None:
            session.add(
                Membership(
                    organisation_id=organisation_id, user_id=user.id, role=role, created_at=now()
                )
            )
    with database.read() as session:
        return person(session, asker.browser)
