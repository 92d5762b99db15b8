"""Row 11 of the budgets: the dashboard of a park of ten thousand members.

Measured in the process of the server, all but the network: from the request to the last byte of the
page. ``kept`` is every look while nothing changes; after a change what is new is read and everything
is counted anew; after the server has started, everything is read as well. Half the members show
their answers, the others scores or the level alone.
"""

from __future__ import annotations

import datetime as dt
import logging
import statistics
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col
from starlette.testclient import TestClient

import questionnaires
from api.accounts.tables import SignIn, User
from api.app import create_app
from api.assessments.tables import Assessment, Consent, Result
from api.kit.clock import now
from api.kit.pages import BROWSER_COOKIE
from api.kit.security import new_id, new_token, token_digest
from api.kit.settings import Settings
from api.organisations.tables import Membership, Organisation
from api.parks import standing
from api.parks.tables import Campaign, Entry, Member
from scoring.packing import pack
from scoring.plan import ROOT
from tests.benchmarks.parks import park
from tests.benchmarks.timing import RUNS, Row, seconds
from tests.benchmarks.world import opened

__all__ = ["ROWS", "campaign", "manager"]

FIRMS, BUDGET = 10_000, 0.2
_SCOPES = ("answers", "answers", "scores", "level")


def manager(session: Session) -> tuple[Organisation, str]:
    """Found a park; return it and the cookie of its owner."""
    at, token = now(), new_token()
    found = Organisation(public_id=new_id(), kind="park", name="示例·纺织产业园", created_at=at)
    user = User(
        public_id=new_id(), email="m@example.invalid", name="示例", password="-", created_at=at
    )
    session.add_all([found, user])
    session.flush()
    ends = at + dt.timedelta(days=1)
    browser = token_digest(token)
    session.add_all([
        SignIn(user_id=user.id, browser=browser, agent="", created_at=at, expires_at=ends),
        Membership(organisation_id=found.id, user_id=user.id, role="owner", created_at=at),
    ])  # fmt: skip
    return found, token


def campaign(session: Session, of: Organisation, firms: int, start: int = 0) -> str:
    """Fill a campaign with so many finished members; return its public id.

    *start* is where its ids begin: members of an earlier campaign are known again.
    """
    table, people = park(firms)
    at, ref = now(), questionnaires.load("textile").ref
    row = Campaign(
        public_id=new_id(), park_id=of.id, name="示例·年度评估", questionnaire=ref, form="full",
        asks="answers", opens_on="2026-01-01", closes_on="2026-12-31", created_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if not start:
        _fill(session, Member, firms, lambda n: {
            "id": n + 1, "public_id": new_id(), "park_id": of.id, "credit_code": f"EX{n:016d}",
            "name": people.names[n], "contact": "", "created_at": at,
        })  # fmt: skip
    ids = [start + n + 1 for n in range(firms)]
    _fill(session, Assessment, firms, lambda n: {
        "id": ids[n], "public_id": new_id(), "questionnaire": ref, "form": "full",
        "state": "submitted", "profile": {"name": people.names[n], "fictional": True},
        "answers": {}, "notes": {}, "confidence": {}, "stamps": {}, "version": 1, "created_at": at,
        "updated_at": at, "submitted_at": at,
    })  # fmt: skip
    index, packed = table.row(ROOT), pack(table)
    scores, levels = table.numbers.scores[index].tolist(), table.numbers.levels[index].tolist()
    _fill(session, Result, firms, lambda n: {
        "assessment_id": ids[n], "packed": packed[n], "digest": "0" * 64,
        "score": scores[n], "level": levels[n],
    })  # fmt: skip
    _fill(session, Consent, firms, lambda n: {
        "assessment_id": ids[n], "park_id": of.id, "scope": _SCOPES[n % 4], "created_at": at,
    })  # fmt: skip
    _fill(session, Entry, firms, lambda n: {
        "public_id": new_id(), "campaign_id": row.id, "member_id": n + 1,
        "assessment_id": ids[n], "source": "register", "created_at": at,
    })  # fmt: skip
    return row.public_id


def _fill(session: Session, table: Any, firms: int, values: Any) -> None:
    session.execute(insert(table), [values(n) for n in range(firms)])


def dashboard() -> Iterator[Row]:
    """Yield seconds for the page, kept and read anew, against 200 ms."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), rate_limits=False)
        database = opened(settings)
        with database.write() as session:
            found, token = manager(session)
            base = f"/parks/{found.public_id}/campaigns/{campaign(session, found, FIRMS)}/dashboard"
        database.dispose()
        with TestClient(create_app(settings), cookies={BROWSER_COOKIE: token}) as client:

            def look(path: str = "") -> None:
                answer = client.get(base + path)
                if answer.status_code != 200:
                    raise RuntimeError(answer.text)

            for name, path in (("dashboard", ""), ("one by one", "/members")):
                look(path)
                yield _row(
                    f"{name} of 10,000, kept", [seconds(partial(look, path)) for _ in range(RUNS)]
                )
            times = []
            for number in range(1, 2 * RUNS + 1):
                with database.write() as session:
                    change = update(Consent).where(col(Consent.assessment_id) == 4 * number)
                    session.execute(change.values(revoked_at=now()))
                times.append(seconds(look))
            yield _row("dashboard of 10,000, after a consent is taken back", times)
            times = []
            for _ in range(2 * RUNS):
                standing.forget()
                times.append(seconds(look))
            yield _row("dashboard of 10,000, the first of a server", times)
    logging.disable(logging.NOTSET)


def _row(name: str, times: list[float]) -> Row:
    value = statistics.median(times)
    return Row(name, value, "s", "200 ms", value / BUDGET, 1.0)


ROWS = (dashboard,)
