"""Documents made in a pool and kept as they are finished; those kept already are not made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from questionnaires.errors import Problem
from reports.errors import ReportError
from reports.pool import Pool

__all__ = ["Document", "Finished", "Keep", "gone", "make_documents"]


@dataclass(frozen=True, slots=True)
class Document:
    """One document: what to call it, a key that follows its content, and how it is made.

    ``make`` must be picklable: a function of a module, or a ``functools.partial`` of one; ``gone``
    for one that is kept already. A document with ``problems`` is not to be made at all.
    """

    name: str
    key: str
    make: Callable[[], bytes]
    problems: tuple[Problem, ...] = ()

    @property
    def file(self) -> str:
        """What it is kept under."""
        return f"{self.key}.pdf"


def gone() -> bytes:
    """Stand in for making what is kept already; raises ``ReportError`` when it is not there."""
    raise ReportError([Problem("report.gone")])


class Keep(Protocol):
    """Where finished documents are kept, by name; ``put`` keeps a whole document or none."""

    def get(self, name: str, /) -> bytes | None:
        """Return a document, ``None`` when it is not there."""

    def put(self, name: str, data: bytes, /) -> None:
        """Keep a document."""

    def size(self, name: str, /) -> int | None:
        """Return how many bytes a document has, ``None`` when it is not there."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A document that needs no more work, at its place; ``new`` when something was tried."""

    place: int
    document: Document
    problems: tuple[Problem, ...] = ()
    new: bool = False


def make_documents(
    documents: Iterable[Document],
    keep: Keep,
    pool: Pool,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Finished]:
    """Make what is not kept yet; yield all documents in the order they are finished.

    No more of *documents* is read than the pool can work on. When the iterator is closed, what is
    under way is kept and nothing more is begun.
    """
    waiting: dict[Future[bytes], tuple[int, Document]] = {}
    try:
        for place, document in enumerate(documents):
            if stopped():
                break
            if document.problems or _kept(keep, document):
                yield Finished(place, document, document.problems)
                continue
            while len(waiting) >= 2 * pool.processes:
                yield from _collect(waiting, keep)
            waiting[pool.submit(document.make)] = (place, document)
        while waiting:
            yield from _collect(waiting, keep)
    finally:
        for future, (_, document) in waiting.items():
            if not future.cancel():  # it is on paper in a moment: then it need not be made again
                with suppress(ReportError, OSError):
                    keep.put(document.file, future.result())


def _collect(waiting: dict[Future[bytes], tuple[int, Document]], keep: Keep) -> Iterator[Finished]:
    """Keep what is finished, waiting for at least one."""
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        place, document = waiting.pop(future)
        try:
            data = future.result()
        except ReportError as error:
            yield Finished(place, document, tuple(error.problems), new=True)
        else:
            keep.put(document.file, data)
            yield Finished(place, document, new=True)


def _kept(keep: Keep, document: Document) -> bool:
    return keep.size(document.file) is not None
