"""Row 12: a campaign's reports in one zip against the rate of the pool alone.

A thousand reports take half an hour on two cores; so it is fewer, which favours the pool: opening
the job and writing the zip weigh more.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import questionnaires
from api.documents import printing
from api.jobs import run_here
from api.kit.settings import Settings
from api.kit.storage import Storage
from api.kit.work import Context
from api.organisations.asking import Asker
from api.parks import handout
from api.parks.jobs import KINDS
from assessment import assess
from reports import bundle
from tests.api.parks.arranged import Park, firm
from tests.benchmarks.timing import Row
from tests.benchmarks.world import opened

DOCUMENTS = 40
RUNS = 3
DAY = "2026-11-23"


def zipped() -> Iterator[Row]:
    """Rates of the job and of the pool in turn, the same reports each time."""
    sheets = [firm(f"示例{n}厂", seed=n) for n in range(DOCUMENTS)]
    outcomes = list(assess(questionnaires.load("textile"), sheets))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        database = opened(settings)
        park = Park(database)
        park.add(*sheets)
        for _ in range(2 * printing.pool().processes):
            _alone(outcomes[:1])
        pairs = [
            (
                _job(Context(settings, database, Storage(Path(folder) / str(n))), park),
                _alone(outcomes),
            )
            for n in range(RUNS)
        ]
        database.dispose()
    printing.close()
    rate = statistics.median(DOCUMENTS / mine for mine, _ in pairs)
    ratio = statistics.median(other / mine for mine, other in pairs)
    yield Row(
        f"bundle of {DOCUMENTS} reports", rate, "documents/s", "the pool's own rate", 1 / ratio,
        1 / 0.9,
    )  # fmt: skip


def _job(context: Context, park: Park) -> float:
    asker = Asker("user:bench", memberships={park.id: "owner"})
    with context.database.write() as session:
        handout.order(
            session, context.storage, asker, park.public_id, park.campaign, "bundle", "zh"
        )
    start = time.perf_counter()
    run_here(context, KINDS)
    return time.perf_counter() - start


def _alone(outcomes: list[object]) -> float:
    start, pool = time.perf_counter(), printing.pool()
    for future in [pool.submit(bundle.draw_firm, each, "zh", DAY) for each in outcomes]:
        future.result()
    return time.perf_counter() - start


ROWS = (zipped,)
