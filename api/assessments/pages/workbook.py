"""The draft as a workbook to fill in offline, and back."""

from __future__ import annotations

import io
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from api.assessments import service, uploads
from api.assessments.pages.authors import author_words
from api.assessments.pages.common import Fault, first_text, number_text, seen_whole, sent_file
from api.assessments.repository import Held
from api.assessments.tables import Upload
from api.assessments.views.fields import texts
from api.assessments.views.profile import WAS, profile_fields
from api.assessments.views.sections import firm_name
from api.assessments.views.upload import upload_view
from api.assessments.views.wording import problem_text
from api.kit.database import Database
from api.kit.dependencies import (
    LimitsDep,
    ReadSession,
    SettingsDep,
    WordsDep,
    WriteSession,
    address_of,
)
from api.kit.downloads import XLSX, Download
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import Asker, PersonDep
from assessment import Draft
from questionnaires.errors import Problem, QuestionnaireError
from questionnaires.profile import FACTS
from questionnaires.workbook import write_form

__all__ = ["router"]

router = APIRouter()
_UPLOAD = "/assessments/{public_id}/uploads/{upload_id}"


@router.get("/assessments/{public_id}/workbook")
def workbook(public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep) -> Response:
    """Return the draft as a workbook, filled in as far as it is."""
    held = seen_whole(session, asker, public_id)
    draft = service.draft_of(held.row)
    target, sheet = io.BytesIO(), draft.sheet
    write_form(
        draft.questionnaire, target, lang=words.lang, profile=sheet.profile, sheet=sheet,
        mark=uploads.mark_of(held.row), confidence=draft.confidence,
    )  # fmt: skip
    name = words("upload.name", firm=firm_name(words, sheet.profile.name))
    return Download(name, XLSX, target.getvalue()).response()


@router.get("/assessments/{public_id}/upload")
def upload_page(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep
) -> Response:
    """Ask for the workbook that was filled in."""
    held = seen_whole(session, asker, public_id)
    if held.row.state != "draft" or not held.access.edit:
        return see(f"/assessments/{public_id}")
    return _ask(request, words, held, [])


def _ask(request: Request, words: PageWords, held: Held, faults: Sequence[Fault]) -> Response:
    profile = service.draft_of(held.row).sheet.profile
    return page(
        request, "assessments/upload.html", status=422 if faults else 200,
        id=held.row.public_id, firm=firm_name(words, profile.name), faults=faults,
        fictional=profile.fictional,
    )  # fmt: skip


@router.post("/assessments/{public_id}/upload")
def upload(
    request: Request, public_id: str, asker: PersonDep, settings: SettingsDep, limits: LimitsDep,
    form: FormDep, session: ReadSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Read a workbook and keep it until its preview is confirmed.

    Reading takes a while, so the one writer of SQLite is not kept waiting for it.
    """
    held = seen_whole(session, asker, public_id)
    limits.count(settings.anonymous_limit, "upload", address_of(request))
    file = sent_file(form)
    if file is None:
        return _refused(request, session, asker, words, public_id, [])
    try:
        found = uploads.read(held.row, file.file.read(), file.filename or "")
    except QuestionnaireError as error:
        return _refused(request, session, asker, words, public_id, error.problems)
    database: Database = request.app.state.database
    with database.write() as writing:
        kept = uploads.keep(writing, asker, public_id, found)
        path = f"/assessments/{public_id}/uploads/{kept.public_id}"
    return see(path)


def _refused(
    request: Request, session: Session, asker: Asker, words: PageWords, public_id: str,
    problems: Sequence[Problem],
) -> Response:  # fmt: skip
    faults = [Fault(problem_text(words, problem), "file") for problem in problems]
    faults = faults or [Fault(words("upload.file_needed"), "file")]
    return _ask(request, words, seen_whole(session, asker, public_id), faults)


@router.get(_UPLOAD)
def preview(
    request: Request, public_id: str, upload_id: str, asker: PersonDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show what the workbook would change."""
    held = seen_whole(session, asker, public_id)
    if held.row.state != "draft" or not held.access.edit:
        return see(f"/assessments/{public_id}")
    found = uploads.waiting(session, held, upload_id)
    return _preview(request, session, asker, words, held, found, contested=False)


def _preview(
    request: Request, session: Session, asker: Asker, words: PageWords, held: Held,
    found: Upload, *, contested: bool,
) -> Response:  # fmt: skip
    compared = uploads.compare(session, held, found)
    by = author_words(session, asker, held.row.public_id, words, compared.change.conflicts)
    view = upload_view(words, held, found, compared, by)
    return page(
        request, "assessments/preview.html", status=409 if contested else 200, v=view,
        contested=contested,
    )  # fmt: skip


@router.post(_UPLOAD)
def settle(
    request: Request, public_id: str, upload_id: str, asker: PersonDep, form: FormDep,
    session: WriteSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Take over what was ticked, or drop the upload."""
    held = service.editable(session, asker, public_id)
    found = uploads.waiting(session, held, upload_id)
    if first_text(form, "drop"):
        uploads.drop(session, found)
        return see(f"/assessments/{public_id}")
    names = set(texts(form, "take"))
    stale = _stale_facts(form, names, service.draft_of(held.row))
    seen = number_text(first_text(form, "seen"))
    saved = uploads.take(session, asker, public_id, found, names - stale, seen)
    if saved.change.conflicts or stale:
        return _preview(request, session, asker, words, saved.held, found, contested=True)
    uploads.drop(session, found)
    return see(f"/assessments/{public_id}")


def _stale_facts(form: FormData, names: set[str], draft: Draft) -> set[str]:
    """Return the facts that somebody changed after the preview was shown."""
    stored = profile_fields(draft.sheet.profile)
    return {
        fact
        for fact in names & set(FACTS)
        if texts(form, f"{fact}{WAS}") not in ([], [" ".join(stored[fact])])
    }
