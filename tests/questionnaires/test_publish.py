"""Published versions are recorded by digest and never change."""

import re
import shutil

import pytest

from questionnaires import available, load, loader
from questionnaires.publish import PUBLISHED, publish, read_published

REMEDY = (
    "A published version has changed. Undo the change and make a new version; before the first "
    "release the new content may be recorded with: python -m questionnaires.publish --rewrite"
)


@pytest.mark.parametrize("ref", available())
def test_published_content_is_unchanged(ref):
    """Every version of the library has the digest that was recorded when it was published."""
    assert read_published().get(ref) == load(ref).digest, REMEDY


def test_every_record_still_has_its_version():
    """A published version is never removed, and its folder is named after it."""
    assert sorted(read_published()) == sorted(available())
    for line in PUBLISHED.read_text(encoding="utf-8").splitlines():
        ref, digest = line.split()
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest), ref


def test_publishing_adds_lines_and_changes_none(tmp_path, monkeypatch):
    """New versions are appended; a changed one is a problem until --rewrite says so."""
    library = tmp_path / "library"
    shutil.copytree(loader.LIBRARY / "textile", library / "textile")
    monkeypatch.setattr(loader, "LIBRARY", library)
    loader._load_published.cache_clear()
    record = tmp_path / "published.txt"

    assert publish(record) == ({"textile@1.0.0": load("textile").digest}, [])
    before = record.read_bytes()
    assert publish(record)[1] == []
    assert record.read_bytes() == before

    head = library / "textile" / "1.0.0" / "questionnaire.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("起步级", "入门级"), encoding="utf-8")
    loader._load_published.cache_clear()
    _, [problem] = publish(record)
    assert problem.code == "published.changed"
    assert "textile@1.0.0" in problem.to("zh")
    assert record.read_bytes() == before

    assert publish(record, rewrite=True)[1] == []
    assert record.read_bytes() != before
    monkeypatch.undo()
    loader._load_published.cache_clear()
