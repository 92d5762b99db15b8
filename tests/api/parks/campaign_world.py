"""A park with a campaign, and registers of fictional firms for it, arranged through the services."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import questionnaires
from api import jobs as queue
from api.kit import jobs
from api.kit.clock import today
from api.kit.storage import Storage
from api.kit.work import Context
from api.organisations.asking import Asker
from api.parks import campaigns, imports, records, registers, repository
from api.parks.jobs import KINDS
from tests.api.arrange import organisation, sample

__all__ = ["World", "firm", "register", "world"]


@dataclass(frozen=True)
class World:
    """A park's owner, the park, its campaign, and what jobs need."""

    context: Context
    asker: Asker
    park: str
    campaign: str

    @property
    def database(self):
        return self.context.database

    def upload(self, data: bytes, name="register.csv") -> str:
        """Upload a register and check it; return the import's id."""
        with self.database.write() as session:
            row = imports.upload(
                session,
                self.context.storage,
                self.asker,
                self.park,
                self.campaign,
                data,
                name,
                "zh",
            )
            public_id = row.public_id
        self.work()
        return public_id

    def confirm(self, import_id: str, scope="answers") -> None:
        """Confirm an import and take it over."""
        with self.database.write() as session:
            imports.confirm(
                session, self.asker, self.park, self.campaign, import_id, scope, "张经理"
            )
        self.work()

    def work(self) -> None:
        """Carry out what is ordered."""
        queue.run_here(self.context, KINDS)

    def found(self, session):
        """The park and the campaign as rows."""
        park = repository.park(session, self.park)
        return park, records.campaign(session, park, self.campaign)

    def look(self, import_id: str):
        """An import with its newest job."""
        with self.database.read() as session:
            row = registers.register_import(session, self.found(session)[1], import_id)
            return row, jobs.about(session, imports.subject(row), ("check", "import"))

    def entries(self):
        """What the campaign holds, by credit code."""
        with self.database.read() as session:
            rows = records.entries(session, self.found(session)[1])
        return {row.credit_code: row for row in rows}


def world(app, asks="answers", days=(0, 30)) -> World:
    """A new park with a campaign that is open from and to so many days from now."""
    context = Context(app.state.settings, app.state.database, app.state.storage)
    assert isinstance(context.storage, Storage)
    park_id, park = organisation(context.database, kind="park", name="示例·园区")
    asker = Asker("user:manager", memberships={park_id: "owner"})
    first = today()
    with context.database.write() as session:
        row = campaigns.create(
            session, asker, park, name="示例·2026年评估", questionnaire="textile", form="full",
            asks=asks, opens_on=first + dt.timedelta(days[0]), closes_on=first + dt.timedelta(days[1]),
        )  # fmt: skip
        return World(context, asker, park, row.public_id)


def firm(code: str, name: str, **changed: Any) -> dict[str, Any]:
    """A row of a register: a sample firm under another name, with some answers *changed*."""
    sheet = sample()
    row = {
        "name": name, "credit_code": code, "form": "full", "fictional": "是",
        **{
            fact: value
            for fact, value in sheet.profile.to_dict().items()
            if fact in ("region", "industry", "processes", "employees", "revenue")
        },
    }  # fmt: skip
    for question, answer in sheet.to_plain(questionnaires.load("textile")).items():
        if isinstance(answer, dict) and "numerator" in answer:
            row[f"{question}:numerator"] = answer["numerator"]
            row[f"{question}:denominator"] = answer["denominator"]
        elif isinstance(answer, dict):
            row[question] = (
                "不清楚" if answer.get("unknown") else f"N/A: {answer['not_applicable']}"
            )
        else:
            row[question] = answer
    return {**row, **changed}


def register(*firms: dict[str, Any]) -> bytes:
    """The firms as a CSV file."""
    columns = list(dict.fromkeys(column for row in firms for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    for row in firms:
        cells = {k: "; ".join(v) if isinstance(v, (list, tuple)) else v for k, v in row.items()}
        writer.writerow(cells)
    return text.getvalue().encode()
