"""The README's smallest questionnaire is legal, and the page tells the truth."""

import re
from pathlib import Path

import pytest

import questionnaires
from questionnaires import load
from questionnaires.lint import lint
from questionnaires.model import Question, Questionnaire
from scoring import score

PAGE = Path(questionnaires.__file__).with_name("README.md").read_text(encoding="utf-8")
[SMALLEST] = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def smallest(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SMALLEST, encoding="utf-8")
    return path


def test_the_smallest_questionnaire_is_clean_and_scores(smallest):
    """The block can be saved, linted without a word, loaded and scored."""
    mine = load(smallest)

    assert lint(smallest) == []
    assert [score(mine, {"energy.metering.meters": rung}).score for rung in range(1, 6)] == [
        0,
        25,
        50,
        75,
        100,
    ]
    assert score(mine, {"energy.metering.meters": 3}).level == 2


@pytest.mark.parametrize("line", range(len(SMALLEST.splitlines())))
def test_the_smallest_questionnaire_has_no_line_to_spare(tmp_path, line):
    """Without any one of its lines it is broken, or says less than it needs to be clean."""
    lines = SMALLEST.splitlines(keepends=True)
    if lines[line].startswith("format:"):  # the one format there is so far is the default
        return
    path = tmp_path / "less.yaml"
    path.write_text("".join(lines[:line] + lines[line + 1 :]), encoding="utf-8")

    assert lint(path) or "level: 2" in lines[line]


def test_every_kind_and_key_is_explained():
    """The page names every kind of question and every key a question may have."""
    kinds = Question.model_fields["kind"].annotation.__args__
    keys = {field.alias or name for name, field in Question.model_fields.items()}

    assert all(f"`{kind}`" in PAGE for kind in kinds)
    assert not {key for key in keys | set(Questionnaire.model_fields) if key not in PAGE}


def test_the_page_is_one_page():
    """Short enough to read in one sitting."""
    assert len(PAGE.splitlines()) <= 120
