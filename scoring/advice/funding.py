"""Ways of paying for a measure that are open to this firm on a given day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from questionnaires.errors import Place, Problem
from questionnaires.measures import Lever, Measure
from questionnaires.model import Questionnaire
from questionnaires.profile import Profile
from scoring.advice.situation import ASSUMED_SIZE
from scoring.errors import ScoringError

__all__ = ["Funding", "day", "funding_for"]

_DAY = re.compile(r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")


@dataclass(frozen=True)
class Funding:
    """A lever with its conditions and where they come from. Figures are not promises."""

    id: str
    title: Mapping[str, str]
    terms: Mapping[str, str]
    source: Mapping[str, str]
    number: str | None
    status: str
    ends: str | None
    at_least: float
    """Investment asked for, 10,000 yuan; to be met by the plan's investments together."""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def day(value: str | None) -> str | None:
    """Check an ISO date; raises ``ScoringError`` for anything else."""
    if value is not None and not (isinstance(value, str) and _DAY.match(value)):
        raise ScoringError([Problem("advice.bad_day", Place(field="on"), {"value": value})])
    return value


def funding_for(
    questionnaire: Questionnaire, measure: Measure, profile: Profile, on: str | None
) -> tuple[Funding, ...]:
    """Return the levers of *measure* that are open to the firm *on* that day (ISO date).

    Without a day, levers with a first or last day are left out: nobody knows whether they are open.
    """
    catalogue = questionnaire.catalogue
    if catalogue is None:
        return ()
    sources = {s.id: s for s in (*questionnaire.sources, *catalogue.sources)}
    return tuple(
        Funding(
            id=lever.id, title=dict(lever.title), terms=dict(lever.terms),
            source=dict(sources[lever.source].title), number=sources[lever.source].number,
            status=lever.status, ends=lever.ends, at_least=lever.at_least,
        )
        for lever in catalogue.levers
        if lever.id in measure.funding and _open(lever, profile, on)
    )  # fmt: skip


def _open(lever: Lever, profile: Profile, on: str | None) -> bool:
    if (lever.starts or lever.ends) and on is None:
        return False
    in_time = on is None or ((lever.starts or on) <= on <= (lever.ends or on))
    size = profile.size or ASSUMED_SIZE
    return (
        in_time
        and (not lever.sizes or size in lever.sizes)
        and (not lever.processes or bool(set(lever.processes) & set(profile.processes)))
        and (not lever.regions or (profile.region or "").startswith(tuple(lever.regions)))
    )
