"""The Chinese typefaces of the reports: made once from a variable font, then read from a cache.

A variable font used directly costs WeasyPrint 4 to 7 times the processor time of a static one, so two
weights are instanced from Noto Sans SC and split in two faces each: `Maturity Sans` holds what nearly
every report needs (GB 2312, common characters of names, symbols), `Maturity Sans Rest` all the others.
The small face keeps a worker's memory low: WeasyPrint copies the file once for every size of text.

`python -m reports.fonts` fills the cache and says so in one line.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reports.typeface import (
    BOLD,
    FAMILY,
    RECIPE,
    REGULAR,
    REST_FAMILY,
    FontsUnavailable,
    file_names,
    sources,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What a stylesheet writes after `font-family:`. The system's sans-serif comes last, for scripts we do not ship.
FAMILIES = f"'{FAMILY}', '{REST_FAMILY}', sans-serif"


@dataclass(frozen=True)
class FontFiles:
    """Where the four static TrueType files lie."""

    regular: Path
    bold: Path
    rest_regular: Path
    rest_bold: Path

    def paths(self) -> tuple[Path, Path, Path, Path]:
        """List the files, the main face first."""
        return self.regular, self.bold, self.rest_regular, self.rest_bold

    def exist(self) -> bool:
        """Tell whether all four are there. They are renamed into place, so one that is there is whole."""
        return all(path.is_file() for path in self.paths())


def ensure_fonts(cache_dir: Path | None = None) -> FontFiles:
    """Return the font files, making them first when the cache lacks them (20 to 30 s on two cores)."""
    files = cached_fonts(cache_dir)
    if files.exist():
        return files
    folder = files.regular.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            if not files.exist():  # another process may have made them while this one waited
                _make(folder)
    except OSError as error:
        raise FontsUnavailable(
            f"无法写入字体缓存 {folder}（{error}），请把 XDG_CACHE_HOME 设为可写的文件夹。 "
            f"Cannot write the font cache {folder} ({error}); point XDG_CACHE_HOME at a writable folder."
        ) from error
    return files


def cached_fonts(cache_dir: Path | None = None) -> FontFiles:
    """Name the files that `ensure_fonts` would return, whether or not they exist yet."""
    folder = (cache_dir or default_cache_dir()).absolute() / _key()
    (regular, rest_regular), (bold, rest_bold) = file_names(REGULAR), file_names(BOLD)
    return FontFiles(folder / regular, folder / bold, folder / rest_regular, folder / rest_bold)


def default_cache_dir() -> Path:
    """Return the folder used when the caller names none."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # The XDG specification tells to ignore a relative path.
    return (
        (base if base.is_absolute() else Path("~/.cache").expanduser())
        / "textile-maturity"
        / "fonts"
    )


def css(font_files: FontFiles, url: Callable[[Path], str] = Path.as_uri) -> str:
    """Write the @font-face rules; `url` turns a file into the address that the reader's fetcher allows."""
    faces = (
        (FAMILY, REGULAR, font_files.regular),
        (FAMILY, BOLD, font_files.bold),
        (REST_FAMILY, REGULAR, font_files.rest_regular),
        (REST_FAMILY, BOLD, font_files.rest_bold),
    )
    rule = (
        "@font-face {{ font-family: '{}'; font-weight: {}; src: url('{}') format('truetype') }}\n"
    )
    return "".join(rule.format(family, weight, url(path)) for family, weight, path in faces)


def missing_characters(text: str, font_files: FontFiles) -> str:
    """Return, sorted, the characters of a text that no face of ours can show (blanks and controls left out)."""
    covered = _coverage(font_files.regular) | _coverage(font_files.rest_regular)
    return "".join(
        c
        for c in sorted(set(text))
        if ord(c) not in covered and unicodedata.category(c)[0] not in "CZ"
    )


@functools.cache
def _coverage(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@functools.cache
def _key() -> str:
    """Name the cache entry after all that its bytes depend on. The sources themselves are checked on making it."""
    import fontTools  # type: ignore[import-untyped]

    parts = [RECIPE, fontTools.version, *(digest for _, digest in sources().values())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time make the entry. Without locks (Windows) two would write the same bytes twice."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path) -> None:
    """Make both weights side by side, each in a process of its own, whose memory ours should not keep."""
    search_path = os.pathsep.join(
        filter(None, (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")))
    )
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as work:
        running = [
            subprocess.Popen(
                # -P keeps the current folder off the path: in it a stray `reports` might shadow this package.
                [sys.executable, "-P", "-m", "reports.typeface", str(weight), work],
                env={**os.environ, "PYTHONPATH": search_path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            for weight in (REGULAR, BOLD)
        ]
        complaints = [process.communicate()[1].strip() for process in running]
        if any(process.returncode for process in running):
            reason = next((text.splitlines()[-1] for text in complaints if text), "?")
            raise FontsUnavailable(f"字体生成失败。 The fonts could not be made. {reason}")
        for name in (*file_names(REGULAR), *file_names(BOLD)):
            os.replace(Path(work) / name, folder / name)


def main() -> int:
    """Fill the cache and say so in one line."""
    start = time.monotonic()
    try:
        files = ensure_fonts()
    except FontsUnavailable as error:
        print(f"✗ {error}")
        return 1
    taken = time.monotonic() - start
    print(
        f"✓ 报告字体已就绪（{taken:.0f} 秒） Report fonts ready ({taken:.0f} s): {files.regular.parent}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
