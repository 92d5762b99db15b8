"""Many documents as one zip: nothing made twice, nothing half written, nothing lost by one failure."""

import functools
import io
import os
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from reports import pdf, summarise
from reports.bundle import Document, firm_document, write_bundle
from reports.pool import Pool


@pytest.fixture(scope="module")
def pool():
    with Pool(2, seconds=120) as found:
        yield found


def text(name, content):
    """A document that is no PDF: the bundle does not look inside."""
    return Document(name, f"key-{name}", functools.partial(bytes, content, "utf-8"))


def contents(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def listing(found):
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(next(v for k, v in found.items() if k.endswith(".xlsx")))
    )
    return book.get_sheet_by_index(0).to_python()


def test_documents_stand_in_order_with_a_list(pool, tmp_path):
    """Numbered as they came, whatever was finished first; the list names every one."""
    names = [f"厂{n}" for n in range(12)]
    state = write_bundle(
        (text(n, n) for n in names), tmp_path / "all.zip", tmp_path / "parts", pool
    )
    found = contents(tmp_path / "all.zip")

    assert (state.made, state.reused, state.failed, state.complete) == (12, 0, [], True)
    assert [n for n in found if n.endswith(".pdf")] == [
        f"{i:02d}_厂{i - 1}.pdf" for i in range(1, 13)
    ]
    assert found["03_厂2.pdf"] == "厂2".encode()
    assert [row[2] for row in listing(found)] == ["企业", *names]


def test_what_is_there_is_not_made_again(pool, tmp_path):
    """A second call makes only the new one, and the zip is the same bytes again without it."""
    folder, target = tmp_path / "parts", tmp_path / "all.zip"
    write_bundle([text("甲", "1"), text("乙", "2")], target, folder, pool)
    first = target.read_bytes()

    broken = Document("甲", "key-甲", functools.partial(int, "never called"))
    state = write_bundle([broken, text("乙", "2")], target, folder, pool)
    assert (state.made, state.reused) == (0, 2)
    assert target.read_bytes() == first
    state = write_bundle([broken, text("乙", "2"), text("丙", "3")], target, folder, pool)
    assert (state.made, state.reused) == (1, 2)


def test_a_failure_is_listed_and_the_rest_goes_on(pool, tmp_path):
    """One document crashes its process, one is refused: both are in the list, the others in the zip."""
    documents = [
        text("甲", "1"),
        Document("乙", "crash", functools.partial(os.abort)),
        Document("丙", "refused", functools.partial(pdf.draw, '<html lang="zh"><head><title>t</title></head><body><p>\U00016ac0</p></body></html>', "")),
        text("丁", "4"),
    ]  # fmt: skip
    state = write_bundle(documents, tmp_path / "all.zip", tmp_path / "parts", pool)
    found = contents(tmp_path / "all.zip")
    rows = listing(found)[1:]

    assert [name for name in found if name.endswith(".pdf")] == ["1_甲.pdf", "4_丁.pdf"]
    assert {name: problems[0].code for name, problems in state.failed} == {
        "乙": "report.crashed", "丙": "report.missing_glyphs",
    }  # fmt: skip
    assert [(row[2], row[4]) for row in rows if row[4]] == [
        ("乙", "report.crashed"),
        ("丙", "report.missing_glyphs"),
    ]
    assert "U+16AC0" in rows[2][5]


def test_stopping_keeps_what_is_finished(pool, tmp_path):
    """No zip and no half file; the next call goes on and finishes."""
    folder, target = tmp_path / "parts", tmp_path / "all.zip"
    documents = [text(f"厂{n}", "x") for n in range(20)]
    seen = []
    state = write_bundle(
        documents,
        target,
        folder,
        pool,
        progress=lambda b: seen.append(b.done),
        stopped=lambda: len(seen) >= 3,
    )

    assert not state.complete
    assert not target.exists()
    assert seen == list(range(1, state.done + 1))
    assert 3 <= len(list(folder.glob("*.pdf"))) < 20
    assert list(folder.glob(".*")) == []
    again = write_bundle(documents, target, folder, pool)
    assert again.complete
    assert (again.made, again.reused) == (20 - state.done, state.done)


def test_a_zip_that_cannot_be_written_leaves_the_old_one(pool, tmp_path, monkeypatch):
    """The zip takes its name only when it is whole."""
    target = tmp_path / "all.zip"
    write_bundle([text("甲", "1")], target, tmp_path / "parts", pool)
    before = target.read_bytes()
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)

    with pytest.raises(OSError, match="No space"):
        write_bundle([text("甲", "1"), text("乙", "2")], target, tmp_path / "parts", pool)
    assert target.read_bytes() == before


def full(*_):
    raise OSError(28, "No space left on device")


def test_names_fit_every_file_system(pool, tmp_path):
    """Paths, control characters, reserved signs and endless names; two firms of one name."""
    names = [
        "../../etc/passwd",
        'a<b>:"|?*\\c',
        "换\n行\x00",
        "长" * 300,
        "",
        "同名",
        "同名",
        "=1+1.",
    ]
    documents = [
        Document(n, f"k{i}", functools.partial(bytes, "x", "utf-8")) for i, n in enumerate(names)
    ]
    write_bundle(documents, tmp_path / "all.zip", tmp_path / "parts", pool)
    found = [n for n in contents(tmp_path / "all.zip") if n.endswith(".pdf")]

    assert len(set(found)) == 8
    assert all(len(n.encode()) < 140 and not set(n) & set('<>:"/\\|?*\n\0') for n in found)
    assert found[0] == "1__.._etc_passwd.pdf"
    assert found[5:7] == ["6_同名.pdf", "7_同名.pdf"]


def test_a_firm_report_in_the_zip_is_that_of_the_firm(pool, tmp_path, outcome):
    """The same bytes as the report made by itself."""
    state = write_bundle(
        [firm_document(outcome, "zh", date="2026-11-23", brief=True)],
        tmp_path / "all.zip",
        tmp_path / "parts",
        pool,
    )
    assert state.failed == []
    [report] = [v for k, v in contents(tmp_path / "all.zip").items() if k.endswith(".pdf")]

    assert report == pdf.render(summarise(outcome, "zh", date="2026-11-23"), brief=True)


def test_the_key_follows_the_content(outcome, make):
    """Other answers, language, date or form of the report give another key; nothing else does."""
    base = firm_document(outcome, "zh", date="2026-11-23")
    keys = {
        base.key,
        firm_document(outcome, "en", date="2026-11-23").key,
        firm_document(outcome, "zh", date="2026-11-24").key,
        firm_document(outcome, "zh", date="2026-11-23", brief=True).key,
        firm_document(outcome, "zh", date="2026-11-23", tagged=False).key,
        firm_document(make(name="别的厂"), "zh", date="2026-11-23").key,
    }

    assert len(keys) == 6
    assert firm_document(make(), "zh", date="2026-11-23").key == base.key
