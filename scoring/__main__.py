"""``python -m scoring FILE…``: score answer files with the core alone, no server and no reports."""

from __future__ import annotations

import sys
from pathlib import Path

from questionnaires import QuestionnaireError, load
from questionnaires.files import read_answers
from scoring.scores import score
from scoring.text import render_text

DONE, SOME_REJECTED, NOTHING_USABLE = 0, 1, 2


def main(files: list[str], lang: str = "zh") -> int:
    """Print every firm's result; return 0 done, 1 some rejected, 2 nothing usable."""
    textile = load("textile")
    scored = rejected = 0
    for name in files:
        try:
            found = read_answers(Path(name), textile)
        except QuestionnaireError as error:
            problems, sheets = error.problems, ()
        else:
            problems, sheets = tuple(found.problems), found.sheets
        for sheet in sheets:
            sys.stdout.write(render_text(score(textile, sheet), textile, lang) + "\n")
            scored += 1
        for problem in problems:
            sys.stderr.write(problem.to(lang) + "\n")
            rejected += 1
    if not scored:
        return NOTHING_USABLE
    return SOME_REJECTED if rejected else DONE


if __name__ == "__main__":
    language = "en" if "--lang=en" in sys.argv else "zh"
    sys.exit(main([word for word in sys.argv[1:] if not word.startswith("--")], language))
