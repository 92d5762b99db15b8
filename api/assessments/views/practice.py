"""The page of one section, and what its script is told after saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.assessments.repository import Held
from api.assessments.views.questions import QuestionView, Shown, question_view
from api.assessments.views.sections import firm_name
from api.kit.i18n import PageWords
from assessment import Draft, Overview, Section
from assessment.draft import minutes

__all__ = ["PracticeView", "following", "practice_view", "section_of", "state_words"]


@dataclass(frozen=True, slots=True)
class PracticeView:
    """The questions of one section."""

    id: str
    practice: str
    firm: str
    fictional: bool
    dimension: str
    title: str
    about: str
    where: str
    state: str
    minutes: str
    questions: Sequence[QuestionView]
    previous: str | None
    last: bool
    whole: bool
    manage: bool


def section_of(overview: Overview, practice: str) -> Section | None:
    """Return the section of a practice, ``None`` when it asks this firm nothing."""
    return next((s for s in overview.sections if s.practice.id == practice), None)


def following(overview: Overview, practice: str, step: int = 1) -> str | None:
    """Return the practice *step* sections on, ``None`` beyond either end."""
    ids = [section.practice.id for section in overview.sections]
    place = ids.index(practice) + step if practice in ids else -1
    return ids[place] if 0 <= place < len(ids) else None


def state_words(words: PageWords, section: Section) -> str:
    """Say how many questions of a section are still open."""
    if section.done:
        return words("fill.all_done", n=len(section.asked))
    return words("fill.still_open", n=len(section.missing), total=len(section.asked))


def practice_view(
    words: PageWords, held: Held, draft: Draft, overview: Overview, section: Section,
    shown: Mapping[str, Shown],
) -> PracticeView:  # fmt: skip
    """Return the page of *section*; *shown* says by question what differs from what is stored."""
    questionnaire, practice = draft.questionnaire, section.practice
    sections = [found.practice.id for found in overview.sections]
    dimension = next(d for d in questionnaire.dimensions if practice in d.practices)
    questions = [question for question in practice.questions if question.id in section.asked]
    limited = held.access.practices
    back = following(overview, practice.id, -1) if limited is None else None
    return PracticeView(
        id=held.row.public_id,
        practice=practice.id,
        firm=firm_name(words, draft.sheet.profile.name),
        fictional=draft.sheet.profile.fictional,
        dimension=words.text(dimension.title),
        title=words.text(practice.title),
        about=words.text(practice.about),
        where=words(
            "fill.where", n=sections.index(practice.id) + 1, total=len(sections),
        ),
        state=state_words(words, section),
        minutes=words("fill.minutes", n=minutes(questions)),
        questions=[
            question_view(words, draft, question, number, shown.get(question.id))
            for number, question in enumerate(questions, start=1)
        ],
        previous=f"/assessments/{held.row.public_id}/practices/{back}" if back else None,
        last=limited is not None or following(overview, practice.id) is None,
        whole=limited is None,
        manage=held.access.whole,
    )  # fmt: skip
