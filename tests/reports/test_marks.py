"""Marks of a page: lines that belong together are one piece, and nothing changes its element."""

import io
import re

import pikepdf
import pytest

from reports import pdf, summarise

LONG = "one two three four five six seven eight nine ten " * 8
PAGE = '<html lang="en"><head><title>t</title></head><body>{}</body></html>'


@pytest.fixture
def draw(monkeypatch):
    """Draw a body and return its first page's content and what belongs to each text, joined or not."""

    def draw(body, *, joined=True):
        with monkeypatch.context() as patched:
            if not joined:
                patched.setattr("reports.writer.join_marks", lambda _: None)
            document = pikepdf.open(io.BytesIO(pdf.draw(PAGE.format(body), "")))
        _, owners = document.Root.StructTreeRoot.ParentTree.Nums[:2]
        return document, document.pages[0].Contents.read_bytes(), list(owners)

    return draw


def texts(content):
    """Return what is drawn in each marked piece, by number."""
    pieces = re.findall(rb"/Span\n<</MCID (\d+)>>\nBDC\n(.*?)EMC\n", content, re.DOTALL)
    return {int(number): re.findall(rb"\[.*?\] TJ", piece) for number, piece in pieces}


def test_the_lines_of_a_paragraph_are_one_piece(draw):
    """All lines are drawn as before, under one mark, which the paragraph alone holds."""
    _, apart, _ = draw(f"<p>{LONG}</p><p>next</p>", joined=False)
    document, content, owners = draw(f"<p>{LONG}</p><p>next</p>")

    *lines, _ = texts(apart).values()
    assert len(lines) > 2
    first, second = texts(content)
    assert texts(content)[first] == [glyphs for line in lines for glyphs in line]
    paragraph = owners[first]
    assert (paragraph.S, list(paragraph.K)) == ("/P", [first])
    assert list(owners[second].K) == [second]
    assert all(owner is None for owner in owners[first + 1 : second])
    assert len(document.pages) == 1


def test_a_link_keeps_its_place_among_the_text_around_it(draw):
    """Text before and after a link is not one piece, though it belongs to one paragraph."""
    _, content, owners = draw('<p>before <a href="#x">link</a> after</p><p id="x">x</p>')

    before, link, after = owners[0].K
    assert isinstance(before, int)
    assert link.S == "/Link"
    assert isinstance(after, int)
    assert {before, after} <= texts(content).keys()


def test_cells_are_not_joined(draw):
    """Each cell keeps its own piece, also where the cells' texts follow each other."""
    _, content, owners = draw("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")  # fmt: skip

    assert len(texts(content)) == len(owners) == 4
    assert len({owner.objgen for owner in owners}) == 4


def test_every_mark_ends_and_every_text_has_its_element(outcome):
    """On all pages of a report marks are balanced, and each text is held by its element alone."""
    report = pdf.render(summarise(outcome, "zh", date="2026-11-26"))
    document = pikepdf.open(io.BytesIO(report))
    flat = document.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(key): value for key, value in zip(flat[::2], flat[1::2], strict=True)}

    for page in document.pages:
        content, own = page.Contents.read_bytes(), owners[int(page.StructParents)]
        assert len(re.findall(rb"(?:BDC|BMC)\n", content)) == content.count(b"EMC\n") > 5
        assert b"EMC\n/Artifact\nBMC\n" not in content
        drawn = [int(number) for number in re.findall(rb"<</MCID (\d+)>>", content)]
        assert drawn == [number for number, owner in enumerate(own) if owner is not None]
        assert all(number in list(own[number].K) for number in drawn)
