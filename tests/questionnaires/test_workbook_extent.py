"""How far cells reach and which need attention: searching bytes finds what a parser finds."""

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.workbook.extent import extent, filled_extent
from questionnaires.workbook.layout import letter
from questionnaires.workbook.sheetxml import Cell, SheetScan, scan, scan_carefully

PLACES = st.lists(
    st.tuples(st.integers(1, 1_048_576), st.integers(0, 16_383)), min_size=1, max_size=20
)


@given(PLACES, st.booleans())
def test_the_fast_look_sees_how_far_cells_reach(places, declared):
    """Rows and columns are those of the furthest cells, in whatever order they stand.

    References of ten characters, near the end of the largest sheets, are left to the parser.
    """
    cells = "".join(f'<c r="{letter(c)}{r}"><v>1</v></c>' for r, c in places)
    encoding = '<?xml version="1.0" encoding="utf-8"?>' if declared else ""
    xml = f"{encoding}<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>".encode()
    reach = max(r for r, _ in places), max(c for _, c in places) + 1
    careful = scan_carefully(xml)

    longest = max(len(f"{letter(c)}{r}") for r, c in places)

    assert filled_extent(xml) == (careful.rows, careful.columns) == reach
    assert extent(xml) == (reach if longest < 10 else None)


def test_searching_finds_what_the_parser_finds():
    """Formulas, error values, merged cells and percentages are the same by both roads."""
    xml = b"""<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>0.5</v></c><c r="B1" t="e"><f>
        1/0</f><v>#DIV/0!</v></c><c r="C1"><f t="shared" si="0"/><v>3</v></c><c r="D1" t="b"><v>1
        </v></c><c r="E1" t="b"><f aca="false">TRUE()</f><v>1</v></c></row><row r="2"><c r="AB2" s="2"/><c r="AC2" t="inlineStr"><is><t>#N/A</t></is></c>
        </row></sheetData><mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>
        <conditionalFormatting><formula>1</formula></conditionalFormatting></worksheet>"""
    found, careful = scan(xml, frozenset({"1"})), scan_carefully(xml, frozenset({"1"}))

    assert found == SheetScan(
        formulas=[Cell(0, 1), Cell(0, 2)],
        errors={Cell(0, 1): "#DIV/0!"},
        percents=[Cell(0, 0)],
        merges=careful.merges,
    )
    assert careful == SheetScan(2, 29, found.formulas, found.errors, found.percents, found.merges)
