"""Stateless scoring: the engine's own numbers, good rows beside bad ones, nothing kept."""

import json

import jsonschema
import pytest
from sqlmodel import select

import questionnaires
import scoring
from api.assessments.tables import Assessment
from scoring.schema import result_schema
from tests.api.v1.callers import firm

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize("name", ["dyeing-mill", "spinning-mill", "garment-maker"])
def test_score_is_the_engines_own_document(anyone, name):
    """The answer is what ``scoring.score`` gives, to the last digit, in the published shape."""
    sent = firm(name)
    found = anyone.post("/score", json=sent)
    textile = questionnaires.load("textile")
    expected = scoring.score(textile, sent["answers"], sent["profile"]).to_json()

    assert found.status_code == 200
    assert found.json() == json.loads(expected)
    jsonschema.validate(found.json(), result_schema())


def test_quick_form_is_an_estimate(anyone):
    """A short form says that its level is an estimate."""
    found = anyone.post("/score", json={**firm("garment-quick"), "form": "quick"}).json()

    assert found["estimate"]
    assert found["form"] == "quick"


def test_nothing_is_stored(anyone, database):
    """Scoring leaves no trace in the database."""
    anyone.post("/score", json=firm())
    with database.read() as session:
        assert session.exec(select(Assessment)).all() == []


def test_no_answers_is_a_result_without_credit(anyone):
    """Missing answers never improve a score: nothing answered is 0 of up to 100."""
    found = anyone.post("/score", json={"answers": {}}).json()

    assert found["index"]["score"] == 0
    assert found["index"]["high"] == 100
    assert found["provisional"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"equipment.ledger.practise": "3"}, "answer.unknown_question"),
        ({"equipment.ledger.practice": "6"}, "answer.no_such_option"),
        ({"equipment.ledger.practice": {"not_applicable": "no"}}, "answer.must_apply"),
        ({"equipment.machines.dyeing_liquor_ratio": 1}, "answer.out_of_range"),
        ({"equipment.machines.dyeing_liquor_ratio": "many"}, "answer.not_a_number"),
        ({"equipment.ledger.over_15_years": 12}, "answer.needs_two_figures"),
        ({"equipment.ledger.over_15_years": {"numerator": 1, "denominator": 0}},
         "answer.zero_denominator"),
        ({"digital.strategy.learning": ["none", "visit"]}, "answer.exclusive_option"),
    ],
)  # fmt: skip
def test_answers_that_cannot_be_used_are_all_named(anyone, answers, code):
    """422 ``unusable`` lists every problem with its question, beside those of the profile."""
    sent = {"answers": answers, "profile": {"credit_code": "91350100M000100Y44"}}
    found = anyone.post("/score", json=sent)
    codes = {problem["code"]: problem for problem in found.json()["problems"]}

    assert found.status_code == 422
    assert found.json()["code"] == "unusable"
    assert set(codes) == {code, "profile.bad_credit_code"}
    assert codes[code]["field"] == next(iter(answers))


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({}, "body.answers", "missing"),
        ({"answers": []}, "body.answers", "dict_type"),
        ({"answers": {}, "form": "short"}, "body.form", "literal_error"),
        ({"answers": {}, "extra": 1}, "body.extra", "extra_forbidden"),
        ({"answers": {}, "profile": {"employees": "12"}}, "body.profile.employees", "int_type"),
        ({"answers": {}, "profile": {"revenue": "12"}}, "body.profile.revenue", "float_type"),
        ({"answers": {}, "profile": {"staff": 1}}, "body.profile.staff", "extra_forbidden"),
        ({"answers": {}, "profile": {"fictional": 1}}, "body.profile.fictional", "bool_type"),
        ({"answers": {}, "profile": {"name": "长" * 201}}, "body.profile.name", "string_too_long"),
        ({"answers": {"x": True}}, "body.answers.x", "union_error"),
        ({"answers": {"x": {"unknown": False}}}, "body.answers.x.unknown.unknown",
         "literal_error"),
        ({"answers": {"x": {"numerator": 1}}}, "body.answers.x.ratio.denominator", "missing"),
        ({"answers": {f"q{n}": 1 for n in range(1001)}}, "body.answers", "too_long"),
        ({"answers": {"x": ["y"] * 101}}, "body.answers.x.list", "too_long"),
        ([], "body", "model_attributes_type"),
    ],
)  # fmt: skip
def test_another_form_than_described_is_malformed(anyone, sent, field, code):
    """422 ``malformed`` names the field; nothing is converted or dropped."""
    found = anyone.post("/score", json=sent)

    assert found.status_code == 422
    assert found.json()["code"] == "malformed"
    assert (field, code) in {(f["field"], f["code"]) for f in found.json()["fields"]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "file.bad_syntax"),
        (b"{", "file.bad_syntax"),
        (b'{"answers": NaN}', "file.bad_syntax"),
        (b'{"answers": {"x": Infinity}}', "file.bad_syntax"),
        (b'{"answers": {"x": "\\ud800"}}', "file.bad_syntax"),
        (b'{"answers": {"x": ' + b"9" * 5000 + b"}}", "file.bad_syntax"),
        (b'{"answers": {}, "answers": {}}', "file.repeated_key"),
        (b'{"answers": {"x": 1, "y": 2, "x": 1}}', "file.repeated_key"),
        (b"[" * 100_000, "file.too_deep"),
        (b'{"a":' * 100_000, "file.too_deep"),
        ('{"answers": {"x": "染整"}}'.encode("gbk"), "file.not_utf8"),
        ('{"answers": {}}'.encode("utf-16"), "file.not_utf8"),
        (b'\xef\xbb\xbf{"answers": {}}', "file.bad_syntax"),
    ],
)  # fmt: skip
def test_what_is_not_strict_json_is_malformed(anyone, body, code):
    """No NaN, no name twice, no bottomless nesting, no other encoding than UTF-8."""
    found = anyone.post("/score", content=body, headers=JSON)
    problems = [problem["code"] for problem in found.json().get("problems", ())]

    assert found.status_code == 422
    assert found.json()["code"] == "malformed"
    assert problems == [code] or not body


@pytest.mark.parametrize("number", ["1e400", "-1e400"])
def test_numbers_beyond_all_bounds_are_malformed(anyone, number):
    """A number that is infinite to us is refused, not scored."""
    body = '{"answers": {"equipment.machines.dyeing_liquor_ratio": ' + number + "}}"
    found = anyone.post("/score", content=body, headers=JSON)

    assert found.status_code == 422
    assert found.json()["fields"][0]["code"] == "finite_number"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "text/json"]
)
def test_only_json_is_read(anyone, kind):
    """415 for any other type of content."""
    found = anyone.post("/score", content=b'{"answers": {}}', headers={"content-type": kind})

    assert found.status_code == 415
    assert found.json()["code"] == "media_type"


def test_charset_of_json_is_ignored(anyone):
    """JSON is UTF-8 whatever is claimed (RFC 8259)."""
    headers = {"content-type": "application/json; charset=utf-8"}

    assert anyone.post("/score", content=b'{"answers": {}}', headers=headers).status_code == 200


def test_a_body_over_the_limit_is_refused(anyone):
    """413 names the limit."""
    found = anyone.post("/score", content=b" " * 1_000_001, headers=JSON)

    assert found.status_code == 413
    assert found.json()["code"] == "too_large"


def test_an_unknown_questionnaire_is_not_found(anyone):
    """Only names of the library are looked up."""
    found = anyone.post("/score", json={"answers": {}, "questionnaire": "../secret"})

    assert found.status_code == 404
    assert found.json()["code"] == "no_questionnaire"


def test_whole_numbers_may_be_written_as_in_json(anyone):
    """In JSON 480.0 is an integer."""
    sent = {"answers": {}, "profile": {"employees": 480.0}}

    assert anyone.post("/score", json=sent).json()["profile"]["employees"] == 480


def test_messages_come_in_the_callers_language(anyone):
    """``Accept-Language`` decides; an unknown language gets Chinese."""
    for header, title in (
        ("zh", "有些内容不能用"),
        ("fr", "有些内容不能用"),
        ("de, en;q=0.5", "Some of"),
    ):
        answer = anyone.post(
            "/score", json={"answers": {"x": 1}}, headers={"accept-language": header}
        )
        assert answer.json()["title"].startswith(title)
        assert answer.headers["content-language"] == ("en" if "en" in header else "zh")
        assert ("questionnaire has no" in answer.json()["problems"][0]["what"]) == ("en" in header)


def test_malformed_fields_are_explained_in_chinese_too(anyone):
    """What pydantic says in English is said in the caller's language."""
    answer = anyone.post("/score", json={}, headers={"accept-language": "zh"})

    assert answer.json()["fields"] == [
        {"field": "body.answers", "code": "missing", "what": "缺少这一项"}
    ]
