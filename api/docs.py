"""The page that shows and tries out the interface: Swagger UI, from this server alone."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from api.kit.pages import page

__all__ = ["router"]

router = APIRouter()

_ASSETS = Path(str(files("fastapi_offline"))) / "static"  # Swagger UI as a package brings it
_KINDS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon.png": "image/png",
}


@router.get("/api/v1/docs")
def docs(request: Request) -> Response:
    """Show the interface."""
    return page(request, "docs.html")


@router.get("/api/v1/docs/{name}")
def docs_asset(name: Literal["swagger-ui.css", "swagger-ui-bundle.js", "favicon.png"]) -> Response:
    """Return a part of Swagger UI."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(_ASSETS / name, media_type=_KINDS[name], headers=headers)
