"""The jobs about a register: its check, and its taking over.

The file stays in the store until it is taken over: whoever goes on after a crash reads it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO

from sqlmodel import Session

from api.catalogue import service as catalogue
from api.kit.clock import now
from api.kit.errors import NotFound
from api.kit.i18n import LANGUAGES
from api.kit.jobs import Job
from api.kit.work import Context
from api.organisations.tables import Organisation
from api.parks import benchmarks, imports, records, registers, repository
from api.parks.registers import Known
from api.parks.storing import Chunks, fate, keys
from api.parks.tables import Campaign, Import
from assessment.register import Batch, assess_register
from questionnaires.errors import Problem, QuestionnaireError
from questionnaires.files import read_register
from reports.register import write_register_results, write_rows_to_correct

__all__ = ["Check", "TakeOver"]

_CHUNK = 500  # firms a transaction: a fifth of a second, in which others wait on SQLite


class _Order:
    """What a job about an import is for, found anew each time; nothing of it is kept open."""

    def __init__(self, context: Context, job: Job) -> None:
        self.context, self.job = context, job
        with context.database.read() as session:
            _, campaign, row = self.rows(session)
        self.questionnaire = catalogue.stored(campaign.questionnaire)
        self.lang, self.file, self.stored = row.lang, row.file, row.stored

    def rows(
        self, session: Session, *, lock: bool = False
    ) -> tuple[Organisation, Campaign, Import]:
        """Return park, campaign and import; raises ``NotFound`` when they were deleted."""
        found = self.job.payload
        park = repository.park(session, str(found["park"]))
        campaign = records.campaign(session, park, str(found["campaign"]), lock=lock)
        return park, campaign, registers.register_import(session, campaign, str(found["order"]))

    def batch(self) -> Batch:
        """Read the file and assess it; raises ``QuestionnaireError`` when it cannot be used."""
        data = self.context.storage.get(self.stored)
        if data is None:
            raise NotFound("no_import")
        register = read_register(data, lambda _: self.questionnaire, name=self.file)
        return assess_register(register, keyed=False)

    def hand_back(
        self, what: str, batch: Batch, write: Callable[[Batch, BinaryIO, str], None]
    ) -> None:
        """Keep a workbook that is handed back."""
        target = BytesIO()
        write(batch, target, self.lang)
        with self.context.database.read() as session:
            name = imports.kept(self.rows(session)[2], what)
        self.context.storage.put(name, target.getvalue())

    def settle(self, state: str, **values: Any) -> None:
        """Set the import's state and what else is known of it."""
        with self.context.database.write() as session:
            row = self.rows(session)[2]
            row.state = state
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)


class Check:
    """Validates every row of a register and says what would become of it."""

    parts = 1

    def __init__(self, context: Context, job: Job) -> None:
        """Open the job."""
        self._order = _Order(context, job)

    def do(self, part: int) -> None:
        """Check the register, all at once: half a second for five thousand firms."""
        del part
        try:
            batch = self._order.batch()
        except QuestionnaireError as error:
            self._order.settle("unusable", problems=_told(error.problems))
            return
        with self._order.context.database.read() as session:
            campaign = self._order.rows(session)[1]
            known = registers.known(session, campaign, keys(batch))
        if batch.faults:
            self._order.hand_back(imports.CORRECT, batch, write_rows_to_correct)
        summary = _summary(batch, known)
        self._order.settle("ready", summary=summary, problems=_told(batch.problems))

    def finish(self, *, stopped: bool) -> dict[str, Any]:
        """Say that it was stopped, if it was."""
        if stopped:
            self._order.settle("cancelled", finished_at=now())
        return {}


def _summary(batch: Batch, known: Mapping[str, Known]) -> dict[str, Any]:
    """Count rows by what becomes of them; ``partial`` ones become drafts."""
    pairs = zip(keys(batch), batch.digests, strict=True)
    fates = [fate(known.get(code), digest) for code, digest in pairs]
    taken = [each in ("create", "update") for each in fates]
    partial = sum(t and not c for t, c in zip(taken, batch.complete.tolist(), strict=True))
    return {
        **dict.fromkeys(("create", "update", "unchanged", "own"), 0),
        **Counter(fates),
        "rejected": len(batch.faults),
        "partial": partial,
        "rows": batch.register.frame.height,
    }


def _told(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return the first problems as plain data, worded in both languages; errors go first."""
    first = sorted(problems, key=lambda problem: problem.severity != "error")
    return [
        {
            "code": problem.code,
            "row": problem.place.row,
            "column": problem.place.column,
            "severity": problem.severity,
            "said": {lang: [problem.what(lang), problem.todo(lang)] for lang in LANGUAGES},
            **{lang: _line(problem, lang) for lang in LANGUAGES},
        }
        for problem in first[: imports.MOST_PROBLEMS]
    ]


def _line(problem: Problem, lang: str) -> str:
    return f"{problem.place.to(lang)}: {problem.what(lang)} — {problem.todo(lang)}"


class TakeOver:
    """Stores the firms of a confirmed register in chunks, and writes the result workbook."""

    def __init__(self, context: Context, job: Job) -> None:
        """Read the register again."""
        self._order, self._database = _Order(context, job), context.database
        self._batch = self._order.batch()
        with context.database.read() as session:
            row = self._order.rows(session)[2]
        # dated like the order, whichever process goes on
        self._actor = job.actor
        self._chunks = Chunks(self._batch, row, job.actor, job.created_at)
        self.parts = -(-len(self._batch) // _CHUNK)

    def do(self, part: int) -> None:
        """Store one chunk in one transaction."""
        places = range(part * _CHUNK, min((part + 1) * _CHUNK, len(self._batch)))
        with self._database.write() as session:
            campaign = self._order.rows(session, lock=True)[1]
            self._chunks.store(session, campaign, places)

    def finish(self, *, stopped: bool) -> dict[str, Any]:
        """Write every row with its result; those to correct were written by the check."""
        if not stopped:
            self._order.hand_back(imports.RESULTS, self._batch, write_register_results)
        self._order.settle("cancelled" if stopped else "done", finished_at=now())
        with self._database.write() as session:
            park, campaign, _ = self._order.rows(session)
            benchmarks.order(session, campaign.questionnaire, park.id, self._actor)
        return {"assessed": len(self._batch), "rejected": len(self._batch.faults)}
