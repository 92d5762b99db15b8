"""A Word document to write on: headings, paragraphs, tables and bars, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from reports.charts import Bar, Palette

__all__ = ["Cell", "Column", "Paper", "Row", "Run"]

_LATIN, _HAN = "Calibri", "Microsoft YaHei"  # on every computer that has Word
_CREATED = dt.datetime(2024, 1, 1)  # noqa: DTZ001  # fixed; python-docx takes no time zone
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_PAGE, _MARGIN = (21.0, 29.7), 2.0  # centimetres
_LOGO = 1.4  # centimetres high
_BAR_HEIGHT, _BAR_MARGIN, _THINNEST = 130, 240, 20  # twentieths of a point
_FULL = 100.0
_GREY = "566675"
_TEXT_SIZE = 9.0


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one dress; ``colour`` is ``rrggbb``, empty for the usual one."""

    text: str
    bold: bool = False
    colour: str = ""
    size: float = _TEXT_SIZE


Cell = str | Run | Bar | Sequence[Run]
"""What stands in a cell; several runs stand below each other."""


@dataclass(frozen=True, slots=True)
class Column:
    """Header and width (centimetres, 0: the rest) of a column; numbers stand at the right."""

    header: str
    width: float = 0.0
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table; a ``group`` row is shaded and stays with the next one."""

    cells: tuple[Cell, ...]
    group: bool = False


class Paper:
    """One document being written."""

    def __init__(
        self, title: str, lang: str, palette: Palette, footer: tuple[str, str, str]
    ) -> None:
        """Begin a document; *footer*: its words, and those around the page number."""
        self.palette = palette
        self._document = Document()
        self._primary = palette.primary.removeprefix("#")
        self._set_up(title, lang)
        self._foot(*footer)

    def heading(self, text: str, level: int) -> None:
        """Write a heading; it stays with what follows."""
        self._document.add_heading(text, level)

    def paragraph(self, *runs: Run | str) -> None:
        """Write runs one after the other as a paragraph."""
        paragraph = self._document.add_paragraph()
        for piece in runs:
            run = Run(piece) if isinstance(piece, str) else piece
            if run.text:
                paragraph._p.append(parse_xml(_run(run, nsdecls("w"))))  # noqa: SLF001  # no public way

    def picture(self, data: bytes, said: str) -> None:
        """Place a logo with its alternative text."""
        shape = self._document.add_picture(io.BytesIO(data), height=Cm(_LOGO))
        shape._inline.docPr.set("descr", said)  # noqa: SLF001  # python-docx has no alternative texts

    def listed(self, items: Iterable[tuple[Run, ...]], *, numbered: bool = False) -> None:
        """Write a list."""
        for runs in items:
            style = "List Number" if numbered else "List Bullet"
            paragraph = self._document.add_paragraph(style=style)
            for run in runs:
                paragraph._p.append(parse_xml(_run(run, nsdecls("w"))))  # noqa: SLF001  # no public way

    def table(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        """Write a table; its header is repeated on every page and no row is broken."""
        widths = self._widths(columns)
        header = "".join(
            _cell((Run(c.header, bold=True, colour=_GREY, size=8.0),), w, c.number, "", keep=True)
            for c, w in zip(columns, widths, strict=True)
        )
        repeated = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{header}</w:tr>"
        head = repeated if any(column.header for column in columns) else ""
        body = "".join(self._row(row, columns, widths) for row in rows)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        xml = (
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'{_BORDERS}<w:tblLayout w:type="fixed"/>{_CELL_MARGINS}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
        )
        section = self._document.element.body.sectPr
        section.addprevious(parse_xml(xml))
        self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def to_bytes(self) -> bytes:
        """Return the file; the archive carries no time of day."""
        written, target = io.BytesIO(), io.BytesIO()
        self._document.save(written)
        with zipfile.ZipFile(written) as source, zipfile.ZipFile(target, "w") as archive:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, _ZIPPED)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, source.read(name))
        return target.getvalue()

    def _row(self, row: Row, columns: Sequence[Column], widths: Sequence[int]) -> str:
        shade = self.palette.track.removeprefix("#") if row.group else ""
        cells = "".join(
            _cell(
                self._content(cell, row.group, width), width, column.number, shade, keep=row.group
            )
            for cell, column, width in zip(row.cells, columns, widths, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"

    def _content(self, cell: Cell, group: bool, width: int) -> tuple[Run, ...] | str:
        """Return the runs of a cell, or a bar as markup."""
        if isinstance(cell, Bar):
            return _bar(cell, self.palette, width)
        if isinstance(cell, str):
            return (Run(cell, bold=group, colour=self._primary if group else ""),)
        return (cell,) if isinstance(cell, Run) else tuple(cell)

    def _widths(self, columns: Sequence[Column]) -> list[int]:
        """Return widths in twentieths of a point; columns without one share what is left."""
        rest = _PAGE[0] - 2 * _MARGIN - sum(column.width for column in columns)
        free = sum(not column.width for column in columns) or 1
        return [Cm(column.width or rest / free).twips for column in columns]

    def _set_up(self, title: str, lang: str) -> None:
        document = self._document
        properties = document.core_properties
        properties.title, properties.author, properties.comments = title[:255], "", ""
        properties.language = lang
        properties.created = properties.modified = _CREATED
        section = document.sections[0]
        section.page_width, section.page_height = (Cm(side) for side in _PAGE)
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(_MARGIN)
        styles = document.styles
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
            style = styles[name]
            style.font.name = _LATIN
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            fonts.set(qn("w:eastAsia"), _HAN)
            if name != "Normal":
                style.font.color.rgb = RGBColor.from_string(self._primary.upper())
        styles["Normal"].font.size = Pt(_TEXT_SIZE + 1)
        styles["Normal"].paragraph_format.space_after = Pt(4)
        spoken = parse_xml(f'<w:lang {nsdecls("w")} w:val="{escape(lang)}" w:eastAsia="zh-CN"/>')
        styles["Normal"].element.get_or_add_rPr().append(spoken)

    def _foot(self, left: str, before: str, after: str) -> None:
        """Write the firm's name and the page number below every page."""
        footer = self._document.sections[0].footer.paragraphs[0]
        spaces = nsdecls("w")
        number = _run(Run("1", colour=_GREY, size=8.0))
        parts = (
            _run(Run(f"{left}    {before}", colour=_GREY, size=8.0), spaces),
            f'<w:fldSimple {spaces} w:instr=" PAGE ">{number}</w:fldSimple>',
            _run(Run(after, colour=_GREY, size=8.0), spaces),
        )
        for xml in parts:
            footer._p.append(parse_xml(xml))  # noqa: SLF001  # python-docx has no fields


_BORDERS = (
    '<w:tblBorders><w:top w:val="single" w:sz="6" w:color="9DB6D3"/>'
    '<w:bottom w:val="single" w:sz="4" w:color="B9C5D2"/>'
    '<w:insideH w:val="single" w:sz="2" w:color="D9E1E9"/></w:tblBorders>'
)
_SINGLE = '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
_CELL_MARGINS = (
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
)


def _cell(
    content: tuple[Run, ...] | str, width: int, number: bool, shade: str, *, keep: bool
) -> str:
    """Write a cell with one paragraph per run, its lines as close as they go."""
    align = '<w:jc w:val="right"/>' if number else ""
    stay = "<w:keepNext/>" if keep else ""
    filled = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    if not isinstance(content, str):
        content = "".join(
            f"<w:p><w:pPr>{stay}{_SINGLE}{align}<w:rPr>{_size(run)}</w:rPr></w:pPr>"
            f"{_run(run)}</w:p>"
            for run in content or (Run(""),)
        )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{filled}</w:tcPr>{content}</w:tc>'


def _run(run: Run, namespaces: str = "") -> str:
    dress = "<w:b/>" if run.bold else ""
    dress += f'<w:color w:val="{run.colour.removeprefix("#").upper()}"/>' if run.colour else ""
    return (
        f"<w:r {namespaces}><w:rPr>{dress}{_size(run)}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'
    )


def _size(run: Run) -> str:
    halves = round(run.size * 2)
    return f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>'


def _bar(bar: Bar, palette: Palette, width: int) -> str:
    """Draw a score as a table of shaded cells: dark to the score, pale to the upper end, track."""
    if bar.value is None:
        return "<w:p/>"
    room = width - _BAR_MARGIN
    to_score = round(min(_FULL, max(0.0, bar.value)) / _FULL * room)
    to_high = round(min(_FULL, max(0.0, bar.high or 0.0)) / _FULL * room)
    lengths = (to_score, max(0, to_high - to_score), room - max(to_score, to_high))
    fills = (palette.primary, palette.mist, palette.track)
    parts = [(n, f) for n, f in zip(lengths, fills, strict=True) if n >= _THINNEST]
    tiny = f'<w:spacing w:after="0" w:line="{_BAR_HEIGHT}" w:lineRule="exact"/>'
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{n}" w:type="dxa"/><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{fill.removeprefix("#").upper()}"/></w:tcPr><w:p><w:pPr>{tiny}</w:pPr></w:p></w:tc>'
        for n, fill in parts
    )
    grid = "".join(f'<w:gridCol w:w="{n}"/>' for n, _ in parts)
    return (
        f'<w:p><w:pPr><w:spacing w:after="0" w:line="60" w:lineRule="exact"/></w:pPr></w:p>'
        f'<w:tbl><w:tblPr><w:tblW w:w="{room}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f"</w:tblCellMar>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr>"
        f'<w:trHeight w:val="{_BAR_HEIGHT}" w:hRule="exact"/></w:trPr>{cells}</w:tr></w:tbl>'
        f'<w:p><w:pPr><w:spacing w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    )
