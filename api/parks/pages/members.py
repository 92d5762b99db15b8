"""Pages of a park's members: the list, one firm, a list sent as a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from api.accounts.fields import Fields, shown
from api.assessments.pages.common import Fault, sent_file
from api.assessments.views.wording import problem_text
from api.kit.dependencies import (
    LimitsDep,
    ReadSession,
    SettingsDep,
    StorageDep,
    WordsDep,
    WriteSession,
    address_of,
)
from api.kit.downloads import XLSX, Download
from api.kit.errors import ApiError
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.organisations.asking import UserDep
from api.parks import campaigns, lists, members, pending, records, repository
from api.parks.views import members as views
from api.parks.views.heads import ParkHead, park_head
from api.parks.views.paging import SIZE, start_of
from questionnaires.errors import QuestionnaireError
from questionnaires.numbers import clean_text
from questionnaires.profile import MAX_NAME, parse_profile

__all__ = ["router", "search_text"]

router = APIRouter()

_LABELS = "members.column"
_UNUSABLE = 422
_MOST_SEARCH = 100
_LIST = "/parks/{park_id}/members"


def search_text(text: str) -> str:
    """Return what was typed into a field of search."""
    return clean_text(text)[:_MOST_SEARCH]


@router.get(_LIST)
def members_page(
    request: Request, park_id: str, asker: UserDep, session: ReadSession, words: WordsDep,
    q: str = "", page: int = 1,
) -> Response:  # fmt: skip
    """List the members, or those whose name or code holds what was searched for."""
    return _members_page(request, park_id, asker, session, words, q, page)


def _members_page(
    request: Request, park_id: str, asker: UserDep, session: ReadSession, words: PageWords,
    q: str = "", number: int = 1, fields: Fields | None = None,
) -> Response:  # fmt: skip
    park = repository.park_of(session, asker, park_id)
    search = search_text(q)
    found, count = records.members(
        session, park, search=search, offset=start_of(number), limit=SIZE
    )
    head = park_head(park, asker, words)
    view = views.members_view(head, found, count, search, number, words)
    status = 200 if fields is None else _UNUSABLE
    return page(request, "parks/members.html", status=status, v=view, **shown(words, fields))


@router.post(_LIST)
def add(
    request: Request, park_id: str, asker: UserDep, form: FormDep, session: WriteSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Put one firm on the list."""
    campaigns.managed(session, asker, park_id)
    fields = Fields(form, _LABELS)
    name = fields.line("name", MAX_NAME)
    typed = fields.line("credit_code", MAX_NAME)
    contact = fields.line("contact", members.MOST_CONTACT, optional=True)
    facts, problems = parse_profile({"name": name, "credit_code": typed})
    for problem in problems:
        fields.refuse_for(problem.place.field or "name", problem)
    if fields.fine and facts.credit_code is None:  # nothing but marks that are cleaned away
        fields.refuse("credit_code", "accounts.wrong.missing")
    if not fields.fine:
        return _members_page(request, park_id, asker, session, words, fields=fields)
    row = members.add(
        session, asker, park_id, name=name, credit_code=facts.credit_code or "", contact=contact
    )
    return see(f"/parks/{park_id}/members?q={row.credit_code}")


@router.get(f"{_LIST}/list.xlsx")
def blank_list(park_id: str, asker: UserDep, session: ReadSession, words: WordsDep) -> Response:
    """Download a blank list."""
    repository.park_of(session, asker, park_id)
    return Download(words("members.title"), XLSX, lists.blank_list(words.lang)).response()


@router.get(f"{_LIST}/upload")
def upload_page(
    request: Request, park_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """Ask for a list."""
    park = campaigns.managed(session, asker, park_id)
    return _upload_page(request, park_head(park, asker, words), ())


def _upload_page(request: Request, head: ParkHead, faults: Sequence[Fault]) -> Response:
    status = _UNUSABLE if faults else 200
    return page(request, "parks/members_upload.html", status=status, head=head, faults=faults)


@router.post(f"{_LIST}/upload")
def upload(
    request: Request, park_id: str, asker: UserDep, settings: SettingsDep, limits: LimitsDep,
    form: FormDep, session: ReadSession, words: WordsDep, storage: StorageDep,
) -> Response:  # fmt: skip
    """Read a list and keep it until it is confirmed."""
    park = campaigns.managed(session, asker, park_id)
    limits.count(settings.anonymous_limit, "upload", address_of(request))
    file = sent_file(form)
    if file is None:
        faults = [Fault(words("upload.file_needed"), "file")]
        return _upload_page(request, park_head(park, asker, words), faults)
    try:
        name = clean_text(file.filename or "")[-MAX_NAME:]
        found = lists.read_list(file.file.read(), name)
    except QuestionnaireError as error:
        faults = [Fault(problem_text(words, problem), "file") for problem in error.problems]
        return _upload_page(request, park_head(park, asker, words), faults)
    except ApiError as error:
        what, todo = (words(f"error.{error.code}.{part}") for part in ("what", "do"))
        faults = [Fault(words("fill.problem", what=what, do=todo), "file")]
        return _upload_page(request, park_head(park, asker, words), faults)
    pending.keep(session, storage, asker, park_id, found, name)
    return see(f"/parks/{park_id}/members/preview")


@router.get(f"{_LIST}/preview")
def preview(
    request: Request, park_id: str, asker: UserDep, session: ReadSession, words: WordsDep,
    storage: StorageDep,
) -> Response:  # fmt: skip
    """Show what the list would change."""
    park = campaigns.managed(session, asker, park_id)
    found = pending.waiting(session, storage, asker, park_id)
    view = views.preview(park_head(park, asker, words), found, words)
    return page(request, "parks/members_preview.html", v=view)


@router.post(f"{_LIST}/preview")
def settle(
    park_id: str, asker: UserDep, form: FormDep, session: WriteSession, storage: StorageDep
) -> Response:
    """Take the list over, or drop it."""
    if form.get("drop"):
        pending.drop(session, storage, asker, park_id)
    else:
        pending.confirm(session, storage, asker, park_id, str(form.get("seen", "")))
    return see(f"/parks/{park_id}/members")


@router.get(f"{_LIST}/{{firm_id}}")
def firm_page(
    request: Request, park_id: str, firm_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show one firm of the list."""
    return _firm_page(request, park_id, firm_id, asker, session, words)


def _firm_page(
    request: Request, park_id: str, firm_id: str, asker: UserDep, session: ReadSession,
    words: PageWords, fields: Fields | None = None,
) -> Response:  # fmt: skip
    park = repository.park_of(session, asker, park_id)
    row = records.member(session, park, firm_id)
    head = park_head(park, asker, words)
    values = shown(words, fields)
    if fields is None:
        values["values"].update(name=row.name, contact=row.contact)
    return page(
        request, "parks/firm.html", status=200 if fields is None else _UNUSABLE, head=head,
        firm=views.member_row(head, row, words), gone=row.left_at is not None, **values,
    )  # fmt: skip


@router.post(f"{_LIST}/{{firm_id}}")
def change(
    request: Request, park_id: str, firm_id: str, asker: UserDep, form: FormDep,
    session: WriteSession, words: WordsDep,
) -> Response:  # fmt: skip
    """Give a firm another name or contact."""
    park = campaigns.managed(session, asker, park_id)
    records.member(session, park, firm_id)
    fields = Fields(form, _LABELS)
    name = fields.line("name", MAX_NAME)
    contact = fields.line("contact", members.MOST_CONTACT, optional=True)
    if not fields.fine:
        return _firm_page(request, park_id, firm_id, asker, session, words, fields)
    members.change(session, asker, park_id, firm_id, name=name, contact=contact)
    return see(f"/parks/{park_id}/members/{firm_id}")


@router.post(f"{_LIST}/{{firm_id}}/remove")
def remove(
    park_id: str, firm_id: str, asker: UserDep, form: FormDep, session: WriteSession
) -> Response:
    """Take a firm off the list."""
    del form
    members.remove(session, asker, park_id, firm_id)
    return see(f"/parks/{park_id}/members")
