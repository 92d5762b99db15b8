"""The first page: what this is, and the assessments that can be continued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.assessments.tables import Assessment
from api.assessments.views.sections import firm_name
from api.assessments.views.wording import moment
from api.kit.i18n import PageWords
from api.organisations.tables import Organisation
from assessment.draft import minutes
from questionnaires import Questionnaire

__all__ = ["FormChoice", "Item", "StartView", "start_view"]


@dataclass(frozen=True, slots=True)
class FormChoice:
    """The full or the quick form, with how much work it is."""

    id: str
    title: str
    about: str
    size: str


@dataclass(frozen=True, slots=True)
class Item:
    """An assessment to go on with, or to look at."""

    id: str
    firm: str
    fictional: bool
    state: str
    submitted: bool
    owner: str
    claimable: bool


@dataclass(frozen=True, slots=True)
class StartView:
    """The first page."""

    title: str
    about: str
    forms: Sequence[FormChoice]
    items: Sequence[Item]
    owners: Sequence[tuple[str, str]]
    parks: Sequence[tuple[str, str]]


def start_view(
    words: PageWords,
    questionnaire: Questionnaire,
    mine: Sequence[Assessment],
    shared: Sequence[Assessment],
    owners: Sequence[Organisation],
    parks: Sequence[Organisation],
) -> StartView:
    """Return the page; *mine* are this browser's, *shared* those of the person's *owners*.

    *parks* are those the person belongs to.
    """
    names = {owner.id: owner.name for owner in owners}
    seen = {row.id for row in shared}
    rows = [*shared, *(row for row in mine if row.id not in seen)]
    rows.sort(key=lambda row: row.updated_at, reverse=True)
    return StartView(
        title=words.text(questionnaire.title),
        about=words.text(questionnaire.about),
        forms=[_form(words, questionnaire, form) for form in ("full", "quick")],
        items=[_item(words, row, names, claimable=bool(owners)) for row in rows],
        owners=[(owner.public_id, words.line(owner.name)) for owner in owners],
        parks=[(park.public_id, words.line(park.name)) for park in parks],
    )


def _form(words: PageWords, questionnaire: Questionnaire, form: str) -> FormChoice:
    questions = [q for q in questionnaire.questions if q.quick or form == "full"]
    always = [q for q in questions if q.asked_if is None]
    return FormChoice(
        id=form,
        title=words(f"start.{form}.title"),
        about=words(f"start.{form}.about"),
        size=words("start.size", low=len(always), high=len(questions), minutes=minutes(always)),
    )


def _item(
    words: PageWords, row: Assessment, names: dict[int, str], *, claimable: bool
) -> Item:  # fmt: skip
    submitted = row.state == "submitted"
    return Item(
        id=row.public_id,
        firm=firm_name(words, str(row.profile.get("name", ""))),
        fictional=bool(row.profile.get("fictional")),
        state=words(
            "start.submitted" if submitted else "start.draft",
            form=words(f"start.{row.form}.title"),
            n=len(row.answers),
            at=moment(words, row.updated_at),
        ),
        submitted=submitted,
        owner=words.line(names.get(row.organisation_id or 0, "")),
        claimable=claimable and row.organisation_id is None,
    )
