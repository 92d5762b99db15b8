"""The job that makes a campaign's park report, the summary to pass on, and its data."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

from api.documents import printing
from api.kit.clock import day_of
from api.kit.downloads import DOCX, PDF, XLSX, ZIP
from api.kit.errors import Conflict, Unavailable
from api.kit.jobs import Job
from api.kit.storage import file_name
from api.kit.work import Context
from api.parks import finished, profile, records, repository, standing
from api.parks.bundling import campaign_of, keep_firms
from api.parks.finished import Firm
from assessment.cohort import Cohort
from questionnaires.model import Questionnaire
from reports.errors import ReportError
from reports.park import data, forward, render, summarise, write_workbook
from reports.park.summary import ParkSummary
from reports.park.view import Place
from reports.theme import Theme

__all__ = ["FILES", "Report", "report_file"]

_BATCH = 200  # firms whose answers are in memory at a time
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; the same data give the same bytes

FILES = {
    "report.pdf": PDF, "report.xlsx": XLSX, "forward.docx": DOCX, "forward.xlsx": XLSX,
    "forward.pdf": PDF, "data.xlsx": XLSX, "data.zip": ZIP,
}  # fmt: skip
"""What is made, in this order, and of what kind it is."""


def report_file(job: str, name: str) -> str:
    """Return the name in the store of one of a job's files."""
    return file_name("report", job, f"-{name}")


@dataclass(frozen=True)
class _Basis:
    """What all files are made of, read at one moment."""

    cohort: Cohort
    place: Place
    theme: Theme


class Report:
    """Makes one file after another; each is there whole or not at all."""

    parts = len(FILES)

    def __init__(self, context: Context, job: Job) -> None:
        """Open the job; whom it is about is decided once."""
        self._context, self._job = context, job
        self._lang = str(job.payload["lang"])
        self._firms = keep_firms(context, job)

    def do(self, part: int) -> None:
        """Make one file."""
        name = list(FILES)[part]
        with self._context.storage.create(report_file(self._job.public_id, name)) as file:
            self._write(name, file)

    def finish(self, *, stopped: bool) -> dict[str, Any]:
        """Say of how many firms it tells."""
        return {} if stopped else {"firms": len(self._firms)}

    def _write(self, name: str, file: BinaryIO) -> None:
        whole = {
            "report.pdf": render, "forward.pdf": forward.to_pdf, "forward.docx": forward.to_word,
            "forward.xlsx": forward.to_excel,
        }  # fmt: skip
        if name in whole:
            file.write(self._made(whole[name]))
        elif name == "report.xlsx":
            write_workbook(self._basis.cohort, file, self._lang, self._basis.place)
        elif name == "data.xlsx":
            data.to_excel(self._questionnaire, self._exported(), file, self._lang)
        elif name == "data.zip":
            self._zip(file)

    def _made(self, make: Callable[[ParkSummary], bytes]) -> bytes:
        """Make a document in the pool, under its limits; raises ``Unavailable`` with why not."""
        try:
            return printing.pool().submit(make, self._summary).result()
        except ReportError as error:
            why = "; ".join(problem.what(self._lang) for problem in error.problems)
            raise Unavailable("job_document", why=why) from error

    @cached_property
    def _basis(self) -> _Basis:
        """Read where the members stand; raises ``Conflict`` when that is no longer as ordered."""
        with self._context.database.read() as session:
            campaign = campaign_of(session, self._job)
            park = repository.park(session, str(self._job.payload["park"]))
            if not finished.allowed_still(self._firms, finished.firms(session, campaign)):
                raise Conflict("handout_outdated")
            found = standing.standing(session, campaign)
            asked = len(records.entries(session, campaign))
            theme = profile.theme_of(session, park)
        place = Place(theme.name, asked, day_of(self._job.created_at).isoformat())
        return _Basis(found.cohort(), place, theme)

    @cached_property
    def _summary(self) -> ParkSummary:
        return summarise(self._basis.cohort, self._lang, self._basis.place, self._basis.theme)

    @property
    def _questionnaire(self) -> Questionnaire:
        return self._basis.cohort.questionnaire

    def _exported(self) -> Iterator[data.Exported]:
        """Yield the firms with their results, a batch of answers in memory at a time."""
        for start in range(0, len(self._firms), _BATCH):
            yield from self._batch(self._firms[start : start + _BATCH])

    def _batch(self, firms: Sequence[Firm]) -> Iterator[data.Exported]:
        wanted = [firm.assessment for firm in firms]
        with self._context.database.read() as session:
            rows = finished.held(session, campaign_of(session, self._job), wanted)
        for firm in firms:
            found = rows.get(firm.assessment)
            if found is None or not finished.reaches(found.scope, firm.scope):
                continue  # it agrees no more; the order is outdated, and nobody gets the file
            yield data.Exported(firm.name, firm.code, firm.day, firm.scope, found.outcome)

    def _zip(self, file: BinaryIO) -> None:
        written = data.to_csv(self._questionnaire, self._exported(), self._lang)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in zip(("data.csv", "codebook.csv"), written, strict=True):
                entry = zipfile.ZipInfo(name, _DATE)
                entry.external_attr = 0o644 << 16  # readable when unpacked on Unix
                archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
