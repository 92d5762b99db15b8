"""The system libraries that WeasyPrint loads: finding, fetching and preloading them.

No wheel bundles Pango. `python -m reports.libraries`, a step of the set-up, gets what is missing:
with apt, as root or with a sudo that asks no password; else from Debian packages unpacked into a
folder of the virtual environment; else one line says what to install. The set-up goes on in any
case, as scoring needs none of this. At run time `preload` makes an unpacked copy usable and
`status` tells what is missing; neither runs a program.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from reports.fonts import default_cache_dir


@dataclass(frozen=True)
class Library:
    """A shared library: its names on Linux, macOS and Windows, and its Debian package."""

    names: tuple[str, ...]
    package: str
    # Without HarfBuzz-subset a PDF is made as well, but costs 2.5 times the processor time, and
    # 4 times with rare characters (9 pages, WeasyPrint 70, our fonts); far more with large fonts.
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
    """Return where packages are unpacked: the virtual environment, or else the user's cache."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.prefix) / "native"
    return default_cache_dir().parent / "native"


def preload(folder: Path | None = None) -> None:
    """Load unpacked libraries into this process; call it before WeasyPrint is imported.

    WeasyPrint then finds them by name, because the loader knows a loaded library by its soname.
    """
    folder = folder or native_folder()
    configuration = folder / "fonts.conf"
    if configuration.is_file() and not Path("/etc/fonts/fonts.conf").is_file():
        os.environ.setdefault("FONTCONFIG_FILE", str(configuration))
    if status().complete:
        return
    found = (path for lib in ("usr/lib", "lib") for path in folder.glob(f"{lib}/*/lib*.so.*"))
    # The short name (libpango-1.0.so.0) is the soname; it links to the file with the full version.
    waiting = sorted(path for path in found if path.name.split(".so.")[1].isdigit())
    while waiting:
        # One that needs another of this folder loads only after it: go round until nothing new.
        left = [path for path in waiting if not _loads(path.name, str(path))]
        if len(left) == len(waiting):
            return
        waiting = left


def status() -> Status:
    """Tell which libraries this process cannot load; after `preload` unpacked ones count too."""
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


# --- set-up ---------------------------------------------------------------------------------------


def install(packages: tuple[str, ...]) -> bool:
    """Install with apt, if that needs no password; tell whether it worked."""
    if not shutil.which("apt-get"):
        return False
    asks_nothing = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = [*asks_nothing, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    apt += ["-o", "DPkg::Lock::Timeout=120"]  # seconds to wait for another apt
    command = [*apt, "install", "--no-install-recommends", *packages]
    if not _runs([*asks_nothing, "true"]):
        return False
    if _runs(command):
        return True
    # A fresh machine has no package lists yet, an old one has lists of versions that are gone. The
    # update fails as a whole when one of many sources does, so only the second try counts.
    _runs([*apt, "update"])
    return _runs(command)


def unpack(packages: tuple[str, ...], folder: Path) -> bool:
    """Unpack packages and what they need into a folder; it takes no rights. True if it worked."""
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
    """Ask apt which packages are missing, dependencies included; none when it knows none."""
    command = ["apt-get", *options, "-s", "-q", "install", "--no-install-recommends", *packages]
    listing = _run(command).stdout.decode(errors="replace").splitlines()
    return [line.split()[1] for line in listing if line.startswith("Inst ")]


def _runs(command: list[str], folder: str | None = None) -> bool:
    try:
        return _run(command, folder).returncode == 0
    except OSError:  # there is no such program
        return False


def _run(command: list[str], folder: str | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603  fixed commands, and package names from the list above
        command,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def main() -> int:
    """Get what is missing and say in one line how things stand; never fail."""
    preload()
    state = status()
    if not state.complete and install(state.packages):
        state = status()
    if not state.complete and unpack(state.packages, native_folder()):
        preload()
        state = status()
    found, mend = state.found(), state.mend()
    mark = "✓" if state.complete else "✗"
    for language in ("zh", "en"):
        mark += " " + " — ".join(filter(None, (found[language], mend[language])))
    sys.stdout.write(mark + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
