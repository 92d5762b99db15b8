"""Assessments of the fictional sample firms, arranged through the services."""

from functools import cache

import questionnaires
from api.assessments import service
from api.kit.pages import BROWSER_COOKIE
from api.kit.security import token_digest
from api.organisations.asking import Asker
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY

__all__ = ["holder", "sample", "started", "submitted"]


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
