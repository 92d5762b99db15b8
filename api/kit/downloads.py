"""Files to keep: bytes, what kind they are, and a name that is safe wherever it lands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import StreamingResponse

from api.kit.errors import NotFound
from api.kit.storage import Storage
from questionnaires.numbers import clean_text

__all__ = [
    "CSV", "DOCX", "JSON", "PDF", "SVG", "TEXT", "XLSX", "ZIP", "Download", "KeptFile", "safe_stem",
]  # fmt: skip

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"
ZIP = "application/zip"
CSV = "text/csv; charset=utf-8"
SVG = "image/svg+xml"
TEXT = "text/plain; charset=utf-8"

_SUFFIXES = {
    PDF: ".pdf", XLSX: ".xlsx", DOCX: ".docx", CSV: ".csv", SVG: ".svg", JSON: ".json",
    TEXT: ".txt", ZIP: ".zip",
}  # fmt: skip
_LONGEST = 60  # characters; as UTF-8 a Chinese name of this length fits every file system
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)  # on Windows


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out.

    ``stem`` is its name without the ending and may be in Chinese; ``media_type`` is one of the
    constants of this module.
    """

    stem: str
    media_type: str
    data: bytes

    def response(self) -> Response:
        """Return the response that lets a browser save the file (RFC 6266)."""
        headers = _headers(self.stem, self.media_type)
        return Response(self.data, media_type=self.media_type, headers=headers)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the store to hand out as it is read, however large: ``name`` is its name there."""

    stem: str
    media_type: str
    name: str

    def response(self, storage: Storage) -> Response:
        """Return the response that lets a browser save the file; raises ``NotFound``."""
        size = storage.size(self.name)
        if size is None:
            raise NotFound("no_file")
        headers = {**_headers(self.stem, self.media_type), "Content-Length": str(size)}
        pieces = storage.stream(self.name)
        return StreamingResponse(pieces, media_type=self.media_type, headers=headers)


def _headers(stem: str, media_type: str) -> dict[str, str]:
    suffix = _SUFFIXES[media_type]
    name = quote(safe_stem(stem) + suffix, safe="")
    plain = f"download{suffix}"  # for programs that do not know filename*
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}


def safe_stem(text: str) -> str:
    """Return *text* (from outside: anything may stand in it) as a file's name without ending."""
    stem = re.sub(r"[^\w.()（）·-]+", "_", clean_text(text))[:_LONGEST].strip("._- ")
    return "file" if not stem or _RESERVED.match(stem) else stem
