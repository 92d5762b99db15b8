"""The interface describes itself: completely, truly, and as committed."""

import json

import jsonschema
import pytest
import schemathesis

from api import openapi
from api.kit.problems import PROBLEM_TYPE
from scoring.schema import result_schema
from tests.api.v1.callers import Program, anybody

METHODS = ("get", "put", "post", "patch", "delete")
OPEN_TAGS = ("questionnaires", "scoring")


@pytest.fixture(scope="module")
def document():
    return json.loads(openapi.FILE.read_text(encoding="utf-8"))


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def test_the_committed_document_is_the_served_one(app, anyone):
    """Whoever changes the interface sees the change; ``python -m api.openapi`` writes it anew."""
    committed = openapi.FILE.read_text(encoding="utf-8")

    assert openapi.text(app) == committed, "run: python -m api.openapi"
    assert anyone.get("/openapi.json").json() == json.loads(committed)


def test_it_is_openapi_3_1(document):
    """Valid by the official schema of OpenAPI 3.1, which Schemathesis brings."""
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(document).validate()


def test_every_operation_is_named_and_explained(document):
    """Name, summary, description and tag, each name once."""
    names = [operation["operationId"] for _, _, operation in operations(document)]
    tags = {tag["name"] for tag in document["tags"]}

    assert len(names) == len(set(names))
    for _, path, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"], path
        assert set(operation["tags"]) <= tags, path
    assert all(tag["description"] for tag in document["tags"])


def test_every_private_operation_names_its_key(document):
    """Everything but questionnaires and scoring needs a key; scoring takes one."""
    for _, path, operation in operations(document):
        tag, security = operation["tags"][0], operation.get("security")
        if tag == "questionnaires":
            assert security is None, path
        elif tag == "scoring":
            assert sorted(security, key=len) == [{}, {"api_key": []}], path
        else:
            assert security == [{"api_key": []}], path
            assert {"401", "429"} <= set(operation["responses"]), path
    assert document["components"]["securitySchemes"]["api_key"]["scheme"] == "bearer"


def test_errors_are_problem_details(document):
    """Every error is described as one, FastAPI's own shape appears nowhere."""
    text = json.dumps(document)
    assert "HTTPValidationError" not in text
    for _, path, operation in operations(document):
        for status, response in operation["responses"].items():
            if status >= "400":
                shared = resolved(document, response)
                assert list(shared["content"]) == [PROBLEM_TYPE], (path, status)
    assert "Retry-After" in document["components"]["responses"]["TooManyRequests"]["headers"]


def test_headers_are_described(document):
    """ETag where a version comes, Location where something was made, If-Match where it is needed."""
    by_name = {operation["operationId"]: operation for _, _, operation in operations(document)}

    assert "ETag" in by_name["get_assessment"]["responses"]["200"]["headers"]
    assert set(by_name["create_assessment"]["responses"]["201"]["headers"]) == {"ETag", "Location"}
    needed = {
        operation["operationId"]: parameter["required"]
        for operation in by_name.values()
        for parameter in operation["parameters"]
        if parameter["name"] == "If-Match"
    }
    assert needed == {
        "change_assessment": True, "replace_profile": True,
        "submit_assessment": False, "delete_assessment": False,
    }  # fmt: skip


def test_the_result_is_the_published_schema(document):
    """Scoring and stored results have the shape that ``maturity schema result`` prints."""
    schemas = document["components"]["schemas"]
    published = json.loads(json.dumps(result_schema()).replace("#/$defs/", "#/components/schemas/"))
    parts = published.pop("$defs")

    assert schemas["ResultDocument"] == {k: v for k, v in published.items() if k != "$schema"}
    for name, part in parts.items():
        assert without_required(schemas[name]) == without_required(part), name


def without_required(schema):
    """What is sent out has all its fields, also those that could be left out when read in."""
    return {key: value for key, value in schema.items() if key != "required"} | {
        "properties": {
            name: {k: v for k, v in part.items() if k != "default"}
            for name, part in schema["properties"].items()
        }
    }


def resolved(document, part):
    if "$ref" not in part:
        return part
    for step in part["$ref"].removeprefix("#/").split("/"):
        document = document[step]
    return document


def examples(document):
    """Every example with the schema that it is of."""

    def walk(part, where):
        if isinstance(part, dict):
            schema = part.get("schema", part)
            single = [part["example"]] if "example" in part else []
            many = part.get("examples", [])
            listed = [e["value"] for e in many.values()] if isinstance(many, dict) else many
            for example in (*single, *listed):
                yield where, schema, example
            for name, inner in part.items():
                if name not in ("example", "examples", "default", "enum", "const"):
                    yield from walk(inner, f"{where}/{name}")
        elif isinstance(part, list):
            for position, inner in enumerate(part):
                yield from walk(inner, f"{where}/{position}")

    yield from walk(document, "#")


def test_every_example_is_valid(document):
    """No example contradicts its schema."""
    found = list(examples(document))

    assert len(found) > 25
    for where, schema, example in found:
        bare = {k: v for k, v in schema.items() if k not in ("example", "examples")}
        checker = jsonschema.Draft202012Validator({"components": document["components"], **bare})
        errors = [error.message for error in checker.iter_errors(example)]
        assert errors == [], (where, example)


def test_examples_of_requests_are_accepted(app, document):
    """What the document shows can be sent as it is."""
    schemas = document["components"]["schemas"]
    anyone, mine = anybody(app), Program(app)
    path = mine.full_draft()
    send = {
        "ScoreRequest": lambda body: anyone.post("/score", json=body),
        "Batch": lambda body: anyone.post("/score/batch", json=body),
        "AssessmentCreate": lambda body: mine.post("/assessments", json=body),
        "AssessmentPatch": lambda body: mine.patch(path, json=body, headers={"if-match": "*"}),
        "PlanSheet": lambda body: anyone.post("/plan", json=body),
        "TrialSheet": lambda body: anyone.post("/what-if", json=body),
        "PlanRequest": lambda body: mine.put(f"{path}/plan", json=body),
        "TrialRequest": lambda body: mine.post(f"{path}/what-if", json=body),
        "ProfileIn": lambda body: mine.put(f"{path}/profile", json=body, headers={"if-match": "*"}),
    }
    for name, request in send.items():
        for example in schemas[name]["examples"]:
            answer = request(example)
            assert answer.status_code in (200, 201), (name, answer.text)
            assert answer.json().get("rejected", 0) == 0, answer.text
