"""Files of the pages: kept by browsers for good under an address that names their content."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

from api.kit.pages import asset

__all__ = ["Assets"]

_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


class Assets(StaticFiles):
    """Serves ``/static``; an old or missing ``?v=`` is served as well, but not kept."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return the file and say how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        name = Path(full_path).relative_to(str(self.directory)).as_posix()
        given = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[0]
        current = asset(name).rpartition("=")[2]
        response.headers["Cache-Control"] = _FOR_GOOD if given == current else _ASK_AGAIN
        return response
