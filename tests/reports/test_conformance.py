"""What validators of PDF/UA-1 and PDF/A-3u would check, as far as it can be checked with pikepdf.

veraPDF is a Java program that no package registry of ours carries. These are its machine checks for
the parts our documents use; clause numbers are those of ISO 14289-1 (UA) and ISO 19005-3 (A).
"""

import io
import itertools
import json
import re
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from reports import pdf, summarise

DAY = "2026-11-23"
RESULT = json.dumps({"score": 41.5}).encode()
XMP = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}
PART, LEVEL = f"{{{XMP['pdfaid']}}}part", f"{{{XMP['pdfaid']}}}conformance"
UA = f"{{{XMP['pdfuaid']}}}part"


@pytest.fixture(scope="module")
def summary(full):
    return summarise(full, "zh", date=DAY)


@pytest.fixture(scope="module")
def archive_bytes(summary):
    return pdf.render(summary, archive=True, result=RESULT)


@pytest.fixture(scope="module")
def archive(archive_bytes):
    """PDF/A-3u and PDF/UA-1 at once, with the result attached."""
    with pikepdf.open(io.BytesIO(archive_bytes)) as document:
        yield document


@pytest.fixture(scope="module")
def tagged(summary):
    """PDF/UA-1 alone."""
    with pikepdf.open(io.BytesIO(pdf.render(summary))) as document:
        yield document


@pytest.fixture(params=["archive", "tagged"])
def document(request):
    return request.getfixturevalue(request.param)


def metadata(document):
    return ET.fromstring(document.Root.Metadata.read_bytes())


def described(document, name):
    return [
        d.get(name) for d in metadata(document).iter(f"{{{XMP['rdf']}}}Description") if d.get(name)
    ]


def elements(document):
    """Yield every element that can be reached from the root of the tag tree, with its parent."""
    waiting = [(document.Root.StructTreeRoot.K[0], None)]
    while waiting:
        element, parent = waiting.pop()
        yield element, parent
        kids = [kid for kid in element.get("/K", []) if not isinstance(kid, int)]
        waiting += [(kid, element) for kid in kids if kid.get("/Type") == "/StructElem"]


def fonts(document):
    return [
        o
        for o in document.objects
        if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
    ]


def test_the_syntax_is_sound(archive_bytes, tmp_path):
    """Nothing to complain about for qpdf, where it is installed, and pikepdf, the same library."""
    with pikepdf.open(io.BytesIO(archive_bytes)) as document:
        assert document.check_pdf_syntax() == []
    if qpdf := shutil.which("qpdf"):
        path = tmp_path / "report.pdf"
        path.write_bytes(archive_bytes)
        done = subprocess.run([qpdf, "--check", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_metadata_name_the_standards(archive, tagged):
    """A 6.6.4, UA 5: part and level stand in one XMP packet; PDF/UA is announced inside PDF/A."""
    assert described(archive, PART) == ["3"]
    assert described(archive, LEVEL) == ["U"]
    assert described(archive, UA) == ["1"]
    assert b"pdfaExtension:schemas" in archive.Root.Metadata.read_bytes()
    assert described(tagged, UA) == ["1"]
    assert described(tagged, PART) == []
    for document in (archive, tagged):
        assert len(metadata(document).findall("rdf:RDF", XMP)) == 1


def test_metadata_and_information_agree(document, summary):
    """A 6.6.3: title, producer and date are the same in both places. UA 7.1: the title is shown."""
    packet = metadata(document)

    assert str(document.docinfo.Title) == summary.title
    assert packet.findtext(".//dc:title/rdf:Alt/rdf:li", namespaces=XMP) == summary.title
    assert described(document, f"{{{XMP['pdf']}}}Producer") == [str(document.docinfo.Producer)]
    assert packet.findtext(".//xmp:CreateDate", namespaces=XMP) == DAY
    assert str(document.docinfo.CreationDate) == "D:" + DAY.replace("-", "")
    assert document.Root.ViewerPreferences.DisplayDocTitle


def test_the_language_and_the_marking_are_declared(document):
    """UA 6.2, 7.2: the catalogue says that there are tags, and in which language."""
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "zh-CN"
    assert "/Suspects" not in document.Root.MarkInfo


def test_it_is_neither_encrypted_nor_active(document):
    """A 6.1.3, 6.6.1: no password, no scripts, no actions but links."""
    assert not document.is_encrypted
    assert "/Encrypt" not in document.trailer
    assert "/ID" in document.trailer
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(document.Root.keys())
    kinds = {
        str(o.S)
        for o in document.objects
        if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Action"
    }
    assert kinds <= {"/URI"}


def test_colours_have_an_output_intent(archive):
    """A 6.2.3: device colours are described by an embedded RGB profile."""
    [intent] = archive.Root.OutputIntents

    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_fonts_are_embedded_and_map_to_unicode(document):
    """A 6.2.11, UA 7.21: every font travels along, with widths, and says which characters it shows."""
    whole = [font for font in fonts(document) if font.Subtype == "/Type0"]
    parts = [font for font in fonts(document) if font.Subtype != "/Type0"]

    assert whole
    assert len(parts) == len(whole)
    for font in whole:
        assert font.Encoding == "/Identity-H"
        assert re.search(rb"beginbfrange <[0-9a-f]{4}>", font.ToUnicode.read_bytes())
        [descendant] = font.DescendantFonts
        assert descendant.Subtype == "/CIDFontType2"
        assert descendant.CIDToGIDMap == "/Identity"
        assert descendant.FontDescriptor.FontFile2.read_bytes()[:4] == b"\0\1\0\0"
        assert "/W" in descendant
        assert re.match(r"/[A-Z]{6}\+", str(font.BaseFont))


def test_no_text_shows_the_missing_glyph(document):
    """A 6.2.11.8: glyph 0 is never shown, and every glyph that is shown has a character."""
    known = {}
    for font in fonts(document):
        if font.Subtype == "/Type0":
            ranges = re.findall(rb"range <(\w+)> <(\w+)> \[", font.ToUnicode.read_bytes())
            ends = [(int(first, 16), int(last, 16)) for first, last in ranges]
            known[font.objgen] = {g for first, last in ends for g in range(first, last + 1)}
    for page in document.pages:
        current = None
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                current = known[page.Resources.Font[str(operands[0])].objgen]
            elif str(operator) == "TJ":
                strings = [bytes(part) for part in operands[0] if isinstance(part, pikepdf.String)]
                glyphs = {
                    int.from_bytes(s[i : i + 2], "big")
                    for s in strings
                    for i in range(0, len(s), 2)
                }
                assert 0 not in glyphs
                assert glyphs <= current


def test_all_content_is_tagged_or_an_artifact(document):
    """UA 7.1: nothing is drawn outside of marked content, and its number leads to an element."""
    entries = document.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(entries[i]): entries[i + 1] for i in range(0, len(entries), 2)}
    for page in document.pages:
        assert page.Tabs == "/S"
        marks = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name == "BDC":
                marks.append(operands[1].get("/MCID"))
            elif name == "BMC":
                assert operands[0] == "/Artifact"
                marks.append(None)
            elif name == "EMC":
                mark = marks.pop()
                if mark is not None:
                    assert owners[int(page.StructParents)][mark].S
            elif name in {"Tj", "TJ", "f", "S", "B", "Do", "sh"}:
                assert marks, f"{name} on page {page.index + 1} is neither"
        assert marks == []


def test_the_tag_tree_is_well_formed(document):
    """UA 7: standard kinds in their places, headings without gaps, figures with a text, rows in tables."""
    inside = {"/TR": {"/Table", "/THead", "/TBody"}, "/TH": {"/TR"}, "/TD": {"/TR"}, "/LI": {"/L"},
              "/LBody": {"/LI"}, "/Lbl": {"/LI"}, "/THead": {"/Table"}, "/TBody": {"/Table"}}  # fmt: skip
    standard = {"/Document", "/Sect", "/Div", "/P", "/L", "/Table", "/Figure", "/Link", "/Caption", "/Span", "/NonStruct",
                "/Part", "/Art", "/BlockQuote", *inside, *(f"/H{n}" for n in range(1, 7))}  # fmt: skip
    for element, parent in elements(document):
        kind = str(element.S)
        assert kind in standard
        if kind in inside:
            assert str(parent.S) in inside[kind], (kind, str(parent.S))
        if kind == "/Figure":
            assert str(element.Alt).strip()
        if kind == "/TH":
            assert element.A.Scope in {"/Row", "/Column"}


def test_headings_go_down_step_by_step(document):
    """UA 7.4: the first is of the first level, and none is left out on the way down."""
    levels = []
    waiting = [document.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop()
        if re.fullmatch(r"/H\d", str(element.S)):
            levels.append(int(str(element.S)[2]))
        kids = [kid for kid in element.get("/K", []) if not isinstance(kid, int)]
        waiting += reversed([kid for kid in kids if kid.get("/Type") == "/StructElem"])

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_links_are_described_and_belong_to_an_element(document):
    """UA 7.18: every link is read out by its text, is in the tag tree, and prints (A 6.3.3)."""
    links = [link for page in document.pages for link in page.get("/Annots", [])]

    assert links
    for link in links:
        assert link.Subtype == "/Link"
        assert str(link.Contents) != str(link.get("/Dest", ""))
        assert "/StructParent" in link
        assert "/Dest" in link or link.A.S == "/URI"
    if "/OutputIntents" in document.Root:
        assert all(int(link.F) == 4 for link in links)


def test_the_result_is_attached_with_its_relationship(archive, archive_bytes, summary):
    """A 6.8: the attachment is what was handed in, has a type, a date and a relationship."""
    [spec] = archive.Root.AF
    file = spec.EF.F

    assert file.read_bytes() == RESULT
    assert file.Subtype == "/application/json"
    assert spec.AFRelationship == "/Data"
    assert str(spec.UF) == str(spec.F) == "result.json"
    assert str(file.Params.ModDate).startswith("D:20261123")
    assert list(archive.attachments) == ["result.json"]
    assert pdf.render(summary, archive=True, result=RESULT) == archive_bytes
    assert pdf.render(summary, archive=True, result=RESULT + b" ") != archive_bytes


def test_a_plain_document_promises_nothing(summary):
    """Without tags and archive there is neither, and it is smaller."""
    data = pdf.render(summary, tagged=False)
    with pikepdf.open(io.BytesIO(data)) as document:
        kept = set(document.Root.keys())
    assert not {"/Metadata", "/StructTreeRoot", "/OutputIntents", "/AF"} & kept


@pytest.mark.parametrize("name", ["𠮷", "䶮", "㵘", "㐀", "龦", "\U0002b5af", "\U0002cb4e"])
def test_rare_characters_print_and_read_back(make, name):
    """GB 18030 levels 2 and 3: in the archive form as well, as text, not as a picture or a box."""
    data = pdf.render(summarise(make(name=f"{name}记纺织"), "zh"), archive=True)
    with pikepdf.open(io.BytesIO(data)) as document:
        codes = b"".join(
            font.ToUnicode.read_bytes() for font in fonts(document) if "/ToUnicode" in font
        )

    assert name.encode("utf-16-be").hex().encode() in codes
