"""How a park presents itself on reports, and whether its figures may stand in comparisons."""

from __future__ import annotations

from sqlmodel import Session

from api.kit import audit
from api.kit.clock import now
from api.organisations.asking import Asker
from api.organisations.tables import Organisation
from api.parks import campaigns, records
from api.parks.tables import ParkProfile
from reports.charts import DEFAULT
from reports.theme import Theme, make_theme

__all__ = ["MOST_TITLE", "save", "theme_of"]

MOST_TITLE = 60


def theme_of(session: Session, park: Organisation) -> Theme:
    """Return how a park's reports are dressed."""
    found = records.profile(session, park)
    if found is None:
        return make_theme(park.name)
    return make_theme(
        found.title or park.name, found.logo, found.main or DEFAULT.primary,
        found.accent or DEFAULT.accent,
    )  # fmt: skip


def save(
    session: Session, asker: Asker, park_id: str, *, title: str, main: str, accent: str,
    logo: bytes | None, keeps_logo: bool, publishes: bool,
) -> ParkProfile:  # fmt: skip
    """Set how a park presents itself; without a new *logo* the old one stays if *keeps_logo*.

    Raises ``ReportError`` with what is wrong with logo and colours.
    """
    park = campaigns.managed(session, asker, park_id)
    make_theme(title or park.name, logo, main, accent)
    found = records.profile(session, park)
    row = found or ParkProfile(organisation_id=park.id, updated_at=now())
    if row.publishes != publishes:
        changed = {"publishes": (row.publishes, publishes)}
        audit.note(session, asker.label, f"organisation:{park.public_id}", "changed", changed)
    row.title, row.main, row.accent, row.publishes = title, main, accent, publishes
    row.logo = logo or (row.logo if keeps_logo else None)
    row.updated_at = now()
    session.add(row)
    return row
