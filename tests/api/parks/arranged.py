"""A park with a campaign and finished members of many kinds, written straight into the tables."""

import random
from dataclasses import dataclass, field

from sqlmodel import select

import questionnaires
from api.assessments.tables import Assessment, Consent, Result
from api.kit.clock import now
from api.kit.security import new_id
from api.parks import records, repository
from api.parks.tables import Campaign, Entry, Member
from assessment import assess
from questionnaires.canonical import digest
from scoring.packing import pack
from tests.api.arrange import organisation, sample

__all__ = ["Park", "firm"]


@dataclass
class Park:
    """One park and its campaign; firms are added with ``add``."""

    database: object
    name: str = "示例·柯桥园区"
    id: int = 0
    public_id: str = ""
    campaign: str = ""
    firms: dict[str, str] = field(default_factory=dict)
    """Assessment of each firm by name."""

    def __post_init__(self):
        """Found the park and open its campaign."""
        self.id, self.public_id = organisation(self.database, "park", self.name)
        self.campaign = self.open("2026 年度评估")

    @property
    def base(self):
        """Address of the campaign's pages."""
        return f"/parks/{self.public_id}/campaigns/{self.campaign}"

    def open(self, name):
        """Another campaign of the park; returns its public id."""
        with self.database.write() as session:
            row = Campaign(
                public_id=new_id(), park_id=self.id, name=name, form="full", asks="answers",
                questionnaire=questionnaires.load("textile").ref, opens_on="2026-01-01",
                closes_on="2027-12-31", created_at=now(),
            )  # fmt: skip
            session.add(row)
        return row.public_id

    def find(self, session):
        """The campaign's row."""
        return records.campaign(session, repository.park(session, self.public_id), self.campaign)

    def add(self, *sheets, scope="answers", documents=False, packed=True):
        """Add finished firms that let the park see so much (``None``: nothing)."""
        textile, at = questionnaires.load("textile"), now()
        found = assess(textile, list(sheets))
        assert not found.problems
        with self.database.write() as session:
            campaign = self.find(session)
            for outcome, numbers in zip(found, pack(found.table), strict=True):
                profile, document = outcome.sheet.profile.to_dict(), outcome.card.to_dict()
                del profile["size"]
                row = Assessment(
                    public_id=new_id(), questionnaire=textile.ref, form=outcome.sheet.form,
                    state="submitted", profile=profile, answers=outcome.sheet.to_plain(textile),
                    notes={}, confidence={}, stamps={}, version=1, created_at=at, updated_at=at, submitted_at=at,
                )  # fmt: skip
                member = self._member(session, profile["name"], at)
                session.add_all([row, member])
                session.flush()
                session.add(
                    Result(
                        assessment_id=row.id, packed=numbers if packed else None,
                        document=document if documents else None, digest=digest(document),
                        score=outcome.card.score, level=outcome.card.level,
                    )
                )  # fmt: skip
                session.add(
                    Entry(
                        public_id=new_id(), campaign_id=campaign.id, member_id=member.id,
                        assessment_id=row.id, source="register", created_at=at,
                    )
                )  # fmt: skip
                self.firms[member.name] = row.public_id
                if scope is not None:
                    session.add(
                        Consent(assessment_id=row.id, park_id=self.id, scope=scope, created_at=at)
                    )

    def _member(self, session, name, at):
        """The member of this name, a new one if there is none."""
        query = select(Member).where(Member.park_id == self.id, Member.name == name)
        return session.exec(query).first() or Member(
            public_id=new_id(), park_id=self.id, name=name, credit_code=new_id()[:18],
            created_at=at,
        )  # fmt: skip


def firm(
    name,
    *,
    seed=0,
    processes=("dyeing",),
    employees=150,
    region="330602",
    fictional=True,
    **answers,
):
    """The sheet of an invented firm: ladders by *seed*, the rest as the sample firm has it."""
    textile, luck = questionnaires.load("textile"), random.Random(seed)
    able = luck.gauss(0, 1)
    plain = {}
    for question in textile.questions:
        if question.kind == "level":
            rung = round(2.6 + able + luck.gauss(0, 0.7))
            plain[question.id] = question.options[min(4, max(0, rung - 1))].id
    given = sample().to_plain(textile) | plain | answers
    facts = {
        "name": name, "processes": list(processes), "employees": employees,
        "revenue": employees * 50, "region": region, "fictional": fictional,
    }  # fmt: skip
    sheet, problems = questionnaires.parse_sheet(textile, given, facts)
    assert not problems, problems
    return questionnaires.parse_sheet(textile, sheet.to_plain(textile), facts)[0]  # as it is stored
