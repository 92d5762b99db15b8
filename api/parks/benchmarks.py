"""Where a firm stands among comparable firms of all parks: figures published, kept and looked up.

Counted is the newest full result of every real firm that lets its park see its scores. What is
published, and when a group's figures may be renewed, is decided by ``assessment.benchmark``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import and_
from sqlmodel import Session, col, select

from api.assessments.repository import Held
from api.assessments.tables import Assessment, Consent, Result
from api.catalogue import service as catalogue
from api.kit import jobs
from api.kit.clock import now, today
from api.kit.jobs import Job
from api.kit.work import Context
from api.organisations.tables import Organisation
from api.parks.tables import Benchmark, Campaign, Entry, Member, ParkProfile
from assessment import Outcome
from assessment.benchmark import SEVERAL, Population, Publication, main_processes, publish
from questionnaires import codes
from reports.advice import PeerGroup
from reports.peers import peer_group
from scoring.packing import unpack
from scoring.plan import ROOT

__all__ = ["Renewal", "newest", "order", "peers", "submitted"]

_OFTEN = dt.timedelta(days=1)
"""Single firms that submit renew the figures no more often; a register does at once."""


def peers(session: Session, held: Held, outcome: Outcome) -> PeerGroup | None:
    """Return whom a firm is compared with, ``None`` while nothing was ever published."""
    row = newest(session, held.row.questionnaire)
    if row is None or held.row.form != "full":
        return None
    firm = outcome.sheet.profile
    process = SEVERAL if len(firm.processes) > 1 else next(iter(firm.processes), "")
    park = session.exec(
        select(Organisation.public_id)
        .join(Campaign, col(Campaign.park_id) == col(Organisation.id))
        .join(Entry, col(Entry.campaign_id) == col(Campaign.id))
        .where(Entry.assessment_id == held.row.id)
    ).first()
    found = Publication.from_plain(row.document)
    return peer_group(found.find(process, firm.size or "", park), outcome.card)


def newest(session: Session, questionnaire: str, *, lock: bool = False) -> Benchmark | None:
    """Return the last publication on a version of a questionnaire."""
    query = select(Benchmark).where(Benchmark.questionnaire == questionnaire)
    query = query.order_by(col(Benchmark.id).desc()).limit(1)
    return session.exec(query.with_for_update() if lock else query).first()


def submitted(session: Session, row: Assessment) -> None:
    """Order new figures when a member of a park has submitted, unless they are new."""
    query = (
        select(Campaign)
        .join(Entry, col(Entry.campaign_id) == col(Campaign.id))
        .where(Entry.assessment_id == row.id)
    )
    campaign = session.exec(query).first()
    if campaign is None:
        return
    last = newest(session, row.questionnaire)
    waiting = jobs.about(session, _subject(row.questionnaire), ("benchmark",))
    recent = waiting is not None and waiting.created_at > now() - _OFTEN
    if not recent and (last is None or last.created_at < now() - _OFTEN):
        order(session, row.questionnaire, campaign.park_id, "server")


def order(session: Session, questionnaire: str, park_id: int, actor: str) -> None:
    """Order new figures; the order belongs to the park that brought results in."""
    jobs.enqueue(
        session, "benchmark", _subject(questionnaire), park_id, actor, questionnaire=questionnaire
    )


def _subject(questionnaire: str) -> str:
    return f"benchmark:{questionnaire}"


class Renewal:
    """Publishes figures anew as far as that gives nobody away."""

    parts = 1

    def __init__(self, context: Context, job: Job) -> None:
        """Open the job."""
        self._database = context.database
        self._questionnaire = str(job.payload["questionnaire"])

    def do(self, part: int) -> None:
        """Publish; done again it finds the same and stores nothing."""
        del part
        with self._database.write() as session:
            _renew(session, self._questionnaire)

    def finish(self, *, stopped: bool) -> dict[str, Any]:
        """There is nothing to tell."""
        del stopped
        return {}


def _renew(session: Session, questionnaire: str) -> None:
    last = newest(session, questionnaire, lock=True)
    before = None if last is None else Publication.from_plain(last.document)
    agreed = session.exec(
        select(Organisation.public_id)
        .join(ParkProfile, col(ParkProfile.organisation_id) == col(Organisation.id))
        .where(col(ParkProfile.publishes))
    ).all()
    day = today().isoformat()
    found = publish(_population(session, questionnaire), day, agreed=agreed, previous=before)
    document = found.to_plain()
    if last is None or last.document != document:
        session.add(Benchmark(questionnaire=questionnaire, document=document, created_at=now()))


def _population(session: Session, name: str) -> Population:
    questionnaire = catalogue.stored(name)
    rows = _newest_results(session, name)
    table = unpack(questionnaire, [packed for *_, packed in rows])
    nodes = (ROOT, *(dimension.id for dimension in questionnaire.dimensions))
    sizes = np.array([*codes.sizes(), ""])
    return Population(
        results=[result for _, result, _ in rows],
        parks=np.array([park for park, _, _ in rows], str),
        processes=main_processes(table.facts),
        sizes=sizes[table.facts.size],
        nodes=nodes,
        scores=table.numbers.scores[[table.row(node) for node in nodes]],
    )


def _newest_results(session: Session, name: str) -> Sequence[tuple[str, str, bytes]]:
    """Return (park, result, numbers) of every firm that counts, by credit code the newest."""
    query = (
        select(Member.credit_code, Organisation.public_id, Assessment.public_id, Result.packed)
        .join(Entry, col(Entry.member_id) == col(Member.id))
        .join(Organisation, col(Organisation.id) == col(Member.park_id))
        .join(Assessment, col(Assessment.id) == col(Entry.assessment_id))
        .join(Result, col(Result.assessment_id) == col(Assessment.id))
        .join(
            Consent,
            and_(
                col(Consent.assessment_id) == col(Assessment.id),
                col(Consent.park_id) == col(Member.park_id),
            ),
        )
        .where(
            col(Consent.revoked_at).is_(None), col(Consent.scope) != "level",
            Assessment.questionnaire == name, Assessment.form == "full",
            col(Assessment.profile)["fictional"].as_boolean().is_not(True),
            col(Result.packed).is_not(None),
        )
        .order_by(col(Assessment.submitted_at), col(Assessment.id))
    )  # fmt: skip
    found = {
        code: (park, result, packed or b"") for code, park, result, packed in session.exec(query)
    }
    return list(found.values())
