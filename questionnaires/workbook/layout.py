"""Where things stand in the workbooks: what writing and reading have to agree on."""

from __future__ import annotations

from collections.abc import Callable

from questionnaires.cells import column_names
from questionnaires.model import Questionnaire
from questionnaires.profile import FACTS

__all__ = [
    "ANSWER_COLUMNS", "FORM_MARK", "HEAD_ROWS", "ID", "MARK", "PROFILE_COLUMNS", "PROFILE_MARK",
    "REGISTER_FACTS", "TEXT_FACTS", "QuestionnaireFor", "cell_name", "known_columns", "letter",
    "percent_columns",
]  # fmt: skip

MARK = "#"
"""Starts the first cell of every row of a register that is not a firm; the first one may go on
with the name of the questionnaire (``# textile@1.0.0``)."""

FORM_MARK = "#form"
"""First cell of a form's answer sheet; the questionnaire and the form follow in its row."""

PROFILE_MARK = "#profile"
"""First cell of a form's profile sheet."""

HEAD_ROWS = 10
"""The rows at the top in which ids and marks are looked for."""

ID = "id"
PROFILE_COLUMNS = (ID, "label", "value", "help")
"""The second, hidden, row of the profile sheet names its columns so."""

ANSWER_COLUMNS = (ID, "question", "help", "unit", "answer", "state", "reason", "confidence")
"""The second, hidden, row of the answer sheet names its columns so; older forms lack the last."""

REGISTER_FACTS = (
    "name", "credit_code", "region", "industry", "processes", "employees", "revenue", "form",
)  # fmt: skip
"""The first columns of a register; ``fictional`` joins them when a firm is one."""


TEXT_FACTS = frozenset({"name", "credit_code", "region", "industry", "processes", "form"})
"""Profile columns whose content is text even where it looks like a number."""

QuestionnaireFor = Callable[[str | None], Questionnaire]
"""Gives the questionnaire for the name that a file quotes, or for a file that quotes none."""


def known_columns(questionnaire: Questionnaire) -> frozenset[str]:
    """Return every column id that means something in a register."""
    named = {name for question in questionnaire.questions for name in column_names(question)}
    return frozenset({*FACTS, "form", *named})


def percent_columns(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the questions whose number is a percentage (of ratios, the counts are entered)."""
    return frozenset(
        question.id
        for question in questionnaire.questions
        if question.kind == "number" and question.unit and question.unit.to("en").startswith("%")
    )


def letter(column: int) -> str:
    """Return the spreadsheet's letters for a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return ``B5`` for row 5 (counted from 1) and column 1 (counted from 0)."""
    return f"{letter(column)}{row}"
