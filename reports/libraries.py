"""The system libraries that WeasyPrint loads: finding, fetching and preloading them.

No wheel bundles Pango. `python -m reports.libraries` (part of the set-up) gets what is missing, in this order:
already loadable; apt, as root or with sudo that asks no password; Debian packages unpacked into a folder of the
virtual environment; else one line that says what to install. Set-up goes on in any case: scoring needs none of this.
At run time `preload` makes an unpacked copy usable and `status` tells what is missing; neither runs a program.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Library:
    """A shared library under the names it has on Linux, macOS and Windows, and the Debian package that holds it."""

    names: tuple[str, ...]
    package: str
    # Without HarfBuzz-subset a PDF is made as well, but slowly: with our fonts 2.5 times the processor time, 4 times
    # when it has rare characters (9 pages, WeasyPrint 70), and more than 10 times with a system font.
    required: bool = True


# In the order of dependence: the first ones are needed by those below them.
LIBRARIES = (
    Library(
        ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"), "libglib2.0-0"
    ),
    Library(("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "libharfbuzz0b"),
    Library(
        ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"), "libfontconfig1"
    ),
    Library(("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "libpango-1.0-0"),
    Library(
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        "libpangoft2-1.0-0",
    ),
    Library(
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        "libharfbuzz-subset0",
        required=False,
    ),
)
# The other packages come along as their dependencies.
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


@dataclass(frozen=True)
class Status:
    """Which libraries this process cannot load."""

    missing: tuple[Library, ...]

    @property
    def usable(self) -> bool:
        """Tell whether a PDF can be made at all."""
        return not any(library.required for library in self.missing)

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing, so that a PDF is made fast as well."""
        return not self.missing

    @property
    def packages(self) -> tuple[str, ...]:
        """Return the Debian packages that bring what is missing."""
        lacking = {library.package for library in self.missing}
        # Pango draws the other required ones in, and their names differ between releases of Debian.
        return (
            tuple(name for name in PACKAGES if name in lacking)
            if lacking <= set(PACKAGES)
            else PACKAGES
        )

    def found(self) -> dict[str, str]:
        """Say in one sentence how things stand, in Chinese and in English."""
        names = ", ".join(library.names[0] for library in self.missing)
        if self.complete:
            return {"zh": "PDF 所需系统库已就绪", "en": "system libraries for PDF are ready"}
        if self.usable:
            return {
                "zh": f"缺少 {names}：生成中文 PDF 的时间会变为二至四倍",
                "en": f"missing {names}: a Chinese PDF takes two to four times as long",
            }
        return {
            "zh": f"缺少 {names}：不能生成 PDF，评分不受影响",
            "en": f"missing {names}: no PDF can be made, scoring works",
        }

    def mend(self) -> dict[str, str]:
        """Say what to install, in Chinese and in English; empty when nothing is missing."""
        if self.complete:
            return {"zh": "", "en": ""}
        if sys.platform.startswith("linux"):
            command = f"sudo apt-get install {' '.join(self.packages)}"
            return {
                "zh": f"请执行：{command}（Debian、Ubuntu）",
                "en": f"run: {command} (Debian, Ubuntu)",
            }
        command = (
            "brew install pango"
            if sys.platform == "darwin"
            else "pacman -S mingw-w64-ucrt-x86_64-pango"
        )
        return {"zh": f"请执行：{command}", "en": f"run: {command}"}


def native_folder() -> Path:
    """Return the folder for unpacked packages: in the virtual environment, or else in the user's cache."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.prefix) / "native"
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (
        (base if base.is_absolute() else Path("~/.cache").expanduser())
        / "textile-maturity"
        / "native"
    )


def preload(folder: Path | None = None) -> None:
    """Load unpacked libraries into this process. Call it before WeasyPrint is imported; it does no harm twice.

    WeasyPrint then finds them by name, because the loader knows a loaded library by its soname.
    """
    folder = folder or native_folder()
    configuration = folder / "fonts.conf"
    if configuration.is_file() and not Path("/etc/fonts/fonts.conf").is_file():
        os.environ.setdefault("FONTCONFIG_FILE", str(configuration))
    if status().complete:
        return
    waiting = sorted(
        path
        for path in folder.glob("**/lib/*-linux-*/lib*.so.*")
        if path.name.split(".so.")[1].isdigit()
    )
    while waiting:
        # One that needs another in this folder loads only after it: go round until a round brings nothing.
        left = [path for path in waiting if not _loads(path.name, str(path))]
        if len(left) == len(waiting):
            return
        waiting = left


def status() -> Status:
    """Tell which libraries this process cannot load. After `preload` the unpacked ones count as well."""
    return Status(tuple(library for library in LIBRARIES if not _loads(*library.names)))


def _loads(*names: str) -> bool:
    """Load the first of these names or paths that can be; a library once loaded stays."""
    for name in names:
        try:
            ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
        except OSError:
            continue
        return True
    return False


# --- set-up ----------------------------------------------------------------------------------------------------


def install(packages: tuple[str, ...]) -> bool:
    """Install with apt, if that needs no password; tell whether it worked."""
    asks_nothing: list[str] = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or not _runs([*asks_nothing, "true"]):
        return False
    silent = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-q",
        "-y",
        "-o",
        "DPkg::Lock::Timeout=120",
    ]
    apt = [*asks_nothing, *silent]
    command = [*apt, "install", "--no-install-recommends", *packages]
    # A fresh machine has no package lists yet, an old one has lists of versions that are gone.
    return _runs(command) or (_runs([*apt, "update"]) and _runs(command))


def unpack(packages: tuple[str, ...], folder: Path) -> bool:
    """Unpack packages and what they need into a folder, without any rights; tell whether it worked."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".packages-", dir=folder) as work:
        own_lists = ["-o", f"Dir::State::Lists={work}/lists", "-o", f"Dir::Cache={work}/cache"]
        for options in ([], own_lists):
            if options:  # the system's lists are empty or old, and only root may renew those
                for part in ("lists", "cache/archives"):
                    (Path(work) / part / "partial").mkdir(parents=True)
                _runs(["apt-get", *options, "update"])
            needed = _to_install(packages, options)
            if needed and _runs(["apt-get", *options, "download", *needed], work):
                break
        archives = sorted(Path(work).glob("*.deb"))
        unpacked = [_runs(["dpkg", "-x", str(archive), str(folder)]) for archive in archives]
        if not unpacked or not all(unpacked):
            return False
    # Debian's own configuration names folders of the system, where nothing was unpacked.
    folders = "".join(
        f"<dir>{path}</dir>" for path in (folder / "usr/share/fonts", "/usr/share/fonts")
    )
    configuration = (
        f'<fontconfig>{folders}<cachedir prefix="xdg">fontconfig</cachedir></fontconfig>\n'
    )
    (folder / "fonts.conf").write_text(configuration, encoding="utf-8")
    return True


def _to_install(packages: tuple[str, ...], options: list[str]) -> list[str]:
    """Ask apt which packages are missing, dependencies included; empty when it does not know them."""
    command = ["apt-get", *options, "-s", "-q", "install", "--no-install-recommends", *packages]
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return [line.split()[1] for line in result.stdout.splitlines() if line.startswith("Inst ")]


def _runs(command: list[str], folder: str | None = None) -> bool:
    try:
        result = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        return False
    return result.returncode == 0


def main() -> int:
    """Get what is missing and say how things stand in one line. It never fails: scoring works without PDF."""
    preload()
    state = status()
    if not state.complete and install(state.packages):
        state = status()
    if not state.complete and unpack(state.packages, native_folder()):
        preload()
        state = status()
    mark = "✓" if state.complete else "✗"
    sentences = (
        " — ".join(filter(None, (state.found()[lang], state.mend()[lang]))) for lang in ("zh", "en")
    )
    print(mark, *sentences)
    return 0


if __name__ == "__main__":
    sys.exit(main())
