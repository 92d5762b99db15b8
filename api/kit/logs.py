"""Logs as JSON lines with request ids and without personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

__all__ = ["set_up"]

_FORMAT = "{asctime}{levelname}{name}{message}"
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}


class _Formatter(JsonFormatter):
    """Shows of an error its kind and where it happened; its words may quote what people sent."""

    def formatException(  # noqa: N802  # the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the frames and the kinds of an error and of those that led to it."""
        parts: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            parts = [*traceback.format_tb(error.__traceback__), f"{kind}\n", *parts]
            error = error.__cause__ or error.__context__
        return "".join(parts)


def _is_new(record: logging.LogRecord) -> bool:
    """Whether *record* is news: errors of requests are logged with their request id already."""
    return not str(record.msg).startswith("Exception in ASGI application")


def set_up(level: str) -> None:
    """Send all logs to standard error, one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Formatter(_FORMAT, style="{", rename_fields=_NAMES, json_ensure_ascii=False)
    )
    handler.addFilter(_is_new)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every start
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"  # `Observe` logs requests
