"""Documents on disk: whole or not at all, under names that cannot lead elsewhere."""

from pathlib import Path

import pytest

from api.kit.storage import Storage


@pytest.fixture
def storage(tmp_path):
    """A store that has no folder yet."""
    return Storage(tmp_path / "documents")


def test_what_is_put_comes_back(storage):
    """A document is there until it is replaced or dropped with its prefix."""
    assert storage.get("a-zh.pdf") is None
    storage.put("a-zh.pdf", b"1")
    storage.put("a-en.pdf", b"2")
    storage.put("b-zh.pdf", b"3")
    storage.put("a-zh.pdf", b"4")
    assert storage.get("a-zh.pdf") == b"4"

    storage.drop("a-")

    assert [storage.get(name) for name in ("a-zh.pdf", "a-en.pdf", "b-zh.pdf")] == [
        None,
        None,
        b"3",
    ]


def test_a_failure_leaves_the_old_document_and_nothing_else(storage, monkeypatch):
    """When the disk is full half-way, readers still get the old one."""
    storage.put("a.pdf", b"old")

    def full(self, target):
        raise OSError("no space")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        storage.put("a.pdf", b"new")

    assert storage.get("a.pdf") == b"old"
    assert [path.name for path in storage.folder.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(
    "name", ["../secret.key", "a/b", "", ".hidden", "A.pdf", "a\n", "a*", "x" * 202, "a\0b"]
)
def test_a_name_leads_nowhere_else(storage, name):
    """Names with a path, a pattern or anything unexpected are refused by all three verbs."""
    for use in (storage.get, storage.drop, lambda each: storage.put(each, b"")):
        with pytest.raises(ValueError, match="not a document's name"):
            use(name)
