"""Pages of invitations: made by owners, accepted by whoever holds the link."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.accounts.fields import Fields
from api.kit.dependencies import ReadSession, SignerDep, WordsDep, WriteSession
from api.kit.pages import FormDep, page, see
from api.organisations import account, invitations, service
from api.organisations.asking import PersonDep, UserDep
from api.organisations.pages.firms import organisation_page
from api.organisations.tables import ROLES

__all__ = ["router"]

router = APIRouter()

_LABELS = "organisations.field"


@router.post("/organisations/{organisation_id}/invitations")
def invite(
    request: Request, organisation_id: str, form: FormDep, asker: UserDep, session: WriteSession,
    signer: SignerDep, words: WordsDep,
) -> Response:  # fmt: skip
    """Make an invitation; its link stands on the organisation's page until it is used."""
    service.owned(session, asker, organisation_id)
    fields = Fields(form, _LABELS)
    label = fields.line("label", invitations.MOST_LABEL)
    role, days = fields.choice("role", ROLES), fields.choice("days", invitations.DAYS)
    if not fields.fine:
        return organisation_page(request, organisation_id, asker, session, signer, words, fields)
    invitations.invite(session, asker, organisation_id, role=role, label=label, days=int(days))
    return see(f"/organisations/{organisation_id}#invitations")


@router.post("/organisations/{organisation_id}/invitations/{invitation_id}/revoke")
def revoke(
    organisation_id: str, invitation_id: str, form: FormDep, asker: UserDep, session: WriteSession
) -> Response:
    """Make a link void."""
    del form
    invitations.revoke(session, asker, organisation_id, invitation_id)
    return see(f"/organisations/{organisation_id}#invitations")


@router.get("/invitations/{invitation_id}/{signature}")
def invitation_page(
    request: Request, invitation_id: str, signature: str, asker: PersonDep, session: ReadSession,
    signer: SignerDep,
) -> Response:  # fmt: skip
    """Say who invites, and ask whoever is not signed in to do so."""
    row, organisation = invitations.opened(
        session, signer, invitation_id, signature, belongs=asker.memberships
    )
    belongs = organisation.id in asker.memberships
    return page(
        request, "organisations/invitation.html", organisation=organisation, role=row.role,
        belongs=belongs,
    )  # fmt: skip


@router.post("/invitations/{invitation_id}/{signature}")
def accept(
    invitation_id: str, signature: str, form: FormDep, asker: UserDep, session: WriteSession,
    signer: SignerDep,
) -> Response:  # fmt: skip
    """Join."""
    del form
    user = account.own(session, asker)
    organisation = invitations.accept(session, signer, asker, user, invitation_id, signature)
    return see(f"/organisations/{organisation.public_id}")
