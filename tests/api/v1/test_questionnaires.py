"""Anybody can learn over the interface what is asked and how answers are written."""

import json
from io import BytesIO

import jsonschema
import openpyxl
import pytest

import questionnaires
from questionnaires.schema import answers_schema
from tests.api.v1.callers import firm


@pytest.fixture(scope="module")
def textile():
    return questionnaires.load("textile")


def test_list_names_every_version(anyone):
    """The list holds each published version with its digest, on one page."""
    found = anyone.get("/questionnaires").json()

    assert [entry["ref"] for entry in found["items"]] == questionnaires.available()
    assert found["next"] is None
    for entry in found["items"]:
        assert entry["digest"] == questionnaires.load(entry["ref"]).digest


@pytest.mark.parametrize("ref", ["textile", "textile@1.0.0"])
def test_one_holds_every_question_in_order(anyone, textile, ref):
    """A questionnaire comes with all questions in order, but not with what answers are worth."""
    answer = anyone.get(f"/questionnaires/{ref}")
    practices = [p for d in answer.json()["dimensions"] for p in d["practices"]]
    asked = [question for practice in practices for question in practice["questions"]]

    assert [question["id"] for question in asked] == [q.id for q in textile.questions]
    assert [q["kind"] for q in asked] == [q.kind for q in textile.questions]
    assert all(set(question["text"]) == {"zh", "en"} for question in asked)
    assert not {"credit", "credits", "anchors"} & set(str(answer.json()).replace("'", " ").split())


def test_schema_accepts_a_sample_and_refuses_a_misspelt_id(anyone, textile):
    """The schema is the one the command line prints, and it judges answer files."""
    answer = anyone.get("/questionnaires/textile/schema")
    schema = answer.json()

    assert answer.headers["content-type"] == "application/schema+json"
    assert schema == json.loads(json.dumps(answers_schema(textile, "en")))
    sheet = firm()
    del sheet["profile"]["size"]
    jsonschema.validate(sheet, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"answers": {"equipment.ledger.practise": "3"}}, schema)


@pytest.mark.parametrize(
    ("query", "header", "title"),
    [("", "zh", "纺织服装"), ("", "en", "textile"), ("?lang=zh", "en", "纺织服装")],
)
def test_schema_speaks_the_language_asked_for(anyone, query, header, title):
    """The address decides, then the header."""
    headers = {"accept-language": header}
    found = anyone.get(f"/questionnaires/textile/schema{query}", headers=headers).json()

    assert title in found["title"].lower()


def _cells(data):
    book = openpyxl.load_workbook(BytesIO(data))
    return {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value}


@pytest.mark.parametrize("kind", ["form", "register"])
def test_blank_workbooks_can_be_narrowed_to_processes(anyone, kind):
    """A weaver's workbook asks about weaving and not about spinning; without processes, all."""
    path = f"/questionnaires/textile/{kind}.xlsx"
    answer = anyone.get(path, params={"processes": ["weaving"], "lang": "en"})
    narrow, full = _cells(answer.content), _cells(anyone.get(path).content)

    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert f"textile_1.0.0-{kind}-en.xlsx" in answer.headers["content-disposition"]
    assert any("equipment.machines.weaving_fast" in cell for cell in narrow)
    assert not any("equipment.machines.spinning_automatic" in cell for cell in narrow)
    assert any("equipment.machines.spinning_automatic" in cell for cell in full)


def test_quick_form_is_shorter(anyone):
    """``form=quick`` keeps the short form's questions."""
    path = "/questionnaires/textile/form.xlsx"

    assert len(_cells(anyone.get(path, params={"form": "quick"}).content)) < len(
        _cells(anyone.get(path).content)
    )


@pytest.mark.parametrize(
    "path",
    [
        "/questionnaires/textil", "/questionnaires/textile@9.9.9", "/questionnaires/..%2Fetc",
        "/questionnaires/textile%00", "/questionnaires/nothing/schema",
        "/questionnaires/nothing/form.xlsx", "/questionnaires/nothing/register.xlsx",
    ],
)  # fmt: skip
def test_unknown_names_are_not_found(anyone, path):
    """Only names of the library are looked up, never paths."""
    answer = anyone.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("form=short", "malformed"), ("lang=fr", "malformed"), ("processes=wefting", "unusable"),
        ("&".join(["processes=weaving"] * 21), "malformed"),
    ],
)  # fmt: skip
def test_unusable_parameters_are_named(anyone, query, code):
    """422 says which parameter and why."""
    answer = anyone.get(f"/questionnaires/textile/form.xlsx?{query}")

    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert answer.json().get("fields") or answer.json().get("problems")
