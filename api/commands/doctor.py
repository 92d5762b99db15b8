"""`maturity doctor`: can this computer run everything, and if not, what mends it.

`checks` finds out, `run` prints. Nothing here needs more than the standard library, so that it can
still speak when an installation is broken.
"""

import importlib.metadata
import importlib.util
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reports import fonts, libraries

DISTRIBUTION = "textile-maturity"
ROOMS = ("questionnaires", "scoring", "assessment", "reports", "api")
OLDEST, NEWEST = (3, 11), (3, 14)

Text = dict[str, str]


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found, and what mends it (used only when it is not ok)."""

    id: str
    ok: bool
    # A failed `error` means that something cannot be done at all; a `warning`, that it is slow.
    severity: Literal["error", "warning"]
    found: Text
    mend: Text


def checks() -> list[Check]:
    """Look at everything, in the order in which troubles are best mended."""
    return [
        python_version(),
        package_names(),
        package_versions(),
        pango(),
        harfbuzz_subset(),
        font_files(),
        writable("cache", fonts.default_cache_dir(), "error"),
        writable("folder", Path.cwd(), "warning"),
    ]


def run(lang: str) -> int:
    """Print all checks in one language; return 1 when something cannot be done, else 0."""
    results = checks()
    for check in results:
        sys.stdout.write(f"{'✓' if check.ok else '✗'} {check.found[lang]}\n")
        if not check.ok:
            sys.stdout.write(f"  → {check.mend[lang]}\n")
    return int(any(not check.ok and check.severity == "error" for check in results))


def python_version() -> Check:
    """Compare the interpreter with the versions this project is made for."""
    version = ".".join(map(str, sys.version_info[:3]))
    oldest, newest = ".".join(map(str, OLDEST)), ".".join(map(str, NEWEST))
    return Check(
        "python",
        OLDEST <= sys.version_info[:2] <= NEWEST,
        "error",
        {"zh": f"Python {version}", "en": f"Python {version}"},
        {
            "zh": f"请用 Python {oldest} 至 {newest} 重新创建虚拟环境",
            "en": f"make the virtual environment again with Python {oldest} to {newest}",
        },
    )


def package_names() -> Check:
    """Find a second owner of one of our five top-level names, which are common words."""
    clashes = name_clashes()
    listed = "; ".join(f"{name} ← {owner}" for name, owner in clashes.items())
    fine = {"zh": "五个顶层包名没有冲突", "en": "nothing else uses our five package names"}
    wrong = {"zh": f"顶层包名被占用：{listed}", "en": f"package names taken: {listed}"}
    return Check(
        "names",
        not clashes,
        "error",
        wrong if clashes else fine,
        {
            "zh": f"请将 {DISTRIBUTION} 安装到单独的虚拟环境，或移除上述来源",
            "en": f"install {DISTRIBUTION} into an environment of its own, or remove these",
        },
    )


def name_clashes() -> dict[str, str]:
    """Map each of our top-level names that is taken to the distribution or folder that takes it."""
    home = Path(__file__).resolve().parents[2]
    owners = importlib.metadata.packages_distributions()
    clashes: dict[str, str] = {}
    for name in ROOMS:
        others = sorted({owner for owner in owners.get(name, []) if not _is_ours(owner)})
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve().parent if spec and spec.origin else None
        if others:
            clashes[name] = ", ".join(others)
        elif origin != home / name:
            clashes[name] = str(origin)
    return clashes


def _is_ours(distribution: str) -> bool:
    return re.sub(r"[-_.]+", "-", distribution).lower() == DISTRIBUTION


def package_versions() -> Check:
    """Compare installed packages with what our distribution asks for, its extras included."""
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
        troubles = [trouble for line in requirements if (trouble := unmet(line))]
    except importlib.metadata.PackageNotFoundError:
        requirements, troubles = [], [f"{DISTRIBUTION} (—)"]
    listed = ", ".join(troubles)
    count = len(requirements)
    fine = {"zh": f"{count} 个依赖包版本符合要求", "en": f"all {count} required packages fit"}
    wrong = {"zh": f"依赖包缺失或版本不符：{listed}", "en": f"packages missing or unfit: {listed}"}
    command = f"pip install --upgrade '{DISTRIBUTION}[reports,server]'"
    return Check(
        "packages",
        not troubles,
        "error",
        wrong if troubles else fine,
        {"zh": f"请执行：{command}（或 make run）", "en": f"run: {command} (or make run)"},
    )


def unmet(requirement: str) -> str | None:
    """Say what is wrong with a requirement (`name>=1,<2; extra == "x"`); None if it is met."""
    wanted, _, marker = requirement.partition(";")
    match = re.match(r"\s*([\w.-]*\w)\s*(?:\[[^]]*\])?(.*)", wanted)
    if match is None or (marker and "extra" not in marker):
        return None  # a condition on the platform, which only an installer can judge
    name, bounds = match[1], match[2].strip()
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} (—)"
    limits = re.findall(r"(>=|<=|==|!=|>|<)\s*([\d.]*\d)", bounds)
    fits = all(HOLDS[sign](*_aligned(installed, limit)) for sign, limit in limits)
    return None if fits else f"{name} {installed} ({bounds})"


Release = tuple[int, ...]
# The signs that pyproject.toml uses.
HOLDS: dict[str, Callable[[Release, Release], bool]] = {
    ">=": lambda version, limit: version >= limit,
    "<=": lambda version, limit: version <= limit,
    "==": lambda version, limit: version == limit,
    "!=": lambda version, limit: version != limit,
    ">": lambda version, limit: version > limit,
    "<": lambda version, limit: version < limit,
}


def _aligned(*versions: str) -> list[Release]:
    """Turn versions into numbers of equal length (2.0 equals 2), without a suffix such as rc1."""
    releases = [re.match(r"[\d.]*", version) for version in versions]
    numbers = [[int(part) for part in match[0].split(".") if part] for match in releases if match]
    length = max(map(len, numbers))
    return [tuple(part + [0] * (length - len(part))) for part in numbers]


def pango() -> Check:
    """Tell whether the libraries are there without which no PDF can be made."""
    libraries.preload()
    state = libraries.status()
    fine = {"zh": "PDF 排版库 Pango 可用", "en": "Pango, which lays out the PDF, is there"}
    found = fine if state.usable else state.found()
    return Check("pango", state.usable, "error", found, state.mend())


def harfbuzz_subset() -> Check:
    """Tell whether the library is there that keeps PDF fast."""
    libraries.preload()
    state = libraries.status()
    ok = all(library.required for library in state.missing)
    fine = {"zh": "字体子集库 HarfBuzz-subset 可用", "en": "HarfBuzz-subset is there"}
    return Check("harfbuzz-subset", ok, "warning", fine if ok else state.found(), state.mend())


def font_files() -> Check:
    """Tell whether the Chinese typefaces are there or can be made."""
    mend = {
        "zh": "请执行：python -m reports.fonts，并查看其报告",
        "en": "run: python -m reports.fonts and see what it reports",
    }
    try:
        files = fonts.cached_fonts()
    except fonts.FontError as error:
        return Check("fonts", False, "error", {"zh": error.zh, "en": error.en}, mend)
    if files.exist():
        found = {"zh": "中文报告字体已就绪", "en": "the Chinese typefaces are ready"}
    else:
        found = {
            "zh": "中文报告字体将在首次生成 PDF 时制作（约半分钟）",
            "en": "the Chinese typefaces will be made with the first PDF (half a minute)",
        }
    return Check("fonts", True, "error", found, mend)


def writable(identity: str, folder: Path, severity: Literal["error", "warning"]) -> Check:
    """Try to write into a folder, or into the nearest one above it that exists."""
    existing = next(path for path in (folder, *folder.parents) if path.is_dir())
    try:
        with tempfile.TemporaryFile(dir=existing):
            ok = True
    except OSError:
        ok = False
    return Check(
        identity,
        ok,
        severity,
        {
            "zh": f"{folder} {'可写' if ok else '不可写'}",
            "en": f"{folder} is {'' if ok else 'not '}writable",
        },
        {
            "zh": "请修改权限；缓存位置可用 XDG_CACHE_HOME 指定"
            if identity == "cache"
            else "请修改权限，或换一个可写的文件夹运行",
            "en": "change its permissions, or point XDG_CACHE_HOME elsewhere"
            if identity == "cache"
            else "change its permissions, or run from another folder",
        },
    )
