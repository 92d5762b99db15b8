"""Parks, their firms and campaigns as programs send and see them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from api.kit.api import Input, Output
from api.kit.clock import now, today
from api.kit.jobs import Job
from api.parks import campaigns
from api.parks.records import Row
from api.parks.reporting import FILES
from api.parks.tables import Campaign, Import, Member

__all__ = [
    "CampaignCreate", "CampaignOut", "Confirmation", "EntryOut", "FirmCreate", "FirmOut",
    "HandoutCreate", "HandoutOut", "ImportOut", "InvitationsOut", "InvitationsSent", "JobOut",
    "campaign_out", "entry_out", "firm_out", "handout_out", "import_out", "job_out",
]  # fmt: skip

Scope = Literal["level", "scores", "answers"]
State = Literal["invited", "opened", "started", "stalled", "finished", "partial"]


def _day(value: Any) -> Any:
    """Read a day as RFC 3339 writes it (5.6, full-date), and nothing else."""
    if not isinstance(value, str) or len(value) != len("2026-01-01"):
        raise PydanticCustomError("date_type", "a day like 2026-01-31 is expected")
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("date_parsing", "there is no such day") from error


Day = Annotated[dt.date, BeforeValidator(_day)]


class FirmCreate(Input):
    """A firm to be put on the park's list."""

    name: str = Field(min_length=1, max_length=200, examples=["示例·印染有限公司"])
    credit_code: str = Field(
        min_length=1, max_length=40, examples=["91330100MA27XL0Q2U"],
        description="Unified social credit code: 18 characters with a valid check digit.",
    )  # fmt: skip
    contact: str = Field(default="", max_length=200, description="Seen by the park alone.")


class FirmOut(Output):
    """A firm on the park's list."""

    id: str = Field(examples=["b7Zk0yUqYx3dT1aa"])
    name: str
    credit_code: str
    contact: str
    created_at: dt.datetime


def firm_out(row: Member) -> FirmOut:
    """Return a member as programs see it."""
    return FirmOut(
        id=row.public_id, name=row.name, credit_code=row.credit_code, contact=row.contact,
        created_at=row.created_at,
    )  # fmt: skip


class CampaignCreate(Input):
    """A campaign to be made on the newest version of a questionnaire."""

    name: str = Field(min_length=1, max_length=100, examples=["示例·2026年数字化评估"])
    questionnaire: str = Field(default="textile", max_length=120)
    form: Literal["full", "quick"] = "full"
    asks: Scope = Field(
        default="scores", description="How much firms are asked to let the park see."
    )
    opens_on: Day = Field(examples=["2026-03-01"])
    closes_on: Day = Field(description="The last day; included.", examples=["2026-04-30"])


class CampaignOut(Output):
    """A round of assessments of the park's firms."""

    id: str
    name: str
    questionnaire: str = Field(examples=["textile@1.0.0"])
    form: Literal["full", "quick"]
    asks: Scope
    opens_on: dt.date
    closes_on: dt.date
    open: bool = Field(description="Whether it takes results today, as China counts days.")
    created_at: dt.datetime


def campaign_out(row: Campaign) -> CampaignOut:
    """Return a campaign as programs see it."""
    return CampaignOut.model_validate(
        {
            "id": row.public_id,
            "name": row.name,
            "questionnaire": row.questionnaire,
            "form": row.form,
            "asks": row.asks,
            "opens_on": row.opens_on,
            "closes_on": row.closes_on,
            "open": campaigns.is_open(row, today()),
            "created_at": row.created_at,
        }
    )


class InvitationsSent(Input):
    """Whom to invite."""

    firms: list[Annotated[str, Field(max_length=40)]] | None = Field(
        default=None, max_length=20_000, description="Ids of firms; left out: all on the list."
    )


class InvitationsOut(Output):
    """What came of it."""

    invited: int = Field(description="Firms that were not in the campaign before.")


class EntryOut(Output):
    """A firm in a campaign. Results are there as far as the firm lets the park see them."""

    firm: str = Field(description="`id` of the firm.")
    name: str
    credit_code: str
    source: Literal["invitation", "register"]
    state: State
    link: str | None = Field(
        description="The firm's personal link, for invitations: whoever holds it can answer."
    )
    submitted_at: dt.datetime | None
    shown: Scope | None = Field(description="How much the firm lets the park see.")
    level: int | None
    score: float | None


def entry_out(row: Row, link: str | None) -> EntryOut:
    """Return an entry as its park sees it: nothing beyond the firm's consent."""
    scores = row.shown in ("scores", "answers")
    return EntryOut.model_validate(
        {
            "firm": row.member,
            "name": row.name,
            "credit_code": row.credit_code,
            "source": row.source,
            "state": campaigns.entry_state(row, now()),
            "link": link,
            "submitted_at": row.submitted_at,
            "shown": row.shown,
            "level": row.level if row.shown else None,
            "score": row.score if scores else None,
        }
    )


class JobOut(Output):
    """Work under way, or how it ended."""

    state: Literal["queued", "running", "done", "failed", "cancelled"]
    done: int = Field(description="Parts done of `total`.")
    total: int
    seconds_left: float | None
    code: str | None = Field(description="Why it failed, if it did; stable.")


def job_out(job: Job) -> JobOut:
    """Return a job as programs see it."""
    return JobOut.model_validate(
        {
            "state": job.state,
            "done": job.done,
            "total": job.total,
            "seconds_left": job.seconds_left(now()),
            "code": job.result.get("code"),
        }
    )


class HandoutCreate(Input):
    """Documents to be made."""

    kind: Literal["bundle", "report"]
    lang: Literal["zh", "en"] = "zh"


class HandoutOut(Output):
    """Documents ordered, and the names of those that are there."""

    kind: Literal["bundle", "report"]
    lang: Literal["zh", "en"]
    job: JobOut
    files: list[str] = Field(examples=[["report.pdf"]])


def handout_out(kind: str, lang: str, job: Job) -> HandoutOut:
    """Return an order as programs see it."""
    files = (["bundle.zip"] if kind == "bundle" else list(FILES)) if job.state == "done" else []
    return HandoutOut.model_validate(
        {"kind": kind, "lang": lang, "job": job_out(job), "files": files}
    )


class RowProblem(Output):
    """What is wrong with a cell."""

    code: str
    row: int | None
    column: str | None
    message: str


class ImportOut(Output):
    """A register on its way in: check, confirm, done."""

    id: str
    file: str
    state: Literal["checking", "ready", "unusable", "running", "done", "cancelled", "failed"]
    summary: dict[str, int] = Field(
        description="Rows by what becomes of them: `create`, `update`, `unchanged`, `own` (the "
        "firm answers for itself), `rejected`; `partial` ones become drafts."
    )
    problems: list[RowProblem] = Field(description="The first 500.")
    job: JobOut | None
    created_at: dt.datetime
    finished_at: dt.datetime | None


def import_out(row: Import, job: Job | None, lang: str) -> ImportOut:
    """Return an import as programs see it, its problems in *lang*."""
    return ImportOut.model_validate(
        {
            "id": row.public_id,
            "file": row.file,
            "state": row.state,
            "summary": row.summary,
            "problems": [
                {**{key: each[key] for key in ("code", "row", "column")}, "message": each[lang]}
                for each in row.problems
            ],
            "job": None if job is None else job_out(job),
            "created_at": row.created_at,
            "finished_at": row.finished_at,
        }
    )


class Confirmation(Input):
    """The park takes a checked register over, and answers for the firms' consent."""

    scope: Scope = Field(description="How much the firms agreed that the park sees.")
    declared_by: str = Field(
        min_length=1, max_length=100, pattern=r"[^\W_]", examples=["张经理"],
        description="Who declares that they agreed.",
    )  # fmt: skip
