"""Problems: stable codes, a place, and a sentence in both languages."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
import yaml

import questionnaires
from questionnaires.errors import Place, Problem, QuestionnaireError, catalogue

ROOT = Path(questionnaires.__file__).parents[1]
ROOMS = ("questionnaires", "scoring", "assessment", "reports", "api")
CODES = sorted(set(catalogue()) - {"_place"})
SPACES = {code.partition(".")[0] for code in CODES}
WORDS = set(
    yaml.safe_load((ROOT / "questionnaires/workbook/words.yaml").read_text(encoding="utf-8"))
)
"""Labels of the workbooks, which are named in the same manner."""
FILE_ENDINGS = {
    "pdf",
    "docx",
    "zip",
    "yaml",
    "txt",
    "json",
    "xlsx",
    "csv",
    "md",
    "py",
    "yml",
    "parquet",
}


def constants():
    """Yield (text, file and line, whether the module reports problems) of every string constant."""
    for path in (p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))):
        source = path.read_text(encoding="utf-8")
        reports = re.search(r"\b(Problem|Report)\b", source) is not None
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, f"{path.relative_to(ROOT)}:{node.lineno}", reports


CONSTANTS = list(constants())
USED = {text for text, _, _ in CONSTANTS}


def placeholders(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_what_and_what_to_do(code):
    """Both parts exist in both languages with the same placeholders, all of them named."""
    entry = catalogue()[code]

    assert set(entry) == {"what", "do"}
    for part in entry.values():
        assert set(part) == {"zh", "en"}
        assert all(text.strip() == text and text for text in part.values())
        assert placeholders(part["zh"]) == placeholders(part["en"])
        assert all(re.fullmatch(r"\w+", name) for name in placeholders(part["zh"]))
        assert not re.search("[\u4e00-\u9fff，。；：？]", part["en"])


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_catalogue_is_used(code):
    """No sentence is kept for a problem that nothing reports."""
    assert code in USED, "take it out of messages.yaml"


def test_every_code_in_the_source_has_a_sentence():
    """Nothing is reported that could not be said."""
    unknown = []
    for text, place, reports in CONSTANTS:
        space, _, rest = text.partition(".")
        shape = re.fullmatch(r"[a-z][a-z0-9_]*", rest) and rest not in FILE_ENDINGS
        if reports and space in SPACES and shape and text not in CODES and text not in WORDS:
            unknown.append(f"{place} {text}")

    assert unknown == []


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        (Place(), "", ""),
        (Place(file="a.yaml"), "a.yaml", "a.yaml"),
        (Place(file="a.yaml", line=3, field="x.y"), "a.yaml:3，x.y", "a.yaml:3, x.y"),
        (
            Place(sheet="登记表", row=7, column="B"),
            "工作表“登记表”，第7行，“B”列",
            "sheet “登记表”, row 7, column “B”",
        ),
    ],
)
def test_places_are_spelt_out(place, zh, en):
    """A place reads from the outside in, in the reader's language."""
    assert (place.to("zh"), place.to("en")) == (zh, en)


def test_a_problem_is_one_line_with_place_code_what_and_what_to_do():
    """The linter's format: [file:line] code: what is wrong — what to do."""
    problem = Problem("id.repeated", Place("a.yaml", 3), {"id": "x"})

    assert (
        problem.to("en") == "[a.yaml:3] id.repeated: the id “x” is used twice — choose another id"
    )
    assert problem.to("zh-CN") == "[a.yaml:3] id.repeated: 编号“x”重复 — 请换一个不同的编号"
    assert problem.to_dict("en") == {
        "code": "id.repeated", "severity": "error", "what": "the id “x” is used twice",
        "do": "choose another id", "file": "a.yaml", "line": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("a\nb\x00\u202ec", "a b  c", id="control characters"),
        pytest.param("{0.__class__} {id}", "{0.__class__} {id}", id="braces are not filled in"),
        pytest.param("x" * 500, "x" * 119 + "…", id="long"),
        pytest.param({"zh": "题", "en": "Q"}, "Q", id="a translated text is picked"),
        pytest.param({"unknown": False}, "{'unknown': False}", id="an answer is not a translation"),
        pytest.param([1, [2]], "[1, [2]]", id="list"),
        pytest.param(None, "None", id="nothing"),
    ],
)
def test_outside_text_is_quoted_safely(value, shown):
    """What came from outside stays one short line and cannot reach into the sentence."""
    assert (
        Problem("id.repeated", values={"id": value}).what("en") == f"the id “{shown}” is used twice"
    )


def test_an_error_holds_all_its_problems():
    """The exception's text lists every problem; the problems themselves are kept."""
    problems = [Problem("id.repeated", values={"id": name}) for name in ("a", "b")]
    error = QuestionnaireError(iter(problems))

    assert error.problems == tuple(problems)
    assert str(error).count("\n") == 1
    assert isinstance(error, ValueError)
