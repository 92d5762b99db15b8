"""Pages of imports: a register is sent, checked, previewed, confirmed and taken over."""

from __future__ import annotations

import io
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from api.accounts.fields import Fields, shown
from api.assessments.pages.common import Fault, sent_file
from api.assessments.tables import CONSENTS
from api.catalogue import service as catalogue
from api.kit.dependencies import ReadSession, StorageDep, WordsDep, WriteSession
from api.kit.downloads import XLSX, Download
from api.kit.errors import ApiError
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import Asker, UserDep
from api.parks import campaigns, imports, records, registers, repository
from api.parks.views import imports as views
from api.parks.views.heads import campaign_head
from questionnaires.answers import parse_sheet
from questionnaires.profile import Profile
from questionnaires.workbook import write_register

__all__ = ["router"]

router = APIRouter()

_IMPORTS = "/parks/{park_id}/campaigns/{campaign_id}/imports"
_IMPORT = f"{_IMPORTS}/{{import_id}}"
_LABELS = "imports.field"
_UNUSABLE = 422
_MOST_NAME = 100


@router.get(_IMPORTS)
def imports_page(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """List the imports, and ask for a register."""
    return _imports_page(request, park_id, campaign_id, asker, session, words)


def _imports_page(
    request: Request, park_id: str, campaign_id: str, asker: Asker, session: ReadSession,
    words: PageWords, faults: Sequence[Fault] = (),
) -> Response:  # fmt: skip
    park = repository.park_of(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    head = campaign_head(park, found, asker, words)
    rows = [
        views.import_row(head, row, imports.current_job(session, row), words)
        for row in registers.imports(session, found)
    ]
    _, members = records.missing(session, found)
    return page(
        request, "parks/imports.html", status=_UNUSABLE if faults else 200, head=head, rows=rows,
        faults=faults, members=members,
    )  # fmt: skip


@router.get("/parks/{park_id}/campaigns/{campaign_id}/register.xlsx")
def blank(
    park_id: str, campaign_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """Download a register with the names of the members whose answers are still missing."""
    park = repository.park_of(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    questionnaire = catalogue.stored(found.questionnaire)
    form = "quick" if found.form == "quick" else "full"
    sheets = [
        parse_sheet(
            questionnaire, {}, Profile(name=row.name, credit_code=row.credit_code), form=form
        )[0]
        for row in records.unanswered(session, found)
    ]
    target = io.BytesIO()
    write_register(questionnaire, target, lang=words.lang, rows=sheets)
    name = f"{words.line(found.name)}-{words('imports.file_blank')}"
    return Download(name, XLSX, target.getvalue()).response()


@router.post(f"{_IMPORTS}/register")
def upload(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, form: FormDep,
    session: WriteSession, storage: StorageDep, words: WordsDep,
) -> Response:  # fmt: skip
    """Keep a register and order its check; the path's ending allows for its size."""
    campaigns.open_to_change(session, asker, park_id, campaign_id)
    file = sent_file(form)
    if file is None:
        faults = [Fault(words("upload.file_needed"), "file")]
        return _imports_page(request, park_id, campaign_id, asker, session, words, faults)
    name = file.filename or ""
    try:
        imports.accept(name)
    except ApiError as error:
        what = words(f"error.{error.code}.what", **error.values)
        todo = words(f"error.{error.code}.do", **error.values)
        faults = [Fault(words("fill.problem", what=what, do=todo), "file")]
        return _imports_page(request, park_id, campaign_id, asker, session, words, faults)
    data = file.file.read()
    row = imports.upload(session, storage, asker, park_id, campaign_id, data, name, words.lang)
    return see(f"/parks/{park_id}/campaigns/{campaign_id}/imports/{row.public_id}")


@router.get(_IMPORT)
def import_page(
    request: Request, park_id: str, campaign_id: str, import_id: str, asker: UserDep,
    session: ReadSession, words: WordsDep, page: int = 1,
) -> Response:  # fmt: skip
    """Show one import as it stands."""
    return _import_page(
        request, park_id, campaign_id, import_id, asker, session, words, number=page
    )


def _import_page(
    request: Request, park_id: str, campaign_id: str, import_id: str, asker: Asker,
    session: ReadSession, words: PageWords, *, number: int = 1, fields: Fields | None = None,
) -> Response:  # fmt: skip
    park = repository.park_of(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    row = registers.register_import(session, found, import_id)
    head = campaign_head(park, found, asker, words)
    scope = "" if fields is None else fields.values["scope"]
    view = views.import_view(
        head, row, imports.current_job(session, row), number, words, scope=scope
    )
    values = shown(words, fields)
    if fields is None and asker.user is not None:
        values["values"]["declared_by"] = asker.user.name
    status = 200 if fields is None else _UNUSABLE
    return page(request, "parks/import.html", status=status, v=view, **values)


@router.post(f"{_IMPORT}/confirm")
def confirm(
    request: Request, park_id: str, campaign_id: str, import_id: str, asker: UserDep,
    form: FormDep, session: WriteSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Take a register over once somebody has answered for the firms' consent."""
    _, found = campaigns.open_to_change(session, asker, park_id, campaign_id)
    registers.register_import(session, found, import_id)
    fields = Fields(form, _LABELS)
    scope = fields.choice("scope", CONSENTS)
    if fields.ticked("agreed") != ["yes"]:
        fields.refuse("agreed", "imports.wrong.agreed")
    name = fields.line("declared_by", _MOST_NAME)
    if not fields.fine:
        return _import_page(
            request, park_id, campaign_id, import_id, asker, session, words, fields=fields
        )
    imports.confirm(session, asker, park_id, campaign_id, import_id, scope, name)
    return see(f"/parks/{park_id}/campaigns/{campaign_id}/imports/{import_id}")


@router.post(f"{_IMPORT}/cancel")
def cancel(
    park_id: str, campaign_id: str, import_id: str, asker: UserDep, form: FormDep,
    session: WriteSession,
) -> Response:  # fmt: skip
    """Ask the work under way to stop."""
    del form
    imports.give_up(session, asker, park_id, campaign_id, import_id)
    return see(f"/parks/{park_id}/campaigns/{campaign_id}/imports/{import_id}")


@router.post(f"{_IMPORT}/again")
def again(
    park_id: str, campaign_id: str, import_id: str, asker: UserDep, form: FormDep,
    session: WriteSession,
) -> Response:  # fmt: skip
    """Go on with work that failed or was stopped."""
    del form
    imports.go_on(session, asker, park_id, campaign_id, import_id)
    return see(f"/parks/{park_id}/campaigns/{campaign_id}/imports/{import_id}")


@router.post(f"{_IMPORT}/drop")
def drop(
    park_id: str, campaign_id: str, import_id: str, asker: UserDep, form: FormDep,
    session: WriteSession, storage: StorageDep,
) -> Response:  # fmt: skip
    """Forget a register that was not taken over."""
    del form
    imports.drop(session, storage, asker, park_id, campaign_id, import_id)
    return see(f"/parks/{park_id}/campaigns/{campaign_id}/imports")


@router.get(f"{_IMPORT}/{{what}}.xlsx")
def workbook(
    park_id: str, campaign_id: str, import_id: str, what: str, asker: UserDep,
    session: ReadSession, storage: StorageDep, words: WordsDep,
) -> Response:  # fmt: skip
    """Download what an import hands back: all rows with results, or those to correct."""
    data = imports.workbook(session, storage, asker, park_id, campaign_id, import_id, what)
    return Download(words(f"imports.file_{what}"), XLSX, data).response()
