"""One door for files of answers: by their ending, with problems placed by line."""

import json

import pytest

from questionnaires import QuestionnaireError, load, parse_sheet
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY
from tests.questionnaires.books import form, read, refused, register_of, said, spots

GOOD = """\
# 示例
questionnaire: small@0.1.0
form: quick
profile:
  name: 示例甲
  employees: 420
  processes: [dyeing, spinning]
  fictional: true
answers:
  ladder: 3
  ticks: [left, right]
  share: {unknown: true}
  ratio: {numerator: 3, denominator: 7}
"""


def lines(problems):
    return [(p.code, p.place.file, p.place.line, p.place.field) for p in said(problems)]


def test_a_yaml_file_holds_one_firm(small):
    """Questionnaire, form, profile and answers are read; nothing is wrong."""
    found = read(GOOD.encode(), small, "甲.yaml")
    answers = {
        "ladder": 3, "ticks": ["left", "right"], "share": {"unknown": True},
        "ratio": {"numerator": 3, "denominator": 7},
    }  # fmt: skip
    facts = {"name": "示例甲", "employees": 420, "processes": ["spinning", "dyeing"]}
    sheet, _ = parse_sheet(small, answers, {**facts, "fictional": True}, form="quick")

    assert said(found.problems) == []
    assert (found.file, found.sheets, found.register) == ("甲.yaml", (sheet,), None)


def test_json_holds_the_same(small, tmp_path):
    """A JSON file with the same content gives the same sheet, also from a path."""
    plain = {"questionnaire": "small", "form": "full", "answers": {"ladder": "3", "share": 1e1}}
    path = tmp_path / "甲.JSON"
    path.write_text(json.dumps(plain, indent=1), encoding="utf-8")
    found = read_answers(path, lambda _: small)

    assert said(found.problems) == []
    assert found.sheets[0].to_plain(small) == {"ladder": "3", "share": 10.0}


@pytest.mark.parametrize("path", sorted((LIBRARY / "textile" / "samples").glob("*.yaml")), ids=str)
def test_the_sample_firms_are_read(path):
    """The published samples go through the door without a problem."""
    found = read_answers(str(path), lambda name: load(name or "textile"))

    assert said(found.problems) == []
    assert found.sheets[0].profile.fictional


def test_every_fault_has_its_line(small):
    """Each fault is placed at the line it is written on; the rest is used."""
    text = (
        GOOD.replace("form: quick", "form: short\nremark: x")
        .replace("employees: 420", "employees: viele\n  colour: red")
        .replace("ladder: 3", "ladder: 9\n  laddr: 3")
    )
    found = read(text.encode(), small, "甲.yaml")

    assert lines(found.problems) == [
        ("sheet.unknown_key", "甲.yaml", 4, "remark"),
        ("profile.bad_employees", "甲.yaml", 7, "employees"),
        ("profile.unknown_field", "甲.yaml", 8, "colour"),
        ("sheet.bad_form", "甲.yaml", 3, "form"),
        ("answer.no_such_option", "甲.yaml", 12, "ladder"),
        ("answer.unknown_question", "甲.yaml", 13, "laddr"),
    ]
    assert set(found.sheets[0].answers) == {"ticks", "share", "ratio"}
    assert (found.sheets[0].profile.name, found.sheets[0].form) == ("示例甲", "full")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("answers: [1, 2]\n", [("sheet.not_a_mapping", "f.yaml", 1, "answers")]),
        ("profile: 甲\nanswers: {share: 5}\n", [("sheet.not_a_mapping", "f.yaml", 1, "profile")]),
        ("answers: {}\n", [("sheet.no_answers", "f.yaml", None, None)]),
        ("profile: {name: 甲}\n", [("sheet.no_answers", "f.yaml", None, None)]),
        (
            "\nquestionnaire: other@1.0.0\nanswers: {share: 5}\n",
            [("sheet.other_questionnaire", "f.yaml", 2, None)],
        ),
    ],
)
def test_faults_of_the_whole_have_their_line(small, text, expected):
    """Parts of the wrong shape, no answers, and answers to something else are said."""
    assert lines(read(text.encode(), small, "f.yaml").problems) == expected


@pytest.mark.parametrize(
    ("name", "data", "code", "line"),
    [
        ("f.yaml", b"", "file.empty", None),
        ("f.yaml", b"answers: {a: 1\n", "file.bad_syntax", 2),
        ("f.yaml", b"answers:\n  a: 1\n  a: 2\n", "file.repeated_key", 3),
        ("f.json", b"[1, 2]", "file.not_a_mapping", 1),
        ("f.yml", "答案: 甲".encode("gbk"), "file.not_utf8", None),
        ("f.xls", b"x", "file.old_excel", None),
        ("f.pdf", b"%PDF", "file.unsupported", None),
        ("f", b"x", "file.unsupported", None),
        ("", b"x", "file.unsupported", None),
        ("f.xlsx", b"%PDF", "file.wrong_kind", None),
        ("f.csv", b"PK\x03\x04", "file.wrong_kind", None),
        ("f.yaml", b"answers: {}\nx: " + b"y" * 5_000_001, "file.too_large", None),
    ],
)
def test_files_that_cannot_be_used_are_refused(small, name, data, code, line):
    """What cannot be read at all raises, with file and line."""
    assert [(c, n) for c, _, n, _ in lines(refused(data, small, name))] == [(code, line)]


def test_a_file_that_is_not_there_is_said(small, tmp_path):
    """A wrong path, a folder and a file over the limit are problems, not tracebacks."""
    (tmp_path / "folder.xlsx").mkdir()
    large = tmp_path / "large.xlsx"
    with large.open("wb") as opened:
        opened.truncate(60_000_000)
    paths = [tmp_path / "none.xlsx", tmp_path / "folder.xlsx", large]

    assert [spots(refused(path, small, None)) for path in paths] == [
        [("file.not_found", None, None, None)],
        [("file.not_found", None, None, None)],
        [("file.too_large", None, None, None)],
    ]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/hosts", "a.yaml", "c:\\x", "x@1", "X"])
@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_a_file_cannot_make_us_open_another(small, name, kind):
    """The questionnaire a file quotes is a name; paths are refused before anyone follows them."""
    asked = []
    data = f"questionnaire: '{name}'\nanswers: {{share: 5}}\n".encode()
    if kind == "xlsx":
        data = register_of(["#form", name, "full"], [["id", "question", "answer"]])
    with pytest.raises(QuestionnaireError) as caught:
        read_answers(data, asked.append, name=f"f.{kind}")

    assert [problem.code for problem in caught.value.problems] == ["questionnaire.not_found"]
    assert asked == []


def test_an_unknown_questionnaire_is_placed_in_the_file(small):
    """What ``load`` says about the quoted name is said about the file."""
    with pytest.raises(QuestionnaireError) as caught:
        read_answers(b"questionnaire: txtile\nanswers: {}", load, name="f.yaml")

    assert lines(caught.value.problems) == [("questionnaire.not_found", "f.yaml", None, None)]


def test_forms_and_registers_come_through_the_same_door(small):
    """A workbook is recognised by what it holds, whatever its name."""
    sheet, _ = parse_sheet(small, {"share": 5}, {"name": "甲", "fictional": True})
    one = read(form(small, sheet=sheet), small, "登记表.xlsx")
    many = read(register_of(["name", "share"], [["甲", 5]]), small, "答题.XLSX")

    assert (one.sheets, one.register) == ((sheet,), None)
    assert many.sheets == ()
    assert many.register.frame.to_dicts() == [{"name": "甲", "share": 5.0}]


def test_a_mark_comes_back_with_its_form(small):
    """What a form was marked with is told when it is read; without one, nothing is."""
    assert read(form(small, mark="draft@12"), small).mark == "draft@12"
    assert read(form(small), small).mark == ""
