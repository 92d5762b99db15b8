"""The rows of a form's answer sheet: a heading, then one row per question and part of it."""

from __future__ import annotations

from questionnaires.answers import Answer, AnswerState
from questionnaires.cells import not_applicable_word, option_label, unknown_word
from questionnaires.confidence import CONFIDENCES
from questionnaires.model import Dimension, Practice, Question, Questionnaire
from questionnaires.text import Text
from questionnaires.workbook.asking import condition_note
from questionnaires.workbook.layout import ANSWER_COLUMNS
from questionnaires.workbook.paper import Paper, Sheet
from questionnaires.workbook.words import word

__all__ = ["WIDTHS", "AnswerRows"]

WIDTHS = (9, 42, 54, 11, 42, 11, 26, 12)
"""Of the columns, in characters."""

_SMALL = 1.13  # more characters fit into a column in the smaller type of the help

_ID, _QUESTION, _HELP, _UNIT, _ANSWER, _STATE, _REASON, _CONFIDENCE = range(len(ANSWER_COLUMNS))
_BAND = 20  # height of a heading in points
_COUNTS = (0, 1e15)  # what a spreadsheet can hold to the unit


class AnswerRows:
    """Writes downwards; every row that can be filled in starts with its id.

    A question of several choices has a row ``id:option`` per option, a ratio the rows
    ``id:numerator`` and ``id:denominator``; the row of the question itself then only takes
    "unknown" or "n/a".
    """

    def __init__(
        self, paper: Paper, page: Sheet, questionnaire: Questionnaire, lang: str, *, first: int
    ) -> None:
        """Write to *page* from row *first* on."""
        self._paper, self._page, self._row = paper, page, first
        self._questionnaire, self._lang = questionnaire, lang
        self._dimension: str | None = None

    @property
    def last(self) -> int:
        """The last row written so far."""
        return self._row - 1

    def heading(self, dimension: Dimension, practice: Practice) -> None:
        """Write the practice's heading, under its dimension's when that is a new one."""
        if dimension.id != self._dimension:
            self._dimension = dimension.id
            self._band(dimension.title, "dimension", "wide_band")
        self._band(practice.title, "practice", "band")

    def _band(self, title: Text, style: str, rest: str) -> None:
        for column in range(len(ANSWER_COLUMNS)):
            self._put(column, None, rest)
        self._put(_QUESTION, title.to(self._lang), style)
        self._page.set_row(self._row, _BAND)
        self._row += 1

    def question(self, question: Question, answer: Answer | None, sure: str | None = None) -> None:
        """Write the rows of one question, filled in with *answer* and how *sure* the firm is."""
        self._put(_ID, question.id, "id")
        self._put(_QUESTION, question.text.to(self._lang), "text")
        self._put(_HELP, self._help(question), "help")
        self._fit(question)
        self._state(question, answer)
        self._confidence(sure)
        given = answer if answer and answer.state is AnswerState.ANSWERED else None
        value = given.to_plain(question) if given else None
        match question.kind:
            case "multiple":
                self._parent("answers.multiple", "")
                self._ticks(question, value or [])
            case "count_of":
                self._parent("answers.ratio", "%")
                self._figures(question, value or {})
            case "number":
                self._number(question, value)
            case _:
                self._choice(question, value)

    def _put(self, column: int, value: object, style: str) -> None:
        self._paper.put(self._page, self._row, column, value, style)

    def _say(self, key: str, **values: object) -> str:
        return word(key, self._lang, **values)

    def _cell(self, column: int) -> tuple[int, int, int, int]:
        return self._row, column, self._row, column

    def _fit(self, question: Question) -> None:
        """Make the row high enough for its texts and for whichever option will be chosen."""
        texts = [
            (question.text.to(self._lang), WIDTHS[_QUESTION]),
            (self._help(question), WIDTHS[_HELP] * _SMALL),
        ]
        if question.kind in ("single", "level"):
            texts += [(o, WIDTHS[_ANSWER]) for o in self._labels(question).values()]
        self._paper.fit(self._page, self._row, texts)

    def _labels(self, question: Question) -> dict[str, str]:
        return {o.id: option_label(question, o.id, self._lang) for o in question.options}

    def _help(self, question: Question) -> str:
        note = condition_note(question, self._questionnaire, self._lang)
        evidence = question.evidence.to(self._lang) if question.evidence else ""
        parts = [
            note,
            question.help.to(self._lang) if question.help else "",
            self._say("answers.evidence", evidence=evidence) if evidence else "",
        ]
        return "\n".join(part for part in parts if part)

    def _state(self, question: Question, answer: Answer | None) -> None:
        """Write the cells that say "unknown" or "n/a" and why."""
        unknown, na = unknown_word(self._lang), not_applicable_word(self._lang)
        state = None if answer is None else answer.state
        shown = {AnswerState.UNKNOWN: unknown, AnswerState.NOT_APPLICABLE: na}
        self._put(_STATE, shown.get(state) if state else None, "input")
        items = [unknown, na] if question.may_not_apply else [unknown]
        key = "answers.state_na" if question.may_not_apply else "answers.state"
        hint = (self._say("answers.head.state"), self._say(key, unknown=unknown, na=na))
        self._paper.choices(self._page, self._cell(_STATE), items, hint=hint)
        if question.may_not_apply:
            self._put(_REASON, answer.reason if answer else None, "input_text")
        else:
            self._put(_REASON, None, "locked")

    def _confidence(self, sure: str | None) -> None:
        """Write the cell that says how sure the firm is, which may stay empty."""
        said = {name: self._say(f"confidence.{name}") for name in CONFIDENCES}
        self._put(_CONFIDENCE, said[sure] if sure else None, "input")
        hint = (self._say("answers.head.confidence"), self._say("answers.confidence"))
        self._paper.choices(self._page, self._cell(_CONFIDENCE), list(said.values()), hint=hint)

    def _parent(self, key: str, unit: str) -> None:
        """Finish the row of a question whose answer is given in the rows below it."""
        self._put(_UNIT, unit, "text")
        self._put(_ANSWER, self._say(key), "locked")
        self._row += 1

    def _part(self, question: Question, part: str, label: str, unit: str) -> None:
        """Start a row below the question; its answer cell is still to be written."""
        self._paper.fit(self._page, self._row, [(label, WIDTHS[_QUESTION] - 3)])
        self._put(_ID, f"{question.id}:{part}", "id")
        self._put(_QUESTION, label, "sub")
        self._put(_HELP, None, "help")
        self._put(_UNIT, unit, "text")
        self._put(_STATE, None, "locked")
        self._put(_REASON, None, "locked")
        self._put(_CONFIDENCE, None, "locked")

    def _ticks(self, question: Question, chosen: list[str]) -> None:
        yes, no = self._say("yes"), self._say("no")
        for option in question.options:
            self._part(question, option.id, option.text.to(self._lang), "")
            self._put(_ANSWER, yes if option.id in chosen else None, "input")
            self._paper.choices(self._page, self._cell(_ANSWER), [yes, no])
            self._row += 1

    def _figures(self, question: Question, value: dict[str, float]) -> None:
        unit = question.unit.to(self._lang) if question.unit else ""
        hint = self._say("answers.count", unit=unit or "—")
        for part, name in (
            ("numerator", question.numerator),
            ("denominator", question.denominator),
        ):
            title = self._say(f"answers.{part}")
            label = self._say("part", whole=title, part=name.to(self._lang)) if name else title
            self._part(question, part, label, unit)
            self._put(_ANSWER, value.get(part), "input")
            error = self._say("answers.bad_number", hint=hint)
            self._paper.numbers(self._page, self._cell(_ANSWER), _COUNTS, hint=(title, error))
            self._row += 1

    def _number(self, question: Question, value: float | None) -> None:
        unit = question.unit.to(self._lang) if question.unit else ""
        self._put(_UNIT, unit, "text")
        self._put(_ANSWER, value, "input")
        if question.range:
            low, high = (f"{bound:g}" for bound in question.range)
            hint = self._say("answers.number", low=low, high=high, unit=unit or "—")
            title, error = (
                self._say("answers.head.answer"),
                self._say("answers.bad_number", hint=hint),
            )
            self._paper.numbers(
                self._page, self._cell(_ANSWER), question.range, hint=(title, error)
            )
        self._row += 1

    def _choice(self, question: Question, value: str | None) -> None:
        labels = self._labels(question)
        self._put(_UNIT, None, "text")
        self._put(_ANSWER, labels[value] if value else None, "input")
        hint = (self._say("answers.choose"), self._say("answers.bad_choice"))
        self._paper.choices(self._page, self._cell(_ANSWER), list(labels.values()), hint=hint)
        self._row += 1
