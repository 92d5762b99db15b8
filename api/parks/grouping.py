"""Groups of similar members found from the data, and the measures that lift most of their firms.

Finding them takes seconds, so it is a job; its result is what a page shows. Only members whose
answers the park may see take part, and the result holds while these are the same.
"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from api.kit import jobs
from api.kit.errors import Unavailable
from api.kit.jobs import Job
from api.kit.work import Context
from api.organisations.asking import Asker
from api.parks import campaigns, records, repository
from api.parks.standing import Standing, standing
from api.parks.tables import Campaign

__all__ = ["Grouping", "found", "key_of", "order"]

KIND = "groups"


def order(session: Session, asker: Asker, park_id: str, campaign_id: str) -> Job:
    """Order groups to be found, unless somebody has just done so."""
    park = campaigns.managed(session, asker, park_id)
    campaign = records.campaign(session, park, campaign_id, lock=True)
    last = found(session, campaign)
    if last is not None and last.state not in jobs.OVER:
        return last
    return jobs.enqueue(
        session, KIND, _subject(campaign), park.id, asker.label, park=park_id, campaign=campaign_id
    )


def found(session: Session, campaign: Campaign) -> Job | None:
    """Return the last order, carried out or not."""
    return jobs.about(session, _subject(campaign), (KIND,))


def _subject(campaign: Campaign) -> str:
    return f"groups:{campaign.public_id}"


def key_of(found: Standing) -> str:
    """Return what tells whether groups are still those of the members as they are."""
    known = [(row.assessment, row.scope) for row in found.rows]
    return sha256(json.dumps(known).encode()).hexdigest()


class Grouping:
    """Finds the groups; there is nothing to go on with after a crash but to find them again."""

    parts = 0

    def __init__(self, context: Context, job: Job) -> None:
        """Open the job."""
        self._database, self._payload = context.database, job.payload

    def do(self, part: int) -> None:
        """Do nothing: finding groups has no parts."""

    def finish(self, *, stopped: bool) -> dict[str, Any]:
        """Return the groups as plain values."""
        del stopped
        with self._database.read() as session:
            park = repository.park(session, str(self._payload["park"]))
            campaign = records.campaign(session, park, str(self._payload["campaign"]))
            members = standing(session, campaign)
        try:
            from assessment.peers import peer_groups  # noqa: PLC0415  # needs the extra `study`
        except ImportError as error:
            raise Unavailable("no_groups") from error
        shown = replace(members.members, scores_shown=members.answers_open)
        plain = peer_groups(members.table, shown).to_plain()
        del plain["labels"]  # as many as members; nobody is told who is in which group
        return {"key": key_of(members), **plain}
