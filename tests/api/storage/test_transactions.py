"""Transactions: a request's work is there whole or not at all, whoever writes at the same time."""

import asyncio
import sqlite3
import threading
import time

import httpx2
import pytest
from anyio import to_thread
from fastapi import APIRouter
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from api.kit import database as databases
from api.kit import group
from api.kit.clock import now
from api.kit.database import Database
from api.kit.dependencies import WriteSession
from api.kit.idempotency import Remembered
from api.kit.security import new_id

WRITERS = 50


def entry(name):
    return Remembered(owner=name, key=new_id(), request="-", answer={}, created_at=now())


def names(database):
    with database.read() as session:
        return sorted(session.execute(select(Remembered.owner)).scalars())


def add_and_fail(database, name):
    with database.write() as session:
        session.add(entry(name))
        session.flush()
        raise ZeroDivisionError


@pytest.mark.both
def test_what_was_written_is_there_when_the_block_ends(database):
    """Another connection sees the work at once, and not before."""
    with database.write() as session:
        session.add(entry("a"))
        session.flush()
        assert names(database) == []

    assert names(database) == ["a"]


@pytest.mark.both
def test_an_error_undoes_the_block_alone(database):
    """What an error interrupts is undone; what others wrote before and after stays."""
    with database.write() as session:
        session.add(entry("before"))
    with pytest.raises(ZeroDivisionError):
        add_and_fail(database, "lost")
    with database.write() as session:
        session.add(entry("after"))

    assert names(database) == ["after", "before"]


@pytest.mark.both
def test_many_writers_at_once(database):
    """Fifty writers, a third of whom fail: every success is kept and no failure leaves a trace."""
    start, failed, kept = threading.Barrier(WRITERS), [], []

    def write(number):
        start.wait()
        if number % 3 == 0:
            with pytest.raises(ZeroDivisionError):
                add_and_fail(database, f"{number:02}")
            failed.append(number)
            return
        with database.write() as session:
            session.add(entry(f"{number:02}"))
        assert f"{number:02}" in names(database)
        kept.append(f"{number:02}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(failed) + len(kept) == WRITERS
    assert names(database) == sorted(kept)


def test_writers_share_a_commit(database, monkeypatch):
    """Writers who wait for their turn are committed together, and all of them before they go on."""
    commits = []
    inside, others = threading.Event(), []
    finish = group._Group.finish
    monkeypatch.setattr(group._Group, "finish", lambda each: [commits.append(1), finish(each)])

    def first():
        with database.write() as session:
            session.add(entry("first"))
            session.flush()
            inside.set()
            while database._group._waiting < 9:
                pass

    def other(number):
        inside.wait()
        with database.write() as session:
            session.add(entry(str(number)))
        others.append(len(names(database)))

    threads = [threading.Thread(target=first)]
    threads += [threading.Thread(target=other, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(commits) == 1
    assert others == [10] * 9


def test_a_commit_that_fails_fails_for_everybody(database, monkeypatch):
    """When the disk refuses the commit, no writer of the group is told that all is well."""
    inside, failures = threading.Event(), []

    def refuse(_dialect, _connection):
        raise sqlite3.OperationalError("disk I/O error")

    def write(name, wait):
        try:
            with database.write() as session:
                session.add(entry(name))
                session.flush()
                inside.set()
                while wait and not database._group._waiting:
                    pass
        except (DBAPIError, sqlite3.OperationalError):
            failures.append(name)

    monkeypatch.setattr(database.engine.dialect, "do_commit", refuse.__get__(database.engine))
    first = threading.Thread(target=write, args=("first", True))
    first.start()
    inside.wait()
    write("second", wait=False)
    first.join()
    monkeypatch.undo()

    assert sorted(failures) == ["first", "second"]
    assert names(database) == []
    with database.write() as session:
        session.add(entry("later"))
    assert names(database) == ["later"]


def meet_a_full_disk(database):
    """Do what SQLite then does by itself, and fail as the statement would that met it."""
    with database.write() as session:
        session.connection().connection.dbapi_connection.rollback()
        session.execute(text("SELECT * FROM nowhere"))


def test_a_rollback_of_everything_fails_for_everybody(database):
    """When SQLite itself gives up the transaction, no writer of the group is told otherwise."""
    inside, failures = threading.Event(), []

    def first():
        try:
            with database.write() as session:
                session.add(entry("first"))
                session.flush()
                inside.set()
                while not database._group._waiting:
                    pass
        except DBAPIError:
            failures.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    with pytest.raises(DBAPIError):
        meet_a_full_disk(database)
    thread.join()

    assert failures == ["first"]
    assert names(database) == []


def test_writers_take_every_thread_and_still_finish(app, database):
    """With more writers than threads, some of them past the queue, nobody waits for ever."""
    router = APIRouter()

    @router.post("/slowly")
    def slowly(session: WriteSession):
        session.add(entry("queued"))
        session.flush()
        time.sleep(0.02)

    @router.post("/directly")
    def directly():
        with database.write() as session:
            session.add(entry("direct"))

    app.include_router(router)

    async def everybody():
        to_thread.current_default_thread_limiter().total_tokens = 3
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            paths = ["/slowly", "/directly"] * 15
            answers = asyncio.gather(*(client.post(path) for path in paths))
            return await asyncio.wait_for(answers, 30)

    answers = asyncio.run(everybody())

    assert {answer.status_code for answer in answers} == {200}
    assert names(database) == ["direct"] * 15 + ["queued"] * 15


def test_a_session_that_is_never_used_takes_no_turn(database):
    """A request that turns out to have nothing to write leaves the way free."""
    with database.write(), database.write() as session:
        session.add(entry("a"))

    assert names(database) == ["a"]


def test_another_process_that_writes_is_waited_for(database, settings):
    """A write lock held elsewhere delays a writer and does not fail it."""
    other = Database(settings.url)
    with other.writing.connect() as connection:
        transaction = connection.begin()
        timer = threading.Timer(0.3, transaction.commit)
        timer.start()
        with database.write() as session:
            session.add(entry("a"))
        timer.join()
    other.dispose()

    assert names(database) == ["a"]


def test_a_lock_that_is_never_freed_is_an_error_in_the_end(settings, tmp_path, monkeypatch):
    """A writer does not wait for ever, and the next one is none the worse."""
    monkeypatch.setitem(databases._PRAGMAS, "busy_timeout", 50)
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.altering() as connection:
        connection.execute(text("CREATE TABLE t (id INTEGER)"))
    other = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with (
        other.writing.connect() as connection,
        connection.begin(),
        pytest.raises(OperationalError, match="locked"),
        database.write() as session,
    ):
        session.connection()
    with database.write() as session:
        session.execute(text("INSERT INTO t VALUES (1)"))
    database.dispose()
    other.dispose()
