"""Secret links: to a whole draft, to one section of it, or to a finished result."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from api.assessments import repository, service
from api.assessments.repository import Held
from api.assessments.tables import Link
from api.kit import audit
from api.kit.clock import now
from api.kit.errors import Conflict, Forbidden, Gone, NotFound, Unusable
from api.kit.security import Signer, new_id
from api.organisations.asking import Asker
from questionnaires.numbers import clean_text

__all__ = [
    "LONGEST_LABEL", "address", "is_live", "live_links", "make", "opened", "renew", "revoke",
    "token_of",
]  # fmt: skip

LONGEST_LABEL = 100
_PURPOSE = "link"
_MOST = 500  # links of one assessment, revoked ones included


def token_of(signer: Signer, link: Link) -> str:
    """Return what stands in a link's address; the database alone cannot make it."""
    return f"{link.public_id}.{signer.sign(_PURPOSE, link.public_id)}"


def address(signer: Signer, base: str, link: Link) -> str:
    """Return the whole address of *link* on the server at *base*."""
    return f"{base.rstrip('/')}/open/{token_of(signer, link)}"


def is_live(link: Link, at: dt.datetime) -> bool:
    """Whether a link opens anything at a point in time."""
    return link.revoked_at is None and (link.expires_at is None or link.expires_at > at)


def live_links(session: Session, held: Held, kind: str) -> list[Link]:
    """Return the links of one kind that open *held* now, oldest first."""
    at = now()
    return [
        link
        for link in repository.links_of(session, held)
        if link.kind == kind and is_live(link, at)
    ]


def opened(session: Session, signer: Signer, browser: str, token: str) -> tuple[Link, str]:
    """Let a browser in by a link's token; return the link and the public id of what it opens.

    Raises ``NotFound`` for a token that is not ours, ``Gone`` for a link expired or revoked.
    """
    public_id, _, signature = token.partition(".")
    if not signer.check(_PURPOSE, public_id, signature):
        raise NotFound
    found = repository.linked(session, public_id)
    if found is None or not is_live(found[0], now()):
        raise Gone
    link, assessment = found
    repository.add_grant(session, browser, link)
    return link, assessment


def make(
    session: Session, asker: Asker, public_id: str, kind: str, *, practice: str | None = None,
    label: str = "", days: int | None = None,
) -> Link:  # fmt: skip
    """Make a link, for some *days* or for good; whoever holds it needs no account.

    ``draft`` opens all, ``section`` one *practice* (both only while it is a draft), ``share`` the
    result to read.
    """
    held = _managed(session, asker, public_id)
    if kind != "share" and held.row.state != "draft":
        raise Conflict("submitted")
    practices = [found.id for found in service.questionnaire_of(held.row).practices]
    if kind == "section" and practice not in practices:
        raise Unusable("no_section")
    if len(repository.links_of(session, held)) >= _MOST:
        raise Conflict("too_many_links")
    at = now()
    link = Link(
        public_id=new_id(),
        assessment_id=held.row.id,
        kind=kind,
        practice=practice if kind == "section" else None,
        label=clean_text(label)[:LONGEST_LABEL],
        created_at=at,
        expires_at=None if days is None else at + dt.timedelta(days=days),
    )
    session.add(link)
    session.flush()
    audit.note(session, held.access.label, service.subject(held.row), f"link {kind} made")
    return link


def revoke(session: Session, asker: Asker, public_id: str, link_id: str) -> Link:
    """End a link; browsers that came by it are shut out as well."""
    held = _managed(session, asker, public_id)
    links = repository.links_of(session, held)
    link = next((link for link in links if link.public_id == link_id), None)
    if link is None:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = now()
        session.add(link)
        repository.drop_grants(session, [link.id])
        audit.note(
            session, held.access.label, service.subject(held.row), f"link {link.kind} revoked"
        )
    return link


def renew(session: Session, asker: Asker, public_id: str) -> Link:
    """Replace the secret link of a draft; only the asker's own browser stays let in."""
    old = live_links(session, _managed(session, asker, public_id), "draft")
    link = make(session, asker, public_id, "draft")
    if asker.browser is not None:
        repository.add_grant(session, asker.browser, link)
    session.flush()
    for other in old:
        revoke(session, asker, public_id, other.public_id)
    return link


def _managed(session: Session, asker: Asker, public_id: str) -> Held:
    held = service.whole(session, asker, public_id, lock=True)
    if not held.access.edit:
        raise Forbidden("read_only")
    return held
