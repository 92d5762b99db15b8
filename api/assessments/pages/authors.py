"""Who last changed a field, in words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from api.accounts.repository import user_by_public_id
from api.assessments import repository, service
from api.assessments.views.wording import moment
from api.kit import audit
from api.kit.i18n import PageWords
from api.organisations.asking import Asker
from assessment import Conflict

__all__ = ["author_words"]


def author_words(
    session: Session, asker: Asker, public_id: str, words: PageWords, conflicts: Sequence[Conflict]
) -> dict[str, str]:
    """Return by field who saved the other value, and when."""
    if not conflicts:
        return {}
    held = service.read(session, asker, public_id)
    session.flush()
    fields = [conflict.field for conflict in conflicts]
    events = audit.latest(session, service.subject(held.row), fields)
    labels = {f"link:{link.public_id}": link.label for link in repository.links_of(session, held)}
    found = {}
    for field in fields:
        event = events.get(field)
        name = _name(session, event.actor, labels) if event else ""
        at = moment(words, event.at) if event else ""
        found[field] = words("fill.by", name=words.line(name) or words("fill.somebody"), at=at)
    return found


def _name(session: Session, actor: str, labels: dict[str, str]) -> str:
    kind, _, public_id = actor.partition(":")
    user = user_by_public_id(session, public_id) if kind == "user" else None
    return user.name if user is not None else labels.get(actor, "")
