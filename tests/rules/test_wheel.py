"""What is installed is what was meant."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"questionnaires", "scoring", "assessment", "reports", "api"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel with the back end installed here, without asking any registry."""
    target = tmp_path_factory.mktemp("wheel")
    script = f"from hatchling.build import build_wheel; print(build_wheel({str(target)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return zipfile.ZipFile(target / done.stdout.split()[-1])


def test_top_level_is_the_five_rooms(wheel):
    """The wheel holds the five packages and its own metadata, nothing else."""
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == ROOMS


def test_content_is_shipped(wheel):
    """Questionnaires, messages, code lists, templates and type markers are in the wheel."""
    names = set(wheel.namelist())
    wanted = {
        "questionnaires/messages.yaml",
        "questionnaires/codes/industries.yaml",
        "questionnaires/library/textile/1.0.0/questionnaire.yaml",
        "questionnaires/library/published.txt",
    }

    assert wanted <= names
    assert any(name.startswith("questionnaires/library/textile/samples/") for name in names)
    assert any(name.startswith("reports/templates/") for name in names)
    assert all(f"{room}/py.typed" in names for room in ROOMS)


def test_the_command_is_declared(wheel):
    """Installing gives the command `maturity`."""
    entry = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert "maturity = api.commands.cli:main" in wheel.read(entry).decode()
