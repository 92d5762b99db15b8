"""What never stands in this repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked():
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:  # an unpacked archive has no history to ask
        pytest.skip("not a git checkout")
    return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


def test_the_lock_names_no_host():
    """requirements.lock holds names, versions and hashes, and no address."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert "://" not in text
    assert "--index" not in text
    assert "--hash=sha256:" in text


def test_no_file_names_a_registry_or_a_machine_path():
    """No tracked file names a package registry's host or a path of somebody's machine."""
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "registry." + "npmjs", "deb.debian" + ".org")
    homes = re.compile(r"(?<![\w.])/(?:root|home|work)/\w")
    found = []
    for path in tracked():
        if path.suffix in {".xlsx", ".png", ".pdf"}:
            continue
        text = path.read_text(encoding="utf-8")
        found += [f"{path.name}: {host}" for host in hosts if host in text]
        found += [f"{path.name}: {match.group()}" for match in homes.finditer(text)]

    assert found == []


def test_no_font_or_script_is_copied_in():
    """Third-party fonts and scripts come from packages, never from this repository."""
    kinds = {".ttf", ".otf", ".woff", ".woff2", ".ttc"}

    assert [path.name for path in tracked() if path.suffix.lower() in kinds] == []
    assert [path.name for path in tracked() if path.name.endswith(".min.js")] == []
