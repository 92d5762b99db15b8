"""Workbooks that would hurt, or are none, are refused before they are opened."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib

import openpyxl
import pytest

from questionnaires import parse_sheet
from questionnaires.workbook.guard import MAX_ENTRIES, MAX_PACKED
from tests.questionnaires.books import read, refused, register, register_of, repacked, saved, spots

SHEET = "xl/worksheets/sheet1.xml"
GOOD = register_of(["name", "share"], [["甲", 5]])
BLOCK = 1_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def codes(data, small):
    return [problem.code for problem in refused(data, small)]


def sheet(cells, before="", after=""):
    """Return a register whose sheet has this XML."""
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{cells}</sheetData>{after}</worksheet>"
    )
    return repacked(GOOD, {SHEET: xml.encode()})


# --- what is no workbook ------------------------------------------------------------------------


def archive(*parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name in parts:
            packed.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"%PDF-1.7 ...", "file.wrong_kind"),
        (b"name,share\n", "file.wrong_kind"),
        (b"PAR1....", "file.wrong_kind"),
        (OLE, "file.old_excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        (archive("a.txt"), "file.wrong_kind"),
        (archive("[Content_Types].xml", "word/document.xml"), "file.wrong_kind"),
        (b"PK\x03\x04 but no archive", "file.damaged"),
        (GOOD[:-30], "file.damaged"),
        (GOOD[:300] + b"\xff" * 40 + GOOD[340:], "file.damaged"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "file.damaged"),
        (b"PK" + b"\0" * MAX_PACKED, "file.too_large"),
    ],
)
def test_what_is_no_workbook_is_told_from_what_is_broken(small, data, code):
    """A PDF called .xlsx, an old or locked workbook, another archive, half a download."""
    assert codes(data, small) == [code]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", SHEET])
def test_broken_xml_is_a_damaged_file(small, part):
    """Whatever part is broken, the file is damaged, and no reader panics."""
    for cut in (10, 200):
        assert codes(repacked(GOOD, {part: lambda text, n=cut: text[:-n]}), small) == [
            "file.damaged"
        ]


# --- what would hurt ----------------------------------------------------------------------------


def bomb(size, declared=None):
    """Return a workbook with a sheet of *size* blanks, declaring another size if one is given."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = squeezer.compress(b" " * BLOCK) + squeezer.flush(zlib.Z_FULL_FLUSH)
    packed = block * (size // BLOCK) + squeezer.flush()  # after a full flush, blocks repeat
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    entries = {name: (data, len(data), zlib.crc32(data), 0) for name, data in parts.items()}
    entries[SHEET] = (packed, size if declared is None else declared, 0, 8)
    return assembled([(name, *entry) for name, entry in entries.items()])


def assembled(parts):
    """Put an archive together by hand: (name, packed bytes, declared size, crc, method)."""
    out, directory = io.BytesIO(), io.BytesIO()
    for name, packed, size, crc, method in parts:
        offset, encoded = out.tell(), name.encode()
        sizes = struct.pack(
            "<HHHHHLLLHH", 20, 0, method, 0, 33, crc, len(packed), size, len(encoded), 0
        )
        out.write(b"PK\x03\x04" + sizes + encoded + packed)
        tail = struct.pack("<HHHLL", 0, 0, 0, 0, offset)
        directory.write(b"PK\x01\x02" + struct.pack("<H", 20) + sizes + tail + encoded)
    start, listed = out.tell(), directory.getvalue()
    counts = struct.pack("<HHHHLLH", 0, 0, len(parts), len(parts), len(listed), start, 0)
    return out.getvalue() + listed + b"PK\x05\x06" + counts


@pytest.mark.parametrize(
    ("size", "code"), [(1_000_000_000, "file.bomb"), (60_000_000, "file.bomb")]
)
def test_a_bomb_is_refused_at_once(small, size, code):
    """A gigabyte behind a megabyte, or a ratio no sheet has, costs neither time nor memory."""
    data = bomb(size)
    tracemalloc.start()
    started = time.process_time()
    found = codes(data, small)
    seconds, peak = time.process_time() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found == [code]
    assert len(data) < 1_500_000
    assert seconds < 0.5
    assert peak < 5_000_000


@pytest.mark.parametrize("declared", [1000, 100_000, 60_000_000 - 1, 60_000_001])
def test_a_part_that_lies_about_its_size_is_refused(small, declared):
    """No more is unpacked than was declared, and a part must be as long as that."""
    data = bomb(60_000_000, declared)
    tracemalloc.start()
    found = codes(data, small)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found == (["file.damaged"] if declared < 5_000_000 else ["file.bomb"])
    assert peak < 5_000_000


def test_too_many_parts_are_refused(small):
    """An archive of thousands of parts is not even listed."""
    data = archive(*(f"{n}.xml" for n in range(MAX_ENTRIES + 1)))

    assert codes(data, small) == ["file.too_many_parts"]


def test_many_parts_that_are_each_small_are_added_up(small):
    """Two hundred megabytes in fifty parts are as much as in one."""
    blanks = {f"xl/media/{n}.xml": b" " * 4_500_000 for n in range(50)}

    assert codes(repacked(GOOD, blanks), small) == ["file.bomb"]


def test_two_parts_of_one_name_are_refused(small):
    """What was checked and what is read might be two different things."""
    assert codes(repacked(GOOD, {SHEET.upper(): b"<x/>"}), small) == ["file.damaged"]


def test_entities_are_not_expanded(small):
    """A document type, and with it a billion laughs, is refused in every part that is parsed."""
    laugh = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'

    def laughing(text):
        return text.replace("<workbook", f"{laugh}<workbook")

    [problem] = refused(repacked(GOOD, {"xl/workbook.xml": laughing}), small)

    assert (problem.code, problem.values["why"]) == ("file.damaged", "DOCTYPE")


WAYS = [
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row r="1"><c r="XFD1048576"><v>1</v></c><c r="A1"><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c><c  r="XFD1048576"><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c><c s="0" r="XFD1048576"><v>1</v></c></row>',
    "<row r=\"1\"><c r='A1'><v>1</v></c><c r='XFD1048576'><v>1</v></c></row>",
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
    + "<c><v>1</v></c>" * 5000
    + "</row>",
    '<row r="1"><c r="A1"><v>1</v></c><x:c xmlns:x="x" r="XFD1048576"><v>1</v></x:c></row>',
]


@pytest.mark.parametrize("cells", WAYS)
def test_two_cells_at_the_ends_of_a_sheet_are_too_big(small, cells):
    """However it is written, no room is made for the billions of cells between two."""
    assert spots(refused(sheet(cells), small))[0][:2] == ("table.too_big", "r")


@pytest.mark.parametrize("reference", ["XFD1048576", "ZZ99999"])
def test_formats_without_content_do_not_count(small, reference):
    """Whole columns may be coloured; only filled cells make a sheet large."""
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>share</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2"><v>5</v></c></row>'
        f'<row r="99999"><c r="{reference}" s="0"/></row>'
    )

    assert read(sheet(cells), small).register.frame.to_dicts() == [{"name": "甲", "share": 5.0}]


@pytest.mark.parametrize(
    "reference", ["A0", "XFE1", "A1048577", "a1", "1A", "", "A1B", "A99999999"]
)
def test_cells_outside_a_sheet_are_damage(small, reference):
    """A reference that no cell has is refused, not passed on."""
    cells = f'<row r="1"><c r="A1"><v>1</v></c><c r="{reference}"><v>1</v></c></row>'

    assert codes(sheet(cells), small) == ["file.damaged"]


STRINGS = "xl/sharedStrings.xml"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('uniqueCount="', 'uniqueCount="400000000'),
        lambda text: text.replace("<si>", '<sst uniqueCount="4000000000"/><si>', 1),
        lambda text: text.replace('uniqueCount="', 'uniqueCount="&#52;00000000'),
        lambda text: text.replace("UTF-8", "UTF-16"),
    ],
)
def test_declared_counts_are_not_believed(small, change):
    """A reader would make room for four billion strings before it sees the first."""
    data = register(small)

    assert codes(repacked(data, {STRINGS: change}), small) == ["file.damaged"]
    assert codes(data, small) == ["table.no_rows"]


def test_strings_may_be_counted_by_cells(small):
    """Many cells may hold the same few strings, and some programs count the cells."""
    rows = read(register(small, rows=[parse_sheet(small, {"share": 5})[0]] * 3), small).register

    def many(text):
        return text.replace(' count="', ' count="9000').replace('uniqueCount="', 'uniqueCount="9')

    data = repacked(
        register(small, rows=[parse_sheet(small, {"share": 5})[0]] * 3), {STRINGS: many}
    )
    assert read(data, small).register.frame.equals(rows.frame)


def test_private_sheets_are_not_looked_at(small):
    """Sheets whose name starts with an underscore may hold anything."""
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.copy_worksheet(book["r"]).title = "_old"

    assert read(saved(book), small).register.spots.sheet == "r"


def test_a_workbook_with_pictures_and_notes_is_read(small):
    """Parts that hold no cells are left alone."""
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book["r"]["A1"].comment = openpyxl.comments.Comment("备注", "甲")
    data = repacked(saved(book), {"xl/media/image1.png": b"\x89PNG" * 1000})

    assert read(data, small).register.frame["name"].to_list() == ["甲"]
