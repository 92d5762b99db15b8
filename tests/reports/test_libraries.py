"""The system libraries of WeasyPrint: what is told about them, and the roads by which they come."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reports import libraries

SUBSET = next(library for library in libraries.LIBRARIES if not library.required)
PANGO = next(library for library in libraries.LIBRARIES if "pango-1.0" in library.names[0])


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record every command instead of running it; all succeed."""
    seen: list[list[str]] = []

    def run(command: list[str], folder: str | None = None) -> subprocess.CompletedProcess[bytes]:
        seen.append(command)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr(libraries, "_run", run)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    return seen


def _fail(name: str, **_: int) -> object:
    raise OSError(name)


def _succeed(_name: str, **_: int) -> object:
    return object()


@pytest.fixture
def nothing_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that this machine has none of the libraries."""
    monkeypatch.setattr(ctypes, "CDLL", _fail)


def test_status_names_exactly_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that no name of it loads is listed, the others are not."""
    lacking = dict.fromkeys(SUBSET.names, _fail)
    monkeypatch.setattr(ctypes, "CDLL", lambda name, **_: lacking.get(name, _succeed)(name))
    state = libraries.status()
    assert state.missing == (SUBSET,)
    assert state.usable
    assert not state.complete
    assert state.packages == ("libharfbuzz-subset0",)


@pytest.mark.usefixtures("nothing_loads")
def test_without_pango_there_is_no_pdf() -> None:
    """When all is missing PDF is unusable, and three packages bring all of it."""
    state = libraries.status()
    assert not state.usable
    assert state.packages == libraries.PACKAGES
    assert "libpango-1.0.so.0" in state.found()["zh"]
    for text in state.mend().values():
        assert (
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in text
            or sys.platform != "linux"
        )


def test_a_package_missing_below_pango_comes_with_pango() -> None:
    """For a library whose package has another name in each Debian release, Pango is installed."""
    lacking = libraries.LIBRARIES[0]
    assert libraries.Status((lacking,)).packages == libraries.PACKAGES


def test_slow_is_told_apart_from_impossible() -> None:
    """Without HarfBuzz-subset the text speaks of time, without Pango of no PDF; else of neither."""
    slow, impossible = libraries.Status((SUBSET,)), libraries.Status((PANGO,))
    assert "times as long" in slow.found()["en"]
    assert "no PDF" in impossible.found()["en"]
    fine = libraries.Status(())
    assert fine.complete
    assert fine.mend() == {"zh": "", "en": ""}


def test_apt_installs_only_what_is_missing(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root apt is called directly and for the missing packages alone, without a question."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert libraries.install(("libharfbuzz-subset0",))
    last = commands[-1]
    assert last[last.index("install") + 1 :] == ["--no-install-recommends", "libharfbuzz-subset0"]
    assert "DEBIAN_FRONTEND=noninteractive" in last
    assert not any("sudo" in command or "update" in command for command in commands)


def test_a_user_needs_a_sudo_that_asks_nothing(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user goes through `sudo -n`; where that is refused apt is not tried."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert libraries.install(("one",))
    assert all(command[:2] == ["sudo", "-n"] for command in commands)
    commands.clear()
    monkeypatch.setattr(libraries, "_runs", lambda command, _folder=None: commands.append(command))
    assert not libraries.install(("one",))
    assert commands == [["sudo", "-n", "true"]]


def test_empty_package_lists_are_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """When apt does not know a package yet, the lists are fetched and it is tried again."""
    seen: list[str] = []

    def runs(command: list[str], _folder: str | None = None) -> bool:
        seen.append(
            "update" if "update" in command else "install" if "install" in command else "true"
        )
        return "update" in seen or command == ["true"]

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(libraries, "_runs", runs)
    assert libraries.install(("one",))
    assert seen == ["true", "install", "update", "install"]


@pytest.mark.parametrize("lists_are_there", [True, False])
def test_unpacking_needs_no_rights(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lists_are_there: bool
) -> None:
    """Packages and what they need are fetched and unpacked; without lists, with lists of our own."""
    seen: list[list[str]] = []

    def run(command: list[str], folder: str | None = None) -> subprocess.CompletedProcess[bytes]:
        seen.append(command)
        known = lists_are_there or any("Dir::State::Lists" in word for word in command)
        if "-s" in command:
            listing = (
                b"Reading lists\nInst libthai0 (1)\nInst libpango-1.0-0 (2)\nConf libthai0 (1)\n"
            )
            return subprocess.CompletedProcess(command, 0, listing if known else b"", b"")
        if "download" in command and folder:
            for name in command[command.index("download") + 1 :]:
                (Path(folder) / f"{name}.deb").touch()
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr(libraries, "_run", run)
    monkeypatch.setattr(shutil, "which", lambda name: name)
    assert libraries.unpack(("libpango-1.0-0",), tmp_path)
    unpacked = [Path(command[2]).name for command in seen if command[:2] == ["dpkg", "-x"]]
    assert unpacked == ["libpango-1.0-0.deb", "libthai0.deb"]
    assert any("update" in command for command in seen) is not lists_are_there
    assert not any("sudo" in command for command in seen)
    assert str(tmp_path / "usr/share/fonts") in (tmp_path / "fonts.conf").read_text()
    assert list(tmp_path.glob(".packages-*")) == []


def test_set_up_goes_on_without_libraries(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """When every road is closed one line says what to install and the exit code is 0."""
    monkeypatch.setattr(ctypes, "CDLL", _fail)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(libraries, "native_folder", lambda: tmp_path)
    assert libraries.main() == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert out.index("评分不受影响") < out.index("scoring works")
    assert "libharfbuzz-subset0" in out


def test_nothing_runs_when_all_is_there(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that has everything the set-up step and the checks at run time run no program."""
    monkeypatch.setattr(ctypes, "CDLL", _succeed)
    libraries.preload()
    libraries.status()
    assert libraries.main() == 0
    assert commands == []


def test_unpacked_libraries_load_after_those_they_need(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Unpacked libraries are loaded in the order of their needs, whatever their names' order."""
    folder = tmp_path / "usr" / "lib" / "x86_64-linux-gnu"
    folder.mkdir(parents=True)
    for name in ("liba.so.1", "liba.so.1.2.3", "libb.so.1", "libc-first.so.6", "readme.txt"):
        (folder / name).touch()
    needs = {"liba.so.1": "libb.so.1", "libb.so.1": "libc-first.so.6"}
    loaded: list[str] = []

    def load(name: str, mode: int = 0) -> object:
        short = Path(name).name
        if "/" not in name or needs.get(short, short) not in (*loaded, short):
            raise OSError(name)
        loaded.append(short)
        return object()

    monkeypatch.setattr(ctypes, "CDLL", load)
    libraries.preload(tmp_path)
    assert loaded == ["libc-first.so.6", "libb.so.1", "liba.so.1"]


def test_system_font_configuration_is_respected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Our fontconfig file is used only where the system has none, and never over the user's."""
    (tmp_path / "fonts.conf").write_text("<fontconfig/>")
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    is_file = Path.is_file
    monkeypatch.setattr(
        Path, "is_file", lambda path: str(path) == "/etc/fonts/fonts.conf" or is_file(path)
    )
    libraries.preload(tmp_path)
    assert "FONTCONFIG_FILE" not in os.environ
    monkeypatch.setattr(
        Path, "is_file", lambda path: str(path) != "/etc/fonts/fonts.conf" and is_file(path)
    )
    monkeypatch.setenv("FONTCONFIG_FILE", "mine")
    libraries.preload(tmp_path)
    assert os.environ["FONTCONFIG_FILE"] == "mine"
    monkeypatch.delenv("FONTCONFIG_FILE")
    libraries.preload(tmp_path)
    assert os.environ["FONTCONFIG_FILE"] == str(tmp_path / "fonts.conf")
    monkeypatch.delenv("FONTCONFIG_FILE")


USES_UNPACKED = """
import ctypes, sys
from pathlib import Path
from reports import libraries

real = ctypes.CDLL

def absent(name, mode=0):
    if name.startswith("libharfbuzz-subset") and not LOADED:
        raise OSError(name)
    if "harfbuzz-subset" in name and "/" in name:
        LOADED.append(name)
    return real(name, mode)

LOADED = []
ctypes.CDLL = absent
libraries.preload(Path(sys.argv[1]))
assert libraries.status().complete
from weasyprint.text.ffi import harfbuzz_subset
assert harfbuzz_subset is not None
lines = Path("/proc/self/maps").read_text().splitlines()
used = {line.split()[-1] for line in lines if "libharfbuzz-subset" in line}
assert [Path(path).is_relative_to(sys.argv[1]) for path in used] == [True], used
"""


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("dpkg") or not shutil.which("apt-get"), reason="Debian only")
def test_weasyprint_uses_an_unpacked_library(tmp_path: Path) -> None:
    """HarfBuzz-subset copied beside the project is the one WeasyPrint subsets fonts with."""
    original = _find("libharfbuzz-subset.so.0")
    if original is None:
        pytest.skip("the machine has no HarfBuzz-subset to copy")
    folder = tmp_path / "usr" / "lib" / "any-linux-gnu"
    folder.mkdir(parents=True)
    shutil.copy(original, folder / "libharfbuzz-subset.so.0")
    environment = {**os.environ, "PYTHONPATH": str(Path(libraries.__file__).parents[1])}
    subprocess.run(
        [sys.executable, "-c", USES_UNPACKED, tmp_path], check=True, env=environment, timeout=60
    )


def _find(name: str) -> Path | None:
    places = (*Path("/usr/lib").glob(f"*/{name}"), *libraries.native_folder().glob(f"**/{name}"))
    return next(iter(places), None)
