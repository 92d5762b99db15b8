"""Firms with people signed in and drafts filled in, for the benchmarks of the server."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from api.accounts.tables import SignIn, User
from api.assessments import service
from api.kit import migrate
from api.kit.clock import now
from api.kit.database import Database
from api.kit.security import new_id, new_token, token_digest
from api.kit.settings import Settings
from api.organisations.asking import person
from api.organisations.tables import Membership, Organisation
from questionnaires import load
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY

__all__ = ["Person", "arrange", "opened"]

SAMPLE = LIBRARY / "textile" / "samples" / "dyeing-mill.yaml"


@dataclass(frozen=True)
class Person:
    """Somebody signed in: the cookie, a draft full of answers, and a submitted assessment."""

    cookie: str
    draft: str
    submitted: str


def arrange(settings: Settings, people: int) -> list[Person]:
    """Fill the database of *settings* with *people* of as many firms."""
    database = opened(settings)
    found = [_one(database, number) for number in range(people)]
    database.dispose()
    return found


def opened(settings: Settings) -> Database:
    """Return the database of a new server, with all tables."""
    _ = settings.secret  # makes the folder as well
    database = Database(settings.url)
    migrate.upgrade(database)
    return database


def _one(database: Database, number: int) -> Person:
    token, at = new_token(), now()
    browser = token_digest(token)
    with database.write() as session:
        firm = Organisation(public_id=new_id(), kind="firm", name=f"示例·{number}", created_at=at)
        user = User(
            public_id=new_id(), email=f"{number}@example.invalid", name="示例", password="-",
            created_at=at,
        )  # fmt: skip
        session.add_all([firm, user])
        session.flush()
        ends = at + dt.timedelta(days=1)
        session.add_all(
            [
                SignIn(user_id=user.id, browser=browser, agent="", created_at=at, expires_at=ends),
                Membership(organisation_id=firm.id, user_id=user.id, role="owner", created_at=at),
            ]
        )
        owner = firm.id
    with database.read() as session:
        asker = person(session, browser)
    textile = load("textile")
    sheet = read_answers(SAMPLE, lambda _: textile).sheets[0]
    drafts = []
    for _ in range(2):
        with database.write() as session:
            row = service.create(
                session, asker, form=sheet.form, profile=sheet.profile, organisation_id=owner
            )
            service.answer(session, asker, row.public_id, sheet.to_plain(textile))
            drafts.append(row.public_id)
    with database.write() as session:
        service.submit(session, asker, drafts[1], "示例")
    return Person(token, *drafts)
