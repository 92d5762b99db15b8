"""Schemathesis over the committed document, with a key, on a server of its own.

``python -m tests.api.v1.fuzz --cases 10000`` runs until at least so many cases were sent, prints
what came back, and ends with 1 when a check failed. All checks are on. What generated data cannot
know is put in before a request leaves: ids that exist, ``If-Match: *``, ids of questions.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import schemathesis
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events
from starlette.testclient import TestClient

import questionnaires
from api.app import create_app
from api.kit import migrate
from api.kit.database import Database
from api.kit.settings import Settings
from api.plans import solving
from tests.api.arrange import organisation
from tests.api.v1.callers import Program
from tests.postgres import postgres

__all__ = ["Report", "run"]

PHASES = ("examples", "coverage", "fuzzing", "stateful")
_PATIENCE = 2.0  # seconds for a plan; one refused for time keeps the promises as well
_REAL = 0.5  # share of requests that get what generated data cannot know

# 422 also stands for rules that no schema can express (check digits, questions that exist): such
# data is well formed, and `not_malformed` below holds the server to that.
ACCEPTED = ["2xx", "401", "403", "404", "409", "412", "422"]
REFUSED = ["401", "404", "405", "409", "412", "413", "415", "422", "428"]
NO_HEADER = ["401", "422", "428"]


@schemathesis.check
def not_malformed(ctx, response, case):
    """Data that the document allows is never called malformed."""
    positive = case.meta is not None and case.meta.generation.mode.is_positive
    if positive and response.status_code == 422 and response.json()["code"] == "malformed":
        raise AssertionError(f"the document allows what was called malformed: {response.text}")


@dataclass
class Report:
    """What was sent and what came back."""

    cases: int = 0
    statuses: dict = field(default_factory=lambda: defaultdict(Counter))
    failures: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)

    def take(self, recorder):
        """Count the requests of one scenario, and keep an example of each failure."""
        for case_id, sent in recorder.interactions.items():
            operation = recorder.cases[case_id].value.operation.label
            self.cases += 1
            self.statuses[operation][int(sent.response.status_code) if sent.response else 0] += 1
            for check in recorder.checks.get(case_id, ()):
                if check.status != Status.SUCCESS:
                    info = check.failure_info
                    told = f"{info.failure.message}\n{info.code_sample}" if info else ""
                    self.failures.setdefault((operation, check.name), told)

    def text(self):
        """Return the report for people."""
        lines = [
            f"{operation:54} {dict(sorted(c.items()))}" for operation, c in self.statuses.items()
        ]
        lines += [
            f"FAILED {operation}: {check}\n{told}"
            for (operation, check), told in self.failures.items()
        ]
        lines += [f"ERROR {error}" for error in self.errors]
        return "\n".join([*lines, f"{self.cases} cases, {len(self.failures)} failures"])


class _Real:
    """Knows what exists on the server, and puts some of it into generated requests."""

    def __init__(self, app, seed):
        self.random = random.Random(seed)
        self.program = Program(app)
        self.spare = Program(app, of=self.program.organisation)
        self.made = {"draft": self.program.full_draft(), "submitted": self.program.submitted()}
        park = organisation(app.state.database, "park", "示例·园区")
        self.park = Program(app, of=park)
        self.questions = [question.id for question in questionnaires.load("textile").questions]

    def path(self, kind):
        """Return an assessment that exists; a request may have deleted or submitted the last."""
        found = self.program.get(self.made[kind])
        if found.status_code != 200 or found.json()["state"] != kind:
            make = self.program.full_draft if kind == "draft" else self.program.submitted
            self.made[kind] = make()
        return self.made[kind]

    def prepare(self, case):
        """Change a request before it is sent."""
        if "{park_id}" in case.operation.path and case.headers:
            self._as_park(case)
        if case.path_parameters and case.path_parameters.get("key_id") == self.program.key:
            case.path_parameters["key_id"] = self.spare.key  # the key in use must stay valid
        if case.meta is None or not case.meta.generation.mode.is_positive:
            return
        if self.random.random() < _REAL:
            self._put(case)

    def _as_park(self, case):
        """Send it with the key of a park, unless it is to be sent with none."""
        if "Authorization" in case.headers:
            case.headers["Authorization"] = f"Bearer {self.park.secret}"

    def _put(self, case):
        if "/assessments/{id}" in case.operation.path:
            kind = self.random.choice(["draft", "submitted"])
            case.path_parameters["id"] = self.path(kind).rsplit("/", 1)[1]
        elif "{id}" in case.operation.path:
            case.path_parameters["id"] = self.program.organisation[1]
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = "*"
        sheets = case.body if isinstance(case.body, dict) else {}
        rounds = [sheets[name] for name in ("before", "after") if name in sheets]
        for sheet in (sheets, *rounds, *sheets.get("firms", ())):
            for name in ("answers", "notes", "confidence", "changes"):
                if name in sheet:
                    values = sheet[name].values()
                    sheet[name] = dict(
                        zip(self.random.sample(self.questions, len(values)), values, strict=True)
                    )


def run(cases, seed=1, phases=PHASES, each=12, database_url=None):
    """Send at least *cases* requests, in rounds of a seed and *each* per operation and phase."""
    report = Report()
    solving.SECONDS, seconds = _PATIENCE, solving.SECONDS
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url=database_url, rate_limits=False)
        app = create_app(settings)
        with TestClient(app):
            real = _Real(app, seed)

            def before_call(ctx, case, kwargs):  # the hook's signature
                real.prepare(case)

            schemathesis.hook(before_call)
            try:
                while report.cases < cases:
                    _round(app, real, seed, phases, each, report)
                    seed += 1
            finally:
                schemathesis.hooks.unregister(before_call)
                solving.SECONDS = seconds
    return report


def _round(app, real, seed, phases, each, report):
    config = SchemathesisConfig.from_dict({
        "seed": seed, "continue-on-failure": True, "suppress-health-check": ["all"],
        "request-timeout": 60, "warnings": False,
        "auth": {"openapi": {"api_key": {"bearer": real.program.secret}}},
        "generation": {"max-examples": each, "no-shrink": True, "database": "none"},
        "phases": {
            name: {"enabled": name in phases}
            for name in PHASES
        },
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "negative_data_rejection": {"expected-statuses": REFUSED},
            "missing_required_header": {"expected-statuses": NO_HEADER},
        },
    })  # fmt: skip
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)
    for event in engine.from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            report.take(event.recorder)
        elif isinstance(event, events.NonFatalError):
            report.errors.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            raise event.exception


def _migrated(server):
    server.run("CREATE DATABASE fuzz")
    database = Database(server.url("fuzz"))
    migrate.upgrade(database)
    database.dispose()
    return server.url("fuzz")


def main():
    """Run, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, not SQLite")
    wanted = parser.parse_args()
    with postgres() if wanted.postgres else nullcontext() as server:
        report = run(wanted.cases, wanted.seed, database_url=server and _migrated(server))
    sys.stdout.write(report.text() + "\n")
    return 1 if report.failures or report.errors else 0


if __name__ == "__main__":
    sys.exit(main())
