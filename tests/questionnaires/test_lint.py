"""The linter finds each fault of a questionnaire, with its line and what to do."""

import json
import random
import re
import shutil
from copy import deepcopy
from functools import lru_cache

import pytest

from questionnaires import QuestionnaireError, load
from questionnaires.errors import catalogue
from questionnaires.lint import faults, lint, main
from questionnaires.loader import LIBRARY, build, read
from questionnaires.source import Document, parse
from tests.questionnaires.planted import FAULTS, YOUNG, asked_if

LINTED = ("anchors", "check", "condition", "figure", "gate", "id", "level", "lever", "line", "measure", "practice",
          "question", "text", "variant", "weight", "clause")  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def parse_each_text_once():
    """Parse the files that a fault leaves alone once; the head is merged into, so it stays fresh."""
    cached = lru_cache(parse)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "questionnaires.loader.parse",
            lambda text, shown: (parse if shown == "questionnaire.yaml" else cached)(text, shown),
        )
        yield


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(LIBRARY / "textile" / "1.0.0", tmp_path / "textile")


def found(problems):
    return [(p.code, p.place.file, p.place.line, p.severity) for p in problems]


def test_the_published_questionnaire_is_clean():
    """The linter finds nothing in what we publish."""
    assert [problem.to("en") for problem in lint("textile")] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_planted_fault_is_found(folder, fault):
    """Exactly the planted fault is reported, with its line, its severity and the near miss."""
    expected = fault.plant(folder)
    problems = lint(folder)

    assert found(problems) == [expected]
    assert fault.near in (None, problems[0].values.get("near"))
    for lang in ("zh", "en"):
        sentence = problems[0].to(lang)
        assert sentence.startswith(f"[{fault.file}:{expected[2]}")
        assert not re.search(r"\{\w+\}", sentence)


@pytest.mark.parametrize("fault", FAULTS[::9], ids=lambda fault: fault.code)
def test_errors_stop_a_questionnaire_and_warnings_do_not(folder, fault):
    """``load`` refuses with the linter's errors and lets warnings pass."""
    code, _, _, severity = fault.plant(folder)
    if severity == "warning":
        assert load(folder).id == "textile"
        return
    with pytest.raises(QuestionnaireError) as caught:
        load(folder)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_every_code_of_the_linter_is_planted():
    """No check of the linter goes untested."""
    codes = {code for code in catalogue() if code.partition(".")[0] in LINTED}

    assert codes - {fault.code for fault in FAULTS} == set()


def test_a_circle_of_two_is_reported_at_both(folder):
    """Both questions of a circle are named, each with the other."""
    old = "equipment.ledger.over_15_years"
    lines = [
        asked_if(one, f"{{question: {two}, answered: true}}", "condition.cycle").plant(folder)
        for one, two in ((YOUNG, old), (old, YOUNG))
    ]
    problems = lint(folder)

    assert len(problems) == 2
    assert found(problems)[0] == lines[1]
    assert problems[0].values == {"id": old, "other": YOUNG}


SINGLE = [
    ("schema.unknown_key", "kind: level", "kind: level\n            hint: x", "hint: x"),
    ("schema.missing_key", "version: 0.1.0\n", "", "format: 1"),
    ("schema.bad_value", "kind: single", "kind: radio", "kind: radio"),
    ("id.repeated", "id: right", "id: left", "id: left, credit: 60"),
    ("question.credits_sum", "credit: 60", "credit: 50", "options:\n              - {id: left"),
    ("question.cannot_reach_100", "{at: 10, credit: 100}", "{at: 10, credit: 90}", "credit: 90"),
    ("anchors.outside_range", "range: [1, 2000]", "range: [11, 2000]", "{at: 10, credit: 100}"),
    ("level.order", "threshold: 50", "threshold: 0", "level: 2"),
    ("file.bad_syntax", "title: {zh: 全部", "title: {zh: 全部: x", "title: {zh: 全部"),
]


@pytest.mark.parametrize(("code", "old", "new", "line"), SINGLE, ids=[row[0] for row in SINGLE])
def test_a_single_file_is_linted_alike(small_file, code, old, new, line):
    """Faults of a one-file questionnaire carry that file's name and line."""
    text = small_file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    text = text.replace(old, new)
    small_file.write_text(text, encoding="utf-8")
    problems = [problem for problem in lint(small_file) if problem.severity == "error"]

    assert found(problems) == [
        (code, "small.yaml", text.count("\n", 0, text.index(line)) + 1, "error")
    ]


@pytest.mark.parametrize("name", ["nobody", "", "textile@0.0.1"])
def test_linting_nothing_is_a_problem_not_a_traceback(name):
    """``lint`` never raises."""
    assert [problem.code for problem in lint(name)] == ["questionnaire.not_found"]


def test_the_command_prints_problems_and_fails(folder, monkeypatch, capsys):
    """``python -m questionnaires.lint`` exits with 1 when there is anything to say."""
    monkeypatch.setattr("sys.argv", ["lint", "textile"])
    assert main() == 0
    FAULTS[0].plant(folder)
    monkeypatch.setattr("sys.argv", ["lint", "textile", str(folder)])

    assert main() == 1
    assert FAULTS[0].code in capsys.readouterr().out


WRONG = [
    None, True, 0, -1, 1e9, "x", "", [], {}, [{}], {"zh": "甲"}, [1, 2], ["size"], "count_of", "level", "multiple",
    {"profile": "size", "ge": 1}, {"question": "equipment.ledger.practice", "ge": 9}, {"profile": "region", "in": ["99"]},
    {"not": {"question": "digital.data.ai", "in": ["2"]}}, {"profile": "employees", "in": ["a"]}, [{"at": 1, "credit": 100}],
]  # fmt: skip


def paths(data, path=()):
    """Yield the path of every piece of the document."""
    yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, (dict, list)):
            yield from paths(value, (*path, key))
        else:
            yield (*path, key)


@pytest.fixture(scope="module")
def document():
    return read("textile")


@pytest.fixture(scope="module")
def everywhere(document):
    return [path for path in paths(document.data) if path]


@pytest.mark.parametrize("seed", range(60))
def test_no_damage_makes_the_linter_fall_over(document, everywhere, seed):
    """Whatever is deleted or replaced, the linter reports problems that can be shown, or none."""
    chance = random.Random(seed)
    data = json.loads(json.dumps(document.data))
    for path in chance.sample(everywhere, 3):
        piece = data
        try:
            for step in path[:-1]:
                piece = piece[step]
            if chance.random() < 0.3:
                del piece[path[-1]]
            else:
                piece[path[-1]] = deepcopy(chance.choice(WRONG))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this piece away
    damaged = Document(data, document.lines)
    questionnaire, problems = build(damaged)
    if questionnaire is not None:
        problems = faults(questionnaire, damaged)

    assert all(problem.to(lang) for problem in problems for lang in ("zh", "en"))
