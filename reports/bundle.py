"""Many documents as one zip: made in a pool, kept as they are finished, resumed where it stopped.

Each document is kept under its name in a store, or as a file in a folder; one that is there is not
made again. It appears under its name only when it is whole, and so does the zip: killing the
process at any moment loses no more than the documents in flight. A document that cannot be made is
listed with its reason and the others go on.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import BinaryIO

from assessment.doubts import doubts
from assessment.outcome import Outcome
from questionnaires.canonical import digest
from questionnaires.errors import Problem
from reports import fonts, pdf
from reports.making import Document, Finished, Keep, make_documents
from reports.pool import Pool
from reports.sheets import Cell, Sheet, opened
from reports.summary import summarise, summarise_scores
from reports.theme import Theme
from reports.wording import Words

__all__ = [
    "Bundle", "Document", "draw_firm", "firm_document", "write_bundle", "write_zip",
]  # fmt: skip

_LONGEST = 120  # bytes of a name, which leaves room for the folder it will be unpacked into
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; the same documents give the same bytes
_FORBIDDEN = frozenset('<>:"/\\|?*')  # in a name on Windows
_LIST = (
    ("number", "count", 8.0), ("file", "text", 50.0), ("name", "text", 40.0),
    ("result", "text", 12.0), ("code", "text", 24.0), ("reason", "wrap", 60.0),
    ("do", "wrap", 60.0),
)  # fmt: skip


@dataclass(slots=True)
class Bundle:
    """How far a bundle has come; ``complete`` when the zip was written."""

    made: int = 0
    reused: int = 0
    failed: list[tuple[str, tuple[Problem, ...]]] = field(default_factory=list)
    complete: bool = False

    @property
    def done(self) -> int:
        """Number of documents that need no more work."""
        return self.made + self.reused + len(self.failed)


def firm_document(
    outcome: Outcome,
    lang: str,
    *,
    date: str | None = None,
    brief: bool = False,
    tagged: bool = True,
    theme: Theme | None = None,
) -> Document:
    """Return one firm's report as a document of a bundle."""
    profile = outcome.sheet.profile
    options = {"lang": lang, "date": date, "brief": brief, "tagged": tagged}
    # A theme is frozen plain data, so its repr is its content.
    said = dict(outcome.confidence)
    parts = [outcome.card.to_dict(), said, options, repr(theme), _version()]
    make = functools.partial(_firm_pdf, outcome, lang, date, theme, brief=brief, tagged=tagged)
    return Document(profile.name or profile.credit_code or "", digest(parts), make)


def write_bundle(
    documents: Iterable[Document],
    target: Path,
    folder: Path,
    pool: Pool,
    *,
    lang: str = "zh",
    progress: Callable[[Bundle], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Bundle:
    """Make all *documents* in *pool*, keep them in *folder*, and write the zip to *target*.

    *documents* may be a generator: no more of it is read than the pool can work on. *progress* is
    called after each document; as soon as *stopped* says so nothing new is begun, no zip is
    written, and another call goes on from there. The zip holds a list of all documents (in *lang*).
    """
    state, keep = Bundle(), _Folder(folder)
    listed: list[Finished | None] = []
    for found in make_documents(documents, keep, pool, stopped):
        listed += [None] * (found.place + 1 - len(listed))
        listed[found.place] = found
        if found.problems:
            state.failed.append((found.document.name, found.problems))
        elif found.new:
            state.made += 1
        else:
            state.reused += 1
        if progress:
            progress(state)
    if not stopped():
        part = target.with_name(f".{target.name}.{os.getpid()}")
        with part.open("wb") as file:
            write_zip([found for found in listed if found], file, keep, lang)
        part.replace(target)
        state.complete = True
    return state


class _Folder:
    """A folder as a store."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def get(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.exists() else None

    def put(self, name: str, data: bytes) -> None:
        part = self.folder / f".{name}.{os.getpid()}"
        part.write_bytes(data)
        part.replace(self.folder / name)

    def size(self, name: str) -> int | None:
        path = self.folder / name
        return path.stat().st_size if path.exists() else None


def write_zip(listed: Sequence[Finished], file: BinaryIO, keep: Keep, lang: str) -> int:
    """Write the documents kept, one in memory at a time, and their list; return how many.

    One that is not there any more is listed so.
    """
    words, count = Words(lang), 0
    width = len(str(len(listed)))
    rows: list[list[Cell]] = []
    with zipfile.ZipFile(file, "w") as archive:  # stored: a PDF is compressed already
        for number, found in enumerate(listed, start=1):
            said = words.line(found.document.name)
            data = None if found.problems else keep.get(found.document.file)
            if data is None:
                problems = found.problems or (Problem("report.gone"),)
                rows += [[number, "", said, "", p.code, p.what(words.lang), p.todo(words.lang)]
                         for p in problems]  # fmt: skip
                continue
            name = f"{number:0{width}d}_{_file_name(said)}.pdf"
            archive.writestr(_entry(name), data)
            rows.append([number, name, said, words("bundle.made"), "", "", ""])
            count += 1
        name = f"{0:0{width}d}_{words('bundle.list')}.xlsx"  # before all others in a file manager
        archive.writestr(_entry(name), _list(rows, words))
    return count


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.external_attr = 0o644 << 16  # readable when unpacked on Unix
    return entry


def _file_name(name: str) -> str:
    """Return a name that every file system takes; the number before it makes it the only one."""
    kept = "".join("_" if char in _FORBIDDEN or not char.isprintable() else char for char in name)
    return kept.encode()[:_LONGEST].decode("utf-8", "ignore").strip(" .") or "_"


def _list(rows: list[list[Cell]], words: Words) -> bytes:
    target = io.BytesIO()
    columns = [(words(f"bundle.{key}"), style, width) for key, style, width in _LIST]
    with opened(target, words("bundle.list")) as (book, formats):
        Sheet(book, words("bundle.list"), columns, formats, 2).fill(rows)
    return target.getvalue()


def draw_firm(outcome: Outcome, lang: str, date: str | None, *, answers: bool = True) -> bytes:
    """Make one firm's report, in a process of the pool; without *answers* for readers of scores."""
    if not answers:
        return pdf.render(summarise_scores(outcome, lang, date=date))
    return _firm_pdf(outcome, lang, date, None, brief=False, tagged=True)


def _firm_pdf(
    outcome: Outcome, lang: str, date: str | None, theme: Theme | None, *, brief: bool, tagged: bool
) -> bytes:
    """Make one firm's report, in a process of the pool."""
    sure = None if brief else doubts(outcome)
    summary = summarise(outcome, lang, date=date, theme=theme, doubts=sure)
    return pdf.render(summary, brief=brief, tagged=tagged)


@cache
def _version() -> str:
    """Return a digest of all that decides what a report looks like: our files and typefaces."""
    found = hashlib.sha256(fonts.cached_fonts().regular.parent.name.encode())
    for name, data in sorted(_sources(files("reports"), "")):
        found.update(name.encode() + b"\0" + data)
    return found.hexdigest()


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        name = f"{prefix}/{item.name}"
        if item.is_dir():
            yield from _sources(item, name)
        elif item.name.endswith((".py", ".yaml", ".html", ".css")):
            yield name, item.read_bytes()
