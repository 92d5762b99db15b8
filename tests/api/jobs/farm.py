"""A park with work to do, and processes that do it until they are killed."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

from python_calamine import CalamineWorkbook
from sqlmodel import col, func, select

from api.assessments.tables import Assessment, Consent, Result
from api.jobs import run_here
from api.kit import jobs, migrate
from api.kit.audit import Event
from api.kit.database import Database
from api.kit.settings import Settings
from api.kit.storage import Storage
from api.kit.work import Context
from api.parks import handout, imports
from api.parks.jobs import KINDS
from api.parks.tables import Entry, Member
from tests.api.jobs.process import Process
from tests.api.parks.campaign_world import World, firm, register, world
from tests.codes import credit_code

__all__ = ["Farm", "firms"]


def firms(number: int, **changed: str) -> bytes:
    """A register of so many invented firms."""
    return register(*(firm(credit_code(n), f"示例·{n}号", **changed) for n in range(number)))


class Farm:
    """A park whose jobs are carried out by processes, all on one database and one store."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        """Make the park in *folder*, on SQLite or on the database at an address."""
        self.folder = folder / "data"
        self.log, self.drawn = folder / "log", folder / "drawn"
        settings = Settings(data_dir=self.folder, database_url=database_url)
        _ = settings.secret  # makes the folder as well
        database = Database(settings.url)
        migrate.upgrade(database)
        self.context = Context(settings, database, Storage(self.folder / "documents"))
        self.settings = {"data_dir": self.folder, "database_url": database_url}
        self.park: World = world(SimpleNamespace(state=self.context))
        self.hands: list[Process] = []

    def close(self) -> None:
        """Kill what is left."""
        for hand in self.hands:
            if hand.process.is_alive():
                hand.kill()
        self.context.database.dispose()

    def start(self, number: int = 1, command: str = "worker", *, small: bool = True) -> None:
        """Let so many processes work."""
        self.hands += [
            Process(command, self.settings, self.log, small=small) for _ in range(number)
        ]

    def kill(self, number: int, random: random.Random, pause: float) -> int:
        """Kill a process at so many random moments, each time putting another one in its place.

        Returns how many were killed before all jobs were over.
        """
        for count in range(number):
            time.sleep(random.uniform(0, pause))
            if not self.waiting():
                return count
            place = random.randrange(len(self.hands))
            self.hands[place].kill()
            self.hands[place] = self.hands[place].again()
        return number

    def waiting(self) -> list[jobs.Job]:
        """The jobs that are not over."""
        with self.context.database.read() as session:
            return jobs.waiting(session)

    def wait(self, seconds: float = 120) -> None:
        """Wait until all jobs are over."""
        end = time.monotonic() + seconds
        while self.waiting():
            assert time.monotonic() < end, self.log.read_text()[-5000:]
            time.sleep(0.1)

    def order_import(self, data: bytes) -> str:
        """Upload a register, have it checked, and confirm it; returns the import's id."""
        park = self.park
        with self.context.database.write() as session:
            order = imports.upload(
                session, self.context.storage, park.asker, park.park, park.campaign, data,
                "register.csv", "zh",
            ).public_id  # fmt: skip
        if self.hands:
            self.wait()
        else:
            run_here(self.context, KINDS)
        with self.context.database.write() as session:
            imports.confirm(session, park.asker, park.park, park.campaign, order, "answers", "张")
        return order

    def order_bundle(self) -> str:
        """Order all reports; returns the job's id."""
        with self.context.database.write() as session:
            return handout.order(
                session, self.context.storage, self.park.asker, self.park.park,
                self.park.campaign, "bundle", "zh",
            ).public_id  # fmt: skip

    def job(self, public_id: str) -> jobs.Job:
        """A job as it is now."""
        with self.context.database.read() as session:
            return jobs.find(session, public_id)

    def stored(self) -> dict[str, int]:
        """Count what imports store; of an import that lost or doubled nothing all are equal."""
        with self.context.database.read() as session:

            def count(table, *where):
                return session.exec(select(func.count()).select_from(table).where(*where)).one()

            return {
                "members": count(Member),
                "entries": count(Entry, col(Entry.digest).is_not(None)),
                "assessments": count(Assessment),
                "results": count(Result),
                "consents": count(Consent, col(Consent.revoked_at).is_(None)),
                "noted": count(Event, col(Event.action) == "registered"),
            }

    def scores(self) -> Counter:
        """The scores stored, each with how often."""
        with self.context.database.read() as session:
            return Counter(session.exec(select(Result.score)))

    def zipped(self) -> tuple[list[str], list[list]]:
        """The names of the reports in the zip, which is whole, and the rows of its list."""
        with self.context.database.read() as session:
            found = handout.bundle(
                session, self.context.storage, self.park.asker, self.park.park,
                self.park.campaign, "zh",
            )  # fmt: skip
        with zipfile.ZipFile(io.BytesIO(self.context.storage.get(found.name))) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            [book] = [name for name in names if name.endswith(".xlsx")]
            rows = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(book)))
        listed = rows.get_sheet_by_index(0).to_python()[1:]
        return [name for name in names if name.endswith(".pdf")], listed

    def drawings(self) -> Counter:
        """How often each firm's report was drawn."""
        lines = self.drawn.read_text().splitlines() if self.drawn.exists() else []
        return Counter(lines)

    def leftovers(self) -> list[str]:
        """Files in the store that are no whole documents."""
        return [path.name for path in self.context.storage.folder.iterdir() if path.name[0] == "."]
