"""``python -m scoring FILE…``: score answer files with the core alone, no server and no reports."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from questionnaires import Problem, Questionnaire, QuestionnaireError, load
from questionnaires.files import read_answers
from scoring.scorecard import ScoreCard
from scoring.scores import score_many
from scoring.text import render_text

DONE, SOME_REJECTED, NOTHING_USABLE = 0, 1, 2


def main(files: list[str], lang: str = "zh") -> int:
    """Print every firm's result; return 0 done, 1 some rejected, 2 nothing usable."""
    textile = load("textile")
    scored = rejected = 0
    for name in files:
        cards, problems = _cards(Path(name), textile)
        for card in cards:
            sys.stdout.write(render_text(card, textile, lang) + "\n")
            scored += 1
        for problem in problems:
            sys.stderr.write(problem.to(lang) + "\n")
            rejected += 1
    if not scored:
        return NOTHING_USABLE
    return SOME_REJECTED if rejected else DONE


def _cards(
    path: Path, questionnaire: Questionnaire
) -> tuple[Iterable[ScoreCard], Iterable[Problem]]:
    """Return the results of one file's usable firms, and what is wrong with the others."""
    try:
        found = read_answers(path, lambda _: questionnaire)
    except QuestionnaireError as error:
        return (), error.problems
    if found.register is None:
        sheets = () if found.problems else found.sheets
        return score_many(questionnaire, sheets).cards(), found.problems
    table = score_many(questionnaire, found.register.frame, errors="reject")
    return table.cards(), (*found.problems, *found.register.place(table.problems))


if __name__ == "__main__":
    language = "en" if "--lang=en" in sys.argv else "zh"
    sys.exit(main([word for word in sys.argv[1:] if not word.startswith("--")], language))
