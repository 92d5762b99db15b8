"""The job that makes the reports of a campaign and puts them into one zip.

Which reports is decided once, when it begins, and kept beside the zip: whoever goes on after a
crash makes the same ones, and whoever downloads them is asked whether the firms still agree.
"""

from __future__ import annotations

import functools
from collections.abc import Generator, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

import pydantic_core
from sqlmodel import Session

from api.documents import printing
from api.documents import service as documents
from api.kit.jobs import Job
from api.kit.storage import Storage, file_name
from api.kit.work import Context
from api.parks import finished, records, repository
from api.parks.finished import Firm, Held
from api.parks.tables import Campaign
from questionnaires.errors import Problem
from reports import bundle
from reports.bundle import write_zip
from reports.making import Document, Finished, gone, make_documents

__all__ = ["FIRMS", "Bundle", "campaign_of", "firms_of", "keep_firms", "zip_name"]

FIRMS = "firms"
"""Kind of the file that says whose results a job is about."""

_PART = 4  # documents between looks whether to stop; the pool works ahead of them
_BATCH = 32  # firms read from the database at a time


def zip_name(job: str) -> str:
    """Return the name in the store of the zip a job makes."""
    return file_name("bundle", job, ".zip")


def firms_of(storage: Storage, job: str) -> list[Firm] | None:
    """Return whose results a job is about; ``None`` before it was begun."""
    data = storage.get(file_name(FIRMS, job, ".json"))
    return None if data is None else [Firm(**each) for each in pydantic_core.from_json(data)]


def campaign_of(session: Session, job: Job) -> Campaign:
    """Return the campaign a job is about; raises ``NotFound`` when it was deleted."""
    park = repository.park(session, str(job.payload["park"]))
    return records.campaign(session, park, str(job.payload["campaign"]))


def keep_firms(context: Context, job: Job) -> list[Firm]:
    """Return whose results a job is about, decided when it is first asked."""
    found = firms_of(context.storage, job.public_id)
    if found is None:
        with context.database.read() as session:
            found = finished.firms(session, campaign_of(session, job))
        data = pydantic_core.to_json([asdict(firm) for firm in found])
        context.storage.put(file_name(FIRMS, job.public_id, ".json"), data)
    return found


class Bundle:
    """Makes reports in the pool, each kept as soon as it is finished, and at the end the zip."""

    def __init__(self, context: Context, job: Job) -> None:
        """Open the job; what is in the store is not made again."""
        self._context, self._job = context, job
        self._lang = str(job.payload["lang"])
        self._firms = keep_firms(context, job)
        self._finished: dict[int, Finished] = {}
        self._stream: Generator[Finished] | None = None
        self.parts = -(-len(self._firms) // _PART)

    def do(self, part: int) -> None:
        """See to it that the next few documents are there; more are under way meanwhile."""
        start, end = part * _PART, min((part + 1) * _PART, len(self._firms))
        try:
            while any(place not in self._finished for place in range(start, end)):
                self._stream = self._stream or self._made(start)
                found = next(self._stream)
                self._finished[found.place] = found
        except BaseException:
            self._close()  # another try begins where this part does
            raise

    def finish(self, *, stopped: bool) -> dict[str, Any]:
        """Write the zip; documents that failed before a crash are tried once more."""
        self._close()
        if stopped:
            return {}
        if len(self._finished) < len(self._firms):
            self._finished = {found.place: found for found in self._made(0)}
        name = zip_name(self._job.public_id)
        self._context.storage.drop(name)  # what a crash left half-written
        with self._context.storage.create(name) as file:
            listed = [self._finished[place] for place in range(len(self._firms))]
            made = write_zip(listed, file, self._context.storage, self._lang)
        return {"made": made, "failed": len(self._firms) - made}

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._stream = None

    def _made(self, start: int) -> Generator[Finished]:
        """Make documents from one on; yield them as they are finished, at their places."""
        wanted = self._documents(start)
        for found in make_documents(wanted, self._context.storage, printing.pool()):
            kept = replace(found.document, make=gone)  # all that goes on paper was in it
            yield replace(found, place=start + found.place, document=kept)

    def _documents(self, start: int) -> Iterator[Document]:
        """Yield the documents in order; firms are read from the database as they are needed."""
        for first in range(start, len(self._firms), _BATCH):
            firms = self._firms[first : first + _BATCH]
            keys = {firm.assessment: self._key(firm) for firm in firms}
            missing = [
                firm.assessment
                for firm in firms
                if self._context.storage.size(f"{keys[firm.assessment]}.pdf") is None
            ]
            rows = self._held(missing)
            for firm in firms:
                yield self._document(firm, keys[firm.assessment], firm.assessment in missing, rows)

    def _held(self, ids: list[str]) -> Mapping[str, Held]:
        if not ids:
            return {}
        with self._context.database.read() as session:
            return finished.held(session, campaign_of(session, self._job), ids)

    def _key(self, firm: Firm) -> str:
        answers = firm.scope == "answers"
        return documents.report_key(firm.digest, self._lang, firm.day, answers=answers)

    def _document(self, firm: Firm, key: str, missing: bool, rows: Mapping[str, Held]) -> Document:
        if firm.scope == "level":
            return Document(firm.name, key, gone, (Problem("report.withheld"),))
        if not missing:
            return Document(firm.name, key, gone)
        found = rows.get(firm.assessment)
        if found is None or not finished.reaches(found.scope, firm.scope):
            return Document(firm.name, key, gone, (Problem("report.withdrawn"),))
        answers = firm.scope == "answers"
        make = functools.partial(
            bundle.draw_firm, found.outcome, self._lang, firm.day, answers=answers
        )
        return Document(firm.name, key, make)
