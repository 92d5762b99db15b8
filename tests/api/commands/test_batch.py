"""A park's register without a server: what is said, what is written, and how it goes on."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from api.commands import batch as command
from api.commands import cli, shelf
from api.commands.shelf import Shelf, make_reports
from questionnaires.loader import LIBRARY
from reports.pool import Pool
from tests.api.commands.paper import papers
from tests.benchmarks import park_register
from tests.codes import credit_code

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = LIBRARY / "textile" / "samples" / "register.xlsx"
FIRMS = 152
HEAD = "name,credit_code,processes,digital.data.decisions\n"


def run(*words):
    return CliRunner().invoke(cli.maturity, ["batch", *map(str, words)])


def csv(path, *rows):
    path.write_text(HEAD + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def firm(number, answer="3"):
    return (f"示例{number}厂", credit_code(number), "garment", answer)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    path = tmp_path_factory.mktemp("park") / "示例园区.xlsx"
    path.write_bytes(park_register.book(FIRMS)[0])
    return path


def test_the_sample_register_gives_everything(tmp_path):
    """Results, a report on the park as PDF, and a PDF of every firm; exit code 0."""
    shown = run(SAMPLE, "-o", tmp_path / "r.xlsx", "--pdf-dir", tmp_path / "pdf",
                "--report", tmp_path / "park.pdf", "--date", "2026-11-23")  # fmt: skip

    assert shown.exit_code == 0, shown.output
    assert "4 家已评估，0 行待更正" in shown.stdout
    assert (tmp_path / "park.pdf").read_bytes().startswith(b"%PDF")
    made = sorted((tmp_path / "pdf").glob("*.pdf"))
    assert len(made) == 4
    assert all(path.read_bytes().startswith(b"%PDF") for path in made)

    before = {path: path.stat().st_mtime_ns for path in made}
    again = run(SAMPLE, "--pdf-dir", tmp_path / "pdf", "--date", "2026-11-23", "--lang", "zh")
    assert "新做 0 份，沿用 4 份" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in made} == before


def test_rows_to_correct_are_counted_listed_and_written(planted, tmp_path):
    """Exit code 1; the first twenty problems are said, the workbooks hold all of them."""
    shown = run(planted, "-o", tmp_path / "r.xlsx", "--to-correct", tmp_path / "fix.xlsx",
                "--report", tmp_path / "park.xlsx", "--lang", "en")  # fmt: skip

    assert shown.exit_code == cli.SOME_REJECTED, shown.output
    assert "115 assessed, 37 rows to correct" in shown.stdout
    lines = shown.stderr.splitlines()
    assert len([line for line in lines if line.startswith("[示例园区.xlsx")]) == 20
    assert "17 more problems are in" in lines[-1]
    assert "r.xlsx" in lines[-1]
    pages = [
        openpyxl.load_workbook(tmp_path / name).worksheets[0] for name in ("r.xlsx", "fix.xlsx")
    ]
    assert [page.max_row for page in pages] == [2 + FIRMS, 3 + 37]
    assert "示例园区" in str(
        list(openpyxl.load_workbook(tmp_path / "park.xlsx").worksheets[0].values)
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HEAD, "table.no_rows"),
        ("name,credit_code,strange\n甲,,1\n", "table.unknown_column"),
        ("credit_code,digital.data.decisions\nx,3\n", "table.missing_column"),
    ],
)
def test_a_file_that_cannot_be_used_is_exit_code_2(tmp_path, monkeypatch, capsys, content, code):
    """Nothing is written, and one line says what is wrong with the file."""
    path = tmp_path / "r.csv"
    path.write_text(content, encoding="utf-8")
    target = tmp_path / "out" / "r.xlsx"
    monkeypatch.setattr("sys.argv", ["maturity", "batch", str(path), "-o", str(target)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()

    assert stopped.value.code == cli.NOTHING_USABLE
    assert code in capsys.readouterr().err
    assert not target.parent.exists()


def test_a_register_of_nothing_but_faults_is_exit_code_2(tmp_path):
    """The workbook with the reasons is written all the same; there is nothing to report on."""
    path = csv(tmp_path / "r.csv", firm(1, "9"))
    shown = run(
        path,
        "-o",
        tmp_path / "r.xlsx",
        "--pdf-dir",
        tmp_path / "pdf",
        "--report",
        tmp_path / "p.pdf",
    )

    assert shown.exit_code == cli.NOTHING_USABLE
    assert (tmp_path / "r.xlsx").exists()
    assert not (tmp_path / "pdf").exists()
    assert not (tmp_path / "p.pdf").exists()


def test_a_report_of_no_known_kind_is_refused_before_anything_is_written(
    tmp_path, monkeypatch, capsys
):
    """The kinds there are stand in the message."""
    words = [
        "maturity",
        "batch",
        str(SAMPLE),
        "--report",
        str(tmp_path / "p.odt"),
        "-o",
        str(tmp_path / "r.xlsx"),
    ]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as stopped:
        cli.main()

    assert stopped.value.code == cli.NOTHING_USABLE
    assert ".pdf" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def pool():
    with Pool(2, seconds=60) as found:
        yield found


def made(folder, pool, *texts):
    seen = []
    tally = make_reports(papers(texts), Shelf(folder), pool, seen.append)
    assert sum(seen) == len(texts)
    return tally


def contents(folder):
    return {path.stem: path.read_text("utf-8") for path in folder.glob("*.pdf")}


def test_one_report_that_fails_stops_no_other(pool, tmp_path):
    """It is named with its reason, and tried again the next time; the others are there."""
    for kept in (0, 2):
        tally = made(tmp_path, pool, "甲:1", "乙:!", "丙:3")

        assert (tally.made, tally.reused) == (2 - kept, kept)
        assert [(name, [p.code for p in found]) for name, found in tally.failed] == [
            ("乙", ["report.failed"])
        ]
    assert contents(tmp_path) == {"甲": "%PDF 甲:1", "丙": "%PDF 丙:3"}


def test_only_what_changed_is_made_anew(pool, tmp_path):
    """Other content under the same name is made anew, also when it is the old content again."""
    made(tmp_path, pool, "甲:1", "乙:1")

    assert made(tmp_path, pool, "甲:1", "乙:2").made == 1
    assert contents(tmp_path)["乙"] == "%PDF 乙:2"
    assert made(tmp_path, pool, "甲:1", "乙:1").made == 1
    assert contents(tmp_path)["乙"] == "%PDF 乙:1"


def test_failed_reports_are_said_with_the_firm(tmp_path, monkeypatch):
    """The command ends with code 1 and names firm and reason."""
    monkeypatch.setattr(shelf, "firm_documents", lambda *_: papers(["甲:1", "乙:!"]))
    path = csv(tmp_path / "r.csv", firm(1), firm(2))
    shown = run(path, "--pdf-dir", tmp_path / "pdf", "--lang", "en")

    assert shown.exit_code == cli.SOME_REJECTED
    assert "1 made, 0 kept, 1 failed" in shown.stdout
    assert "[乙] report.failed" in shown.stderr


def test_the_list_never_says_more_than_is_there(tmp_path):
    """A line cut off, a file taken away or replaced half-way: the report is made again."""
    shelf = Shelf(tmp_path)
    shelf.put("甲.pdf", "key-1", b"one")
    shelf.put("乙.pdf", "key-2", b"two")
    assert Shelf(tmp_path).has("甲.pdf", "key-1")

    listed = tmp_path / ".made"
    listed.write_text(listed.read_text("utf-8")[:-3], "utf-8")  # killed while writing the last line
    assert not Shelf(tmp_path).has("乙.pdf", "key-2")
    (tmp_path / "甲.pdf").unlink()
    assert not Shelf(tmp_path).has("甲.pdf", "key-1")

    shelf = Shelf(tmp_path)
    shelf.put("甲.pdf", "key-3", b"three")
    assert Shelf(tmp_path).has("甲.pdf", "key-3")
    assert not Shelf(tmp_path).has("甲.pdf", "key-1")


def test_killed_between_file_and_list_the_old_content_is_not_vouched_for(tmp_path, monkeypatch):
    """New content under the name, the list not yet written: neither the old nor the new is there."""
    Shelf(tmp_path).put("甲.pdf", "old", b"1")

    def killed(path, target):
        path.rename(target)
        raise SystemExit

    shelf = Shelf(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(SystemExit):
            shelf.put("甲.pdf", "new", b"2")

    assert (tmp_path / "甲.pdf").read_bytes() == b"2"
    assert not Shelf(tmp_path).has("甲.pdf", "old")
    assert not Shelf(tmp_path).has("甲.pdf", "new")


SLOWLY = """
from api.commands import cli, shelf
from tests.api.commands.paper import papers
shelf.firm_documents = lambda *_: papers([f"{n}:x" for n in range(15)], seconds=0.1)
cli.main()
"""


def slowly(folder, path):
    words = [sys.executable, "-c", SLOWLY, "batch", str(path), "--pdf-dir", str(folder)]
    return subprocess.Popen(
        [*words, "--processes", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_goes_on_where_it_was(tmp_path, how):
    """Ctrl-C ends cleanly with code 130; after that, as after kill -9, only the rest is made."""
    path, folder = csv(tmp_path / "r.csv", firm(1)), tmp_path / "pdf"
    process = slowly(folder, path)
    deadline = time.monotonic() + 120
    while len(contents(folder)) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    kept = len(contents(folder))

    assert 3 <= kept < 15
    if how == signal.SIGINT:
        assert process.returncode == command.STOPPED
        assert "已停止" in said
        assert "Traceback" not in said
    again = slowly(folder, path)
    said, _ = again.communicate(timeout=120)
    reused = int(re.search(r"沿用 (\d+) 份", said)[1])
    assert again.returncode == 0
    assert kept - 1 <= reused <= kept  # the last one may not have been noted
    assert contents(folder) == {str(n): f"%PDF {n}:x" for n in range(15)}
    if how == signal.SIGINT:  # and nothing half written is left
        assert {path.suffix for path in folder.iterdir()} == {".pdf", ""}
