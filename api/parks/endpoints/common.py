"""What the endpoints of parks share: who asks, and the parameters of their addresses."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Request

from api.organisations.asking import Asker, KeyDep

__all__ = [
    "CAMPAIGN", "CampaignId", "Cursor", "FirmId", "ImportId", "ParkId", "Reader", "Writer",
    "body_of",
]  # fmt: skip

CAMPAIGN = "/parks/{park_id}/campaigns/{campaign_id}"

# The key comes before the session in every signature, as in `assessments.endpoints`.


async def reader(asker: KeyDep) -> Asker:
    """Return a program that may read what its park may see."""
    asker.needs("parks:read")
    return asker


async def writer(asker: KeyDep) -> Asker:
    """Return a program that may change its park's lists and bring in results."""
    asker.needs("parks:write")
    return asker


async def body_of(request: Request) -> bytes:
    """Return the file that is sent as the body; the server's limit has been applied to it."""
    return await request.body()


Reader = Annotated[Asker, Depends(reader)]
Writer = Annotated[Asker, Depends(writer)]
_ID = r"^[A-Za-z0-9_-]{1,40}$"
ParkId = Annotated[
    str, Path(pattern=_ID, description="`id` of the key's park.", examples=["kUrdPqN4xS0a_2Lw"])
]
CampaignId = Annotated[
    str, Path(pattern=_ID, description="`id` of a campaign.", examples=["c7Zk0yUqYx3dT1aa"])
]
ImportId = Annotated[
    str, Path(pattern=_ID, description="`id` of an import.", examples=["i7Zk0yUqYx3dT1aa"])
]
FirmId = Annotated[
    str, Path(pattern=_ID, description="`id` of a firm.", examples=["b7Zk0yUqYx3dT1aa"])
]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of a page.")]
