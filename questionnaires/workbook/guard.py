"""What is checked before a workbook is opened: that it is one, and that it cannot hurt.

An XLSX file is a zip archive, so a few kilobytes may unpack to gigabytes. The declared sizes are
summed up first; then every part that a reader would unpack is unpacked here, to see that it has
exactly the declared size.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from questionnaires.errors import Place, Problem, QuestionnaireError

__all__ = ["MAX_ENTRIES", "MAX_PACKED", "MAX_RATIO", "MAX_UNPACKED", "Package", "open_package"]

MAX_PACKED = 50_000_000
"""Bytes of a workbook; a register of 10,000 firms has some 5 million."""

MAX_UNPACKED = 200_000_000
"""Bytes of all parts together; a register of 10,000 firms has some 50 million."""

MAX_ENTRIES = 2_000
"""Parts of a workbook; ours have about fifteen."""

MAX_RATIO = 400
"""Unpacked to packed bytes of one large part. Sheets of repeated values reach 100; a bomb 1,000."""

_RATIO_FROM = 5_000_000  # smaller parts may be as repetitive as they like
_MAX_HEAD = 5_000_000  # bytes of the parts that list the sheets; real ones have some kilobytes
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_CONTENT_TYPES = "[Content_Types].xml"
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES, _STRINGS = "xl/styles.xml", "xl/sharedstrings.xml"  # whatever the case
_LOCAL_HEADER = 30  # bytes before the name of a part
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Package:
    """A workbook of bounded size: its bytes, and the XML of its styles, strings and sheets."""

    data: bytes
    styles: bytes
    strings: bytes
    sheets: dict[str, bytes]
    """Name of each worksheet -> its XML."""


def open_package(data: bytes, file: str) -> Package:
    """Unpack the workbook in *data*; raises ``QuestionnaireError`` when it is none or too large."""
    _recognise(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _unpack(data, packed, file)
    except _BROKEN as error:
        if isinstance(error, QuestionnaireError):
            raise
        raise _refused("file.damaged", file, why=str(error) or type(error).__name__) from error


def _refused(code: str, file: str, **values: object) -> QuestionnaireError:
    return QuestionnaireError([Problem(code, Place(file), values)])


def _recognise(data: bytes, file: str) -> None:
    """Refuse what is no zip archive, saying what it is where that is known."""
    if not data:
        raise _refused("file.empty", file)
    if len(data) > MAX_PACKED:
        raise _refused("file.too_large", file, limit=f"{MAX_PACKED:,}")
    if data.startswith(_OLE):
        raise _refused("file.encrypted" if _ENCRYPTED in data else "file.old_excel", file)
    if not data.startswith(b"PK"):
        raise _refused("file.wrong_kind", file, expected="XLSX")
    entries = data.count(_DIRECTORY_ENTRY)
    if entries > MAX_ENTRIES:
        raise _refused("file.too_many_parts", file, count=entries, limit=MAX_ENTRIES)


def _unpack(data: bytes, packed: zipfile.ZipFile, file: str) -> Package:
    entries = {info.filename: info for info in packed.infolist()}
    if not {_CONTENT_TYPES, _WORKBOOK} <= entries.keys():
        raise _refused("file.wrong_kind", file, expected="XLSX")
    _check_sizes(packed.infolist(), file)
    parts = {name: _inflated(data, info) for name, info in entries.items() if _is_read(name)}
    listed = _sheets(parts[_WORKBOOK], parts.get(_RELATIONS, b""))
    sheets = {name: parts[path] for name, path in listed.items() if path in parts}
    by_path = {path.lower(): part for path, part in parts.items()}
    return Package(data, by_path.get(_STYLES, b""), by_path.get(_STRINGS, b""), sheets)


def _check_sizes(infos: list[zipfile.ZipInfo], file: str) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise _refused("file.encrypted", file)
    declared = sum(info.file_size for info in infos)
    if declared > MAX_UNPACKED:
        raise _refused("file.bomb", file, size=f"{declared:,}", limit=f"{MAX_UNPACKED:,}")
    for info in infos:
        limit = max(MAX_RATIO * info.compress_size, _RATIO_FROM)
        if info.file_size > limit:
            raise _refused("file.bomb", file, size=f"{info.file_size:,}", limit=f"{limit:,}")
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise ValueError("two parts of one name")  # readers differ in which one they take


def _is_read(name: str) -> bool:
    """Whether a reader of cells unpacks this part (pictures and the like it leaves alone)."""
    return name.lower().endswith((".xml", ".rels"))


def _inflated(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """Return a part; raises ``ValueError`` when it is not exactly as long as it declares.

    Whoever reads it later finds no more than was counted here.
    """
    head = data[info.header_offset : info.header_offset + _LOCAL_HEADER]
    name_length, extra_length = struct.unpack("<26x2H", head)
    start = info.header_offset + _LOCAL_HEADER + name_length + extra_length
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed)
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        content = stream.decompress(packed, info.file_size + 1)
        if not stream.eof:
            raise ValueError(f"{info.filename}: longer than declared")
    else:
        raise ValueError(f"{info.filename}: method {info.compress_type}")
    if len(content) != info.file_size:
        raise ValueError(f"{info.filename}: length")
    return content


def _sheets(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Return the name of every worksheet and the part it is in, in the workbook's order."""
    targets = {
        found.get("Id", ""): _path(found.get("Target", ""))
        for found in _elements(relations, "Relationship")
        if found.get("Type", "").endswith("/worksheet")
    }
    listed = [
        (found.get("name", ""), found.get("id", "")) for found in _elements(workbook, "sheet")
    ]
    return {name: targets[key] for name, key in listed if key in targets}


def _path(target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """Return the attributes (without prefixes) of all elements called *name*."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == name:
            plain = {key: value for key, value in attributes.items() if ":" not in key}
            prefixed = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            found.append({**prefixed, **plain})

    if len(xml) > _MAX_HEAD:
        raise ValueError(f"{name}: too large")
    parser = safe_parser()
    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return found


def safe_parser() -> expat.XMLParserType:
    """Return an XML parser that refuses document types, and with them entities."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise ValueError("DOCTYPE")
