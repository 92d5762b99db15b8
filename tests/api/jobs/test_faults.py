"""What stops a job half-way: people, full disks, a lost database, a firm that crashes the printer."""

import errno
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from api.documents import printing
from api.jobs import run_here
from api.kit import jobs
from api.kit.carrier import Carrier
from api.parks import bundling, handout, intake
from api.parks.jobs import KINDS
from reports import bundle
from reports.pool import Pool
from tests.api.jobs import drawing
from tests.api.jobs.farm import Farm, firms
from tests.api.parks.campaign_world import firm, register
from tests.codes import credit_code
from tests.postgres import postgres


@pytest.fixture
def cheap(monkeypatch, tmp_path):
    """Documents that cost nothing, from a pool without processes."""
    pool = ThreadPoolExecutor(2)
    pool.processes = 2
    monkeypatch.setattr(bundle, "draw_firm", drawing.draw)
    monkeypatch.setattr(drawing, "log", tmp_path / "drawn")
    monkeypatch.setattr(drawing, "_SECONDS", 0.0)
    monkeypatch.setattr(printing, "pool", lambda: pool)
    yield
    pool.shutdown()


def go_on(farm, kind="bundle"):
    """Let the order go on, and carry it out."""
    park = farm.park
    with farm.context.database.write() as session:
        handout.go_on(session, park.asker, park.park, park.campaign, kind, "zh")
    run_here(farm.context, KINDS)


def imported(farm, number=12):
    farm.order_import(firms(number))
    farm.park.work()


def test_a_bundle_stopped_half_way_goes_on_where_it_was(farm, cheap, monkeypatch):
    """No zip and no half file after the stop; what was drawn is not drawn again."""
    imported(farm)
    job, park = farm.order_bundle(), farm.park
    keep = farm.context.storage.put
    kept = []

    def put(name, data):
        keep(name, data)
        kept.extend([name] if name.endswith(".pdf") else [])
        if len(kept) == 5:
            with farm.context.database.write() as session:
                handout.cancel(session, park.asker, park.park, park.campaign, "bundle", "zh")

    monkeypatch.setattr(farm.context.storage, "put", put)
    run_here(farm.context, KINDS)

    stopped = farm.job(job)
    assert (stopped.state, stopped.result) == ("cancelled", {})
    assert 0 < stopped.done < stopped.total == 3
    assert farm.context.storage.get(bundling.zip_name(job)) is None
    drawn = farm.drawings().total()
    assert 5 <= drawn <= 12
    go_on(farm)
    assert farm.job(job).result == {"made": 12, "failed": 0}
    assert set(farm.drawings().values()) == {1}


@pytest.mark.parametrize("what", ["report", "zip"])
def test_a_full_disk_stops_a_bundle_with_that_reason(farm, cheap, monkeypatch, what):
    """Nothing half-written stays; with room again it goes on."""
    imported(farm)
    job, storage = farm.order_bundle(), farm.context.storage
    create, left = storage.create, 5

    def full(name):
        nonlocal left
        left -= name.endswith(".pdf")
        if name.endswith(".zip") if what == "zip" else left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return create(name)

    monkeypatch.setattr(storage, "create", full)
    run_here(farm.context, KINDS)

    assert (farm.job(job).state, farm.job(job).result["code"]) == ("failed", "job_disk_full")
    assert storage.get(bundling.zip_name(job)) is None
    assert farm.leftovers() == []
    monkeypatch.setattr(storage, "create", create)
    go_on(farm)
    assert farm.job(job).state == "done"
    assert len(farm.zipped()[0]) == 12


def test_a_full_database_stops_an_import_with_that_reason(farm, monkeypatch):
    """Whole chunks are stored and no half ones; with room again the import goes on."""
    monkeypatch.setattr(intake, "_CHUNK", 20)
    order = farm.order_import(firms(120))
    engine, most = farm.context.database.engine, []

    def limit(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count={most[0]}")

    with farm.context.database.read() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
    most.append(pages + 60)
    event.listen(engine, "checkout", limit)
    run_here(farm.context, KINDS)

    row, job = farm.park.look(order)
    assert (job.state, job.result["code"]) == ("failed", "job_disk_full")
    [stored] = set(farm.stored().values())
    assert stored == 20 * job.done
    assert 0 < job.done < job.total == 6
    most[0] = 1_000_000
    with farm.context.database.write() as session:
        jobs.try_again(session, jobs.find(session, job.public_id, lock=True))
    run_here(farm.context, KINDS)
    row, job = farm.park.look(order)
    assert (row.state, job.state) == ("done", "done")
    assert set(farm.stored().values()) == {120}


def test_a_failure_that_cannot_be_noted_is_noted_later(farm, monkeypatch):
    """While the database takes nothing the reason waits; nobody's job stays "running" for ever."""
    imported(farm, 2)
    job = farm.order_bundle()
    carrier = Carrier(farm.context, KINDS)
    end = carrier._end

    def refused(*_):
        raise OperationalError("", {}, Exception("database or disk is full"))

    monkeypatch.setattr(carrier, "_end", refused)
    carrier.fail(job, {"code": "job_disk_full", "values": {}})
    assert farm.job(job).state == "queued"
    monkeypatch.setattr(carrier, "_end", end)
    carrier.tell()

    assert (farm.job(job).state, farm.job(job).result["code"]) == ("failed", "job_disk_full")


@pytest.mark.slow
def test_a_firm_that_crashes_the_printer_is_listed_and_the_rest_goes_on(farm, monkeypatch):
    """The list in the zip names the firm and the reason; all other reports are there."""
    monkeypatch.setattr(bundle, "draw_firm", drawing.draw)
    with Pool(2, seconds=60) as pool:
        monkeypatch.setattr(printing, "pool", lambda: pool)
        rows = [firm(credit_code(n), name) for n, name in enumerate(("甲", drawing.CRASH, "丙"))]
        farm.order_import(register(*rows))
        farm.park.work()
        job = farm.order_bundle()
        run_here(farm.context, KINDS)

    assert farm.job(job).result == {"made": 2, "failed": 1}
    names, listed = farm.zipped()
    assert len(names) == 2
    assert [(row[2], row[4]) for row in listed if row[4]] == [(drawing.CRASH, "report.crashed")]


@pytest.mark.slow
def test_a_worker_told_to_stop_leaves_its_job_to_the_next(farm):
    """SIGTERM ends it in good order, half-way; another one finishes, and draws little twice."""
    imported(farm, 80)
    job = farm.order_bundle()
    farm.start()
    while not farm.job(job).done:
        time.sleep(0.05)

    assert farm.hands.pop().stop() == 0
    assert farm.job(job).state == "running"
    farm.start()
    farm.wait()
    assert farm.job(job).result == {"made": 80, "failed": 0}
    assert farm.drawings().total() <= 84


@pytest.mark.slow
def test_a_database_that_is_gone_for_a_while_is_waited_for(tmp_path):
    """PostgreSQL stops in the middle of an import and comes back: the import finishes."""
    with postgres() as server:
        farm = Farm(tmp_path, server.database("template1"))
        order = farm.order_import(firms(400))
        farm.start()
        while not farm.park.look(order)[1].done:
            time.sleep(0.05)
        server.stop()
        time.sleep(3)
        server.start()
        farm.wait()

        row, job = farm.park.look(order)
        assert (row.state, job.state, job.done, job.total) == ("done", "done", 10, 10)
        assert set(farm.stored().values()) == {400}
        farm.close()
