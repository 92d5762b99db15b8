"""What the plan pages share: the firm, the request its address carries, and where pages lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from api.assessments.repository import Held
from api.kit.api import CountedDep
from api.kit.clock import today
from api.kit.dependencies import ReadSession, WordsDep
from api.kit.errors import Unusable
from api.kit.i18n import PageWords
from api.kit.pages import page
from api.organisations.asking import PersonDep
from api.plans import service
from api.plans.document import PlanDocument
from api.plans.forms import Fault, Fields, start
from api.plans.request import PlanRequest, read_token, token
from api.plans.service import Kept
from assessment import Outcome

__all__ = ["Case", "CaseDep", "planned", "show"]


@dataclass(frozen=True, slots=True)
class Case:
    """A firm's assessment, the plan kept with it, and the request that a page is about."""

    held: Held
    outcome: Outcome
    kept: Kept | None
    wanted: PlanRequest
    fields: Fields
    words: PageWords

    @property
    def base(self) -> str:
        """Address of the assessment's pages."""
        return f"/assessments/{self.held.row.public_id}"

    @property
    def is_kept(self) -> bool:
        """Whether this very plan is kept, for the answers as they are."""
        return self.kept is not None and not self.kept.stale and self.kept.request == self.wanted

    def asking(self, wanted: PlanRequest) -> Case:
        """Return the case with another request."""
        return replace(self, wanted=wanted)


def case_of(
    request: Request, public_id: str, asker: PersonDep, session: ReadSession, words: WordsDep,
    counted: CountedDep,
) -> Case:  # fmt: skip
    """Return the case of an address: its own request, the kept one, or one to begin with."""
    del counted  # solving is much work; nobody may ask for it without end
    held, outcome = service.firm(session, asker, public_id)
    kept = service.kept(session, held)
    session.close()  # solving takes a while; others can use the connection
    fields = Fields({name: value[:200] for name, value in request.query_params.items()}, words)
    given = request.query_params.get("p", "")
    if given:
        wanted = read_token(given)
    else:
        wanted = kept.request if kept else start(outcome.sheet.profile.size)
    return Case(held, outcome, kept, wanted, fields, words)


CaseDep = Annotated[Case, Depends(case_of)]


def planned(case: Case, wanted: PlanRequest) -> PlanDocument | None:
    """Return the plan, or ``None`` with the faults that keep it from being made."""
    if case.fields.faults:
        return None
    try:
        sheet = case.outcome.sheet
        return service.plan(case.outcome.questionnaire, sheet, wanted, today().isoformat())
    except Unusable as error:
        case.fields.faults += [Fault("", problem.to(case.words.lang)) for problem in error.problems]
        return None


def show(
    request: Request, case: Case, template: str, *, faults: Sequence[Fault] = (), **values: Any
) -> Response:
    """Paint a page of the case; 422 when something on it could not be used."""
    found = [*case.fields.faults, *faults]
    return page(
        request,
        f"plans/{template}.html",
        status=422 if found else 200,
        base=case.base,
        p=token(case.wanted),
        problems=found,
        wrong={fault.target: fault.text for fault in found},
        final=case.held.row.state == "submitted",
        edits=case.held.access.edit,
        kept=case.words.date(case.kept.day) if case.kept else "",
        is_kept=case.is_kept,
        stale=case.kept is not None and case.kept.stale,
        **values,
    )
