"""JSON as RFC 8259 means it: UTF-8, no NaN, no name given twice, no bottomless nesting."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pydantic_core

from api.kit.errors import Unusable
from questionnaires.errors import Place, Problem

__all__ = ["parse_json"]

_DEPTH = 200  # the parser's own limit
_AT = re.compile(r" at line (\d+) column (\d+)$")
_DEEP = "recursion limit exceeded"


def parse_json(body: bytes) -> Any:
    """Return the plain data of a request's body.

    Raises ``Unusable`` (422, ``malformed``) with the line for anything a strict reader refuses;
    half a surrogate pair is refused as well, because it cannot be written back as UTF-8.
    """
    try:
        body.decode("utf-8")
        pydantic_core.from_json(body, allow_inf_nan=False)
        return json.loads(body, object_pairs_hook=_once_each)
    except UnicodeDecodeError as error:
        raise _malformed("file.not_utf8") from error
    except _RepeatedName as error:
        raise _malformed("file.repeated_key", key=str(error)) from error
    except ValueError as error:
        raise _syntax(str(error)) from error


class _RepeatedName(Exception):
    """An object names something twice; which of the two was meant nobody knows."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise _RepeatedName(name)
    return found


def _syntax(message: str) -> Unusable:
    at = _AT.search(message)
    line = int(at.group(1)) if at else None
    why = message[: at.start()] if at else message
    if why.startswith(_DEEP):
        return _malformed("file.too_deep", line, limit=_DEPTH)
    return _malformed("file.bad_syntax", line, why=why)


def _malformed(code: str, line: int | None = None, **values: Any) -> Unusable:
    return Unusable("malformed", problems=[Problem(code, Place(line=line), values)])
