"""The sample register holds the sample firms, row by row."""

import io

from python_calamine import CalamineWorkbook

import questionnaires
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY
from questionnaires.workbook import write_register
from scoring import score, score_many

FOLDER = LIBRARY / "textile" / "samples"
TEXTILE = questionnaires.load("textile")


def sheets():
    paths = sorted(FOLDER.glob("*.yaml"))
    return [read_answers(path, lambda _: TEXTILE).sheets[0] for path in paths]


def test_the_register_scores_like_the_single_files():
    """Each row gives the same index as the firm's own answer file."""
    register = read_answers(FOLDER / "register.xlsx", lambda _: TEXTILE).register

    assert register.problems == ()
    table = score_many(TEXTILE, register.frame)
    assert [card.score for card in table.cards()] == [score(TEXTILE, s).score for s in sheets()]


def test_the_register_is_made_from_the_answer_files():
    """Writing it again gives the same cells; run this module to renew the file."""
    target = io.BytesIO()
    write_register(TEXTILE, target, lang="zh", rows=sheets())

    assert cells(target.getvalue()) == cells((FOLDER / "register.xlsx").read_bytes())


def cells(data):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


if __name__ == "__main__":
    write_register(TEXTILE, FOLDER / "register.xlsx", lang="zh", rows=sheets())
