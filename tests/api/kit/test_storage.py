"""Documents on disk: whole or not at all, under names that cannot lead elsewhere."""

import sys
from pathlib import Path

import pytest
from obstore.store import LocalStore

from api.kit.objects import Bucket, storage_of
from api.kit.settings import Settings
from api.kit.setup import SetupError
from api.kit.storage import CHUNK, Storage


@pytest.fixture(params=["folder", "bucket"])
def storage(request, tmp_path):
    """A store that has no folder yet, and one like a bucket."""
    if request.param == "folder":
        return Storage(tmp_path / "documents")
    return Bucket(LocalStore(tmp_path / "bucket", mkdir=True))


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


def test_a_large_file_is_written_and_read_piece_by_piece(storage):
    """It is there at the end, with its size; half of it never is."""
    assert storage.size("big.zip") is None
    with pytest.raises(FileNotFoundError):
        storage.stream("big.zip")
    with storage.create("big.zip") as file:
        for _ in range(20):
            file.write(b"x" * CHUNK)
        assert storage.size("big.zip") is None
    with pytest.raises(ZeroDivisionError), storage.create("other.zip") as file:
        file.write(b"half" * (1 // 0))

    pieces = [len(piece) for piece in storage.stream("big.zip")]
    assert sum(pieces) == storage.size("big.zip") == 20 * CHUNK
    assert len(pieces) > 4
    assert storage.get("other.zip") is None


def test_settings_say_where_documents_are(tmp_path, monkeypatch):
    """In the data folder, in another one, or in a bucket; without its package the latter is refused."""
    here = Settings(data_dir=tmp_path)
    elsewhere = Settings(data_dir=tmp_path, documents=str(tmp_path / "shared"))
    bucket = Settings(data_dir=tmp_path, documents="s3://maturity/documents")

    assert storage_of(here).folder == tmp_path / "documents"
    assert storage_of(elsewhere).folder == tmp_path / "shared"
    assert isinstance(storage_of(bucket), Bucket)
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(SetupError, match="textile-maturity"):
        storage_of(bucket)


def test_a_failure_leaves_the_old_document_and_nothing_else(tmp_path, monkeypatch):
    """When the disk is full half-way, readers still get the old one."""
    storage = Storage(tmp_path / "documents")
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


def test_what_a_crash_left_is_tidied_up(tmp_path):
    """Unfinished files go when they are old; one that is being written stays, and so do documents."""
    storage = Storage(tmp_path / "documents")
    storage.put("a.pdf", b"1")
    with storage.create("b.pdf") as file:
        file.write(b"2")
        storage.tidy()
    (storage.folder / ".part-c.pdf-x").write_bytes(b"half")
    storage.tidy(0)

    assert sorted(path.name for path in storage.folder.iterdir()) == ["a.pdf", "b.pdf"]
