"""`maturity doctor`: each trouble is found, told in both languages and answered with a remedy."""

import importlib.metadata
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import SimpleNamespace

import pytest

from api.commands import doctor
from reports import fonts, libraries


def _check(identity: str, *, ok: bool, severity: str = "error") -> doctor.Check:
    texts = {"zh": f"{identity} 现状", "en": f"{identity} state"}
    remedy = {"zh": f"{identity} 处理", "en": f"{identity} remedy"}
    return doctor.Check(identity, ok, severity, texts, remedy)  # type: ignore[arg-type]


def test_every_check_speaks_both_languages() -> None:
    """Whatever the machine, each check has an id of its own and its texts in Chinese and English."""
    results = doctor.checks()
    assert len({check.id for check in results}) == len(results)
    for check in results:
        assert check.found["zh"]
        assert check.found["en"]
        assert check.ok or (check.mend["zh"] and check.mend["en"])
        assert set(check.found) == set(check.mend) == {"zh", "en"}


def test_checks_cover_what_goes_wrong() -> None:
    """Python, names, packages, both libraries, fonts and write access are all looked at."""
    expected = [
        "python",
        "names",
        "packages",
        "pango",
        "harfbuzz-subset",
        "fonts",
        "cache",
        "folder",
    ]
    assert [check.id for check in doctor.checks()] == expected


@pytest.mark.parametrize(
    ("lang", "state", "remedy"), [("zh", "b 现状", "b 处理"), ("en", "b state", "b remedy")]
)
def test_output_tells_how_to_mend_what_failed(
    lang: str,
    state: str,
    remedy: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Failures carry ✗ and their remedy, successes ✓ and none, in the language asked for."""
    monkeypatch.setattr(doctor, "checks", lambda: [_check("a", ok=True), _check("b", ok=False)])
    assert doctor.run(lang) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == ["✓", "✗", " "]
    assert lines[1].endswith(state)
    assert lines[2].endswith(remedy)


def test_a_warning_does_not_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is only slow is shown, but the exit code stays 0."""
    monkeypatch.setattr(doctor, "checks", lambda: [_check("slow", ok=False, severity="warning")])
    assert doctor.run("en") == 0
    assert "✗ slow state" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("version", "ok"),
    [((3, 10, 9), False), ((3, 11, 0), True), ((3, 14, 2), True), ((3, 15, 0), False)],
)
def test_python_version_is_compared(
    version: tuple[int, ...], ok: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Versions outside those the project is made for fail, 3.9 < 3.10 < 3.11 in the right order."""
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=version))
    assert doctor.python_version().ok is ok


def test_bounds_of_python_are_those_of_the_package() -> None:
    """The versions that the doctor accepts are the ones pyproject.toml declares."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    oldest, next_newest = (
        ".".join(map(str, pair)) for pair in (doctor.OLDEST, (3, doctor.NEWEST[1] + 1))
    )
    assert f'requires-python = ">={oldest},<{next_newest}"' in text


def test_no_name_clashes_here() -> None:
    """In the environment of the tests our five names belong to nobody else."""
    assert doctor.name_clashes() == {}
    assert doctor.package_names().ok


def test_another_distribution_with_our_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second distribution that owns `api` is named; our own, however spelt, is not."""
    owners = {"api": ["textile_maturity", "some-api"], "scoring": ["Textile-Maturity"]}
    monkeypatch.setattr(importlib.metadata, "packages_distributions", lambda: owners)
    assert doctor.name_clashes() == {"api": "some-api"}
    check = doctor.package_names()
    assert not check.ok
    assert check.severity == "error"
    assert "some-api" in check.found["zh"]


def test_a_folder_that_shadows_us_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A `scoring` imported from another folder than ours is named with its place."""
    stray = tmp_path / "scoring"
    stray.mkdir()
    (stray / "__init__.py").touch()
    find = importlib.util.find_spec

    def find_spec(name: str) -> ModuleSpec | None:
        if name == "scoring":
            return importlib.util.spec_from_file_location(name, stray / "__init__.py")
        return find(name)

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    assert doctor.name_clashes() == {"scoring": str(stray)}


@pytest.mark.parametrize(
    ("installed", "requirement", "met"),
    [
        ("2.14.1", "pydantic>=2.14,<3", True),
        ("2.9", "pydantic>=2.14,<3", False),
        ("3.0.0", "pydantic<3,>=2.14", False),
        ("3", "pydantic<3.0,>=2.14", False),
        ("0.1.0", "justmytype-intl-cjk==0.1.0 ; extra == 'reports'", True),
        ("0.1.1", "justmytype-intl-cjk==0.1.0 ; extra == 'reports'", False),
        ("70.0", "weasyprint<71,>=70; extra == 'reports'", True),
        ("71.0rc1", "weasyprint<71,>=70; extra == 'reports'", False),
        ("1.0", "fcntl-like>=2; sys_platform == 'win32'", True),
        ("1.0", "plain", True),
        (None, "plain>=1", False),
    ],
)
def test_versions_are_compared_as_numbers(
    installed: str | None, requirement: str, met: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.9 is older than 2.14, 3.0 equals 3, and an absent package is reported as such."""

    def version(name: str) -> str:
        if installed is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return installed

    monkeypatch.setattr(importlib.metadata, "version", version)
    trouble = doctor.unmet(requirement)
    assert (trouble is None) is met
    assert trouble is None or trouble.split()[0] in requirement


def test_unfit_packages_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """All packages that do not fit are named at once, with what was found."""
    monkeypatch.setattr(
        importlib.metadata, "requires", lambda _: ["numpy>=999", "no-such-package", "polars"]
    )
    check = doctor.package_versions()
    assert not check.ok
    assert "numpy" in check.found["en"]
    assert ">=999" in check.found["en"]
    assert "no-such-package (—)" in check.found["en"]
    assert "polars" not in check.found["en"]


def test_slow_pdf_is_a_warning_and_no_pdf_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """HarfBuzz-subset missing is a warning that says how much slower; Pango missing an error."""
    by_package = {library.package: library for library in libraries.LIBRARIES}
    monkeypatch.setattr(libraries, "preload", lambda: None)
    subset = libraries.Status((by_package["libharfbuzz-subset0"],))
    monkeypatch.setattr(libraries, "status", lambda: subset)
    assert doctor.pango().ok
    check = doctor.harfbuzz_subset()
    assert (check.ok, check.severity) == (False, "warning")
    assert "times as long" in check.found["en"]
    monkeypatch.setattr(
        libraries, "status", lambda: libraries.Status((by_package["libpango-1.0-0"],))
    )
    assert doctor.harfbuzz_subset().ok
    check = doctor.pango()
    assert (check.ok, check.severity) == (False, "error")
    assert "libpango-1.0-0" in check.mend["en"] or sys.platform != "linux"


def test_fonts_ready_to_make_or_lacking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cached and still to be made are both fine and told apart; no source font is an error."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    check = doctor.font_files()
    assert check.ok
    assert "will be made" in check.found["en"]
    for path in fonts.cached_fonts().paths():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert "ready" in doctor.font_files().found["en"]

    def fail() -> fonts.FontFiles:
        raise fonts.FontError("没有字体", "no font")

    monkeypatch.setattr(fonts, "cached_fonts", fail)
    check = doctor.font_files()
    assert not check.ok
    assert check.found == {"zh": "没有字体", "en": "no font"}


def test_write_access_is_tried(tmp_path: Path) -> None:
    """A folder still to be made counts by its nearest parent; nothing is left behind."""
    assert doctor.writable("cache", tmp_path / "a" / "b", "error").ok
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where nothing can be written the check fails and names the folder."""

    def refuse(**_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    check = doctor.writable("folder", tmp_path, "warning")
    assert not check.ok
    assert str(tmp_path) in check.found["zh"]
