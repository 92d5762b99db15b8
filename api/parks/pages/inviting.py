"""Pages on which a park invites its members, and what it sends them."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from api.assessments.pages.common import base_url
from api.assessments.views.fields import texts
from api.kit.clock import now
from api.kit.dependencies import ReadSession, SignerDep, WordsDep, WriteSession
from api.kit.downloads import XLSX, Download
from api.kit.errors import NotFound, Unusable
from api.kit.i18n import LANGUAGES, PageWords
from api.kit.pages import FormDep, page, see
from api.kit.security import Signer
from api.organisations.asking import Asker, UserDep
from api.parks import campaigns, letters, records, repository
from api.parks.pages.members import search_text
from api.parks.records import Row
from api.parks.views import campaigns as views
from api.parks.views.heads import campaign_head
from api.parks.views.members import members_view
from api.parks.views.paging import SIZE, start_of

__all__ = ["router"]

router = APIRouter()

_CAMPAIGN = "/parks/{park_id}/campaigns/{campaign_id}"


@router.get(f"{_CAMPAIGN}/invite")
def invite_page(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep, q: str = "", page: int = 1,
) -> Response:  # fmt: skip
    """List the members who are not in the campaign yet, to choose from."""
    return _invite_page(request, park_id, campaign_id, asker, session, words, q, page)


def _invite_page(
    request: Request, park_id: str, campaign_id: str, asker: Asker, session: ReadSession,
    words: PageWords, q: str, number: int,
) -> Response:  # fmt: skip
    park = campaigns.managed(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    head, search = campaign_head(park, found, asker, words), search_text(q)
    outside = records.outside(session, found)
    text = search.casefold()
    wanted = [m for m in outside if text in m.name.casefold() or text in m.credit_code.casefold()]
    start = start_of(number)
    view = members_view(
        head.park, wanted[start : start + SIZE], len(wanted), search, number, words,
        path=f"campaigns/{found.public_id}/invite",
    )  # fmt: skip
    everybody = words("campaigns.invite_all", n=len(outside)) if outside else ""
    return page(request, "parks/invite.html", head=head, v=view, everybody=everybody)


@router.post(f"{_CAMPAIGN}/invite")
def invite(
    park_id: str, campaign_id: str, asker: UserDep, form: FormDep, session: WriteSession
) -> Response:
    """Invite those who were chosen, or all."""
    campaigns.open_to_change(session, asker, park_id, campaign_id)
    chosen = None if form.get("all") else texts(form, "member")
    if chosen == []:
        raise Unusable("nobody_chosen")
    new = campaigns.invite(session, asker, park_id, campaign_id, chosen)
    return see(f"/parks/{park_id}/campaigns/{campaign_id}?done=invited&n={new}")


@router.get(f"{_CAMPAIGN}/invitations.xlsx")
def invitations(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep, signer: SignerDep,
) -> Response:  # fmt: skip
    """Download everybody's personal link with a message."""
    return _letters("invite", request, park_id, campaign_id, asker, session, words, signer)


@router.get(f"{_CAMPAIGN}/reminders.xlsx")
def reminders(
    request: Request, park_id: str, campaign_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep, signer: SignerDep,
) -> Response:  # fmt: skip
    """Download the links of those who have not begun, or not gone on, with a reminder."""
    return _letters("remind", request, park_id, campaign_id, asker, session, words, signer)


def _letters(
    kind: str, request: Request, park_id: str, campaign_id: str, asker: Asker,
    session: ReadSession, words: PageWords, signer: Signer,
) -> Response:  # fmt: skip
    park = campaigns.managed(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    overview = campaigns.overview(session, found)
    data = letters.letters(kind, park, overview, _address_of(request, signer), words.lang)
    name = f"{words.line(found.name)}-{words(f'campaigns.{kind}.file')}"
    return Download(name, XLSX, data).response()


def _address_of(request: Request, signer: Signer) -> Callable[[Row], str]:
    """Return what tells a firm's link; only managers ask, as it lets in whoever has it."""
    base = base_url(request)
    return lambda row: campaigns.address(signer, base, row.entry)


@router.get(f"{_CAMPAIGN}/entries/{{entry_id}}")
def entry_page(
    request: Request, park_id: str, campaign_id: str, entry_id: str, asker: UserDep,
    session: ReadSession, words: WordsDep, signer: SignerDep,
) -> Response:  # fmt: skip
    """Show one firm in a campaign; to managers with its link and a message to send."""
    park = repository.park_of(session, asker, park_id)
    found = records.campaign(session, park, campaign_id)
    row = next(iter(records.entries(session, found, only=entry_id)), None)
    if row is None:
        raise NotFound("no_entry")
    state, head = campaigns.entry_state(row, now()), campaign_head(park, found, asker, words)
    link = _address_of(request, signer)(row)
    kind = "remind" if state in letters.REMINDED and row.opened_at else "invite"
    messages = [
        (lang, letters.message(kind, lang, park, found, row.name, link)) for lang in LANGUAGES
    ]
    return page(
        request, "parks/entry.html", head=head,
        row=views.entry_row(head, found.questionnaire, row, state, words),
        link=link if head.may_change and row.source == "invitation" else "",
        messages=messages, state=state, claimed=row.opened_at is not None and state != "finished",
    )  # fmt: skip


@router.post(f"{_CAMPAIGN}/entries/{{entry_id}}/renew")
def renew(
    park_id: str, campaign_id: str, entry_id: str, asker: UserDep, form: FormDep,
    session: WriteSession,
) -> Response:  # fmt: skip
    """Let a firm that lost its own link begin anew by its personal one."""
    del form
    campaigns.renew(session, asker, park_id, campaign_id, entry_id)
    return see(f"/parks/{park_id}/campaigns/{campaign_id}/entries/{entry_id}")
