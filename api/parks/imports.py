"""A register on its way in: uploaded, checked, previewed, confirmed, taken over.

The file stays in the store until it is taken over: whoever goes on after a crash reads it again.
"""

from __future__ import annotations

from pathlib import PurePath

from sqlmodel import Session

from api.assessments.tables import CONSENTS
from api.kit import audit, jobs
from api.kit.clock import now
from api.kit.errors import Conflict, NotFound, Unusable
from api.kit.jobs import Job
from api.kit.security import new_id
from api.kit.storage import Storage
from api.organisations.asking import Asker
from api.parks import campaigns, records, registers, repository
from api.parks.tables import Import
from questionnaires.numbers import clean_text

__all__ = [
    "CORRECT", "MOST_PROBLEMS", "RESULTS", "SUFFIXES", "accept", "confirm", "current_job", "drop",
    "give_up", "go_on", "kept", "seen", "subject", "upload", "workbook",
]  # fmt: skip

SUFFIXES = (".xlsx", ".csv", ".parquet")
RESULTS, CORRECT = "results", "correct"
"""What is handed back: all rows with their results, and those to correct."""

MOST_PROBLEMS = 500
"""Problems that are shown; the workbook of rows to correct has them all."""

_LONGEST_NAME = 200


def subject(row: Import) -> str:
    """Return the name of an import in the queue and in the audit trail."""
    return f"import:{row.public_id}"


def accept(name: str) -> tuple[str, str]:
    """Return a file's name, cleaned, and its ending; raises ``Unusable`` for no register's."""
    name = clean_text(PurePath(name).name)[-_LONGEST_NAME:]
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Unusable("register_kind", suffix=suffix or "—", allowed=", ".join(SUFFIXES))
    return name, suffix


def upload(
    session: Session, storage: Storage, asker: Asker, park_id: str, campaign_id: str,
    data: bytes, name: str, lang: str,
) -> Import:  # fmt: skip
    """Keep a register and order its check; raises ``Unusable`` for what is no register at all."""
    park, campaign = campaigns.open_to_change(session, asker, park_id, campaign_id)
    name, suffix = accept(name)
    public_id = new_id()
    row = Import(
        public_id=public_id, campaign_id=campaign.id, file=name, scope=campaign.asks, lang=lang,
        stored=f"register-{public_id.lower().replace('_', '-')}{suffix}", created_at=now(),
    )  # fmt: skip
    storage.put(row.stored, data)
    session.add(row)
    jobs.enqueue(
        session, "check", subject(row), park.id, asker.label,
        park=park.public_id, campaign=campaign.public_id, order=public_id,
    )  # fmt: skip
    return row


def confirm(
    session: Session, asker: Asker, park_id: str, campaign_id: str, import_id: str,
    scope: str, declared_by: str,
) -> Job:  # fmt: skip
    """Order the take-over of a register as its preview showed it.

    *declared_by* answers for the firms having agreed that the park sees so much (*scope*).
    """
    park, campaign = campaigns.open_to_change(session, asker, park_id, campaign_id)
    row = registers.register_import(session, campaign, import_id)
    if row.state != "ready":
        raise Conflict("import_not_ready")
    if scope not in CONSENTS:
        raise Unusable("no_scope")
    row.state, row.scope, row.declared_by = "running", scope, declared_by
    session.add(row)
    audit.note(session, asker.label, subject(row), "confirmed", {"scope": (None, scope)})
    return jobs.enqueue(
        session, "import", subject(row), park.id, asker.label,
        park=park.public_id, campaign=campaign.public_id, order=row.public_id,
    )  # fmt: skip


def current_job(session: Session, row: Import) -> Job | None:
    """Return the newest job of an import."""
    return jobs.about(session, subject(row), ("check", "import"))


def give_up(
    session: Session, asker: Asker, park_id: str, campaign_id: str, import_id: str
) -> Import:
    """Ask an import to stop; what it has taken over stays."""
    _, campaign = campaigns.open_to_change(session, asker, park_id, campaign_id)
    row = registers.register_import(session, campaign, import_id)
    job = current_job(session, row)
    if job is not None and job.state not in jobs.OVER:
        jobs.stop(session, job)
        if job.state in jobs.OVER:  # nobody had begun it
            row.state, row.finished_at = "cancelled", now()
            session.add(row)
    return row


def go_on(session: Session, asker: Asker, park_id: str, campaign_id: str, import_id: str) -> Import:
    """Order an import that failed or was stopped once more; it goes on where it was."""
    _, campaign = campaigns.open_to_change(session, asker, park_id, campaign_id)
    row = registers.register_import(session, campaign, import_id)
    job = current_job(session, row)
    if job is None or job.state not in ("failed", "cancelled"):
        raise Conflict("import_not_stopped")
    jobs.try_again(session, job)
    row.state, row.finished_at = ("running" if job.kind == "import" else "checking"), None
    session.add(row)
    return row


def drop(
    session: Session, storage: Storage, asker: Asker, park_id: str, campaign_id: str,
    import_id: str,
) -> None:  # fmt: skip
    """Forget a register that was not confirmed."""
    _, campaign = campaigns.open_to_change(session, asker, park_id, campaign_id)
    row = registers.register_import(session, campaign, import_id)
    job = current_job(session, row)
    if row.state == "done" or (job is not None and job.state not in jobs.OVER):
        raise Conflict("import_running")
    storage.drop(row.stored.partition(".")[0])
    session.delete(row)


def kept(row: Import, what: str) -> str:
    """Return the name in the store of a workbook that is handed back."""
    return f"{row.stored.partition('.')[0]}.{what}.xlsx"


def seen(session: Session, asker: Asker, park_id: str, campaign_id: str, import_id: str) -> Import:
    """Return an import to one of the park's own people."""
    park = repository.park_of(session, asker, park_id)
    return registers.register_import(
        session, records.campaign(session, park, campaign_id), import_id
    )


def workbook(
    session: Session, storage: Storage, asker: Asker, park_id: str, campaign_id: str,
    import_id: str, what: str,
) -> bytes:  # fmt: skip
    """Return what an import hands back, ``RESULTS`` or ``CORRECT``; raises ``NotFound``."""
    row = seen(session, asker, park_id, campaign_id, import_id)
    data = storage.get(kept(row, what)) if what in (RESULTS, CORRECT) else None
    if data is None:
        raise NotFound("no_import")
    return data
