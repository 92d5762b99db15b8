"""The pool: a document that takes too long, too much or its process down harms no other."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reports import ReportError, pdf, summarise
from reports.pool import Pool

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 400  # beside what a process has at its start, about 150


@pytest.fixture(scope="module")
def summary(outcome):
    return summarise(outcome, "zh", date="2026-11-23")


@pytest.fixture(scope="module")
def pool():
    with Pool(1, seconds=120, megabytes=MEGABYTES) as found:
        yield found


def refused(future):
    with pytest.raises(ReportError) as caught:
        future.result()
    return caught.value.problems[0]


def test_a_document_is_the_same_as_without_a_pool(pool, summary):
    """A process of the pool gives the bytes that this process gives."""
    assert pool.submit(pdf.render, summary, brief=True).result() == pdf.render(summary, brief=True)


def test_what_is_wrong_with_a_document_comes_back_as_it_is(pool, make):
    """A report error keeps its code and its values on the way between processes."""
    strange = summarise(make(name="\U00016ac0厂"), "zh")

    problem = refused(pool.submit(pdf.render, strange, brief=True))
    assert problem.code == "report.missing_glyphs"
    assert "U+16AC0" in problem.what("zh")


def test_an_error_nobody_foresaw_names_itself(pool):
    """Any exception of a document is a problem, and the process goes on."""
    [before] = pool.pids()

    problem = refused(pool.submit(int, "三"))
    assert problem.code == "report.failed"
    assert "ValueError" in problem.what("en")
    assert pool.pids() == [before]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        pytest.param((bytearray, 3 * 2**30), "report.too_large", id="asks for too much at once"),
        pytest.param((os.abort,), "report.crashed", id="aborts"),
    ],
)
def test_the_next_document_is_unaffected(pool, summary, call, code):
    """The process is replaced, only its own document fails, and the limit is named."""
    problem = refused(pool.submit(*call))

    assert problem.code == code
    assert str(MEGABYTES) in problem.what("zh") or code == "report.crashed"
    assert pool.submit(pdf.render, summary, brief=True).result().startswith(b"%PDF-1.7")


def test_a_document_that_takes_too_long_is_stopped(summary):
    """It is killed after its time, not after its work."""
    with Pool(1, seconds=1.5) as pool:
        pool.submit(len, "ready").result()
        start = time.monotonic()
        problem = refused(pool.submit(time.sleep, 60))

        assert problem.code == "report.too_slow"
        assert "1.5" in problem.what("en")
        assert time.monotonic() - start < 10
        assert pool.pids() == []


def test_memory_that_grows_slowly_is_seen_too(pool):
    """The parent looks at a process that stays below the limit of a single request."""
    less = f"held = b'x' * {(MEGABYTES - 50) * 2**20}; import time; time.sleep(60)"

    assert refused(pool.submit(exec, less)).code == "report.too_large"


def test_queued_documents_can_be_cancelled_and_the_processes_end(summary):
    """Shutting down drops what has not begun, finishes what has, and leaves no process."""
    pool = Pool(1)
    pool.submit(len, "ready").result()
    first = pool.submit(time.sleep, 0.5)
    time.sleep(0.2)
    second = pool.submit(pdf.render, summary)
    [pid] = pool.pids()

    pool.shutdown(cancel_futures=True)

    assert first.result() is None
    assert second.cancelled()
    assert pool.pids() == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RuntimeError):
        pool.submit(len, "late")


def test_a_process_does_not_outlive_its_parent():
    """Killing the parent ends the pool's processes."""
    script = (
        "import time; from reports.pool import Pool; pool = Pool(1); "
        "pool.submit(len, 'ready').result(); print(pool.pids()[0], flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT
    ) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text():
            return
        time.sleep(0.1)
    pytest.fail("still running")


def test_the_parent_needs_no_weasyprint():
    """Importing and filling a pool loads neither WeasyPrint nor Pango into this process."""
    script = (
        "import sys; from reports import pdf; from reports.pool import Pool\n"
        "with Pool(1) as pool: pool.submit(pdf.prepare).result()\n"
        "print('weasyprint' in sys.modules, 'cffi' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert done.stdout.split() == ["False", "False"]


def test_without_pango_every_document_says_what_to_install(summary):
    """A process without the libraries lives on, and refuses each document with the same advice."""
    lose_pango = (
        "from reports import libraries, pdf\n"
        "libraries.status = lambda: libraries.Status(libraries.LIBRARIES[:4])\n"
        "pdf._engine.cache_clear()"
    )
    with Pool(1) as pool:
        pool.submit(exec, lose_pango, {}).result()
        problems = [refused(pool.submit(pdf.render, summary)) for _ in range(2)]

    assert {problem.code for problem in problems} == {"report.no_library"}
    assert "apt-get install" in problems[0].todo("zh")


def test_a_worker_loads_no_statistics():
    """They take seventy megabytes, in every process that prints."""
    code = "import sys, reports.pdf, reports.summary; print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
