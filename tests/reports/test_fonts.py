"""The Chinese typefaces: what they cover, what they are called, and how the cache behaves."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reports import fonts, typeface


@pytest.fixture
def fresh_sources() -> Iterator[None]:
    fonts.sources.cache_clear()
    fonts._key.cache_clear()
    yield
    fonts.sources.cache_clear()
    fonts._key.cache_clear()


def _codes(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _hanzi(codec: str) -> set[int]:
    """All hanzi of the unified block that a legacy encoding knows."""
    return {code for code in range(0x4E00, 0xA000) if chr(code).encode(codec, "ignore")}


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_main_face_covers_gb2312_and_symbols(font_files: fonts.FontFiles, weight: str) -> None:
    """The main face alone shows all of GB 2312 and the symbols a report uses."""
    codes = _codes(getattr(font_files, weight))
    assert len(_hanzi("gb2312")) == 6763
    assert _hanzi("gb2312") <= codes
    symbols = (
        "0123456789ABCxyz%，。；：？！、“”‘’（）《》【】…—～％０Ａ←↑→↓■□●○◆▲△★☆│─┌≤≥±×·÷①⑳é°²³§€¥✓"
    )
    assert [char for char in symbols if ord(char) not in codes] == []


def test_names_outside_gb2312_need_no_second_face(font_files: fonts.FontFiles) -> None:
    """Characters common in firms' names are in the main face, so most reports embed one face."""
    assert set(map(ord, "喆堃昇镕珺玥赟骉䶮㵘")) <= _codes(font_files.regular)


def test_rest_covers_gbk_and_rare_characters(font_files: fonts.FontFiles) -> None:
    """Both faces together show all of GBK, extension A and even 𠮷, which Noto Sans SC lacks."""
    for main, rest in (
        (font_files.regular, font_files.rest_regular),
        (font_files.bold, font_files.rest_bold),
    ):
        together = _codes(main) | _codes(rest)
        assert len(_hanzi("gbk")) == 20902
        assert _hanzi("gbk") <= together
        assert set(range(0x3400, 0x4DB6)) <= together
        assert 0x20BB7 in together


def test_faces_do_not_overlap(font_files: fonts.FontFiles) -> None:
    """No character is in both faces: which one shows it must not depend on the system."""
    assert not _codes(font_files.regular) & _codes(font_files.rest_regular)


def test_stylesheet_names_every_file(font_files: fonts.FontFiles) -> None:
    """The @font-face rules name all four files once, under the families of the chain."""
    rules = fonts.css(font_files)
    for path in font_files.paths():
        assert rules.count(path.as_uri()) == 1
    assert rules.count("@font-face") == 4
    assert fonts.FAMILIES.split(", ")[:2] == [f"'{fonts.FAMILY}'", f"'{fonts.REST_FAMILY}'"]
    assert f"font-family: '{fonts.REST_FAMILY}'; font-weight: 700" in rules


def test_stylesheet_uses_the_callers_addresses(font_files: fonts.FontFiles) -> None:
    """A caller whose fetcher allows only its own scheme says how a file is addressed."""
    rules = fonts.css(font_files, url=lambda path: f"asset:{path.name}")
    assert "url('asset:MaturitySans-Regular.ttf')" in rules
    assert "file:" not in rules


def test_missing_characters_are_named(font_files: fonts.FontFiles) -> None:
    """Exactly the characters no face shows are returned; blanks and controls never count."""
    assert fonts.missing_characters("数字化 CO₂\n\t\u200b\u3000𠮷䶮", font_files) == ""
    assert fonts.missing_characters("甲😀乙✗😀", font_files) == "✗😀"


def test_cached_fonts_are_not_made_again(
    font_files: fonts.FontFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full cache is used as it is: nothing runs and no file changes."""
    monkeypatch.setattr(fonts, "_make", lambda _: pytest.fail("made again"))
    assert fonts.ensure_fonts() == font_files


def test_argument_wins_over_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder given by the caller comes before XDG_CACHE_HOME, and that before the home folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert fonts.cached_fonts(tmp_path / "own").regular.is_relative_to(tmp_path / "own")
    assert fonts.cached_fonts().regular.is_relative_to(
        tmp_path / "xdg" / "textile-maturity" / "fonts"
    )
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert fonts.default_cache_dir() == tmp_path / "home" / ".cache" / "textile-maturity" / "fonts"


@pytest.mark.usefixtures("fresh_sources")
def test_another_source_gets_another_entry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A changed source font or recipe never meets files made from the old one."""
    first = fonts.cached_fonts(tmp_path)
    monkeypatch.setattr(fonts, "RECIPE", "next")
    fonts._key.cache_clear()
    second = fonts.cached_fonts(tmp_path)
    found = fonts.sources()
    monkeypatch.setattr(fonts, "sources", lambda: {**found, "more": (tmp_path, "0" * 64)})
    fonts._key.cache_clear()
    assert len({first.regular, second.regular, fonts.cached_fonts(tmp_path).regular}) == 3


@pytest.mark.usefixtures("fresh_sources")
def test_missing_package_is_said_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without the font package the error tells what to install, in Chinese and in English."""
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_font_package")
    with pytest.raises(fonts.FontError) as raised:
        fonts.ensure_fonts(tmp_path)
    assert "pip install" in raised.value.zh
    assert "pip install" in raised.value.en


def test_unwritable_cache_is_said_in_both_languages(tmp_path: Path) -> None:
    """A cache folder that cannot be made is named in the error."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(fonts.FontError, match="XDG_CACHE_HOME") as raised:
        fonts.ensure_fonts(tmp_path / "file" / "cache")
    assert str(tmp_path) in raised.value.en


def test_damaged_source_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A source font whose bytes are not those of the manifest makes no typeface."""
    (tmp_path / "damaged.ttf").write_bytes(b"not a font")
    wrong = {fonts.MAIN_SOURCE: (tmp_path / "damaged.ttf", "0" * 64)}
    monkeypatch.setattr(typeface, "sources", lambda: wrong)
    with pytest.raises(fonts.FontError, match="damaged"):
        typeface.make_weight(fonts.REGULAR, tmp_path)
    assert list(tmp_path.glob("Maturity*")) == []


def test_failed_making_leaves_no_half_made_entry(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """When a child process fails, its last word is told and no font file stays."""
    monkeypatch.setattr(fonts.sys, "executable", "/bin/false")
    with pytest.raises(fonts.FontError, match="could not be made"):
        fonts.ensure_fonts(tmp_path)
    assert [
        path
        for path in tmp_path.rglob("*")
        if path.suffix == ".ttf" or path.name.startswith(".making")
    ] == []


def test_two_at_once_make_the_fonts_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two callers at the same time get the same files, and the work is done by one of them."""
    made: list[Path] = []

    def make(folder: Path) -> None:
        assert not fonts.cached_fonts(tmp_path).exist()
        made.append(folder)
        for path in fonts.cached_fonts(tmp_path).paths():
            path.write_bytes(b"font")

    monkeypatch.setattr(fonts, "_make", make)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: fonts.ensure_fonts(tmp_path), range(4)))
    assert len(set(results)) == 1
    assert len(made) == 1


SMALL = """
import sys
from pathlib import Path
from reports import typeface

typeface._checked = lambda name: (Path(sys.argv[1]) / Path(name).name).read_bytes()
typeface.make_weight(700, Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """Two processes that order their hashes differently write equal files, at different times."""
    for name, (path, _) in fonts.sources().items():  # a few characters each, to be quick
        small = typeface._subset(path.read_bytes(), set(map(ord, "0123456789A一喆龘𠮷𠀡")))
        (tmp_path / Path(name).name).write_bytes(typeface._save(small))
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": str(Path(fonts.__file__).parents[1]),
        }
        subprocess.run(
            [sys.executable, "-c", SMALL, tmp_path, folder],
            check=True,
            env=environment,
            timeout=120,
        )
        written.append([path.read_bytes() for path in sorted(folder.iterdir())])
    assert len(written[0]) == 2
    assert written[0] == written[1]
