"""Pages on which a firm shares a result, and on which a park reads what it was allowed."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.assessments import links, repository
from api.assessments import service as assessments
from api.assessments.pages.common import base_url
from api.assessments.repository import Held
from api.documents import views as documents
from api.documents.rounds import address
from api.kit.dependencies import ReadSession, SignerDep, WordsDep, WriteSession
from api.kit.errors import Conflict, NotFound
from api.kit.i18n import PageWords
from api.kit.pages import FormDep, page, see
from api.kit.security import Signer
from api.organisations.asking import PersonDep, UserDep
from api.parks import service, shown
from api.parks.views import sharing as views
from api.parks.views.heads import campaign_head
from reports import summarise

__all__ = ["router"]

router = APIRouter()


@router.get("/assessments/{public_id}/share")
def share(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep,
    signer: SignerDep,
) -> Response:  # fmt: skip
    """Show with whom a result is shared, and offer more."""
    held = assessments.whole(session, asker, public_id)
    base = base_url(request)
    return _share_page(request, session, held, signer, base, words)


def _share_page(
    request: Request, session: Session, held: Held, signer: Signer, base: str, words: PageWords,
    problems: Sequence[tuple[str, str]] = (),
) -> Response:  # fmt: skip
    """Show the page; *problems* are (field, what to do)."""
    if held.row.state != "submitted":
        raise Conflict("not_submitted")
    rows = [
        views.link_row(link, links.address(signer, base, link), words)
        for link in repository.links_of(session, held)
        if link.kind == "share"
    ]
    firm = words.line(held.row.profile.get("name") or "") or words("cover.no_name")
    allowed, parks = service.allowed(session, held), service.choices(session)
    return page(
        request,
        "parks/share.html",
        status=422 if problems else 200,
        v=views.share_view(address(held), firm, rows, allowed, parks, words),
        problems=[{"target": field, "text": words(key)} for field, key in problems],
    )


@router.post("/assessments/{public_id}/share/links")
def make_link(
    request: Request, public_id: str, form: FormDep, asker: PersonDep, session: WriteSession,
    words: WordsDep, signer: SignerDep,
) -> Response:  # fmt: skip
    """Make a link to the result for somebody, for some time."""
    held = assessments.whole(session, asker, public_id, lock=True)
    if held.row.state != "submitted":
        raise Conflict("not_submitted")
    label, days = str(form.get("label", "")).strip(), str(form.get("days", ""))
    known = {str(number): number for number in views.DAYS}
    problems = [("label", "parks.label_missing")] if not label else []
    problems += [("days-30", "parks.days_missing")] if days not in known else []
    if problems:
        base = base_url(request)
        return _share_page(request, session, held, signer, base, words, problems)
    links.make(session, asker, public_id, "share", label=label, days=known[days])
    return see(f"/assessments/{public_id}/share#links")


@router.post("/assessments/{public_id}/share/links/{link_id}/revoke")
def revoke_link(
    public_id: str, link_id: str, form: FormDep, asker: PersonDep, session: WriteSession
) -> Response:
    """Take a link back."""
    del form  # it holds nothing but its token
    links.revoke(session, asker, public_id, link_id)
    return see(f"/assessments/{public_id}/share#links")


@router.post("/assessments/{public_id}/share/parks")
def allow(
    request: Request, public_id: str, form: FormDep, asker: PersonDep, session: WriteSession,
    words: WordsDep, signer: SignerDep,
) -> Response:  # fmt: skip
    """Let a park see the result."""
    scope, park = str(form.get("scope", "")), str(form.get("park", ""))
    if not scope:
        held = assessments.whole(session, asker, public_id)
        base = base_url(request)
        problems = [("scope-level", "parks.scope_missing")]
        return _share_page(request, session, held, signer, base, words, problems)
    service.allow(session, asker, public_id, park, scope)
    return see(f"/assessments/{public_id}/share#parks")


@router.post("/assessments/{public_id}/share/parks/{park_id}/withdraw")
def withdraw(
    public_id: str, park_id: str, form: FormDep, asker: PersonDep, session: WriteSession
) -> Response:
    """Take a park's permission back."""
    del form  # it holds nothing but its token
    service.withdraw(session, asker, public_id, park_id)
    return see(f"/assessments/{public_id}/share#parks")


@router.get("/parks/{park_id}/results/{public_id}")
def member(
    request: Request, park_id: str, public_id: str, asker: UserDep, session: ReadSession,
    words: WordsDep,
) -> Response:  # fmt: skip
    """Show one firm's result to a park, as far as the firm allows."""
    found, shared = service.member(session, asker, park_id, public_id)
    if shared.consent.scope == "level":
        raise NotFound("no_assessment")
    held = service.held_for_park(shared)
    outcome = assessments.outcome_of(session, held)
    if outcome is None:
        raise NotFound("no_assessment")
    sections = ("scores", "losses", "answers") if shared.consent.scope == "answers" else ("scores",)
    summary = summarise(outcome, words.lang, date=held.day, sections=sections)
    view = documents.result_view(held, outcome, summary, words)
    campaign = shown.campaign_of(session, found.id, shared.assessment.id)
    return page(
        request,
        "parks/member.html",
        v=view,
        park=words.line(found.name),
        back=f"/parks/{park_id}",
        campaign=campaign_head(found, campaign, asker, words) if campaign is not None else None,
        pdf=f"/parks/{park_id}/results/{public_id}/report.pdf",
        answers=shared.consent.scope == "answers",
    )
