"""Which key is this: the first question of every program."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from api.kit.api import Output, api_router
from api.kit.dependencies import ReadSession
from api.kit.problems import errors
from api.organisations import repository
from api.organisations.asking import KeyDep

__all__ = ["router"]

router = api_router("organisations")


class OrganisationRef(Output):
    """The organisation that a key acts for."""

    id: str
    kind: Literal["firm", "park"]
    name: str


class Me(Output):
    """A key as it sees itself."""

    key: str = Field(description="The key's public id, as in the list of keys; not its secret.")
    organisation: OrganisationRef
    scopes: list[str] = Field(examples=[["assessments:read", "assessments:write"]])
    expires_at: dt.datetime | None = Field(description="`null`: it does not expire.")


@router.get("/me", summary="Get the key itself", responses=errors(401, 429))
def get_me(asker: KeyDep, session: ReadSession) -> Me:
    """Return the key's organisation, scopes and expiry. Any valid key may ask."""
    [held] = repository.organisations_of(session, asker)
    kind: Literal["firm", "park"] = "park" if held.row.kind == "park" else "firm"
    return Me(
        key=asker.label.removeprefix("key:"),
        organisation=OrganisationRef(id=held.row.public_id, kind=kind, name=held.row.name),
        scopes=sorted(asker.scopes or ()),
        expires_at=asker.expires_at,
    )
