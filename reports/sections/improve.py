"""What the next better answer to a question would be, in words."""

from __future__ import annotations

from questionnaires.model import Question
from reports.sections.view import View

__all__ = ["ahead"]

_NAMED = 3  # ticks still missing that are named


def ahead(view: View, question: Question) -> str:
    """Return the next better answer, empty where there is none."""
    words, scored = view.words, view.card.answers[question.id]
    if scored.state in ("unanswered", "pending"):
        return words("improve.answer")
    if scored.state == "unknown":
        return words("improve.find_figure" if question.is_quantity else "improve.find_out")
    if scored.state == "ruled_out":
        return words("improve.earlier")
    if scored.state != "answered" or scored.credit is None:
        return ""
    if question.is_quantity:
        return _figure(view, question, scored.credit)
    credits = view.credits(question)
    texts = {option.id: words.text(option.text) for option in question.options}
    if question.kind == "multiple":
        left = [texts[o] for o, worth in credits.items() if worth > 0 and o not in scored.value]
        return (
            words("improve.ticks", options=words.join(left[:_NAMED], "answer.and")) if left else ""
        )
    better = [option for option, worth in credits.items() if worth > scored.credit]
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
