"""All queries about kept plans; each takes an assessment that was found for its asker."""

from __future__ import annotations

from sqlmodel import Session

from api.assessments.repository import Held
from api.plans.tables import Plan

__all__ = ["drop", "kept", "put"]


def kept(session: Session, held: Held) -> Plan | None:
    """Return the plan kept with an assessment."""
    return session.get(Plan, held.row.id)


def put(session: Session, plan: Plan) -> None:
    """Keep a plan in place of the one before."""
    session.merge(plan)


def drop(session: Session, held: Held) -> bool:
    """Forget the plan of an assessment; return whether there was one."""
    found = kept(session, held)
    if found is not None:
        session.delete(found)
    return found is not None
