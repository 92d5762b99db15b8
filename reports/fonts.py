"""The Chinese typefaces of the reports: made once from a variable font, then read from a cache.

A variable font used directly costs WeasyPrint 4 to 7 times the processor time of a static one. So
two weights are frozen from Noto Sans SC and split in two faces each: `Maturity Sans` holds what
nearly every report needs (GB 2312, common characters of names, symbols), `Maturity Sans Rest` all
others. The small face keeps memory low: WeasyPrint copies the file once for every size of text.

`python -m reports.fonts` fills the cache and says so in one line.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import fcntl

FAMILY = "Maturity Sans"
REST_FAMILY = "Maturity Sans Rest"
REGULAR, BOLD = 400, 700
# What a stylesheet writes after `font-family:`; the system's sans-serif for scripts we do not ship.
FAMILIES = f"'{FAMILY}', '{REST_FAMILY}', sans-serif"

# Part of the cache key: raise it whenever `reports.typeface` would write other bytes.
RECIPE = "2"
PACKAGE = "justmytype_intl_cjk"
MAIN_SOURCE = "ofl/notosanssc/NotoSansSC[wght].ttf"
# They lend what Noto Sans SC lacks, in this order. 𠮷 (U+20BB7) is drawn only in the Japanese one.
LENDERS = {
    "TC": "ofl/notosanstc/NotoSansTC[wght].ttf",
    "JP": "ofl/notosansjp/NotoSansJP[wght].ttf",
}


class FontError(RuntimeError):
    """The typefaces are not there and cannot be made."""

    def __init__(self, zh: str, en: str) -> None:
        """Say why in Chinese and in English."""
        super().__init__(f"{zh} {en}")
        self.zh, self.en = zh, en


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
        """Tell whether all four are there; each was renamed into place, so it is whole."""
        return all(path.is_file() for path in self.paths())


def ensure_fonts(cache_dir: Path | None = None) -> FontFiles:
    """Return the font files; making them, when the cache lacks them, takes 20 to 30 s."""
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
        raise FontError(
            f"无法写入字体缓存 {folder}（{error}），请把 XDG_CACHE_HOME 设为可写的文件夹。",
            f"Cannot write the font cache {folder} ({error}); "
            "point XDG_CACHE_HOME at a writable folder.",
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
    if not base.is_absolute():  # the XDG specification tells to ignore a relative path
        base = Path(os.path.expanduser("~/.cache"))  # noqa: PTH111  never raises, unlike Path's
    return base / "textile-maturity" / "fonts"


def file_names(weight: int) -> tuple[str, str]:
    """Name the files of the main face and of the rest."""
    style = "Bold" if weight == BOLD else "Regular"
    return f"MaturitySans-{style}.ttf", f"MaturitySansRest-{style}.ttf"


def css(font_files: FontFiles, url: Callable[[Path], str] = Path.as_uri) -> str:
    """Write the @font-face rules; `url` gives a file the address that the page's fetcher allows."""
    faces = (
        (FAMILY, REGULAR, font_files.regular),
        (FAMILY, BOLD, font_files.bold),
        (REST_FAMILY, REGULAR, font_files.rest_regular),
        (REST_FAMILY, BOLD, font_files.rest_bold),
    )
    rule = "@font-face {{ font-family: '{}'; font-weight: {}; src: url('{}') }}\n"
    return "".join(rule.format(family, weight, url(path)) for family, weight, path in faces)


def missing_characters(text: str, font_files: FontFiles) -> str:
    """Return, sorted, the visible characters of a text that our faces lack."""
    covered = _coverage(font_files.regular) | _coverage(font_files.rest_regular)
    lacking = (char for char in sorted(set(text)) if ord(char) not in covered)
    return "".join(char for char in lacking if unicodedata.category(char)[0] not in "CZ")


@functools.cache
def _coverage(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  an extra: `maturity doctor` runs without

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@functools.cache
def sources() -> dict[str, tuple[Path, str]]:
    """Find the variable fonts and the sha256 that their package's manifest gives for each."""
    spec = importlib.util.find_spec(PACKAGE)
    root = Path(spec.origin).parent / "fonts" if spec and spec.origin else None
    paths = {name: root / name for name in (MAIN_SOURCE, *LENDERS.values())} if root else {}
    if root is None or not all(path.is_file() for path in paths.values()):
        raise FontError(
            "中文字体包未安装或不完整：请执行 pip install 'textile-maturity[reports]'。",
            "The Chinese font package is missing or incomplete; "
            "run: pip install 'textile-maturity[reports]'.",
        )
    manifest = json.loads((root / "pack_manifest.json").read_text(encoding="utf-8"))
    digests = {font["path"]: font["sha256"] for font in manifest["fonts"]}
    return {name: (path, digests[name]) for name, path in paths.items()}


@functools.cache
def _key() -> str:
    """Name the cache entry after all that its bytes depend on; `typeface` checks the digests."""
    digests = [digest for _, digest in sources().values()]
    parts = [RECIPE, importlib.metadata.version("fonttools"), *digests]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time make the entry; on Windows two write the same bytes twice."""
    with (folder / ".lock").open("w") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path) -> None:
    """Make both weights at once, each in its own process, whose memory ours should not keep."""
    search_path = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as work:
        running = [
            subprocess.Popen(  # noqa: S603  our own module, nothing from outside
                # -P: a stray `reports` in the current folder must not shadow this package.
                [sys.executable, "-P", "-m", "reports.typeface", str(weight), work],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, search_path))},
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
            raise FontError(f"字体生成失败：{reason}", f"The fonts could not be made: {reason}")
        for name in (*file_names(REGULAR), *file_names(BOLD)):
            (Path(work) / name).replace(folder / name)


def main() -> int:
    """Fill the cache and say so in one line."""
    start = time.monotonic()
    try:
        folder = ensure_fonts().regular.parent
    except FontError as error:
        sys.stdout.write(f"✗ {error}\n")
        return 1
    taken = f"{time.monotonic() - start:.0f}"
    sys.stdout.write(f"✓ 报告字体已就绪（{taken} 秒） fonts ready ({taken} s): {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
