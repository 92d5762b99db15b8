"""Documentation is executed: every Python block of every README runs."""

import re
from pathlib import Path

import pytest

from api.commands.cli import maturity

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("*/*/README.md")])
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    for number, block in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")), start=1)
]


@pytest.mark.parametrize("block", BLOCKS)
def test_python_blocks_run(block, tmp_path, monkeypatch):
    """A Python block of a README runs as it stands, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    exec(compile(block, "README", "exec"), {"__name__": "readme"})


def test_there_are_blocks_to_run():
    """The page everybody reads first shows Python that works."""
    assert any("README.md-1" in str(block.id) for block in BLOCKS)


def test_every_command_in_the_first_readme_exists():
    """Commands and make targets named in README.md exist."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in set(re.findall(r"^maturity (\w+)", text, re.MULTILINE)):
        assert command in maturity.commands, command
    for target in set(re.findall(r"^make (\w+)", text, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
