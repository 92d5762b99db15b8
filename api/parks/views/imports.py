"""What the pages of imports show: which there were, and one of them at each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.assessments.views.wording import moment
from api.kit import jobs
from api.kit.clock import now
from api.kit.i18n import PageWords
from api.kit.jobs import Job
from api.organisations.views import Choice
from api.parks.imports import MOST_PROBLEMS
from api.parks.tables import Import
from api.parks.views.campaigns import scope_choices
from api.parks.views.heads import CampaignHead
from api.parks.views.members import Fault, faults
from api.parks.views.paging import Pager, pager, start_of

__all__ = ["ImportRow", "ImportView", "Progress", "import_row", "import_view"]

_COUNTED = ("create", "update", "unchanged", "own", "rejected", "partial")
_TAGS = {"done": "done", "failed": "todo", "unusable": "todo"}
_FAULTS = 100  # of a page
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import in the list."""

    file: str
    href: str
    at: str
    state: str
    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work has come, in words and as a number of so many."""

    done: int
    total: int
    text: str


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import; empty where it has not come so far.

    ``stage`` is the import's state, or ``failed``, or ``stopping``; ``live`` while more happens by
    itself.
    """

    head: CampaignHead
    path: str
    file: str
    at: str
    stage: str
    live: bool
    lead: str
    progress: Progress | None
    counts: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]
    fault_count: str
    cut: bool
    notes: tuple[Fault, ...]
    pager: Pager
    confirm: str
    scopes: tuple[Choice, ...]
    scope: str
    correct: bool
    results: bool
    reason: tuple[str, str] | None
    may_go_on: bool
    may_drop: bool
    may_stop: bool


def stage_of(row: Import, job: Job | None) -> str:
    """Return where an import stands."""
    if job is not None and job.state == "failed":
        return "failed"
    return "stopping" if job is not None and job.stopping and job.state == "running" else row.state


def import_row(head: CampaignHead, row: Import, job: Job | None, words: PageWords) -> ImportRow:
    """Return an import as the list shows it."""
    stage = stage_of(row, job)
    return ImportRow(
        file=words.line(row.file),
        href=f"{head.base}/imports/{row.public_id}",
        at=moment(words, row.created_at),
        state=words(f"imports.state.{stage}"),
        tag=_TAGS.get(stage, ""),
        text=_short(row, words),
    )


def _short(row: Import, words: PageWords) -> str:
    if not row.summary:
        return ""
    taken, rejected = _taken(row), row.summary["rejected"]
    return words("imports.short", n=taken, rejected=rejected)


def _taken(row: Import) -> int:
    return sum(int(row.summary.get(each, 0)) for each in ("create", "update"))


def import_view(
    head: CampaignHead, row: Import, job: Job | None, page: int, words: PageWords, scope: str = ""
) -> ImportView:
    """Return one import as it stands now."""
    stage = stage_of(row, job)
    live = job is not None and job.state not in jobs.OVER
    taken = _taken(row)
    errors = [each for each in row.problems if each.get("severity", "error") == "error"]
    notes = [each for each in row.problems if each.get("severity", "error") != "error"]
    start, path = start_of(page, _FAULTS), f"{head.base}/imports/{row.public_id}"
    ready = stage == "ready" and head.may_change
    return ImportView(
        head=head,
        path=path,
        file=words.line(row.file),
        at=moment(words, row.created_at),
        stage=stage,
        live=live,
        lead=_lead(stage, taken, words),
        progress=progress(job, words) if live and job is not None else None,
        counts=_counts(row, words),
        faults=() if live else faults(errors[start : start + _FAULTS], words),
        fault_count=_fault_count(row, errors, words),
        cut=len(row.problems) >= MOST_PROBLEMS,
        notes=() if live else faults(notes[:_FAULTS], words),
        pager=pager(words, path, {}, page, len(errors), _FAULTS),
        confirm=words("imports.confirm", n=taken) if ready and taken else "",
        scopes=tuple(scope_choices(words)),
        scope=scope or row.scope,
        correct=bool(row.summary.get("rejected")),
        results=stage == "done",
        reason=reason(job, words) if stage == "failed" and job is not None else None,
        may_go_on=head.may_change and stage in ("failed", "cancelled"),
        may_drop=head.may_change and not live and stage != "done",
        may_stop=head.may_change and live and stage != "stopping",
    )


def _lead(stage: str, taken: int, words: PageWords) -> str:
    if stage == "ready" and not taken:
        return words("imports.lead.nothing")
    return words(f"imports.lead.{stage}", n=taken)


def _counts(row: Import, words: PageWords) -> tuple[tuple[str, str], ...]:
    return tuple(
        (words(f"imports.fate.{each}"), f"{row.summary[each]:,}")
        for each in _COUNTED
        if each in row.summary
    )


def _fault_count(row: Import, errors: Sequence[object], words: PageWords) -> str:
    if not errors:
        return ""
    if not row.summary:
        return words("imports.file_faults")
    return words("imports.faults", n=row.summary["rejected"], places=len(errors))


def progress(job: Job, words: PageWords) -> Progress:
    """Return how far a job has come; one that nobody has begun waits."""
    left = job.seconds_left(now())
    if job.state == "queued":
        text = words("imports.waiting")
    elif left is None or not job.total:
        text = words("imports.begun")
    else:
        text = words("imports.left", share=f"{job.done / job.total:.0%}", time=_time(left, words))
    return Progress(job.done, max(job.total, 1), text)


def _time(seconds: float, words: PageWords) -> str:
    if seconds < _MINUTE:
        return words("imports.seconds", n=max(1, round(seconds)))
    return words("imports.minutes", n=round(seconds / _MINUTE))


def reason(job: Job, words: PageWords) -> tuple[str, str]:
    """Return what went wrong and what to do; the code of a newer version may have no words here."""
    code, values = str(job.result.get("code", "")), job.result.get("values") or {}
    if not words.has(f"error.{code}.what"):
        code = "job_failed"
    return words(f"error.{code}.what", **values), words(f"error.{code}.do", **values)
