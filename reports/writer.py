"""Writes a finished PDF: every object serialised and compressed once, numbered without gaps.

WeasyPrint's own writer serialises each object twice and compresses it up to three times, for a hash
that we replace by the digest of the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

import deflate
import pydyf  # type: ignore[import-untyped]
from weasyprint.formatting_structure.boxes import ParentBox, TextBox
from weasyprint.pdf.stream import Stream as Drawing

from reports.embedding import Numbers, compact_fonts, renumbered
from reports.marks import content_of, join_marks
from reports.references import target
from reports.tagtree import compact

__all__ = ["Writer"]

_LEVEL = 10  # of 12, which saves half a percent more and takes thrice as long
# A hundredth of a pixel is below what a printer can do; matrices enlarge, so they keep more.
_DIGITS = re.compile(rb"(?<=\.\d\d)\d+(?=[-\d. ]* (?:re|m|l|c|v|y|Tm|w)\n)|(?<=\.\d{4})\d+")
# Between glyphs that stand where they would stand anyway, and texts of nothing but blanks.
_IDLE = ((b">0<", b""), (b">0]", b">]"), (b"><", b""), (b"BT\nET\n", b""))
_REFERENCE = re.compile(rb"\((?:\\.|[^\\)])*\)|\b(\d+) 0 R\b", re.DOTALL)  # texts are left alone


class Writer:
    """Hand an instance to ``Document.write_pdf`` as *finisher*; ``data`` is then the whole file."""

    def __init__(self, identifier: str, xmp: bytes = b"") -> None:
        """Take the file's identifier, and RDF descriptions to add to its metadata."""
        self.identifier, self.xmp = identifier, xmp
        self.data = b""

    def __call__(self, document: Any, pdf: pydyf.PDF) -> None:
        """Write *pdf*; WeasyPrint then has nothing left to write."""
        if self.xmp:
            metadata = target(pdf, pdf.catalog["Metadata"])
            [content] = metadata.stream
            metadata.stream = [content.replace(b"</rdf:RDF>", self.xmp + b"</rdf:RDF>", 1)]
        if "AF" in pdf.catalog:  # where WeasyPrint names every attached file twice
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        _describe_links(document)
        unused = compact(pdf)
        join_marks(pdf)
        numbers = compact_fonts(pdf, document.fonts.values())
        pdf.add_object(pdf.info)
        live = [item for item in pdf.objects if item.free == "n" and item.number not in unused]
        self.data = _written(live, pdf, self.identifier, numbers)
        pdf.write = lambda *_: None


def _describe_links(document: Any) -> None:
    """Let each link be read out by its text (PDF/UA-1, 7.18.5), not by the name of its target."""
    for page in document.pages:
        for *_, box in page.links:
            parts = box.descendants() if isinstance(box, ParentBox) else ()
            text = "".join(part.text for part in parts if isinstance(part, TextBox)).strip()
            annotation = getattr(box, "link_annotation", {})
            if text and "Contents" in annotation:
                annotation["Contents"] = pydyf.String(text)


def _written(live: list[Any], pdf: pydyf.PDF, identifier: str, glyphs: Numbers) -> bytes:
    numbers = {item.number: number for number, item in enumerate(live, start=1)}

    def renumbered(data: bytes) -> bytes:
        return _REFERENCE.sub(
            lambda found: found[0] if found[1] is None else _reference(numbers[int(found[1])]), data
        )

    out = BytesIO()
    out.write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
    last = len(live) + 1
    places: dict[int, tuple[int, int, int]] = {}
    packed: list[tuple[int, bytes]] = []
    for item in live:
        number = numbers[item.number]
        if isinstance(item, pydyf.Stream):
            places[number] = (1, out.tell(), 0)
            head = {key: renumbered(_bytes(value)) for key, value in item.extra.items()}
            out.write(_stream(number, head, _content(item, glyphs), compress=item.compress))
        else:
            places[number] = (2, last, len(packed))
            packed.append((number, renumbered(item.data)))
    places[last] = (1, out.tell(), 0)
    out.write(_object_stream(last, packed))
    start = out.tell()
    places[last + 1] = (1, start, 0)
    name = pydyf.String(identifier).data
    head = {
        "Root": renumbered(pdf.catalog.reference),
        "Info": renumbered(pdf.info.reference),
        "ID": b"[%b%b]" % (name, name),
    }
    out.write(_cross_reference(last + 1, head, places))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _object_stream(number: int, packed: list[tuple[int, bytes]]) -> bytes:
    """Return all objects that are not streams, compressed together (ISO 32000-1, 7.5.7)."""
    positions, position = [], 0
    for own, data in packed:
        positions.append(b"%d %d" % (own, position))
        position += len(data) + 1
    index = b" ".join(positions) + b"\n"
    head = {"Type": b"/ObjStm", "N": b"%d" % len(packed), "First": b"%d" % len(index)}
    return _stream(number, head, index + b"\n".join(data for _, data in packed))


def _cross_reference(
    number: int, head: Mapping[str, bytes], places: Mapping[int, tuple[int, int, int]]
) -> bytes:
    """Return where every object is, with the file's roots (ISO 32000-1, 7.5.8)."""
    widths = (1, 4, 2)
    rows: Iterable[tuple[int, int, int]] = (
        (0, 0, 65535),
        *(places[n] for n in range(1, number + 1)),
    )
    table, above = b"", bytes(sum(widths))
    for row in rows:  # each as its difference to the one above, PNG's filter 2
        line = b"".join(v.to_bytes(width, "big") for v, width in zip(row, widths, strict=True))
        table += b"\2" + bytes((a - b) % 256 for a, b in zip(line, above, strict=True))
        above = line
    own = {
        "Type": b"/XRef", "Size": b"%d" % (number + 1), "W": b"[1 4 2]",
        "DecodeParms": b"<</Predictor 12/Columns 7>>",
    }  # fmt: skip
    return _stream(number, {**own, **head}, table)


def _stream(
    number: int, head: Mapping[str, bytes], content: bytes, *, compress: bool = True
) -> bytes:
    """Return a stream; a picture that comes compressed says so in its *head*."""
    data = bytes(deflate.zlib_compress(content, _LEVEL)) if compress else content
    entries = {**head, "Length": b"%d" % len(data)}
    if compress:
        entries["Filter"] = b"/FlateDecode"
    written = b"".join(b"/%b %b" % (key.encode(), value) for key, value in entries.items())
    return b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\n" % (number, written, data)


def _content(item: pydyf.Stream, glyphs: Numbers) -> bytes:
    content = content_of(item)
    if not isinstance(item, Drawing):
        return content
    content = _DIGITS.sub(b"", content)
    for idle, rest in _IDLE:
        content = content.replace(idle, rest)
    return renumbered(content, glyphs)


def _bytes(value: Any) -> bytes:
    found: bytes = pydyf._to_bytes(value)  # noqa: SLF001  its only serialiser of plain values
    return found


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number
