"""Two tenants who know nothing of each other, and everything the first one owns."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select

from api.assessments.tables import Consent, Link, Upload
from api.kit.clock import now
from api.kit.jobs import Job
from api.kit.security import new_id
from api.kit.storage import file_name
from api.organisations.asking import Asker
from api.organisations.tables import Invitation, Membership
from api.parks import handout, imports, pending, repository
from api.parks.bundling import FIRMS, zip_name
from api.parks.lists import Listing
from api.parks.reporting import report_file
from api.parks.tables import Campaign, Entry, Import, Member
from api.tables import METADATA
from tests.api.arrange import organisation, sign_in, started, submitted
from tests.api.conftest import Browser
from tests.api.v1.callers import Program
from tests.codes import credit_code

__all__ = ["ASSESSMENTS", "MADE_UP", "World", "snapshot"]

MADE_UP = "AAAAAAAAAAAAAAAA"
"""An id of the right form that nothing has."""

ASSESSMENTS = ("draft", "submitted", "anonymous")
"""Two of the firm's, and one that only the owner's browser holds the secret link of."""

_PRACTICE = "equipment.ledger"
_FILE = "data.xlsx"


@dataclass
class World:
    """A firm and a park of one owner with all that can hang on them, and strangers to it."""

    app: object
    ids: dict = field(default_factory=dict)

    def __post_init__(self):
        """Arrange it all."""
        database = self.app.state.database
        firm, self.ids["organisation_id"] = organisation(database)
        park, self.ids["park_id"] = organisation(database, "park", "示例·园区")
        self.owner, self.reviewer = Browser(self.app, "en"), Browser(self.app, "en")
        asker = sign_in(database, self.owner, firm)
        with database.write() as session:
            session.add(
                Membership(
                    organisation_id=park, user_id=asker.user.id, role="owner", created_at=now()
                )
            )
        self.ids["draft"] = started(database, asker, organisation_id=firm)
        self.ids["submitted"] = submitted(database, asker, organisation_id=firm)
        self.ids["anonymous"] = started(database, asker)
        self.ids["member_id"] = asker.user.public_id
        sign_in(database, self.reviewer, firm, "reviewer")
        self.program = Program(self.app, of=(firm, self.ids["organisation_id"]))
        self.ids["key_id"] = self.program.key
        self.park_program = Program(self.app, of=(park, self.ids["park_id"]))
        self._hang_on(database, firm, park)
        kept = self.program.put(f"/assessments/{self.ids['submitted']}/plan", json={"budget": 10})
        assert kept.status_code == 200, kept.text
        self._campaign(database, park)
        self._list_waits(asker, database)
        self.strangers = self._strangers(database)

    def _hang_on(self, database, firm, park):
        """Links, an upload, an invitation, and a consent for the park."""
        later, at = now() + dt.timedelta(days=9), now()
        self.ids |= {name: new_id() for name in ("link_id", "upload_id", "invitation_id")}
        with database.write() as session:
            rows = {
                row.public_id: row.id
                for row in session.execute(select(METADATA.tables["assessment"])).all()
            }
            draft, done = rows[self.ids["draft"]], rows[self.ids["submitted"]]
            session.add_all([
                Link(public_id=self.ids["link_id"], assessment_id=draft, kind="section",
                     practice=_PRACTICE, created_at=at, expires_at=later),
                Upload(public_id=self.ids["upload_id"], assessment_id=draft, version=0, file="f",
                       entries={}, profile={}, problems=[], created_at=at),
                Invitation(public_id=self.ids["invitation_id"], organisation_id=firm,
                           role="member", label="", created_at=at, expires_at=later),
                Consent(assessment_id=done, park_id=park, scope="answers", created_at=at),
            ])  # fmt: skip

    def _campaign(self, database, park):
        """A campaign of the park with a firm in it, and a register that was taken over."""
        names = ("campaign_id", "firm_id", "import_id", "entry_id", "job_id")
        self.ids |= {name: new_id() for name in names}
        at, stored = now(), "register-world.csv"
        with database.write() as session:
            earlier, campaign = (
                Campaign(
                    public_id=public_id, park_id=park, name="示例·活动",
                    questionnaire="textile@1.0.0", form="full", asks="scores",
                    opens_on="2020-01-01", closes_on="2099-12-31", created_at=at,
                )
                for public_id in (new_id(), self.ids["campaign_id"])
            )  # fmt: skip
            session.add(earlier)
            session.flush()
            member = Member(
                public_id=self.ids["firm_id"], park_id=park, credit_code=credit_code(1),
                name="示例·企业", created_at=at,
            )  # fmt: skip
            session.add_all([campaign, member])
            session.flush()
            order = Import(
                public_id=self.ids["import_id"], campaign_id=campaign.id, file="r.csv",
                stored=stored, state="done", lang="zh", created_at=at,
            )  # fmt: skip
            session.add_all([
                order,
                Entry(public_id=self.ids["entry_id"], campaign_id=campaign.id,
                      member_id=member.id, source="invitation", invited_at=at, created_at=at),
                Job(public_id=self.ids["job_id"], kind="import",
                    subject=f"import:{self.ids['import_id']}", organisation_id=park, payload={},
                    actor="x", state="done", created_at=at),
            ])  # fmt: skip
            for what in (imports.RESULTS, imports.CORRECT):
                self.app.state.storage.put(imports.kept(order, what), b"x")
            session.add_all(self._handed_out(park, at))

    def _handed_out(self, park, at):
        """Orders of documents that are done, with the files they made."""
        storage, lang = self.app.state.storage, "zh"
        for kind in handout.KINDS:
            job = new_id()
            storage.put(file_name(FIRMS, job, ".json"), b"[]")
            names = [zip_name(job)] if kind == "bundle" else [report_file(job, _FILE)]
            for name in names:
                storage.put(name, b"x")
            yield Job(public_id=job, kind=kind, organisation_id=park, actor="x", state="done",
                      subject=f"campaign:{self.ids['campaign_id']}:{lang}", payload={},
                      created_at=at)  # fmt: skip

    def _list_waits(self, asker, database):
        """A list of the park's members that nobody has confirmed yet."""
        storage = self.app.state.storage
        with database.write() as session:
            park = repository.park(session, self.ids["park_id"])
            owner = Asker(asker.label, memberships={park.id: "owner"})
            found = Listing((("示例·待确认", credit_code(2), ""),), ())
            pending.keep(session, storage, owner, park.public_id, found, "list.xlsx")

    def _strangers(self, database):
        nobody, other, manager = (Browser(self.app, "en") for _ in range(3))
        sign_in(database, other, organisation(database)[0])
        sign_in(database, manager, organisation(database, "park")[0])
        return {"nobody": nobody, "another firm": other, "another park": manager}

    def fill(self, path, assessment, **others):
        """Fill the parameters of a route's path; an unknown parameter is a ``KeyError``."""
        ids = {
            **self.ids, "public_id": self.ids[assessment], "practice_id": _PRACTICE,
            "id": self.ids["organisation_id" if "/organisations/" in path else assessment],
            "what": "results", "chart": "levels.csv", "lang": "zh",
            "signature": "A" * 32, "token": "A" * 43, "ref": "textile", "name": "favicon.png",
            **others,
        }  # fmt: skip
        if "/trend/" in path:
            ids["chart"] = "changed.csv"
        if "/documents/{lang}/" in path:
            ids["name"] = others.get("name", _FILE)
        return path.format_map(ids)


_PASSING = {"event", "remembered", "sign_in"}  # may change with any request


def snapshot(database):
    """Return all rows of all tables, less when a key was last used."""
    found = {}
    with database.read() as session:
        for table in METADATA.sorted_tables:
            if table.name not in _PASSING:
                columns = [c for c in table.columns if c.name != "last_used_at"]
                order = list(table.primary_key.columns)
                found[table.name] = session.execute(select(*columns).order_by(*order)).all()
    return found
