"""The description of the interface (OpenAPI 3.1): what FastAPI derives, completed.

``python -m api.openapi`` writes it to ``api/openapi.json``, where every change of it can be seen.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.kit.problems import PROBLEM_TYPE, ProblemDetails

__all__ = ["FILE", "install", "text"]

FILE = Path(__file__).with_name("openapi.json")

_ABOUT = """\
Digital-maturity self-assessment for textile and apparel firms. 纺织服装企业数字化成熟度自评接口。

* Questionnaires, scoring and planning are open to everybody; a key has a higher limit. Assessments
  belong to an organisation and need one of its keys: `Authorization: Bearer <key>`. A key acts for
  its organisation within its scopes; anything of another organisation is 404.
* Errors are problem details (RFC 9457) in the language of `Accept-Language` (`zh`, `en`). `code` is
  stable; `problems` names each answer or fact that cannot be used, `fields` each field that does
  not have the form described here.
* Lists come in pages: send `next` as `cursor`. Creates take an `Idempotency-Key`. Changes of an
  assessment take its `ETag` as `If-Match`: 428 without it, 412 when somebody was faster.
* 429 says in `Retry-After` when to come back.
* Numbers are unrounded. A missing answer never improves a score.
"""
_TAGS = [
    {"name": "questionnaires", "description": "What is asked, and blank workbooks. Open."},
    {"name": "scoring", "description": "Answers in, result or plan out; nothing is stored. Open."},
    {"name": "assessments", "description": "Answers kept, submitted and frozen with a result."},
    {"name": "plans", "description": "Plans and trials of assessments; a plan is kept when asked."},
    {"name": "documents", "description": "Report, workbooks and result to take away."},
    {"name": "parks", "description": "A key's park: firms, campaigns, imports and their results."},
    {"name": "organisations", "description": "The key's organisation, its members and keys."},
]
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "Language of messages and documents: `zh` (the default) or `en`.",
    "schema": {"type": "string", "examples": ["en"]},
}
_METHODS = ("get", "put", "post", "patch", "delete")
_NOT_OURS = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI) -> None:
    """Let *app* describe itself by this document."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary="Assess textile firms, online and by programs",
        description=_ABOUT,
        routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    used = {tag for operation in _operations(document) for tag in operation["tags"]}
    document["tags"] = [tag for tag in _TAGS if tag["name"] in used]
    document["servers"] = [{"url": "/", "description": "This server"}]
    _add_problem(document["components"]["schemas"])
    faults: dict[str, Any] = {}
    for operation in _operations(document):
        _complete(operation)
        _share_faults(operation, faults)
    document["components"]["responses"] = faults
    return document


def _add_problem(schemas: dict[str, Any]) -> None:
    """Put our errors in the place of FastAPI's."""
    for name in _NOT_OURS:
        schemas.pop(name, None)
    _, found = models_json_schema(
        [(ProblemDetails, "serialization")], ref_template="#/components/schemas/{model}"
    )
    schemas.update(found["$defs"])


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from (path[method] for method in _METHODS if method in path)


def _complete(operation: dict[str, Any]) -> None:
    """Add what every operation takes, and say which headers are needed.

    ``If-Match`` is optional to FastAPI so that its absence is 428 and not 422.
    """
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        parameter["schema"] = _without_null(parameter["schema"])
        if parameter["name"] == "If-Match" and "428" in operation["responses"]:
            parameter["required"] = True
    parameters.append(_LANGUAGE)


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what may be sent: a parameter is left out, never ``null``."""
    forms = [form for form in schema.get("anyOf", ()) if form != {"type": "null"}]
    if len(forms) != 1:
        return schema
    return {**forms[0], **{name: value for name, value in schema.items() if name != "anyOf"}}


def _share_faults(operation: dict[str, Any], faults: dict[str, Any]) -> None:
    """Describe each error once for all operations."""
    for status, response in operation["responses"].items():
        if PROBLEM_TYPE in response.get("content", ()):
            name = HTTPStatus(int(status)).phrase.replace(" ", "")
            faults[name] = response
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def text(app: FastAPI) -> str:
    """Return the document as it is committed."""
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write() -> None:
    from api.app import create_app  # noqa: PLC0415  # which imports this module
    from api.kit.settings import Settings  # noqa: PLC0415  # likewise

    with tempfile.TemporaryDirectory() as folder:
        FILE.write_text(text(create_app(Settings(data_dir=Path(folder)))), encoding="utf-8")


if __name__ == "__main__":
    _write()
