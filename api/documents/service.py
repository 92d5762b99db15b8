"""What can be taken away from an assessment: report, workbooks, result.

Each function takes who is asking and raises what its assessment does (``NotFound``, ``Conflict``).
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

import pydantic_core
from sqlmodel import Session

from api.assessments import repository
from api.assessments import service as assessments
from api.assessments.repository import Held
from api.assessments.tables import Result
from api.documents import printing
from api.documents.peers import mark, peers_of
from api.kit.downloads import JSON, PDF, XLSX, Download
from api.kit.errors import Conflict, NotFound, Unavailable, Unusable
from api.kit.i18n import page_words
from api.kit.storage import Storage
from api.organisations.asking import Asker
from api.plans import service as plans
from api.plans.document import PlanDocument
from api.plans.forms import start
from api.plans.request import PlanRequest
from api.plans.service import Kept
from assessment import Doubts, Outcome, doubts
from assessment.comparison import Round
from questionnaires.canonical import digest as digest_of
from questionnaires.workbook import write_form
from reports import ReportError, summarise, write_results
from reports.advice import Advice, PeerGroup
from reports.planned import advice_from
from reports.summary import summarise_scores

__all__ = [
    "advice_of", "answers_workbook", "current_plan", "doubts_of", "erase", "kept_report",
    "plan_report", "render", "report", "report_key", "result_document", "results_workbook", "stem",
]  # fmt: skip

_MISSING_GLYPHS = "report.missing_glyphs"
_LONGEST_NAME = 32  # characters of a firm's name; leaves room for the rest of a file's name
_KEPT = 32  # doubts; each holds its outcomes, some 100 kB
_SHORT = 16  # characters of a digest; enough to tell versions of our own templates apart


def report(session: Session, storage: Storage, asker: Asker, public_id: str, lang: str) -> Download:
    """Return the report of a submitted assessment as PDF."""
    held, result, outcome = _finished(session, asker, public_id)
    before, plan = _round_before(session, asker, held), current_plan(session, held)
    peers = peers_of(session, held, outcome)
    data = kept_report(
        storage, outcome, result.digest, lang, held.day or "", previous=before, plan=plan,
        peers=peers,
    )  # fmt: skip
    return Download(stem(held, "report", lang), PDF, data)


def plan_report(
    session: Session, asker: Asker, public_id: str, wanted: PlanRequest | None, day: str, lang: str
) -> Download:
    """Return the report of an assessment, submitted or not, with the plan that is *wanted* in it.

    Without one it is the plan that is kept, or the one to begin with. It depends on the *day*, so
    it is made anew each time.
    """
    held, outcome = plans.firm(session, asker, public_id)
    found = plans.kept(session, held)
    session.close()  # solving takes a while; others can use the connection
    wanted = wanted or (found.request if found else start(outcome.sheet.profile.size))
    document = plans.plan(outcome.questionnaire, outcome.sheet, wanted, day)
    data = render(outcome, lang, day, advice=advice_of(outcome, document))
    return Download(stem(held, "plan", lang), PDF, data)


def current_plan(session: Session, held: Held) -> Kept | None:
    """Return the plan kept with an assessment, if its answers have not changed since."""
    found = plans.kept(session, held)
    return None if found is None or found.stale else found


def advice_of(outcome: Outcome, plan: PlanDocument) -> Advice:
    """Return a plan as the pages of a report."""
    return advice_from(outcome.questionnaire, plan.best, plan.frontier, plan.schedule)


def results_workbook(session: Session, asker: Asker, public_id: str, lang: str) -> Download:
    """Return the numbers of a submitted assessment as a workbook."""
    held, _, outcome = _finished(session, asker, public_id)
    target = BytesIO()
    write_results([outcome], target, lang)
    return Download(stem(held, "results", lang), XLSX, target.getvalue())


def answers_workbook(session: Session, asker: Asker, public_id: str, lang: str) -> Download:
    """Return the answers of a draft or a submitted assessment as the form filled in."""
    held = assessments.whole(session, asker, public_id)
    draft, target = assessments.draft_of(held.row), BytesIO()
    sheet = draft.sheet
    write_form(
        draft.questionnaire, target, lang=lang, profile=sheet.profile, sheet=sheet,
        confidence=draft.confidence,
    )  # fmt: skip
    return Download(stem(held, "answers", lang), XLSX, target.getvalue())


def result_document(session: Session, asker: Asker, public_id: str, lang: str) -> Download:
    """Return the frozen result as a file."""
    held, result, outcome = _finished(session, asker, public_id)
    document = result.document or outcome.card.to_dict()
    data = pydantic_core.to_json(document, indent=2) + b"\n"
    return Download(stem(held, "result", lang), JSON, data)


def erase(session: Session, storage: Storage, asker: Asker, public_id: str) -> None:
    """Delete an assessment with the documents made of it."""
    digest = assessments.erase(session, asker, public_id)
    if digest:
        storage.drop(digest)


def _finished(session: Session, asker: Asker, public_id: str) -> tuple[Held, Result, Outcome]:
    held = assessments.read(session, asker, public_id)
    if not held.access.result:
        raise NotFound("no_assessment")
    result, outcome = repository.result_of(session, held), assessments.outcome_of(session, held)
    if result is None or outcome is None:
        raise Conflict("not_submitted")
    return held, result, outcome


def stem(held: Held, kind: str, lang: str) -> str:
    """Return a file's name: firm, what it is, day; what comes from the firm is made safe later."""
    firm = str(held.row.profile.get("name") or "")[:_LONGEST_NAME]
    parts = (firm, page_words(lang)(f"download.{kind}"), held.day or "")
    return "-".join(part for part in parts if part)


def _round_before(session: Session, asker: Asker, held: Held) -> Round | None:
    """Return the round this one was copied from, as far as the asker may see it."""
    before = repository.round_before(session, asker, held)
    outcome = assessments.outcome_of(session, before) if before is not None else None
    return Round(outcome, before.day) if before is not None and outcome is not None else None


def kept_report(
    storage: Storage, outcome: Outcome, digest: str, lang: str, day: str,
    *, previous: Round | None = None, plan: Kept | None = None, peers: PeerGroup | None = None,
    answers: bool = True,
) -> bytes:  # fmt: skip
    """Return the report of an outcome, made once per (result, language, day, templates).

    With the *previous* round it compares the two, with a *plan* it shows that, with *peers* where
    the firm stands: other documents. So it is when the firm said how sure it is of its answers,
    and without *answers*, for those who may see scores alone.
    """
    rounds = (outcome,) if previous is None else (outcome, previous.outcome)
    said = [(r.card.answers_digest, dict(r.confidence)) for r in rounds]
    plain = not answers or (previous is None and not outcome.confidence)
    beside = "" if plain else f"-{digest_of(said)[:_SHORT]}"
    beside += "" if plan is None else f"-plan-{plan.digest[:_SHORT]}"
    beside += mark(peers)
    name = f"{report_key(digest, lang, day, answers=answers, beside=beside)}.pdf"
    found = storage.get(name)
    if found is None:
        advice = None if plan is None else advice_of(outcome, plan.document)
        found = render(
            outcome, lang, day, previous=previous, advice=advice, peers=peers, answers=answers
        )
        storage.put(name, found)
    return found


def report_key(digest: str, lang: str, day: str, *, answers: bool = True, beside: str = "") -> str:
    """Return the name a report is kept under, without its ending."""
    part = "" if answers else "-scores"
    return f"{digest}-{lang}-{day or 'undated'}{beside}{part}-{_templates()}"


def render(
    outcome: Outcome, lang: str, day: str, *, previous: Round | None = None,
    advice: Advice | None = None, peers: PeerGroup | None = None, answers: bool = True,
) -> bytes:  # fmt: skip
    """Return a report as PDF, with the *previous* round, *peers* and *advice* if there are any.

    Raises ``Unavailable`` when the server lacks what printing needs, ``Unusable`` when the firm's
    own words hold characters that no font has.
    """
    try:
        if answers:
            found = doubts_of(outcome, previous.outcome if previous else None, factors=True)
            summary = summarise(
                outcome, lang, date=day or None, previous=previous, peers=peers, advice=advice,
                doubts=found,
            )  # fmt: skip
        else:
            summary = summarise_scores(outcome, lang, date=day or None)
        return printing.printed(summary)
    except ReportError as error:
        if error.problems[0].code == _MISSING_GLYPHS:
            raise Unusable("unusable", problems=error.problems) from error
        raise Unavailable("no_document", problems=error.problems) from error


class _Doubted:
    """Two rounds as far as doubts depend on them: the same answers, said with the same words."""

    def __init__(self, now: Outcome, before: Outcome | None) -> None:
        self.now, self.before = now, before
        rounds = (now,) if before is None else (now, before)
        self._key = [(r.questionnaire.digest, r.card.answers_digest, r.confidence) for r in rounds]

    def __hash__(self) -> int:
        return hash(tuple(answers for _, answers, _ in self._key))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Doubted) and self._key == other._key


def doubts_of(outcome: Outcome, before: Outcome | None, *, factors: bool = False) -> Doubts:
    """Return how sure a result is; those looked at last are kept, two rounds take 50 ms."""
    return _doubts(_Doubted(outcome, before), factors)


@lru_cache(maxsize=_KEPT)
def _doubts(rounds: _Doubted, factors: bool) -> Doubts:
    return doubts(rounds.now, rounds.before, factors=factors)


@cache
def _templates() -> str:
    """Return a digest of everything a report is painted with: it changes with any of it."""
    found = hashlib.sha256()
    for path in _under(files("reports")):
        found.update(path.read_bytes())
    return found.hexdigest()[:_SHORT]


def _under(folder: Traversable) -> list[Traversable]:
    kept = [p for p in sorted(folder.iterdir(), key=lambda p: p.name) if p.name != "__pycache__"]
    return [leaf for path in kept for leaf in (_under(path) if path.is_dir() else [path])]
