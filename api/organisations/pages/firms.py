"""Pages about organisations: which there are, who belongs to one, its name, its end."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.accounts.fields import Fields, shown
from api.kit.clock import now
from api.kit.dependencies import ReadSession, SignerDep, StorageDep, WordsDep, WriteSession
from api.kit.errors import Unusable
from api.kit.pages import FormDep, page, see
from api.organisations import account, invitations, repository, service, views
from api.organisations.asking import UserDep
from api.organisations.tables import ROLES
from questionnaires.profile import parse_profile

__all__ = ["organisation_page", "router"]

router = APIRouter()

_LABELS = "organisations.field"

_UNUSABLE = 422


@router.get("/organisations")
def organisations_page(request: Request, asker: UserDep, session: ReadSession) -> Response:
    """List where I belong."""
    found = repository.organisations_of(session, asker)
    return page(request, "organisations/list.html", organisations=found)


@router.get("/organisations/new")
def new_page(request: Request, asker: UserDep, words: WordsDep) -> Response:
    """Ask for the name of a firm."""
    del asker
    return page(request, "organisations/new.html", **shown(words))


@router.post("/organisations/new")
def create(
    request: Request, form: FormDep, asker: UserDep, session: WriteSession, words: WordsDep
) -> Response:
    """Make a firm; parks are made by administrators."""
    fields = Fields(form, _LABELS)
    name, code = _name_and_code(fields)
    if not fields.fine:
        return page(request, "organisations/new.html", status=_UNUSABLE, **shown(words, fields))
    user = account.own(session, asker)
    row = service.create(session, user, name, credit_code=code, actor=asker.label)
    return see(f"/organisations/{row.public_id}")


def _name_and_code(fields: Fields) -> tuple[str, str | None]:
    """Return name and unified social credit code; the code may be left out."""
    name = fields.line("name", service.MOST_NAME)
    typed = fields.line("credit_code", service.MOST_NAME, optional=True)
    profile, problems = parse_profile({"credit_code": typed})
    for problem in problems:
        fields.refuse_for("credit_code", problem)
    return name, profile.credit_code


@router.get("/organisations/{organisation_id}")
def organisation(
    request: Request, organisation_id: str, asker: UserDep, session: ReadSession,
    signer: SignerDep, words: WordsDep,
) -> Response:  # fmt: skip
    """Show who belongs to an organisation and who is invited."""
    return organisation_page(request, organisation_id, asker, session, signer, words)


def organisation_page(
    request: Request, organisation_id: str, asker: UserDep, session: ReadSession,
    signer: SignerDep, words: WordsDep, fields: Fields | None = None,
) -> Response:  # fmt: skip
    """Paint an organisation's page, with the faults of the form for invitations if it has any."""
    held = repository.find(session, asker, organisation_id)
    owner = held.role == "owner"
    found = repository.open_invitations(session, held, now()) if owner else []
    return page(
        request,
        "organisations/organisation.html",
        status=200 if fields is None else _UNUSABLE,
        organisation=held.row,
        role=held.role,
        members=repository.members_of(session, held),
        alone=len(repository.owners(session, held)) == 1,
        me=account.own(session, asker).public_id,
        invitations=[(each, _address(request, invitations.path(signer, each))) for each in found],
        roles=views.roles(words, ROLES),
        days=views.lifetimes(words, invitations.DAYS),
        **shown(words, fields),
    )


def _address(request: Request, path: str) -> str:
    base = request.app.state.settings.public_url or str(request.base_url).rstrip("/")
    return f"{base}{path}"


@router.post("/organisations/{organisation_id}/members/{member_id}/role")
def change_role(
    organisation_id: str, member_id: str, form: FormDep, asker: UserDep, session: WriteSession
) -> Response:
    """Give a member another role."""
    service.owned(session, asker, organisation_id)
    fields = Fields(form, _LABELS)
    role = fields.choice("role", ROLES)
    if not fields.fine:
        raise Unusable("no_role")
    service.change_role(session, asker, organisation_id, member_id, role)
    return see(f"/organisations/{organisation_id}")


@router.post("/organisations/{organisation_id}/members/{member_id}/remove")
def remove(
    organisation_id: str, member_id: str, form: FormDep, asker: UserDep, session: WriteSession
) -> Response:
    """Take a member out, or leave."""
    del form
    service.remove(session, asker, organisation_id, member_id)
    mine = asker.user is not None and asker.user.public_id == member_id
    return see("/organisations" if mine else f"/organisations/{organisation_id}")


@router.get("/organisations/{organisation_id}/settings")
def settings_page(
    request: Request, organisation_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """Show the name and credit code."""
    held = service.seen_by_owner(session, asker, organisation_id)
    values = shown(words)
    values["values"].update(name=held.row.name, credit_code=held.row.credit_code or "")
    return page(request, "organisations/settings.html", organisation=held.row, **values)


@router.post("/organisations/{organisation_id}/settings")
def change(
    request: Request, organisation_id: str, form: FormDep, asker: UserDep, session: WriteSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Change the name and credit code."""
    held = service.owned(session, asker, organisation_id)
    fields = Fields(form, _LABELS)
    name, code = _name_and_code(fields)
    if not fields.fine:
        return page(
            request, "organisations/settings.html", status=_UNUSABLE, organisation=held.row,
            **shown(words, fields),
        )  # fmt: skip
    service.change(session, asker, held, name=name, credit_code=code)
    return see(f"/organisations/{organisation_id}")


@router.get("/organisations/{organisation_id}/delete")
def delete_page(
    request: Request, organisation_id: str, asker: UserDep, session: ReadSession, words: WordsDep
) -> Response:
    """Say what deleting means."""
    held = service.seen_by_owner(session, asker, organisation_id)
    members = repository.count_members(session, held)
    return page(
        request, "organisations/delete.html", organisation=held.row, members=members,
        **shown(words),
    )  # fmt: skip


@router.post("/organisations/{organisation_id}/delete")
def delete(
    request: Request, organisation_id: str, form: FormDep, asker: UserDep, session: WriteSession,
    words: WordsDep,
    storage: StorageDep,
) -> Response:  # fmt: skip
    """Delete an organisation once its name was typed."""
    held = service.owned(session, asker, organisation_id)
    fields = Fields(form, _LABELS)
    if fields.line("name", service.MOST_NAME) != held.row.name:
        fields.refuse("name", "organisations.wrong.name")
    if not fields.fine:
        members = repository.count_members(session, held)
        return page(
            request, "organisations/delete.html", status=_UNUSABLE, organisation=held.row,
            members=members, **shown(words, fields),
        )  # fmt: skip
    service.erase(session, storage, held, asker.label)
    return see("/organisations")
