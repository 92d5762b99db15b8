"""Rows 4 and 5 of the budgets: requests against a bare FastAPI endpoint, and pages.

The bare endpoint reads the same payload and sends it back, behind the same uvicorn. A ratio is
time against time: 0.4 of its requests a second is a ratio of 2.5.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import questionnaires
from api.kit.pages import BROWSER_COOKIE, asset, csrf_token
from api.kit.security import Signer
from api.kit.settings import Settings
from tests.benchmarks.firms import PROFILE, answers
from tests.benchmarks.load import Load, load, request
from tests.benchmarks.timing import RUNS, Row
from tests.benchmarks.world import Person, arrange
from tests.postgres import postgres
from tests.server import Process, serving

PEOPLE, WRITERS, SECONDS = 50, 16, 1.5
PRACTICE = "digital.data"
PAGES = (
    "/", "/organisations", "/account", "/assessments/{draft}", "/assessments/{draft}/profile",
    "/assessments/{draft}/practices/equipment.machines", "/assessments/{draft}/check",
    "/assessments/{submitted}/result",
)  # fmt: skip
_ECHO = """
import uvicorn
from fastapi import FastAPI, Request
from api.commands.serve import address, listen
app = FastAPI()
@app.post("/form")
async def form(request: Request):
    return dict(await request.form())
@app.post("/json")
def json(payload: dict) -> dict:
    return payload
listening = listen("127.0.0.1", 0)
print(address(listening), flush=True)
uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listening])
"""


@contextmanager
def echoing() -> Iterator[tuple[str, int]]:
    """Run the bare endpoints; yield where."""
    command = [sys.executable, "-c", _ECHO]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        host, _, port = process.stdout.readline().strip().rpartition("/")[2].rpartition(":")
        yield host, int(port)
        process.terminate()


def compared(
    name: str, server: Process, echo: tuple[str, int], budget: float | None,
    work: Callable[[int, int], bytes], bare: Callable[[int, int], bytes], status: int,
) -> Row:  # fmt: skip
    """Return milliseconds a request and the median ratio of the times, measured in turn."""
    place = (server.host, server.port)
    load(place, work, WRITERS, SECONDS)
    pairs = []
    for _ in range(RUNS):
        mine = load(place, work, WRITERS, SECONDS)
        if set(mine.statuses) != {status}:
            raise RuntimeError(f"{name}: {mine.statuses}")
        pairs.append((1 / mine.rate, 1 / load(echo, bare, WRITERS, SECONDS).rate))
    value = 1000 * statistics.median(mine for mine, _ in pairs)
    ratio = statistics.median(mine / other for mine, other in pairs)
    return Row(name, value, "ms", "bare FastAPI endpoint", ratio, budget)


def saving(
    name: str, settings: Settings, people: list[Person], server: Process,
    echo: tuple[str, int], budget: float | None,
) -> Row:  # fmt: skip
    """Row 4: a section saved durably, by sixteen people at once."""
    textile, signer = questionnaires.load("textile"), Signer(settings.secret)
    practice = next(p for p in textile.practices if p.id == PRACTICE)
    asked = [q for q in practice.questions if q.kind == "level"]
    csrf = [csrf_token(signer, each.cookie) for each in people]

    def form(person: int, number: int) -> dict[str, str]:
        found = {"csrf": csrf[person], "go": "next"}
        for question in asked:
            found[question.id] = question.options[number % len(question.options)].id
            found[f"{question.id}#base"] = "1000000"
        return found

    def work(person: int, number: int) -> bytes:
        one = people[person]
        path = f"/assessments/{one.draft}/practices/{PRACTICE}"
        return request(path, form(person, number), f"{BROWSER_COOKIE}={one.cookie}")

    def bare(person: int, number: int) -> bytes:
        return request("/form", form(person, number), "-")

    return compared(name, server, echo, budget, work, bare, 303)


def scoring(server: Process, echo: tuple[str, int]) -> Row:
    """Row 4: a firm scored without storing anything."""
    payload = {"questionnaire": "textile", "answers": answers(), "profile": PROFILE}
    body = json.dumps(payload).encode()
    work, bare = request("/api/v1/score", body), request("/json", body)
    return compared(
        "stateless score of one firm", server, echo, 2, lambda *_: work, lambda *_: bare, 200
    )


def pages(people: list[Person], server: Process) -> Iterator[Row]:
    """Row 5: every page of a firm signed in, alone and by fifty people at once."""
    place = (server.host, server.port)
    assets = [request(asset(name)) for name in ("site.css", "site.js")]
    extra = sum(load(place, lambda *_, each=each: each, 1, 0.1).largest for each in assets)

    def made(path: str) -> Callable[[int, int], bytes]:
        return lambda person, _: request(
            path.format(draft=people[person].draft, submitted=people[person].submitted),
            cookie=f"{BROWSER_COOKIE}={people[person].cookie}",
        )

    alone: dict[str, Load] = {path: load(place, made(path), 1, SECONDS) for path in PAGES}
    for path, found in alone.items():
        if set(found.statuses) != {200}:
            raise RuntimeError(f"{path}: {found.statuses}")
    slowest = max(PAGES, key=lambda path: alone[path].at(0.5))
    largest = max(PAGES, key=lambda path: alone[path].largest)
    value, size = alone[slowest].at(0.5), (alone[largest].largest + extra) / 1000
    yield Row(f"slowest page ({_short(slowest)})", value, "ms", "30 ms", value / 30, 1)
    yield Row(
        f"largest page, styles, script ({_short(largest)})", size, "kB", "100 kB", size / 100, 1
    )
    crowd = [load(place, made(path), PEOPLE, 2 * SECONDS) for path in PAGES]
    ratio = max(each.at(0.99) / each.at(0.5) for each in crowd)
    value = max(each.at(0.99) for each in crowd)
    yield Row("p99 of pages, 50 people", value, "ms", "median of the same page", ratio, 10)


def _short(path: str) -> str:
    return re.sub(r".*\}", "…", path)


def embedded() -> Iterator[Row]:
    """Rows 4 and 5 on SQLite."""
    with tempfile.TemporaryDirectory() as folder, echoing() as echo:
        settings = Settings(data_dir=Path(folder) / "data")
        people = arrange(settings, PEOPLE)
        with serving(settings.data_dir, rate_limits="false") as server:
            yield saving("a section saved, SQLite", settings, people, server, echo, 2.5)
            yield scoring(server, echo)
            yield from pages(people, server)


def postgresql() -> Iterator[Row]:
    """Row 4 on PostgreSQL, for comparison: the budget is SQLite's."""
    with (
        tempfile.TemporaryDirectory() as folder,
        echoing() as echo,
        postgres(durable=True) as cluster,
    ):
        url = cluster.database()
        settings = Settings(data_dir=Path(folder) / "data", database_url=url)
        people = arrange(settings, WRITERS)
        with serving(settings.data_dir, database_url=url, rate_limits="false") as server:
            yield saving("a section saved, PostgreSQL", settings, people, server, echo, None)


ROWS = (embedded, postgresql)
