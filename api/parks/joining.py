"""A firm comes by its personal link: it learns who asks for what, decides, and fills in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from api.assessments import links, repository, service
from api.assessments.repository import Access, Held
from api.assessments.tables import CONSENTS, Assessment, Link
from api.kit import audit
from api.kit.clock import now, today
from api.kit.errors import Conflict, NotFound, Unusable
from api.kit.security import Signer, new_id
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks import campaigns, records
from api.parks import repository as parks
from api.parks.tables import Campaign, Entry, Member
from questionnaires.profile import parse_profile

__all__ = ["NOTHING", "Joining", "accept", "look"]

NOTHING = "none"
"""The firm's choice to let the park see nothing."""


@dataclass(frozen=True, slots=True)
class Joining:
    """An invitation as the firm sees it; ``open`` while the campaign takes answers.

    ``mine``: the browser has access to the assessment already. ``shown`` is how much the park may
    see of it now, ``NOTHING`` included, ``None`` before anybody decided.
    """

    entry: Entry
    member: Member
    campaign: Campaign
    park: Organisation
    assessment: Assessment | None
    open: bool
    mine: bool
    shown: str | None

    @property
    def elsewhere(self) -> bool:
        """Whether the firm opened its link on another device.

        The park knows all links: one that went on letting people in would show it every answer.
        """
        opened = self.assessment is not None and self.entry.opened_at is not None
        return opened and not self.mine


def look(
    session: Session, signer: Signer, asker: Asker, token: str, *, lock: bool = False
) -> Joining:
    """Return the invitation behind a personal link; raises ``NotFound`` for one not ours."""
    entry_id = campaigns.is_ours(signer, token)
    if entry_id is None:
        raise NotFound
    entry, member, campaign, park = records.entry_and_park(session, entry_id, lock=lock)
    found = session.get(Assessment, entry.assessment_id) if entry.assessment_id else None
    is_open = campaigns.is_open(campaign, today())
    mine = found is not None and _has_access(session, asker, found)
    shown = None if found is None else _shown(session, found, park)
    return Joining(entry, member, campaign, park, found, is_open, mine, shown)


def _has_access(session: Session, asker: Asker, row: Assessment) -> bool:
    try:
        return repository.find(session, asker, row.public_id).access.whole
    except NotFound:
        return False


def _shown(session: Session, row: Assessment, park: Organisation) -> str | None:
    consent = parks.consent(session, row.id, park.id)
    if consent is None:
        return None
    return NOTHING if consent.revoked_at else consent.scope


def accept(session: Session, signer: Signer, asker: Asker, token: str, scope: str) -> str:
    """Let the browser in, with a draft made if there is none; return the assessment's id.

    *scope* is how much the park may see once the firm has submitted; the firm changes it on the
    result's page at any time.
    """
    found = look(session, signer, asker, token, lock=True)
    if scope not in (*CONSENTS, NOTHING):
        raise Unusable("no_scope")
    if not found.open and found.assessment is None:
        raise Conflict("joining_closed")
    if found.elsewhere:
        raise Conflict("joined_elsewhere")
    row = found.assessment or _draft(session, asker, found)
    found.entry.opened_at = found.entry.opened_at or now()
    session.add(found.entry)
    _let_in(session, asker, row)
    _allow(session, asker, found, row, scope)
    return row.public_id


def _draft(session: Session, asker: Asker, found: Joining) -> Assessment:
    """Start the firm's draft with what the park knows of it."""
    given = {"name": found.member.name, "credit_code": found.member.credit_code}
    profile, _ = parse_profile(given)
    row = service.create(
        session, asker, questionnaire=found.campaign.questionnaire,
        form="quick" if found.campaign.form == "quick" else "full", profile=profile,
    )  # fmt: skip
    found.entry.assessment_id, found.entry.source = row.id, "invitation"
    return row


def _let_in(session: Session, asker: Asker, row: Assessment) -> None:
    """Grant the browser the draft's link; make one when it has none yet."""
    if asker.browser is None:
        raise NotFound
    held = Held(row, Access(whole=True, edit=True))
    link = next(iter(links.live_links(session, held, "draft")), None)
    if link is None:
        link = Link(public_id=new_id(), assessment_id=row.id, kind="draft", created_at=now())
        session.add(link)
        session.flush()
    repository.add_grant(session, asker.browser, link)


def _allow(session: Session, asker: Asker, found: Joining, row: Assessment, scope: str) -> None:
    consent = parks.consent(session, row.id, found.park.id)
    before = None if consent is None or consent.revoked_at else consent.scope
    if scope == NOTHING:
        parks.take_back(session, row.id, found.park.id)
    else:
        parks.give(session, row.id, found.park.id, scope)
    change = {f"park:{found.park.public_id}": (before, None if scope == NOTHING else scope)}
    audit.note(session, asker.label, service.subject(row), "allowed", change)
