"""Rows 6 and 7 of the budgets: one report, and a pool of processes that make many.

The baseline is a plain ``HTML(string=…).write_pdf()`` of the same markup with Debian's Noto Sans
CJK, in a process of its own with a fontconfig of its own, so that installing that font changes
nothing else. The font is unpacked beside the project when apt can be reached; without it the rows
against it are left out, and say so.
"""

from __future__ import annotations

import functools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pypdfium2

import assessment
import questionnaires
from questionnaires.files import read_answers
from questionnaires.loader import LIBRARY
from reports import fonts, html, libraries, pdf, summarise
from reports.pool import Pool
from reports.summary import Summary
from tests.benchmarks.timing import RUNS, Row

DAY = "2026-11-23"
BASELINE_FONT = "Noto Sans CJK SC"
PACKAGE = "fonts-noto-cjk"
DOCUMENTS = 500
PAIRS = 12  # documents per measurement of the pool's rate


@cache
def summary() -> Summary:
    """Return the full report of the sample dyeing mill."""
    textile = questionnaires.load("textile")
    path = LIBRARY / "textile" / "samples" / "dyeing-mill.yaml"
    [outcome] = assessment.assess(textile, read_answers(path, lambda _: textile).sheets)
    return summarise(outcome, "zh", date=DAY)


@cache
def baseline_fonts() -> Path | None:
    """Return a fontconfig file that knows Debian's CJK font, or ``None`` when it is not to be had."""
    folder = libraries.native_folder().with_name("baseline-fonts")
    configuration = folder / "fonts.conf"
    known = any(folder.rglob("NotoSansCJK-Regular.ttc"))
    if known or libraries.unpack((PACKAGE,), folder):
        return configuration
    return None


def cpu(work: functools.partial[bytes]) -> float:
    """Return the processor time of one run in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


class Plain:
    """A process that prints the same markup with plain WeasyPrint, on demand."""

    def __init__(self, configuration: Path) -> None:
        """Start it, and let it print once."""
        text = html.page(summary())
        for ours in (fonts.FAMILIES, fonts.FAMILIES.replace("'", "")):
            text = text.replace(ours, f"{BASELINE_FONT}, sans-serif")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.documents"],
            env={**os.environ, "FONTCONFIG_FILE": str(configuration)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stdin is not None
        data = text.encode()
        self.process.stdin.write(f"{len(data)}\n".encode() + data)
        self.seconds()

    def seconds(self) -> float:
        """Return the processor time of one run."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"go\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def _plain() -> None:
    """Serve ``Plain``: read the markup, then print it and say how long it took, line by line."""
    from weasyprint import HTML  # noqa: PLC0415  only here, after fontconfig has been pointed at the font

    text = sys.stdin.buffer.read(int(sys.stdin.buffer.readline())).decode()
    while sys.stdin.buffer.readline():
        start = time.process_time()
        HTML(string=text).write_pdf()
        sys.stdout.write(f"{time.process_time() - start}\n")
        sys.stdout.flush()


def one() -> Iterator[Row]:
    """Row 6: processor time against plain WeasyPrint, per page, and of the summary; size."""
    full = functools.partial(pdf.render, summary())
    data = full()
    pages = len(pypdfium2.PdfDocument(data))
    configuration = baseline_fonts()
    if configuration:
        plain = Plain(configuration)
        pairs = [(cpu(full), plain.seconds()) for _ in range(RUNS)]
        plain.close()
        ratio = statistics.median(mine / other for mine, other in pairs)
        value = statistics.median(mine for mine, _ in pairs)
        name = f"report of {pages} pages, tagged, one process"
        yield Row(name, value, "s", "plain WeasyPrint, Debian's CJK font, CPU", ratio, 0.5)
    else:
        sys.stdout.write(f"{PACKAGE} is not to be had: no baseline for the report\n")
    times = [cpu(full) for _ in range(RUNS)]
    per_page = 1000 * statistics.median(times) / pages
    yield Row("report, per page", per_page, "ms", "80 ms CPU", per_page / 80, 1)
    yield Row("report, size", len(data) / 1000, "kB", "300 kB", len(data) / 300_000, 1)
    brief = functools.partial(pdf.render, summary(), brief=True)
    value = statistics.median(cpu(brief) for _ in range(RUNS))
    yield Row("summary of two pages", value, "s", "0.25 s CPU", value / 0.25, 1)


def rate(processes: int) -> float:
    """Return documents per second of a pool that is warm."""
    with Pool(processes) as pool:
        warm = [pool.submit(pdf.render, summary()) for _ in range(2 * processes)]
        for future in warm:
            future.result()
        start = time.perf_counter()
        for future in [pool.submit(pdf.render, summary()) for _ in range(PAIRS)]:
            future.result()
        return PAIRS / (time.perf_counter() - start)


def pool() -> Iterator[Row]:
    """Row 7: two processes against one, and memory over five hundred documents."""
    ratios = [rate(2) / rate(1) for _ in range(3)]
    value = statistics.median(ratios)
    yield Row("pool of two processes", value, "x", "1.8 x one process", 1.8 / value, 1)
    early = late = 0.0
    with Pool(1) as single:
        for number in range(1, DOCUMENTS + 1):
            single.submit(pdf.render, summary(), brief=number % 5 != 0).result()
            if number == DOCUMENTS // 10:
                early = _resident(single.pids()[0])
        late = _resident(single.pids()[0])
    yield Row(
        "memory of a process, document 50 to 500",
        late / early,
        "x",
        "5 % growth",
        late / early,
        1.05,
    )
    yield Row("memory of a process after 500 documents", late, "MB", "250 MB", late / 250, 1)


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


ROWS = (one, pool)

if __name__ == "__main__":
    _plain()
