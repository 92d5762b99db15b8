"""Everything that is kept about one assessment, as one zip."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pydantic_core
from sqlmodel import Session

from api.assessments import service as assessments
from api.assessments.repository import Held
from api.documents import service
from api.kit import audit
from api.kit.downloads import ZIP, Download
from api.kit.errors import Unavailable, Unusable
from api.kit.i18n import LANGUAGES
from api.kit.storage import Storage
from api.organisations.asking import Asker
from api.plans import service as plans

__all__ = ["everything"]

_MOST_EVENTS = 100_000
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold; the same content, the same bytes


def everything(
    session: Session, storage: Storage, asker: Asker, public_id: str, lang: str
) -> Download:
    """Return answers, notes, kept plan, result, reports and the history of changes.

    A report that cannot be printed here is left out, and the zip says why.
    """
    held = assessments.whole(session, asker, public_id)
    files = {
        "assessment.json": _json(_record(held)),
        "history.json": _json(_history(session, held)),
        "answers.xlsx": service.answers_workbook(session, asker, public_id, lang).data,
    }
    plan = plans.kept(session, held)
    if plan is not None:
        files["plan.json"] = _json(
            {"kept_on": plan.day, "request": plan.request, "document": plan.document}
        )
    if held.row.state == "submitted":
        files |= _results(session, storage, asker, public_id, lang)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), data, zipfile.ZIP_DEFLATED)
    return Download(service.stem(held, "export", lang), ZIP, target.getvalue())


def _results(
    session: Session, storage: Storage, asker: Asker, public_id: str, lang: str
) -> dict[str, bytes]:
    files = {
        "result.json": service.result_document(session, asker, public_id, lang).data,
        "results.xlsx": service.results_workbook(session, asker, public_id, lang).data,
    }
    for edition in LANGUAGES:
        try:
            found = service.report(session, storage, asker, public_id, edition)
        except (Unavailable, Unusable) as error:
            reasons = "\n".join(problem.to(edition) for problem in error.problems)
            files[f"report-{edition}.txt"] = reasons.encode()
        else:
            files[f"report-{edition}.pdf"] = found.data
    return files


def _record(held: Held) -> dict[str, Any]:
    row = held.row
    return {
        "id": row.public_id,
        "questionnaire": row.questionnaire,
        "form": row.form,
        "state": row.state,
        "profile": row.profile,
        "answers": row.answers,
        "notes": row.notes,
        "confidence": row.confidence,
        "version": row.version,
        "created_at": _time(row.created_at),
        "updated_at": _time(row.updated_at),
        "submitted_at": _time(row.submitted_at),
        "declared_by": row.declared_by,
    }


def _history(session: Session, held: Held) -> list[dict[str, Any]]:
    events = audit.history(session, assessments.subject(held.row), _MOST_EVENTS)
    return [
        {
            "at": _time(event.at), "who": event.actor, "what": event.action, "field": event.field,
            "before": event.before, "after": event.after,
        }
        for event in reversed(events)
    ]  # fmt: skip


def _time(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _json(data: Any) -> bytes:
    return pydantic_core.to_json(data, indent=2) + b"\n"
