"""What the next better answer to a question would be, in words."""

from __future__ import annotations

from questionnaires.model import Question
from reports.sections.view import View
from scoring.scorecard import AnswerScore

__all__ = ["ahead"]

_NAMED = 3  # ticks still missing that are named
_FIRST = {
    "unanswered": "improve.answer",
    "pending": "improve.answer",
    "unknown": "improve.find_out",
    "ruled_out": "improve.earlier",
}
"""What comes before any better answer, by the state of this one."""


def ahead(view: View, question: Question) -> str:
    """Return the next better answer, empty where there is none."""
    scored = view.card.answers[question.id]
    if scored.state == "unknown" and question.is_quantity:
        return view.words("improve.find_figure")
    if scored.state in _FIRST:
        return view.words(_FIRST[scored.state])
    if scored.credit is None:
        return ""
    if question.is_quantity:
        return _figure(view, question, scored.credit)
    return _option(view, question, scored)


def _option(view: View, question: Question, scored: AnswerScore) -> str:
    words, credits = view.words, view.credits(question)
    texts = {option.id: words.text(option.text) for option in question.options}
    if question.kind == "multiple":
        left = [texts[o] for o, worth in credits.items() if worth > 0 and o not in scored.value]
        said = words.join(left[:_NAMED], "answer.and")
        return words("improve.ticks", options=said) if left else ""
    better = [option for option, worth in credits.items() if worth > (scored.credit or 0.0)]
    return texts[min(better, key=credits.__getitem__)] if better else ""


def _figure(view: View, question: Question, credit: float) -> str:
    words = view.words
    better = [anchor for anchor in view.anchors(question) if anchor.credit > credit]
    if not better:
        return ""
    goal = min(better, key=lambda anchor: anchor.credit)
    unit = "%" if question.kind == "count_of" else words.text(question.unit)
    key = "improve.down" if question.direction == "down" else "improve.up"
    return words(key, figure=words.quantity(goal.at, unit), credit=words.score(goal.credit))
