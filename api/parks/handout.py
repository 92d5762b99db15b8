"""What a park hands out of a campaign: ordered, made by a job, fetched while the firms agree.

There is one order per campaign, kind and language at a time; a new one replaces what was made
before. Whoever fetches something gets it only while each firm in it lets the park see as much as
it did when the thing was made.
"""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from api.assessments import repository as assessed
from api.assessments import service as assessments
from api.documents import service as documents
from api.kit import jobs
from api.kit.downloads import PDF, ZIP, Download, KeptFile
from api.kit.errors import Conflict, NotFound, Unusable
from api.kit.i18n import LANGUAGES, page_words
from api.kit.jobs import Job
from api.kit.storage import Storage, file_name
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks import campaigns, finished, records, repository, service
from api.parks.bundling import FIRMS, firms_of, zip_name
from api.parks.reporting import FILES, report_file
from api.parks.tables import Campaign

__all__ = ["KINDS", "bundle", "cancel", "drop", "file", "firm_report", "go_on", "newest", "order"]

KINDS = ("bundle", "report")
"""What can be ordered: all firms' reports as a zip; park report, summary and data."""


def newest(session: Session, found: Campaign, kind: str, lang: str) -> Job | None:
    """Return the order of a kind in a language, if there ever was one."""
    return jobs.about(session, _subject(found, lang), (kind,))


def _subject(found: Campaign, lang: str) -> str:
    return f"{campaigns.subject(found)}:{lang}"


def order(
    session: Session, storage: Storage, asker: Asker, park_id: str, campaign_id: str,
    kind: str, lang: str,
) -> Job:  # fmt: skip
    """Order something anew; what was made before is dropped, reports of firms are kept."""
    park, found, job = _look(session, asker, park_id, campaign_id, kind, lang)
    if job is not None and job.state not in jobs.OVER:
        raise Conflict("handout_running")
    if not finished.firms(session, found):
        raise Conflict("nothing_to_hand_out")
    if job is not None:
        drop(storage, job)
    return jobs.enqueue(
        session, kind, _subject(found, lang), park.id, asker.label,
        park=park.public_id, campaign=found.public_id, lang=lang,
    )  # fmt: skip


def go_on(
    session: Session, asker: Asker, park_id: str, campaign_id: str, kind: str, lang: str
) -> Job:
    """Let an order that failed or was stopped go on where it was."""
    job = _look(session, asker, park_id, campaign_id, kind, lang)[2]
    if job is None or job.state not in ("failed", "cancelled"):
        raise Conflict("handout_running")
    jobs.try_again(session, job)
    return job


def cancel(
    session: Session, asker: Asker, park_id: str, campaign_id: str, kind: str, lang: str
) -> None:
    """Ask an order to stop; what it has made is kept for the next one."""
    job = _look(session, asker, park_id, campaign_id, kind, lang)[2]
    if job is not None:
        jobs.stop(session, job)


def _look(
    session: Session, asker: Asker, park_id: str, campaign_id: str, kind: str, lang: str
) -> tuple[Organisation, Campaign, Job | None]:
    park = campaigns.managed(session, asker, park_id)
    found = records.campaign(session, park, campaign_id, lock=True)
    if kind not in KINDS or lang not in LANGUAGES:
        raise Unusable("no_handout")
    return park, found, newest(session, found, kind, lang)


def drop(storage: Storage, job: Job) -> None:
    """Forget what a job made."""
    for kind in (FIRMS, job.kind):
        storage.drop(file_name(kind, job.public_id, ""))


def bundle(
    session: Session, storage: Storage, asker: Asker, park_id: str, campaign_id: str, lang: str
) -> KeptFile:
    """Return the zip of all reports to one of the park's people."""
    found, job = made(session, storage, asker, park_id, campaign_id, "bundle", lang)
    stem = "-".join((found.name, page_words(lang)("handout.file.bundle"), lang))
    return KeptFile(stem, ZIP, zip_name(job.public_id))


def file(
    session: Session, storage: Storage, asker: Asker, park_id: str, campaign_id: str, lang: str,
    name: str,
) -> KeptFile:  # fmt: skip
    """Return one of the files about the whole campaign to one of the park's people."""
    if name not in FILES:
        raise NotFound("no_file")
    found, job = made(session, storage, asker, park_id, campaign_id, "report", lang)
    stem = "-".join((found.name, page_words(lang)(f"handout.file.{name.partition('.')[0]}"), lang))
    return KeptFile(stem, FILES[name], report_file(job.public_id, name))


def firm_report(
    session: Session, storage: Storage, asker: Asker, park_id: str, assessment_id: str, lang: str
) -> Download:
    """Return one firm's report as far as the firm lets the park see it."""
    _, shared = service.member(session, asker, park_id, assessment_id)
    held = service.held_for_park(shared)
    result, outcome = assessed.result_of(session, held), assessments.outcome_of(session, held)
    if result is None or outcome is None or shared.consent.scope == "level":
        raise NotFound("no_assessment")
    plain = replace(outcome, confidence={})
    data = documents.kept_report(
        storage, plain, result.digest, lang, held.day or "",
        answers=shared.consent.scope == "answers",
    )  # fmt: skip
    return Download(documents.stem(held, "report", lang), PDF, data)


def made(
    session: Session, storage: Storage, asker: Asker, park_id: str, campaign_id: str,
    kind: str, lang: str,
) -> tuple[Campaign, Job]:  # fmt: skip
    """Return a finished order; raises ``NotFound``, or ``Conflict`` when a firm agrees no more."""
    park = repository.park_of(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    job = newest(session, found, kind, lang)
    firms = None if job is None else firms_of(storage, job.public_id)
    if job is None or job.state != "done" or firms is None:
        raise NotFound("no_file")
    if not finished.allowed_still(firms, finished.firms(session, found)):
        raise Conflict("handout_outdated")
    return found, job
